import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { longest, report } from './figures.ts';
import { calm, startScene } from './harness.ts';
import { aLoad, dice } from './load.ts';
import { ALL_KEPT, examine } from './promises.ts';
import { DONE_WITHIN_MS, PATIENCE_MS, sizeOf } from './sizes.ts';

const { events, kills } = sizeOf('killBot');

it.each([1, 3])(
  '1: every acknowledged event has exactly one ticket, however often the bot is killed (%i at once)',
  async (instances) => {
    const scene = await startScene({ instances });
    const load = aLoad(scene);
    const random = dice(instances);
    const starts: number[] = [];

    for (let kill = 0; kill < kills; kill += 1) {
      const victim = scene.instances[Math.floor(random() * instances)]!;
      const from = load.written();
      const posting = load.writeMany(Math.round(events / kills));
      const after = random() * (events / kills) * 0.8;
      while (load.written() - from < after) await wait(2);
      await victim.kill();
      starts.push(await victim.start());
      await posting;
      scene.slack.retryNow();
    }
    await calm(scene, { within: DONE_WITHIN_MS });

    const { written, acknowledged, ...found } = await examine(scene);
    const again = scene.slack.ledger
      .deliveries('message')
      .filter(({ attempts, body }) => attempts.length > 1 && !body.includes('"bot_id"')).length;
    report('1', { instances, kills, written, acknowledged, 'sent again': again, 'longest start ms': longest(starts) });
    expect(found).toEqual(ALL_KEPT);
    expect(acknowledged).toBe(written);
    expect(scene.slack.duplicates()).toEqual([]);
  },
  PATIENCE_MS,
);
