import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { advanceTo, nextDue, type TravelClock } from '#test/workspace/time-travel.ts';
import type { Workspace } from '#test/workspace/workspace.ts';
import { compare, type Export, type ExportedMessage } from './export.ts';
import { dependencies } from './order.ts';
import type { Processed } from './processed.ts';
import { eventBody, sendEvent } from './sending.ts';

export type Sender = {
  source: Export;
  staff: string[];
  slack: Workspace;
  processed: Processed;
  /** The time of the bot and of Slack; setting it settles when the bot lives in it. */
  clock: TravelClock;
  pool: pg.Pool;
  /** Every so many events one is delivered twice. */
  retryEvery?: number | undefined;
  progress?: ((done: number, of: number) => void) | undefined;
  signal: AbortSignal;
};

/** How many messages ahead of the oldest one that is still being worked on others may be on their way. */
const AHEAD = 48;
/**
 * The clock is never further ahead of what is being worked on. Jobs due later than this from when they are made run at
 * their very time; those due sooner (a try again) at most so much later.
 */
const LONGEST_LEAD_MS = 86_400_000;
const LOOK_EVERY_MS = 500;
const TALLY_EVERY = 500;

/**
 * Sends every message in the export's order and brings the clock along, then on to `end`; answers how many went out twice.
 *
 * A message waits until those it depends on have been worked through; others overlap, so that two cores are used.
 */
export async function sendAll(sender: Sender, end: Date): Promise<{ duplicates: number; slackCalls: Record<string, number> }> {
  const { source, staff, slack, clock, pool, signal, progress, retryEvery = 0 } = sender;
  const people = new Map(source.people.map((person) => [person.id, person]));
  const needs = dependencies(source.messages, new Set(staff));
  const done: Promise<void>[] = [];
  const tally = new Map<string, number>();
  const over = new AbortController();
  const stalled = watchForParked(pool, AbortSignal.any([signal, over.signal]));
  stalled.catch(() => undefined);
  let duplicates = 0;
  let finished = 0;
  let failure: unknown;

  const meetTimers = async (to: Date) => {
    await Promise.race([Promise.all(done), stalled]);
    await advanceTo(pool, clock, to, () => untilQuiet(pool, slack, signal));
  };

  async function deliver(message: ExportedMessage, index: number): Promise<void> {
    await Promise.all((needs[index] ?? []).map((needed) => done[needed]));
    if (signal.aborted || failure) return;
    const eventId = `EvR${String(index + 1).padStart(9, '0')}`;
    const isProcessed = sender.processed.of(eventId);
    const person = message.user === undefined ? undefined : people.get(message.user);
    const body = eventBody(slack, message, person, eventId);
    await sendEvent(slack, body, false);
    if (retryEvery > 0 && (index + 1) % retryEvery === 0) {
      await sendEvent(slack, body, true);
      duplicates += 1;
    }
    await isProcessed;
    finished += 1;
    progress?.(finished, source.messages.length);
  }

  let setting: Promise<void> | undefined | void;
  let oldest = 0;
  let looked = clock.now();
  let due = await nextDue(pool, clock, end);
  for (const [index, message] of source.messages.entries()) {
    const at = new Date(Number(message.ts) * 1000);
    const isLongAgo = (place: number) => at.getTime() - Number(source.messages[place]?.ts) * 1000 > LONGEST_LEAD_MS;
    for (; oldest < index && (index - oldest >= AHEAD || isLongAgo(oldest)); oldest += 1)
      await Promise.race([done[oldest], stalled]);
    signal.throwIfAborted();
    if (failure) throw failure;
    // Where people answer, Slack has the message first; and nothing the bot posts later can take its timestamp.
    await keepInSlack(slack, message);
    // A job made since the last look is due a lead after it at the earliest, or is not waited for.
    if (at.getTime() - looked.getTime() > LONGEST_LEAD_MS || (due && at >= due)) {
      if (await nextDue(pool, clock, at)) await meetTimers(at);
      looked = at;
      due = await nextDue(pool, clock, end);
    }
    // The bot learns the time while the message is on its way: nothing a message does depends on the clock, only timers do.
    await setting;
    setting = clock.set(at);
    const delivered = deliver(message, index);
    delivered.catch((error: unknown) => {
      failure ??= error;
    });
    done.push(delivered);
    if (index % TALLY_EVERY === 0) tallyCalls(slack, tally);
  }
  await setting;
  await meetTimers(end);
  over.abort();
  tallyCalls(slack, tally);
  return { duplicates, slackCalls: Object.fromEntries([...tally].sort(([a], [b]) => compare(a, b))) };
}

/** What people wrote has to be in Slack before the bot can answer in its thread; a thread whose beginning is not exported never is. */
async function keepInSlack(slack: Workspace, { channelId, ts, rootTs, user, text, subtype }: ExportedMessage): Promise<void> {
  if (rootTs !== null && !slack.message(channelId, rootTs)) return;
  const thread = rootTs === null ? {} : { threadTs: rootTs };
  if (user === undefined) await slack.postAsOtherBot(channelId, text ?? '', { ts, ...thread });
  else await slack.post(user, channelId, text ?? '', { ts, ...thread, subtype });
}

/** Counts the calls so far and forgets them, so that a long replay needs no more memory than a short one. */
function tallyCalls(slack: Workspace, tally: Map<string, number>): void {
  for (const [method, count] of Object.entries(slack.ledger.countByMethod())) {
    // The bytes of a file go to an address of Slack's, not to a method.
    if (method !== 'upload') tally.set(method, (tally.get(method) ?? 0) + count);
  }
  slack.ledger.clear();
}

async function untilQuiet(pool: pg.Pool, slack: Workspace, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    await slack.settled();
    const { rows } = await pool.query<{ busy: boolean }>({
      name: 'busy',
      text: `select exists (select from graphile_worker._private_jobs
             where attempts < max_attempts and (locked_at is not null or run_at <= now())) as busy`,
    });
    if (!rows[0]?.busy) return;
    await wait(3);
  }
}

/** Rejects when a job has been given up: its message is lost, and others would wait for it for ever. Jobs to be tried again need not wait. */
async function watchForParked(pool: pg.Pool, signal: AbortSignal): Promise<never> {
  for (;;) {
    await wait(LOOK_EVERY_MS, undefined, { signal });
    const { rows } = await pool.query<{ task: string; error: string | null }>(`
      select tasks.identifier as task, jobs.last_error as error
      from graphile_worker._private_jobs jobs join graphile_worker._private_tasks tasks on tasks.id = jobs.task_id
      where jobs.attempts >= jobs.max_attempts and jobs.locked_at is null limit 1`);
    const [parked] = rows;
    if (parked) throw new Error(`the bot gave up a job (${parked.task}): ${parked.error}`);
    await pool.query(`
      update graphile_worker._private_jobs set run_at = now()
      where attempts > 0 and attempts < max_attempts and locked_at is null and run_at > now()`);
  }
}
