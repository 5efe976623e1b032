import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { longest, report } from './figures.ts';
import { calm, type Scene, startScene } from './harness.ts';
import { aLoad } from './load.ts';
import { anOwnServer } from './own-server.ts';
import { ALL_KEPT, examine, isAcknowledged } from './promises.ts';
import { DONE_WITHIN_MS, IS_FULL, PATIENCE_MS, sizeOf } from './sizes.ts';

const { kills } = sizeOf('killStore');
const SERVES_WITHIN_MS = 5000;

it.each(IS_FULL ? [1, 3] : [2])(
  '3: nothing acknowledged is lost when PostgreSQL is killed, and the bot serves again within five seconds by itself (%i at once)',
  async (instances) => {
    const server = await anOwnServer();
    const scene = await startScene({ instances, store: { bots: server.connection, ours: server.connection } });
    const load = aLoad(scene);
    let isOver = false;
    const writing = (async () => {
      while (!isOver) await Promise.all([load.writeMany(3, 3), wait(100)]);
    })();
    const recoveries: number[] = [];

    for (let kill = 0; kill < kills; kill += 1) {
      await wait(500 + 37 * (kill % 10));
      await server.kill();
      await wait(300);
      await server.restart();
      recoveries.push(await untilServing(scene, load));
      scene.slack.retryNow();
    }
    isOver = true;
    await writing;
    await calm(scene, { within: DONE_WITHIN_MS });

    const { written, acknowledged, ...found } = await examine(scene);
    report('3', { instances, kills, written, acknowledged, 'longest recovery ms': longest(recoveries) });
    expect(found).toEqual(ALL_KEPT);
    expect(acknowledged).toBe(written);
    expect(longest(recoveries)).toBeLessThanOrEqual(SERVES_WITHIN_MS);
    expect(scene.instances.every((instance) => instance.isAlive())).toBe(true);
  },
  PATIENCE_MS,
);

/** Milliseconds from now until every instance is ready, a message is acknowledged and an event has been worked through. */
async function untilServing({ slack, instances, db }: Scene, load: ReturnType<typeof aLoad>): Promise<number> {
  const started = performance.now();
  const since = new Date();
  const patience = AbortSignal.timeout(30_000);
  const areReady = async () => (await Promise.all(instances.map((instance) => instance.isReady()))).every(Boolean);
  while (!(await areReady())) await until(patience);
  const { ts } = await load.write();
  const isTaken = () => slack.ledger.delivered.some((one) => one.body.includes(ts) && isAcknowledged(one));
  while (!isTaken()) await until(patience);
  while ((await db.inboxEvent.count({ where: { processedAt: { gt: since } } }).catch(() => 0)) === 0) await until(patience);
  return performance.now() - started;
}

async function until(patience: AbortSignal): Promise<void> {
  if (patience.aborted) throw new Error('the bot does not serve again');
  await wait(50);
}
