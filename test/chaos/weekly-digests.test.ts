import type pg from 'pg';
import { expect, it } from 'vitest';
import { planDigests, postDueDigest } from '#bot/reports/digests.ts';
import { MONDAY_MORNING, startCooperative } from '#test/support/cooperative.ts';
import { report } from './figures.ts';
import { calm } from './harness.ts';
import { byKey } from './promises.ts';
import { PATIENCE_MS, sizeOf } from './sizes.ts';

const { weeks } = sizeOf('digests');
const INSTANCES = 5;
const WEEK_MS = 7 * 86_400_000;

it(
  '14: five instances post exactly one digest a week',
  async () => {
    const { slack, clock, db, database, bots, people, help, news, workspaceId } = await startCooperative({
      instances: INSTANCES,
      at: MONDAY_MORNING,
    });

    for (let week = 1; week <= weeks; week += 1) {
      await slack.post(people.maya.id, help, `What is new in week ${week}?`);
      await calm({ slack, pool: database.pool }, { within: PATIENCE_MS });
      await travel(database.pool, clock, new Date(MONDAY_MORNING.getTime() + week * WEEK_MS));
      // Every instance ticks, and each looks for what is due itself as well.
      await Promise.all(bots.flatMap(({ deps }) => [planDigests(deps), postDueDigest(deps, workspaceId)]));
      await calm({ slack, pool: database.pool }, { within: PATIENCE_MS });
    }

    const digests = [...byKey(slack.botMessages(news))].filter(([key]) => key.startsWith(`${workspaceId}:digest:`));
    const frozen = await db.digestWeek.findMany({ where: { workspaceId }, orderBy: { startsAt: 'asc' } });
    const charts = slack.files().length;
    report('14', { instances: INSTANCES, weeks, digests: digests.length, doubled: digests.filter(([, count]) => count > 1).length });
    expect(digests).toHaveLength(weeks);
    expect(digests.map(([, count]) => count)).toEqual(digests.map(() => 1));
    expect(frozen).toHaveLength(weeks);
    expect(new Set(frozen.map(({ week }) => week)).size).toBe(weeks);
    expect(charts).toBe(weeks);
  },
  PATIENCE_MS,
);

/** The bot's time moves on, and with it what waits for a time. */
async function travel(pool: pg.Pool, clock: { now: () => Date; set: (at: Date) => void }, to: Date): Promise<void> {
  const seconds = (to.getTime() - clock.now().getTime()) / 1000;
  clock.set(to);
  await pool.query(
    `update graphile_worker._private_jobs set run_at = run_at - $1 * interval '1 second' where locked_at is null`,
    [seconds],
  );
}
