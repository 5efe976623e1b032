import type { Job } from '#bot/queue.ts';
import type { SlackDeps } from './clients.ts';
import { processEvent } from './event-job.ts';
import type { Inbox } from './inbox.ts';
import { withinLimits } from './limits.ts';
import { isPlatformError } from './own-messages.ts';
import { type Found, finishChannel, noteFound } from './sweep-findings.ts';
import {
  type Correction,
  correctionsIn,
  heardOf,
  type Message,
  openThreadsIn,
  sweptId,
  TOMBSTONE,
  type Written,
} from './sweep-known.ts';

export const SWEEP_CHANNEL = 'sweep-channel';

/**
 * Help channels are read whole, and so is a direct message when that is asked for; of every other one, only the threads in which
 * a ticket is talked about.
 */
type Place = { workspaceId: string; channelId: string; sweepId?: string | undefined; isWhole?: boolean | undefined };
type SweepDeps = SlackDeps & { inbox: Inbox; app: { runStoredEvent: (body: Record<string, unknown>) => Promise<void> } };

export function sweepJob({ workspaceId, channelId, sweepId, isWhole }: Place): Job {
  const payload = { workspaceId, channelId, ...(sweepId ? { sweepId } : {}), ...(isWhole ? { isWhole: 1 } : {}) };
  // A channel of two desks is read for each, so that each hears of what it missed.
  const desk = sweepId ? `:${sweepId.slice(0, sweepId.lastIndexOf('@'))}` : '';
  // One that still waits for Slack's limits is not replaced by an hourly one, which reads less.
  const whole = isWhole ? ':whole' : '';
  return { task: SWEEP_CHANNEL, payload, key: `${SWEEP_CHANNEL}:${workspaceId}:${channelId}${desk}${whole}` };
}

/** What Slack says of a channel the bot cannot read, or of a thread that is gone. */
const UNREADABLE = ['not_in_channel', 'channel_not_found', 'thread_not_found', 'is_archived'];

/**
 * Finds what was written in a channel while the bot could not hear it, and takes it in as if Slack had just sent it.
 *
 * Slack gives up on an event after minutes. What was heard already is left alone, and so is what the bot itself said.
 */
export async function sweepChannel(deps: SweepDeps, place: Place): Promise<void> {
  try {
    const { since, isHelp } = await listenedSince(deps, place);
    const oldest = since && (since.getTime() / 1000).toFixed(6);
    if (oldest && (isHelp || place.isWhole)) await takeInMissed(deps, place, oldest);
    if (oldest && place.isWhole) await takeInOldThreads(deps, place, oldest);
    else if (oldest && !isHelp) await takeInThreads(deps, place, oldest);
  } catch (error) {
    if (!UNREADABLE.some((name) => isPlatformError(error, name))) throw error;
    deps.log.warn({ ...place, err: error }, 'a channel cannot be swept');
  }
  await finishChannel(deps, place);
}

/** What is older than this nobody waits for any more. */
const LOOKS_BACK_DAYS = 7;

/** Since when the channel is ours, a week ago at most; null before set-up. What was written before then was not written to us. */
async function listenedSince({ db, now }: SweepDeps, { workspaceId, channelId }: Place) {
  const [found] = await db.$queryRaw<{ since: Date | null; isHelp: boolean }[]>`
    select greatest(${now()}::timestamptz - ${LOOKS_BACK_DAYS} * interval '1 day', workspace.set_up_at, (
      select max(at) from audit_entry
      where workspace_id = ${workspaceId} and detail -> 'helpChannelsAdded' @> to_jsonb(${channelId}::text)
    )) as since, help.channel_id is not null as "isHelp"
    from workspace left join help_channel help on help.workspace_id = workspace.id and help.channel_id = ${channelId}
    where workspace.id = ${workspaceId} and set_up_at is not null`;
  return found ?? { since: null, isHelp: false };
}

/** The channel first, then thread after thread, so that a limit in the middle undoes nothing of what came before it. */
async function takeInMissed(deps: SweepDeps, place: Place, oldest: string): Promise<void> {
  const startedAt = deps.now();
  const { messages, isWhole } = await historyOf(deps, place, oldest);
  await takeIn(deps, place, messages);
  const read = { messages, from: isWhole ? oldest : null, startedAt };
  for (const correction of await correctionsIn(deps, place, read)) await hear(deps, place, correction);
  for (const { ts } of await threadsWithNews(deps, place, messages)) await takeInThread(deps, place, ts, oldest);
}

/** So few threads are read one by one; of more, the channel's history says first in which of them there is news. */
const FEW_THREADS = 5;
/** Threads that began before what the history shows are read one by one, those of the newest tickets first. */
const MOST_OLD_THREADS = 20;

/** Elsewhere only threads are ours: under a card, in a direct message, or where a request came by a 🎫. */
async function takeInThreads(deps: SweepDeps, place: Place, oldest: string): Promise<void> {
  const threads = await openThreadsIn(deps.db, place);
  const wanted = threads.length <= FEW_THREADS ? threads : await threadsToRead(deps, place, threads, oldest);
  await takeInEach(deps, place, wanted, oldest);
}

/** Threads of tickets that began before what the history shows. */
async function takeInOldThreads(deps: SweepDeps, place: Place, oldest: string): Promise<void> {
  const old = (await openThreadsIn(deps.db, place)).filter((ts) => ts < oldest);
  await takeInEach(deps, place, old.slice(0, MOST_OLD_THREADS), oldest);
}

