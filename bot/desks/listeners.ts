import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { refreshHomes } from '#bot/slack/homes.ts';
import { workspaceOf } from '#bot/slack/payloads.ts';
import { notePresence } from './desks.ts';

const Change = z.object({ channel: z.string(), user: z.string(), event_ts: z.string() });

/** Connects desks to Slack: who is present in a triage channel. */
export function registerDesks(app: App, deps: SlackDeps): void {
  for (const [type, isPresent] of [
    ['member_joined_channel', true],
    ['member_left_channel', false],
  ] as const) {
    app.event(type, async ({ event, context }) => {
      const change = Change.safeParse(event);
      if (!change.success) return;
      const { channel: channelId, user: memberId, event_ts: ts } = change.data;
      await deps.db.$transaction(async (tx) => {
        await notePresence(tx, workspaceOf(context), { channelId, memberId, isPresent, ts });
        // What their desk's lists say is theirs to see as long as they are staff.
        await refreshHomes(tx, deps, workspaceOf(context), [memberId]);
      });
    });
  }
}
