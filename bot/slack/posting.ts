import { createHash } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import type { Deps } from '#bot/deps.ts';
import { addJobs, putOff } from '#bot/queue.ts';
import type { Tx } from '#prisma/db.ts';
import type { SlackDeps } from './clients.ts';
import { conversationWith, knownConversation, rememberConversation } from './conversations.ts';
import { type Limits, reserveSlot, TooManyCalls, withinLimits } from './limits.ts';
import { SYNC_MESSAGE, sayingJob } from './outbox.ts';
import { findPosted, isPlatformError, isRefusal, metadataOf, post, type Rendering } from './own-messages.ts';
import { meetMentioned } from './people.ts';

/**
 * 'nothing': the message should not be there (any more); 'not yet': what it hangs on has not been posted.
 *
 * `unmet` are people whose names are missing from the words. We meet them before it is posted, as long as there are few.
 * `isRoot`: other messages wait to be said under this one.
 */
export type Rendered = (Rendering & { unmet?: string[]; isRoot?: boolean }) | 'nothing' | 'not yet';
/** Renders an owned message from rows; `id` is what follows the first colon of its key. */
export type Renderer = (tx: Tx, deps: Deps, workspaceId: string, id: string) => Promise<Rendered>;

export type PostingDeps = SlackDeps & {
  /** Owned messages by the part of their key before the first colon. */
  renderers: Record<string, Renderer>;
  /** Whether posts wait for their second in the channel; off where no real Slack listens. */
  pacing: boolean;
};

type Payload = { workspaceId: string; key: string; channelId: string; waits?: number };
type Row = {
  ts: string | null;
  hash: string | null;
  channel_id: string;
  attempts: number;
  attempted_at: Date | null;
  limits: Limits;
};

/** The transaction is open while Slack is called (ten seconds at most, and a look back after a crash), so that a second sync waits. */
const LONGEST_MS = 40_000;

/**
 * Makes Slack show what the rows say: posts, updates or deletes one owned message, or does nothing if Slack has it already.
 *
 * Of two at once the second waits for the first. After a crash between posting and recording it finds its message
 * by its mark instead of posting again.
 */
export async function syncMessage(deps: PostingDeps, payload: Payload): Promise<void> {
  const { workspaceId, key, channelId } = payload;
  if (deps.pacing) {
    const slot = await slotOf(deps, payload);
    if (slot) return again(deps, payload, slot);
  }
  try {
    const outcome = await bringMessage(deps, { workspaceId, key, channelId }, { opensFirst: true });
    if (outcome === 'gone') return syncMessage(deps, payload);
    if (outcome === 'not yet') await putOff(deps.db, deps, jobOf(payload), payload.waits ?? 0);
  } catch (error) {
    if (error instanceof TooManyCalls) return again(deps, payload, error.until);
    throw new Error(`bringing ${key} to Slack`, { cause: error });
  }
}

type Brought = 'done' | 'not yet' | 'gone';

/**
 * The same once and right now, for whoever paces many messages and knows what to do when Slack refuses one: its limits are
 * thrown, too. 'gone' when somebody deleted the message in Slack: the next time it is posted anew.
 *
 * A first post goes under its person's id, which Slack takes without a call more; with `opensFirst` the direct message is opened
 * before, so that Slack says when there is nobody to write to.
 */
export async function bringMessage(
  deps: PostingDeps,
  message: Omit<Payload, 'waits'>,
  { opensFirst = false } = {},
): Promise<Brought> {
  const { workspaceId, key, channelId } = message;
  const attempts = await countAttempt(deps, workspaceId, key, channelId);
  try {
    const sync = (meets: boolean) =>
      deps.db.$transaction((tx) => syncLocked(tx, deps, workspaceId, key, { meets, opensFirst }), {
        timeout: LONGEST_MS,
        maxWait: LONGEST_MS,
      });
    const outcome = await sync(true);
    if (typeof outcome === 'string') return outcome;
    await meetMentioned(deps, workspaceId, outcome.unmet);
    const second = await sync(false);
    return typeof second === 'string' ? second : 'done';
  } catch (error) {
    if (error instanceof TooManyCalls || isRefusal(error)) {
      await deps.db.ownedMessage.updateMany({ where: { workspaceId, key, attempts }, data: { attempts: attempts - 1 } });
    }
    throw error;
  }
}

