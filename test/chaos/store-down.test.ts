import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { freshDatabase } from '#test/support/database.ts';
import { longest, report } from './figures.ts';
import { calm, startScene } from './harness.ts';
import { aLoad } from './load.ts';
import { ALL_KEPT, examine, isAcknowledged } from './promises.ts';
import { aWayTo, type Trouble } from './proxy.ts';
import { DONE_WITHIN_MS, IS_FULL, PATIENCE_MS, sizeOf } from './sizes.ts';

const { seconds } = sizeOf('storeDown');
/** Longer outages are written to more slowly, so that what waits in the end is a burst that Slack could send too. */
const PAUSE_MS = 60 * seconds;
const SLACK_WAITS_MS = 3000;
const TROUBLES: Trouble[] = ['down', 'refuse', 'hang'];

it.each(IS_FULL ? [1, 3] : [1])(
  '4: while the database is away nothing is acknowledged without a commit, every answer comes in time, and afterwards all arrives (%i at once)',
  async (instances) => {
    const { connection } = await freshDatabase();
    const way = await aWayTo(connection);
    const slack = { retryDelays: [600_000, 600_000, 600_000] };
    const scene = await startScene({ instances, slack, store: { bots: way.connection, ours: connection } });
    const load = aLoad(scene);
    const figures: Record<string, number> = {};

    for (const trouble of TROUBLES) {
      await load.writeMany(5);
      await way.set(trouble);
      const until = performance.now() + seconds * 1000;
      const command = scene.slack.command(scene.staff, scene.triage, '/triage', 'list');
      while (performance.now() < until) await Promise.all([load.writeMany(4, 4), wait(PAUSE_MS)]);
      figures[`refused while ${trouble}`] = scene.slack.waitingRetries();
      await command;
      await way.set('none');
      await untilReady(scene);
      scene.slack.retryNow();
      await calm(scene, { within: DONE_WITHIN_MS });
    }

    const { written, acknowledged, ...found } = await examine(scene);
    const attempts = scene.slack.ledger.delivered.flatMap((delivery) => delivery.attempts);
    const slowest = longest(attempts.map(({ ms }) => ms));
    report('4', {
      instances,
      'seconds each': seconds,
      written,
      ...figures,
      'slowest answer ms': slowest,
      'connections reset': attempts.filter(({ error }) => error === 'connection_failed').length,
    });
    const stored = new Set((await scene.db.inboxEvent.findMany({ select: { eventId: true } })).map(({ eventId }) => eventId));
    const events = scene.slack.ledger.delivered.filter((delivery) => delivery.kind === 'event');
    const unstored = events.filter((event) => isAcknowledged(event) && !isEcho(event.body) && !stored.has(event.eventId ?? ''));
    expect(unstored).toEqual([]);
    // A connection that the bot closes as it is used again is no answer; Slack sends that event anew.
    expect(attempts.filter(({ error }) => error === 'http_timeout')).toEqual([]);
    expect(slowest).toBeLessThan(SLACK_WAITS_MS);
    expect(found).toEqual(ALL_KEPT);
    expect(acknowledged).toBe(written);
    for (const trouble of TROUBLES) expect(figures[`refused while ${trouble}`]).toBeGreaterThan(0);
  },
  PATIENCE_MS * 2,
);

async function untilReady({ instances }: { instances: { isReady: () => Promise<boolean> }[] }): Promise<void> {
  while (!(await Promise.all(instances.map((instance) => instance.isReady()))).every(Boolean)) await wait(50);
}

/** What the bot itself posted is acknowledged and not kept. */
function isEcho(body: string): boolean {
  const { event } = JSON.parse(body) as { event: { app_id?: string; message?: { app_id?: string } } };
  return (event.app_id ?? event.message?.app_id) !== undefined;
}
