import type { Db, Tx } from '#prisma/db.ts';

const last = new Map<string, Promise<unknown>>();

/**
 * Does work that holds the same thing one after the other, in the order in which it came.
 *
 * The lock in the store is what keeps two apart, also on several instances; this keeps hundreds who press at once from each
 * holding a connection while they wait for it, which would leave none for anybody else.
 */
export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = last.get(key);
  const mine = before ? before.then(work, work) : work();
  last.set(key, mine);
  try {
    return await mine;
  } finally {
    if (last.get(key) === mine) last.delete(key);
  }
}

/**
 * Does what the clock does with the sign-ups of a workspace one after the other: terms of many tools end at the same moment, and
 * two that write to the same people in another order (whose seat ended, whom it is offered) would each wait for the other.
 */
export function inClockTurn<T extends { workspaceId: string }>(timer: T, work: (timer: T) => Promise<void>): Promise<void> {
  return inTurn(`clock:${timer.workspaceId}`, () => work(timer));
}

/** A transaction that lost to another is done again so often. */
const MOST_AGAIN = 3;

/**
 * Does a transaction, and does it again when PostgreSQL ended it because it and another waited for each other: presses on two
 * tools may write to the same people and messages in another order. Nothing of it was kept, so it must do nothing but write.
 */
export async function untilDone<T>(
  db: Pick<Db, '$transaction'>,
  work: (tx: Tx) => Promise<T>,
  limits: { timeout?: number; maxWait?: number } = {},
): Promise<T> {
  for (let again = 0; ; again += 1) {
    try {
      return await db.$transaction(work, limits);
    } catch (error) {
      if (again === MOST_AGAIN || !wasEndedForAnother(error)) throw error;
    }
  }
}

/** Prisma says so by its own code for its own statements, and hands on PostgreSQL's for those written by hand. */
function wasEndedForAnother(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  const { code, meta } = error as { code: unknown; meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } } };
  return code === 'P2034' || code === '40P01' || meta?.driverAdapterError?.cause?.originalCode === '40P01';
}
