import type pg from 'pg';

/** The part of a bot's clock that travelling needs; a clock in another process answers `set` when it has taken the new time over. */
export type TravelClock = {
  now: () => Date;
  /** The real instant at which something due at `at` runs. */
  dueAt: (at: Date) => Date;
  set: (at: Date) => void | Promise<void>;
};

/** When the next waiting job is due, in the bot's time; null when none is until then. */
export async function nextDue(pool: pg.Pool, clock: TravelClock, until: Date): Promise<Date | null> {
  const limit = clock.dueAt(until);
  const { rows } = await pool.query<{ at: Date | null }>({
    name: 'next-due',
    text: `select min(run_at) as at from graphile_worker._private_jobs
           where locked_at is null and attempts < max_attempts and run_at > now() and run_at <= $1`,
    values: [limit],
  });
  const at = rows[0]?.at;
  if (!at) return null;
  return new Date(Math.max(clock.now().getTime(), until.getTime() - (limit.getTime() - at.getTime())));
}

/**
 * Moves the bot's time to `target`, and waiting jobs with it, stopping at each one that comes due on the way.
 *
 * `idle` settles when nothing due is left to do; it is awaited before each step and after the last, so no job is
 * added while the clock moves. Never moves time back.
 */
export async function advanceTo(pool: pg.Pool, clock: TravelClock, target: Date, idle: () => Promise<void>): Promise<void> {
  for (;;) {
    await idle();
    const due = await nextDue(pool, clock, target);
    await moveTo(pool, clock, due ?? new Date(Math.max(target.getTime(), clock.now().getTime())));
    if (!due) return;
  }
}

async function moveTo(pool: pg.Pool, clock: TravelClock, at: Date): Promise<void> {
  const limit = clock.dueAt(at);
  await clock.set(at);
  // How far the real instant of everything still to come has moved: nothing on a clock whose jobs keep their place.
  const far = new Date(at.getTime() + 1000);
  const shift = limit.getTime() + 1000 - clock.dueAt(far).getTime();
  const { rowCount } = await pool.query(
    `update graphile_worker._private_jobs
     set run_at = case when run_at <= $1 then now() else run_at - $2 * interval '1 ms' end
     where locked_at is null and attempts < max_attempts and run_at > now() and (run_at <= $1 or $2 <> 0)`,
    [limit, shift],
  );
  // Workers look by themselves only once a second.
  if (rowCount) await pool.query(`select pg_notify('jobs:insert', json_build_object('count', $1::int)::text)`, [rowCount]);
}

/**
 * A clock that stands still except when it is set, for time that runs thousands of times faster than the wall's.
 *
 * What is due later keeps its place on a fixed line (`start` is the real `realStart`), so it may be set while jobs are
 * being added; due jobs run when `advanceTo` reaches them.
 */
export function createTravelClock(
  start: Date,
  realStart: Date,
): Omit<TravelClock, 'set'> & { realNow: () => Date; set: (at: Date) => void } {
  let present = start.getTime();
  const base = start.getTime() - realStart.getTime();
  return {
    now: () => new Date(present),
    // What was due before now is due at once.
    dueAt: (at) => new Date(at.getTime() < present ? Math.min(at.getTime() - base, Date.now()) : at.getTime() - base),
    realNow: () => new Date(),
    set: (at) => {
      present = Math.max(present, at.getTime());
    },
  };
}
