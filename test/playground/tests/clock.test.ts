import { describe, expect, it } from 'vitest';
import { DEFAULT_WORKING_HOURS } from '#reports/working-hours.ts';
import { startCooperative } from '#test/support/cooperative.ts';
import { leapTarget, movableClock } from '../clock.ts';
import type { Leap } from '../playground.ts';
import { writeNote } from '../store.ts';

const NEW_YORK = { ...DEFAULT_WORKING_HOURS, timeZone: 'America/New_York' };

describe('where a leap goes', () => {
  it.each<[string, string, Leap, string]>([
    ['a Wednesday goes to the next Monday at nine', '2026-11-18T20:00:00Z', 'monday', '2026-11-23T14:00:00Z'],
    ['early on a Monday the same day is the next Monday', '2026-11-23T13:59:00Z', 'monday', '2026-11-23T14:00:00Z'],
    ['at nine on a Monday it is a week ahead', '2026-11-23T14:00:00Z', 'monday', '2026-11-30T14:00:00Z'],
    ['over a change of the clocks it is still nine', '2026-10-28T15:00:00Z', 'monday', '2026-11-02T14:00:00Z'],
    ['a working day on it is the same time', '2026-11-18T20:00:00Z', 'business-day', '2026-11-19T20:00:00Z'],
    ['a Friday goes to Monday', '2026-11-20T20:00:00Z', 'business-day', '2026-11-23T20:00:00Z'],
    ['late at night it is when the desk opens', '2026-11-19T03:00:00Z', 'business-day', '2026-11-19T14:00:00Z'],
    ['a Saturday noon goes to Monday noon', '2026-11-21T17:00:00Z', 'business-day', '2026-11-23T17:00:00Z'],
  ])('%s', (_name, now, to, target) => {
    expect(leapTarget(NEW_YORK, new Date(now), to)).toEqual(new Date(target));
  });

  it('passes over the desk’s own holidays, but a Monday is a Monday', () => {
    const schedule = { ...NEW_YORK, ownHolidays: ['2026-11-23'] };
    const friday = new Date('2026-11-20T20:00:00Z');

    expect(leapTarget(schedule, friday, 'business-day')).toEqual(new Date('2026-11-24T20:00:00Z'));
    expect(leapTarget(schedule, friday, 'monday')).toEqual(new Date('2026-11-23T14:00:00Z'));
  });

  it('says so when the desk never opens', () => {
    const never = { ...NEW_YORK, week: {} };

    expect(() => leapTarget(never, new Date(), 'business-day')).toThrow('The desk has no working day within a year');
  });
});

/** 2026-03-05 is a Thursday. */
const THURSDAY = new Date('2026-03-05T10:00:00Z');
const DAY_MS = 86_400_000;

async function aPlayground(patience?: number) {
  const cooperative = await startCooperative({ at: THURSDAY });
  const { clock, slack, bots } = cooperative;
  const deps = bots[0]?.deps;
  if (!deps) throw new Error('no bot');
  await writeNote(deps.pool, { birth: 'b', ahead: 0 });
  return { ...cooperative, deps, movable: movableClock({ clock, deps, slack, ...(patience ? { patience } : {}) }) };
}

describe('a leap', () => {
  it('does what falls due on the way, and says how far it has gone', async () => {
    const { slack, people, help, triage, news, movable, clock, quiet } = await aPlayground();
    await slack.post(people.maya.id, help, 'How do I change the lock?');
    await quiet();
    const before = movable.face();

    await movable.leap('business-day');
    await movable.leap('monday');

    const after = movable.face();
    const target = new Date('2026-03-09T09:00:00Z').getTime();
    expect(Math.abs(after.now - target)).toBeLessThan(20_000);
    expect(after).toMatchObject({ isMoving: false });
    expect(Math.round((after.ahead - before.ahead) / DAY_MS)).toBe(4);
    expect(after.now - clock.realNow().getTime() - after.ahead).toBeLessThan(1000);
    const mornings = slack.messages(triage).filter(({ text }) => text.includes('Good morning!'));
    expect(mornings.map(({ ts }) => new Date(Number(ts) * 1000).toISOString().slice(0, 16))).toEqual([
      '2026-03-06T09:00',
      '2026-03-09T09:00',
    ]);
    expect(slack.messages(news).map(({ text }) => text)).toEqual([expect.stringContaining('week 10')]);
  });

  it('is one at a time; the page reads the clock meanwhile', async () => {
    const { movable } = await aPlayground();

    const first = movable.leap('monday');

    expect(movable.face().isMoving).toBe(true);
    await expect(movable.leap('monday')).rejects.toThrow('Time is moving already. Wait until it has arrived.');
    await first;
    expect(movable.face().isMoving).toBe(false);
  });

  it('takes a channel full of requests with it', { timeout: 60_000 }, async () => {
    const { slack, people, help, movable, deps, quiet } = await aPlayground();
    for (let index = 0; index < 40; index += 1) {
      await slack.post(
        index % 2 ? people.maya.id : people.tom.id,
        help,
        `The door of room ${index} does not close, who can help?`,
      );
    }
    await quiet();
    let slowest = 0;
    let isThere = false;

    const leap = movable.leap('business-day').then(() => {
      isThere = true;
    });
    while (!isThere) {
      const asked = performance.now();
      await (await fetch(`${slack.url}api.test`)).text();
      slowest = Math.max(slowest, performance.now() - asked);
    }
    await leap;

    const left = await deps.pool.query('select from graphile_worker._private_jobs where run_at < now() and locked_at is null');
    expect(left.rowCount).toBe(0);
    expect(slowest).toBeLessThan(1000);
  });

  it('is noted beside the rows that are written by the new time, so that no later start goes back behind them', async () => {
    const { movable, deps } = await aPlayground();

    await movable.leap('monday');

    const { rows } = await deps.pool.query<{ ahead: number }>('select ahead from playground.note');
    expect(Math.abs((rows[0]?.ahead ?? 0) - movable.face().ahead)).toBeLessThan(1000);
  });

  it('ends with a sentence when the bot does not come to rest, and can be tried again', async () => {
    const { movable, deps } = await aPlayground(1500);
    await deps.pool.query(`
      create function hold() returns trigger language plpgsql as $$ begin new.run_at := now() - interval '1 hour'; new.locked_at := now(); return new; end $$`);
    await deps.pool.query(
      'create trigger hold before insert on graphile_worker._private_jobs for each row execute function hold()',
    );
    await deps.pool.query("select graphile_worker.add_job('nothing')");

    await expect(movable.leap('monday')).rejects.toThrow('The bot is still busy');
    await deps.pool.query('drop trigger hold on graphile_worker._private_jobs');
    await deps.pool.query('delete from graphile_worker._private_jobs where locked_at is not null');

    await movable.leap('monday');
    expect(movable.face().isMoving).toBe(false);
  });
});