async function countAttempt(deps: Deps, workspaceId: string, key: string, channelId: string): Promise<number> {
  const [row] = await deps.db.$queryRaw<[{ attempts: number }]>`
    insert into owned_message as message (workspace_id, key, channel_id, attempts, attempted_at)
    values (${workspaceId}, ${key}, ${channelId}, 1, ${deps.now()})
    on conflict (workspace_id, key) do update set
      attempts = case when message.ts is null then message.attempts + 1 else 0 end,
      attempted_at = case when message.ts is null and message.attempts > 0 then message.attempted_at else excluded.attempted_at end
    returning attempts`;
  return row.attempts;
}

/** More mentions than this are no conversation; the rest of them stay without a name. */
const MOST_TO_MEET = 10;

type Outcome = Brought | { unmet: string[] };

type How = { meets: boolean; opensFirst: boolean };

async function syncLocked(
  tx: Tx,
  deps: PostingDeps,
  workspaceId: string,
  key: string,
  { meets, opensFirst }: How,
): Promise<Outcome> {
  const [row] = await tx.$queryRaw<Row[]>`
    select ts, hash, channel_id, attempts, attempted_at, (
      select coalesce(json_object_agg(method, until), '{}') from rate_limit
      where rate_limit.workspace_id = ${workspaceId} and until > ${deps.now()}
    ) as limits
    from owned_message where workspace_id = ${workspaceId} and key = ${key} for update`;
  if (!row) throw new Error('the row of an owned message is gone');
  const { unmet, isRoot, rendered } = await render(tx, deps, workspaceId, key);
  if (rendered === 'not yet') {
    await tx.ownedMessage.update({ where: { workspaceId_key: { workspaceId, key } }, data: { attempts: 0 } });
    return 'not yet';
  }
  const hash = rendered === 'nothing' ? null : createHash('sha256').update(JSON.stringify(rendered)).digest('base64url');
  if (row.ts && row.hash === hash) return 'done';
  if (meets && unmet.length > 0) return { unmet: unmet.slice(0, MOST_TO_MEET) };
  const client = await deps.slack.client(workspaceId);
  const channelId = opensFirst
    ? await conversationWith(deps, client, workspaceId, row.channel_id)
    : await placeFor(deps, client, workspaceId, row, rendered);
  const known = row.ts ?? (await lookUp(deps, client, { workspaceId, key, channelId }, row, rendered));
  const there = await bring(deps, client, { workspaceId, key, channelId, ts: known, limits: row.limits }, rendered);
  if (there === 'gone') {
    // Forgotten and committed before it is posted anew, so that a crash on the way is noticed like any other.
    await tx.ownedMessage.update({
      where: { workspaceId_key: { workspaceId, key } },
      data: { ts: null, hash: null, attempts: 0 },
    });
    return 'gone';
  }
  await rememberConversation(tx, workspaceId, channelId, there.channelId);
  await tx.$executeRaw`
    update owned_message set channel_id = ${there.channelId}, ts = ${there.ts}, hash = ${hash}, attempts = 0, attempted_at = null, slot_at = null
    where workspace_id = ${workspaceId} and key = ${key}`;
  if (isRoot && row.ts === null) await sayWhatWaited(tx, deps, workspaceId, key);
  return 'done';
}

/** Where a message is or goes. One that may have been posted before is looked up where it would be, so that place is opened. */
async function placeFor(
  deps: Deps,
  client: WebClient,
  workspaceId: string,
  { channel_id, ts, attempts }: Row,
  rendered: Rendering | 'nothing',
): Promise<string> {
  const isFirst = ts === null && attempts <= 1 && (rendered === 'nothing' || !rendered.threadTs);
  return isFirst ? knownConversation(deps.db, workspaceId, channel_id) : conversationWith(deps, client, workspaceId, channel_id);
}

/** What is to be said in the thread of a message waited for it to be there. */
async function sayWhatWaited(tx: Tx, deps: Deps, workspaceId: string, underKey: string): Promise<void> {
  const waiting = await tx.saidMessage.findMany({
    where: { workspaceId, underKey, sentAt: null, parkedAt: null, withdrawnAt: null },
    distinct: ['channelId'],
    select: { channelId: true },
  });
  await addJobs(
    tx,
    deps,
    waiting.map(({ channelId }) => sayingJob(workspaceId, channelId)),
  );
}

type Shown = { unmet: string[]; isRoot: boolean; rendered: Rendering | 'nothing' | 'not yet' };

