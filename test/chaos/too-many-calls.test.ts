import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { sealToken } from '#bot/slack/tokens.ts';
import { TEST_KEY } from '#test/support/cooperative.ts';
import { seedDesk } from '#test/support/desk.ts';
import { percentile, report } from './figures.ts';
import { calm, type Scene, startScene } from './harness.ts';
import { aLoad } from './load.ts';
import { ALL_KEPT, byKey, examine } from './promises.ts';
import { DONE_WITHIN_MS, PATIENCE_MS, sizeOf } from './sizes.ts';

const { seconds, messages } = sizeOf('tooMany');
const OTHER = 'T0OTHER';

it(
  '10: a limit of Slack is kept for its method and workspace through kills, and nobody else notices it',
  async () => {
    const scene = await startScene({ instances: 2 });
    const other = await anotherWorkspace(scene);
    const load = aLoad(scene);
    const otherLoad = aLoad({ slack: scene.slack, member: other.member, help: other.help });
    const before = await cardTimes(scene, other.triage, otherLoad, messages);

    scene.slack.faults.limit('chat.postMessage', seconds, { team: scene.workspaceId });
    await load.write();
    const until = await limitOf(scene);
    const known = Date.now();
    await load.writeMany(messages);
    const victim = scene.instances[0]!;
    await victim.kill();
    const during = await cardTimes(scene, other.triage, otherLoad, messages, 1);
    await victim.start();
    await calm(scene, { within: DONE_WITHIN_MS, hurry: false });

    const early = scene.slack.ledger
      .calls('chat.postMessage')
      .filter(({ teamId, at }) => teamId === scene.workspaceId && at > known && at < until);
    const { written, acknowledged, ...found } = await examine(scene);
    const p99 = { before: percentile(before, 0.99), during: percentile(during, 0.99) };
    report('10', {
      'Retry-After s': seconds,
      written,
      'calls before the time': early.length,
      'other p99 ms before': p99.before,
      'other p99 ms during': p99.during,
    });
    expect(early).toEqual([]);
    expect(found).toEqual(ALL_KEPT);
    expect(acknowledged).toBe(written);
    // A killed instance takes half of the other workspace's traffic with it too, hence the floor.
    expect(p99.during).toBeLessThan(Math.max(2 * p99.before, 1000));
  },
  PATIENCE_MS,
);

/** A second workspace with its own token, as a second installation would leave it. */
async function anotherWorkspace({ slack, db }: Scene) {
  const team = slack.addTeam({ id: OTHER, botToken: 'xoxb-other-stand-in' });
  const facts = { name: 'Other', url: 'https://other.slack.com/', botUserId: team.botUserId, botId: team.botId };
  await db.workspace.create({ data: { id: OTHER, ...facts, encryptedToken: sealToken(team.botToken, TEST_KEY, OTHER) } });
  const member = slack.addPerson({ name: 'olga', teamId: OTHER }).id;
  const staff = slack.addPerson({ name: 'otto', teamId: OTHER }).id;
  const help = [slack.addChannel({ name: 'ask', teamId: OTHER, members: [member, team.botUserId] }).id];
  const triage = slack.addChannel({ name: 'desk', teamId: OTHER, members: [staff, team.botUserId] }).id;
  await seedDesk(db, {
    workspaceId: OTHER,
    helpChannels: help,
    triageChannelId: triage,
    digestChannelId: null,
    staff: [staff],
    setUpAt: new Date(),
  });
  return { member, help, triage };
}

/** When the limit that has just been met ends, in milliseconds. */
async function limitOf({ db, workspaceId }: Scene): Promise<number> {
  for (;;) {
    const limit = await db.rateLimit.findFirst({ where: { workspaceId, method: 'chat.postMessage' } });
    // The second call of the same moment, for the acknowledgement, may be on its way already.
    if (limit) return wait(100, limit.until.getTime());
    await wait(10);
  }
}

/** Milliseconds from writing to the card, message after message. */
async function cardTimes(
  { slack, instances }: Scene,
  triage: string,
  load: ReturnType<typeof aLoad>,
  count: number,
  alive = 2,
): Promise<number[]> {
  slack.connect(instances.slice(-alive).map(({ url }) => url));
  const times: number[] = [];
  for (let message = 0; message < count; message += 1) {
    const cards = byKey(slack.botMessages(triage)).size;
    const started = performance.now();
    await load.write();
    while (byKey(slack.botMessages(triage)).size === cards) await wait(5);
    times.push(performance.now() - started);
  }
  slack.connect(instances.map(({ url }) => url));
  return times;
}
