import type { App } from '@slack/bolt';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { workspaceOf } from '#bot/slack/payloads.ts';
import { notePresence } from './desks.ts';
import { pointTheWay } from './pointers.ts';

/** Connects desks to Slack: who is present in a triage channel, and where to write. */
export function registerDesks(app: App, deps: SlackDeps): void {
  app.event('member_joined_channel', async ({ event, context }) => {
    const change = { channelId: event.channel, memberId: event.user, isPresent: true, ts: event.event_ts };
    await notePresence(deps.db, workspaceOf(context), change);
  });

  app.event('member_left_channel', async ({ event, context }) => {
    const change = { channelId: event.channel, memberId: event.user, isPresent: false, ts: event.event_ts };
    await notePresence(deps.db, workspaceOf(context), change);
  });

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
