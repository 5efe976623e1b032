import { expect, it } from 'vitest';
import { planDigests, postDueDigest } from '#bot/reports/digests.ts';
import { MONDAY_MORNING, startCooperative } from '#test/support/cooperative.ts';
import { advanceTo } from '#test/workspace/time-travel.ts';
import { report } from './figures.ts';
import { calm } from './harness.ts';
import { byKey } from './promises.ts';
import { DONE_WITHIN_MS, PATIENCE_MS, sizeOf } from './sizes.ts';

const { weeks } = sizeOf('digests');
const INSTANCES = 5;
/** Mondays at nine, in UTC. */
const FIRST_DUE = MONDAY_MORNING.getTime() - 3_600_000;
const WEEK_MS = 7 * 86_400_000;

it(
  '14: five instances post exactly one digest a week',
  async () => {
    const { slack, clock, db, database, bots, people, help, news, workspaceId } = await startCooperative({
      instances: INSTANCES,
      at: MONDAY_MORNING,
    });

    const idle = () => calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS, soonSeconds: 0 });

    for (let week = 1; week <= weeks; week += 1) {
      await slack.post(people.maya.id, help, `What is new in week ${week}?`);
      const due = FIRST_DUE + week * WEEK_MS;
      await advanceTo(database.pool, clock, new Date(due - 1000), idle);
      clock.set(new Date(due));
      // Every instance ticks, and each looks for what is due itself as well.
      const ticks = bots.flatMap(({ deps }) => [planDigests(deps), postDueDigest(deps, workspaceId)]);
      await Promise.all([...ticks, advanceTo(database.pool, clock, new Date(due + 3_600_000), idle)]);
      await idle();
    }

    const digests = [...byKey(slack.botMessages(news))].filter(([key]) => key.startsWith(`${workspaceId}:digest:`));
    const frozen = await db.digestWeek.findMany({ where: { workspaceId }, orderBy: { startsAt: 'asc' } });
    const charts = slack.files().length;
    report('14', {
      instances: INSTANCES,
      weeks,
      digests: digests.length,
      doubled: digests.filter(([, count]) => count > 1).length,
    });
    expect(digests).toHaveLength(weeks);
    expect(digests.map(([, count]) => count)).toEqual(digests.map(() => 1));
    expect(frozen).toHaveLength(weeks);
    expect(new Set(frozen.map(({ week }) => week)).size).toBe(weeks);
    expect(charts).toBe(weeks);
  },
  PATIENCE_MS,
);
