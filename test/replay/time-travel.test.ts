import { describe, expect, it } from 'vitest';
import { createClock } from '#bot/clock.ts';
import { freshDatabase } from '#test/support/database.ts';
import { advanceTo, createTravelClock, nextDue, type TravelClock } from '#test/workspace/time-travel.ts';

const START = new Date('2026-03-02T10:00:00Z');
const HOUR = 3_600_000;
const later = (hours: number) => new Date(START.getTime() + hours * HOUR);

const CLOCKS: [string, () => TravelClock][] = [
  [
    'an ordinary clock',
    () => {
      const clock = createClock();
      clock.set(START);
      return clock;
    },
  ],
  ['a clock that stands still', () => createTravelClock(START, new Date())],
];

describe.each(CLOCKS)('travelling with %s', (_name, makeClock) => {
  /** Jobs run (here: leave) when they are due; each writes down the hour it believes it to be. */
  async function traveller(hours: number[]) {
    const { pool } = await freshDatabase();
    const clock = makeClock();
    const ran: [string, number][] = [];
    const add = (name: string, at: number) =>
      pool.query('select graphile_worker.add_job($1, run_at => $2, job_key => $1)', [name, clock.dueAt(later(at))]);
    for (const at of hours) await add(`job ${at}`, at);
    const idle = async () => {
      const { rows } = await pool.query<{ key: string }>(
        'delete from graphile_worker._private_jobs where run_at <= now() returning key',
      );
      for (const { key } of rows) {
        ran.push([key, Math.round((clock.now().getTime() - START.getTime()) / 36_000) / 100]);
        if (key === 'job 5') await add('child of 5', 7);
      }
    };
    return { pool, clock, ran, go: (hour: number) => advanceTo(pool, clock, later(hour), idle) };
  }

  it('runs each job at its own time, and those they make', async () => {
    const { ran, go } = await traveller([9, 2, 5]);

    await go(24);

    expect(ran).toEqual([
      ['job 2', 2],
      ['job 5', 5],
      ['child of 5', 7],
      ['job 9', 9],
    ]);
  });

  it('leaves what is due later for its time', async () => {
    const { pool, clock, ran, go } = await traveller([2, 48]);

    await go(24);
    const due = await nextDue(pool, clock, later(100));
    await go(100);

    expect(Math.round(((due?.getTime() ?? 0) - START.getTime()) / HOUR)).toBe(48);
    expect(ran).toEqual([
      ['job 2', 2],
      ['job 48', 48],
    ]);
  });

  it('never goes back', async () => {
    const { clock, go } = await traveller([]);

    await go(10);
    await go(3);

    expect(clock.now().getTime()).toBeGreaterThanOrEqual(later(10).getTime());
  });
});
