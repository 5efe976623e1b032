import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { workspaceOf } from '#bot/slack/payloads.ts';
import { notePresence } from './desks.ts';
import { pointTheWay } from './pointers.ts';

const Change = z.object({ channel: z.string(), user: z.string(), event_ts: z.string() });

/** Connects desks to Slack: who is present in a triage channel, and where to write. */
export function registerDesks(app: App, deps: SlackDeps): void {
  for (const [type, isPresent] of [
    ['member_joined_channel', true],
    ['member_left_channel', false],
  ] as const) {
    app.event(type, async ({ event, context }) => {
      const change = Change.safeParse(event);
      if (!change.success) return;
      const { channel: channelId, user: memberId, event_ts: ts } = change.data;
      await notePresence(deps.db, workspaceOf(context), { channelId, memberId, isPresent, ts });
    });
  }

  app.event('app_mention', async ({ event, context }) => {
    await point(deps, workspaceOf(context), event);
  });

  app.event('message', async ({ event, context }) => {
    if (event.channel_type === 'im') await point(deps, workspaceOf(context), event);
  });
}

/** What a person wrote themselves; whatever else comes gets no answer. */
const Written = z.object({
  subtype: z.enum(['file_share', 'me_message', 'thread_broadcast']).optional(),
  channel: z.string(),
  ts: z.string(),
  thread_ts: z.string().optional(),
  user: z.string(),
  bot_id: z.undefined().optional(),
});

async function point(deps: SlackDeps, workspaceId: string, event: unknown): Promise<void> {
  const written = Written.safeParse(event);
  if (!written.success) return;
  const { channel: channelId, ts, thread_ts: threadTs = null, user: authorId } = written.data;
  await pointTheWay(deps, { workspaceId, channelId, ts, threadTs, authorId });
}
