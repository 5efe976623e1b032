import type { WebClient } from '@slack/web-api';
import type { Job } from '#bot/queue.ts';
import type { SlackDeps } from './clients.ts';
import { processEvent } from './event-job.ts';
import type { Inbox } from './inbox.ts';
import { withinLimits } from './limits.ts';
import { isPlatformError } from './own-messages.ts';

export const SWEEP_CHANNEL = 'sweep-channel';

type Place = { workspaceId: string; channelId: string };
type SweepDeps = SlackDeps & { inbox: Inbox; app: { runStoredEvent: (body: Record<string, unknown>) => Promise<void> } };
type Written = NonNullable<Awaited<ReturnType<WebClient['conversations']['history']>>['messages']>[number];
type Message = Written & { ts: string };

export function sweepJob({ workspaceId, channelId }: Place): Job {
  return { task: SWEEP_CHANNEL, payload: { workspaceId, channelId }, key: `${SWEEP_CHANNEL}:${workspaceId}:${channelId}` };
}

/** What Slack says of a channel the bot cannot read. */
const UNREADABLE = ['not_in_channel', 'channel_not_found'];

/**
 * Finds what was written in a help channel while the bot could not hear it, and takes it in as if Slack had just sent it.
 *
 * Slack gives up on an event after minutes. What was heard already is left alone, and so is what the bot itself said.
 */
export async function sweepChannel(deps: SweepDeps, place: Place): Promise<void> {
  try {
    const since = await listenedSince(deps, place);
    if (since) await takeInMissed(deps, place, (since.getTime() / 1000).toFixed(6));
  } catch (error) {
    if (!UNREADABLE.some((name) => isPlatformError(error, name))) throw error;
    deps.log.warn({ ...place, err: error }, 'a help channel cannot be swept');
  }
}

/** What is older than this nobody waits for any more. */
const LOOKS_BACK_DAYS = 7;

/** Since when the channel is ours, a week ago at most; null when it is not. What was written before then was not written to us. */
async function listenedSince({ db, now }: SweepDeps, { workspaceId, channelId }: Place): Promise<Date | null> {
  const [found] = await db.$queryRaw<{ since: Date | null }[]>`
    select greatest(${now()}::timestamptz - ${LOOKS_BACK_DAYS} * interval '1 day', workspace.set_up_at, (
      select max(at) from audit_entry
      where workspace_id = ${workspaceId} and detail -> 'helpChannelsAdded' @> to_jsonb(${channelId}::text)
    )) as since
    from workspace join help_channel on help_channel.workspace_id = workspace.id
    where workspace.id = ${workspaceId} and channel_id = ${channelId} and set_up_at is not null`;
  return found?.since ?? null;
}

/** The channel first, then thread after thread, so that a limit in the middle undoes nothing of what came before it. */
async function takeInMissed(deps: SweepDeps, place: Place, oldest: string): Promise<void> {
  const { workspaceId, channelId: channel } = place;
  const client = await deps.slack.client(workspaceId);
  const written = await everyPage((page) =>
    withinLimits(deps, workspaceId, 'conversations.history', () => client.conversations.history({ channel, oldest, ...page })),
  );
  await takeIn(deps, place, written);
  for (const { ts } of await threadsWithNews(deps, place, written)) {
    const thread = await everyPage((page) =>
      withinLimits(deps, workspaceId, 'conversations.replies', () =>
        client.conversations.replies({ channel, ts, oldest, ...page }),
      ),
    );
    await takeIn(deps, place, thread);
  }
}

const PAGE = 200;
const MOST_PAGES = 20;

type Page = { messages?: Written[]; response_metadata?: { next_cursor?: string } };

async function everyPage(ask: (page: { limit: number; cursor?: string }) => Promise<Page>): Promise<Message[]> {
  const found: Written[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await ask({ limit: PAGE, ...(cursor ? { cursor } : {}) });
    found.push(...(answer.messages ?? []));
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) break;
  }
  return found.filter((message): message is Message => message.ts !== undefined);
}

/** Oldest first and each to its end before the next, since what a message is depends on those before it. */
async function takeIn(deps: SweepDeps, place: Place, messages: Message[]): Promise<void> {
  const { workspaceId } = place;
  const us = await deps.slack.installation(workspaceId);
  const heard = await heardOf(
    deps,
    place,
    messages.map(({ ts }) => ts),
  );
  const missed = messages.filter(
    ({ ts, bot_id, user }) => !heard.has(ts) && bot_id !== us?.botId && (!user || user !== us?.botUserId),
  );
  if (missed.length > 0) deps.log.info({ ...place, count: missed.length }, 'messages were missed and are taken in now');
  for (const message of missed.toSorted((one, other) => (one.ts < other.ts ? -1 : 1))) {
    const eventId = sweptId(place, message.ts);
    await deps.inbox.store({ workspaceId, eventId, body: asEvent(place, eventId, message) });
    await processEvent(deps, deps.app, { workspaceId, eventId }).catch((err: unknown) =>
      deps.log.warn({ err, eventId }, 'a missed message is left to its own job'),
    );
  }
}

const sweptId = ({ channelId }: Place, ts: string) => `sweep:${channelId}:${ts}`;

/** A message of the history as Slack would have sent it. */
function asEvent({ workspaceId, channelId }: Place, eventId: string, message: Message): Record<string, unknown> {
  const { ts, thread_ts, user, text, files, subtype, bot_id } = message;
  const event = { type: 'message', channel: channelId, ts, thread_ts, user, text, files, subtype, bot_id };
  return { type: 'event_callback', event_id: eventId, team_id: workspaceId, event };
}

/** The threads whose last reply we have neither heard nor written; in those under what opened nothing nobody is answered. */
async function threadsWithNews(deps: SweepDeps, place: Place, messages: Message[]): Promise<Message[]> {
  const threads = messages.filter(({ ts, thread_ts, latest_reply }) => latest_reply && thread_ts === ts);
  const heard = await heardOf(
    deps,
    place,
    threads.flatMap(({ ts, latest_reply = '' }) => [ts, latest_reply]),
  );
  return threads.filter(({ ts, latest_reply = '' }) => !heard.has(latest_reply) && heard.get(ts) !== 'opened nothing');
}

type Standing = 'heard' | 'opened nothing';

/** Which messages need no taking in: heard, swept before, or said by ourselves. What is kept for a message yet to come is none. */
async function heardOf({ db }: SweepDeps, place: Place, tss: string[]): Promise<Map<string, Standing>> {
  const { workspaceId, channelId } = place;
  const swept = tss.map((ts) => sweptId(place, ts));
  const rows = await db.$queryRaw<{ ts: string; standing: Standing }[]>`
    select ts, 'heard' as standing from owned_message
    where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = any(${tss})
    union all select ts, 'heard' from said_message
    where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = any(${tss})
    union all select split_part(event_id, ':', 3), 'heard' from inbox_event
    where workspace_id = ${workspaceId} and event_id = any(${swept})
    union all select ts, case when standing = 'ignored' and reason <> 'smallTalk' then 'opened nothing' else 'heard' end
    from channel_message
    where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = any(${tss}) and standing <> 'early'`;
  return new Map(rows.map(({ ts, standing }) => [ts, standing]));
}