async function render(tx: Tx, deps: PostingDeps, workspaceId: string, key: string): Promise<Shown> {
  const colon = key.indexOf(':');
  const renderer = deps.renderers[key.slice(0, colon)];
  if (!renderer) throw new Error(`nobody renders ${key}`);
  const shown = await renderer(tx, deps, workspaceId, key.slice(colon + 1));
  if (typeof shown === 'string') return { unmet: [], isRoot: false, rendered: shown };
  const { unmet = [], isRoot = false, ...rendered } = shown;
  return { unmet, isRoot, rendered };
}

type Sought = { workspaceId: string; key: string; channelId: string };

/** Only when an earlier try may have posted: the message it left, with copies (which Slack should never have made) deleted. */
async function lookUp(deps: Deps, client: WebClient, { workspaceId, key, channelId }: Sought, row: Row, rendered: Rendered) {
  if (row.attempts <= 1) return null;
  const threadTs = typeof rendered === 'string' ? null : rendered.threadTs;
  const lost = {
    channelId,
    threadTs: threadTs ?? null,
    mark: metadataOf(workspaceId, key),
    since: row.attempted_at ?? deps.now(),
  };
  const method = threadTs ? 'conversations.replies' : 'conversations.history';
  const [first, ...copies] = await withinLimits(deps, workspaceId, method, () => findPosted(client, lost));
  for (const copy of copies) await remove(deps, client, workspaceId, channelId, copy);
  return first ?? null;
}

type Place = { workspaceId: string; key: string; channelId: string; ts: string | null; limits: Limits };

async function bring(
  deps: Deps,
  client: WebClient,
  place: Place,
  rendered: Rendering | 'nothing',
): Promise<{ ts: string | null; channelId: string } | 'gone'> {
  const { workspaceId, key, channelId, ts, limits } = place;
  if (rendered === 'nothing') {
    if (ts) await remove(deps, client, workspaceId, channelId, ts);
    return { ts: null, channelId };
  }
  if (ts) return (await update(deps, client, { ...place, ts }, rendered)) ? { ts, channelId } : 'gone';
  try {
    const mark = metadataOf(workspaceId, key);
    return await withinLimits(deps, workspaceId, 'chat.postMessage', () => post(client, channelId, mark, rendered), limits);
  } catch (error) {
    // Whoever wrote the message of this thread has deleted it: there is no place left to show anything.
    if (isPlatformError(error, 'thread_not_found')) return { ts: null, channelId };
    throw error;
  }
}

/** False when somebody deleted the message in Slack, so that it has to be posted anew. */
async function update(deps: Deps, client: WebClient, place: Place & { ts: string }, { text, blocks = [] }: Rendering) {
  const { workspaceId, channelId, ts, limits } = place;
  const call = () => client.chat.update({ channel: channelId, ts, text, blocks });
  try {
    await withinLimits(deps, workspaceId, 'chat.update', call, limits);
    return true;
  } catch (error) {
    if (isPlatformError(error, 'message_not_found')) return false;
    throw error;
  }
}

async function remove(deps: Deps, client: WebClient, workspaceId: string, channel: string, ts: string): Promise<void> {
  try {
    await withinLimits(deps, workspaceId, 'chat.delete', () => client.chat.delete({ channel, ts }));
  } catch (error) {
    if (!isPlatformError(error, 'message_not_found')) throw error;
  }
}

/** A post's turn in its channel, as a row, so that coalesced jobs share one; null when it has come. */
async function slotOf(deps: Deps, { workspaceId, key, channelId }: Payload): Promise<Date | null> {
  const row = await deps.db.ownedMessage.findUnique({ where: { workspaceId_key: { workspaceId, key } } });
  if (row?.ts) return null;
  const slot = row?.slotAt ?? (await reserveSlot(deps, workspaceId, channelId));
  if (!row?.slotAt) {
    await deps.db.ownedMessage.upsert({
      where: { workspaceId_key: { workspaceId, key } },
      create: { workspaceId, key, channelId, slotAt: slot },
      update: { slotAt: slot },
    });
  }
  return slot > deps.now() ? slot : null;
}

/** Puts the job off without spending one of its tries. */
async function again(deps: Deps, payload: Payload, at: Date): Promise<void> {
  await addJobs(deps.db, deps, [{ ...jobOf(payload), at, moves: true }]);
}

function jobOf(payload: Payload) {
  return { task: SYNC_MESSAGE, payload, key: `sync:${payload.workspaceId}:${payload.key}` };
}
