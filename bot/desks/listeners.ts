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
    if (!event.user || event.bot_id) return;
    const { channel, ts, thread_ts, user } = event;
    await pointTheWay(deps, {
      workspaceId: workspaceOf(context),
      channelId: channel,
      ts,
      threadTs: thread_ts ?? null,
      authorId: user,
    });
  });

  app.event('message', async ({ event, context }) => {
    const isPlain = event.subtype === undefined || event.subtype === 'file_share' || event.subtype === 'me_message';
    if (event.channel_type !== 'im' || !isPlain || !event.user || 'bot_id' in event) return;
    const { channel, ts, user } = event;
    const threadTs = 'thread_ts' in event ? (event.thread_ts ?? null) : null;
    await pointTheWay(deps, {
      workspaceId: workspaceOf(context),
      channelId: channel,
      ts,
      threadTs,
      authorId: user,
    });
  });
}
