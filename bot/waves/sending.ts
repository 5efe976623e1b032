import { setTimeout as wait } from 'node:timers/promises';
import type { Deps } from '#bot/deps.ts';
import { problemOf } from '#bot/log.ts';
import { addJobs } from '#bot/queue.ts';
import { limitedUntil, TooManyCalls } from '#bot/slack/limits.ts';
import type { PostingDeps } from '#bot/slack/posting.ts';
import { type DueItem, dueItems, nextDueAt, putItemOff } from './due-items.ts';
import { sendInvitation } from './inviting.ts';
import { FIRST_PACE, nextSlot, type Pace, paceAfterCalm, paceAfterLimit } from './pace.ts';
import { remind } from './reminding.ts';
import { noteSent } from './sent.ts';
import { sendingJob } from './timers.ts';

type Going = { workspaceId: string; perMinute?: number | undefined; ceiling?: number | undefined; slotAt?: number | undefined };

/** How long one job works before it lets another begin; a bot that is stopped has finished by then. */
const CHUNK_MS = 5000;
const BATCH = 50;
const AT_ONCE = 6;
/** After so many failures in a row Slack is down, or something is wrong with us. */
const MOST_FAILURES = 6;
const REST_MS = 30_000;
const MINUTE_MS = 60_000;

/**
 * Sends what is due in all open waves of a workspace: evenly, a few at a time, at a pace that Slack takes; then adds itself again
 * for what is due later. Each message is recorded as it is posted, so that it may be killed at any point.
 */
export async function sendDue(deps: PostingDeps, going: Going): Promise<void> {
  const { workspaceId } = going;
  const chunk = new Chunk(deps, going);
  const limit = await limitedUntil(deps, workspaceId, ['chat.postMessage']);
  if (limit) return addJobs(deps.db, deps, [sendingJob(workspaceId, { at: limit, pace: chunk.pace })]);
  const until = await chunk.work();
  if (until) return addJobs(deps.db, deps, [sendingJob(workspaceId, { at: until, pace: await chunk.slower(until) })]);
  await noteSent(deps, workspaceId);
  const next = await nextDueAt(deps.db, workspaceId);
  if (next) await addJobs(deps.db, deps, [sendingJob(workspaceId, { at: next, ...chunk.state() })]);
}

class Chunk {
  readonly #deps: PostingDeps;
  readonly #workspaceId: string;
  readonly #end: number;
  readonly pace: Pace;
  #slotAt: number | null;
  #failures = 0;
  #broken: { error: unknown } | null = null;
  #until: Date | null = null;

  constructor(deps: PostingDeps, { workspaceId, perMinute, ceiling, slotAt }: Going) {
    this.#deps = deps;
    this.#workspaceId = workspaceId;
    this.pace = perMinute === undefined ? FIRST_PACE : { perMinute, ceiling: ceiling ?? perMinute };
    this.#slotAt = slotAt ?? null;
    this.#end = deps.realNow().getTime() + CHUNK_MS;
  }

  /** Answers until when there has to be a rest, if there has. */
  async work(): Promise<Date | null> {
    while (this.#isGoing()) {
      const items = await dueItems(this.#deps.db, this.#workspaceId, this.#deps.now(), BATCH);
      if (items.length === 0) break;
      await this.#sendAll(items);
    }
    return this.#until;
  }

  state() {
    return { pace: paceAfterCalm(this.pace), ...(this.#slotAt === null ? {} : { slotAt: Math.round(this.#slotAt) }) };
  }

  /** The pace to go on at once this limit has passed. */
  async slower(until: Date): Promise<Pace> {
    if (this.#failures > 0 || !this.#deps.pacing) return this.pace;
    return paceAfterLimit(this.pace, await takenBefore(this.#deps, this.#workspaceId, until));
  }

  #isGoing(): boolean {
    return this.#until === null && this.#broken === null && this.#deps.realNow().getTime() < this.#end;
  }

  async #sendAll(items: DueItem[]): Promise<void> {
    const underWay = new Set<Promise<void>>();
    for (const item of items) {
      if (underWay.size >= AT_ONCE) await Promise.race(underWay);
      await this.#turn();
      if (!this.#isGoing()) break;
      const sending = this.#send(item)
        .catch((error: unknown) => {
          this.#broken ??= { error };
        })
        .finally(() => underWay.delete(sending));
      underWay.add(sending);
    }
    await Promise.all(underWay);
    if (this.#broken) throw this.#broken.error;
  }

  /** Waits for the next slot, where posts are paced. */
  async #turn(): Promise<void> {
    if (!this.#deps.pacing) return;
    const now = this.#deps.realNow().getTime();
    const { at, next } = nextSlot(this.pace, this.#slotAt, now);
    this.#slotAt = next;
    if (at > now) await wait(at - now);
  }

  async #send(item: DueItem): Promise<void> {
    try {
      if (item.state === 'waiting') await sendInvitation(this.#deps, item);
      else await remind(this.#deps, item);
      this.#failures = 0;
    } catch (error) {
      await this.#failed(item, error);
    }
  }

  async #failed(item: DueItem, error: unknown): Promise<void> {
    if (error instanceof TooManyCalls) {
      this.#until = error.until;
      return;
    }
    this.#deps.log.warn({ waveId: item.waveId, problem: problemOf(error) }, 'a message of a survey could not be sent yet');
    this.#failures += 1;
    await putItemOff(this.#deps, item);
    if (this.#failures >= MOST_FAILURES) this.#until = new Date(this.#deps.now().getTime() + REST_MS);
  }
}

/** How many messages of surveys Slack took in the minute before a limit ends, and how much of that minute we were sending. */
async function takenBefore({ db }: Deps, workspaceId: string, until: Date): Promise<{ count: number; seconds: number }> {
  const since = new Date(until.getTime() - MINUTE_MS);
  const [row] = await db.$queryRaw<{ count: number; first: Date | null }[]>`
    select count(*)::int as count, min(at) as first from (
      select unnest(array[asked_at, reminded_at]) as at from survey_invitation invitation
      join survey_wave wave on wave.workspace_id = invitation.workspace_id and wave.id = invitation.wave_id
      where wave.workspace_id = ${workspaceId} and (wave.state = 'open' or wave.closed_at > ${since})
    ) sent where at > ${since} and at <= ${until}`;
  const first = row?.first ?? until;
  return { count: row?.count ?? 0, seconds: (until.getTime() - first.getTime()) / 1000 };
}