async function takeInEach(deps: SweepDeps, place: Place, threads: string[], oldest: string): Promise<void> {
  for (const ts of threads) {
    await takeInThread(deps, place, ts, oldest).catch((error: unknown) => {
      if (!isPlatformError(error, 'thread_not_found')) throw error;
    });
  }
}

async function threadsToRead(deps: SweepDeps, place: Place, threads: string[], oldest: string): Promise<string[]> {
  const { messages } = await historyOf(deps, place, oldest);
  const news = await threadsWithNews(
    deps,
    place,
    messages.filter(({ ts }) => threads.includes(ts)),
  );
  const old = threads.filter((ts) => ts < oldest);
  return [...news.map(({ ts }) => ts), ...old.slice(0, MOST_OLD_THREADS)];
}

async function historyOf(deps: SweepDeps, { workspaceId, channelId: channel }: Place, oldest: string) {
  const client = await deps.slack.client(workspaceId);
  return everyPage((page) =>
    withinLimits(deps, workspaceId, 'conversations.history', () => client.conversations.history({ channel, oldest, ...page })),
  );
}

async function takeInThread(deps: SweepDeps, place: Place, ts: string, oldest: string): Promise<void> {
  const { workspaceId, channelId: channel } = place;
  const client = await deps.slack.client(workspaceId);
  const startedAt = deps.now();
  const { messages } = await everyPage((page) =>
    withinLimits(deps, workspaceId, 'conversations.replies', () =>
      client.conversations.replies({ channel, ts, oldest, ...page }),
    ),
  );
  // Slack sends a thread's first message along, however old it is; what it is was decided when it was written.
  const replies = messages.filter((message) => message.ts !== ts);
  await takeIn(deps, place, replies);
  const read = { messages: replies, from: null, startedAt };
  for (const correction of await correctionsIn(deps, place, read)) await hear(deps, place, correction);
}

const PAGE = 200;
const MOST_PAGES = 20;

type Page = { messages?: Written[]; response_metadata?: { next_cursor?: string } };

/** `isWhole`: nothing was left unread. */
async function everyPage(ask: (page: { limit: number; cursor?: string }) => Promise<Page>) {
  const found: Written[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await ask({ limit: PAGE, ...(cursor ? { cursor } : {}) });
    found.push(...(answer.messages ?? []));
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) break;
  }
  const messages = found.filter((message): message is Message => message.ts !== undefined);
  return { messages, isWhole: !cursor };
}

/** Oldest first and each to its end before the next, since what a message is depends on those before it. */
async function takeIn(deps: SweepDeps, place: Place, messages: Message[]): Promise<void> {
  const { workspaceId } = place;
  const us = await deps.slack.installation(workspaceId);
  const heard = await heardOf(
    deps.db,
    place,
    messages.map(({ ts }) => ts),
  );
  const missed = messages
    .filter(({ ts, bot_id, user, subtype }) => {
      const isOurs = bot_id === us?.botId || (user !== undefined && user === us?.botUserId);
      return !heard.has(ts) && !isOurs && subtype !== TOMBSTONE;
    })
    .toSorted((one, other) => (one.ts < other.ts ? -1 : 1));
  if (missed.length === 0) return;
  deps.log.info({ ...place, count: missed.length }, 'messages were missed and are taken in now');
  await noteFound(deps, place, missed.flatMap(writtenByPerson));
  for (const message of missed) await hear(deps, place, { eventId: sweptId(place, message.ts), event: asEvent(place, message) });
}

/** Subtypes under which people write; every other is Slack or a bot speaking. */
const WRITTEN = new Set([undefined, 'thread_broadcast', 'file_share', 'me_message']);

/** What staff are told of: a message that a person wrote. */
function writtenByPerson({ ts, user, bot_id, subtype }: Message): Found[] {
  return user !== undefined && bot_id === undefined && WRITTEN.has(subtype) ? [{ ts }] : [];
}

/** Has something heard now, through the same inbox; what fails is tried again by its own job. */
async function hear(deps: SweepDeps, { workspaceId }: Place, { eventId, event }: Correction): Promise<void> {
  await deps.inbox.store({
    workspaceId,
    eventId,
    body: { type: 'event_callback', event_id: eventId, team_id: workspaceId, event },
  });
  await processEvent(deps, deps.app, { workspaceId, eventId }).catch((err: unknown) =>
    deps.log.warn({ err, eventId }, 'a missed message is left to its own job'),
  );
}

/** A message of the history as Slack would have sent it. */
function asEvent({ channelId }: Place, { ts, thread_ts, user, text, files, subtype, bot_id }: Message): Record<string, unknown> {
  const isDirect = channelId.startsWith('D');
  const direct = isDirect ? { channel_type: 'im' } : {};
  return { type: 'message', channel: channelId, ...direct, ts, thread_ts, user, text, files, subtype, bot_id };
}

/** The threads whose last reply we have neither heard nor written; in those under what opened nothing nobody is answered. */
async function threadsWithNews(deps: SweepDeps, place: Place, messages: Message[]): Promise<Message[]> {
  const threads = messages.filter(({ ts, thread_ts, latest_reply }) => latest_reply && thread_ts === ts);
  const heard = await heardOf(
    deps.db,
    place,
    threads.flatMap(({ ts, latest_reply = '' }) => [ts, latest_reply]),
  );
  return threads.filter(({ ts, latest_reply = '' }) => !heard.has(latest_reply) && heard.get(ts) !== 'opened nothing');
}
