import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { expect, it } from 'vitest';
import { CONCURRENCY } from '#bot/worker.ts';
import { startCooperative } from '#test/support/cooperative.ts';
import { longest, percentile, report } from './figures.ts';
import { calm, hurryRetries } from './harness.ts';
import { aLoad } from './load.ts';
import { ALL_KEPT, byKey, examine } from './promises.ts';
import { PATIENCE_MS, sizeOf } from './sizes.ts';

const { rounds } = sizeOf('hanging');
const HANGING = 10;
const GIVEN_UP_WITHIN_MS = 10_000;
/** The abort itself, and the look every twenty milliseconds by which it is measured. */
const MEASURING_MS = 1000;

it(
  '12: calls that hang for ever are given up within ten seconds, delay nobody else, and give their workers back',
  async () => {
    const { slack, db, database, people, help, triage, workspaceId } = await startCooperative({ acknowledgement: 'silent' });
    const load = aLoad({ slack, member: people.maya.id, help: [help] });
    const holding = watchWorkers(database.pool);
    const others: number[] = [];

    for (let round = 0; round < rounds; round += 1) {
      slack.faults.next('chat.postMessage', 'hang', HANGING, { channel: triage });
      await load.writeMany(HANGING);
      while (slack.ledger.calls('chat.postMessage').filter(({ fault }) => fault === 'hang').length < HANGING * (round + 1)) {
        await wait(10);
      }
      const until = performance.now() + GIVEN_UP_WITHIN_MS - 1000;
      while (performance.now() < until) {
        const cards = byKey(slack.botMessages(triage)).size;
        const started = performance.now();
        await load.write();
        while (byKey(slack.botMessages(triage)).size === cards) await wait(5);
        others.push(performance.now() - started);
        await wait(100);
      }
      await wait(2000);
      await hurryRetries(database.pool);
      await calm({ slack, pool: database.pool });
    }
    const given = await holding.stop();
    const atOnce = await mostAtOnce({ slack, pool: database.pool, load });

    const { written, acknowledged, ...found } = await examine({ slack, db, workspaceId, help: [help], triage });
    report('12', {
      'hanging calls': HANGING * rounds,
      'given up after ms': given,
      'other jobs': others.length,
      'their p99 ms': percentile(others, 0.99),
      'workers afterwards': atOnce,
    });
    expect(given).toBeLessThanOrEqual(GIVEN_UP_WITHIN_MS + MEASURING_MS);
    expect(percentile(others, 0.99)).toBeLessThan(1000);
    expect(atOnce).toBeGreaterThanOrEqual(CONCURRENCY);
    expect({ cards: found.cards, lost: found.lost }).toEqual({ cards: ALL_KEPT.cards, lost: [] });
    expect(acknowledged).toBe(written);
  },
  PATIENCE_MS,
);

/** The longest time for which any worker was held by one job. */
function watchWorkers(pool: pg.Pool) {
  let most = 0;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      const { rows } = await pool.query<{ ms: number | null }>(`
        select (extract(epoch from max(clock_timestamp() - locked_at)) * 1000)::float as ms
        from graphile_worker._private_jobs where locked_at is not null`);
      most = longest([most, rows[0]?.ms ?? 0]);
      await wait(20);
    }
  })();
  return {
    stop: async () => {
      isOver = true;
      await watching;
      return most;
    },
  };
}

type Busy = { slack: Parameters<typeof calm>[0]['slack'] & { faults: Faults }; pool: pg.Pool; load: ReturnType<typeof aLoad> };
type Faults = { next: (method: string, kind: 'slow:1500', times: number) => void };

/** How many jobs are worked on at the same time when there is more than enough to do. */
async function mostAtOnce({ slack, pool, load }: Busy): Promise<number> {
  slack.faults.next('chat.postMessage', 'slow:1500', CONCURRENCY * 2);
  let most = 0;
  const writing = load.writeMany(CONCURRENCY * 2);
  const until = performance.now() + 3000;
  while (performance.now() < until && most < CONCURRENCY) {
    const { rows } = await pool.query<{ busy: number }>(
      'select count(*)::int as busy from graphile_worker._private_jobs where locked_at is not null',
    );
    most = longest([most, rows[0]?.busy ?? 0]);
    await wait(20);
  }
  await writing;
  await calm({ slack, pool });
  return most;
}
