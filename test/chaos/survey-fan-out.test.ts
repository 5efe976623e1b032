import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { sendSurvey, untilSent } from '#test/support/fan-out.ts';
import { longest, report } from './figures.ts';
import { type Scene, startScene } from './harness.ts';
import { dice } from './load.ts';
import { byKey } from './promises.ts';
import { DONE_WITHIN_MS, IS_FULL, PATIENCE_MS, sizeOf } from './sizes.ts';

const { members, kills } = sizeOf('surveyFanOut');
const RESUMES_WITHIN_MS = 10_000;

it(
  '18: a survey reaches every member exactly once, however often the bot is killed and Slack says that it is too much',
  async () => {
    const scene = await startScene();
    const { slack, instances } = scene;
    const people = await addMembers(scene, members);
    const waveId = await sendSurvey({ ...scene, actorId: scene.staff });
    slack.faults.sometimes('chat.postMessage', '429:1', IS_FULL ? 0.002 : 0.01, { seed: 8 });
    // Small there is no time to wait until one is tried again.
    if (IS_FULL) slack.faults.sometimes('chat.postMessage', 'accept-then-drop', 0.002, { seed: 19 });
    const random = dice(18);
    const [starts, resumed]: [number[], number[]] = [[], []];

    for (let kill = 0; kill < kills; kill += 1) {
      await reached(scene, ((kill + 0.2 + random() * 0.6) * members) / (kills + 1));
      await instances[0]!.kill();
      const seen = slack.ledger.received.length;
      starts.push(await instances[0]!.start());
      const back = performance.now();
      while (!hasPosted(scene, seen)) await wait(10);
      resumed.push(performance.now() - back);
    }
    await untilSent(scene, waveId, DONE_WITHIN_MS);

    const messages = people.map(
      (id) => byKey(slack.botMessages(slack.directChannel(id))).get(`${scene.workspaceId}:survey:${waveId}:${id}`) ?? 0,
    );
    const states = await scene.db.surveyInvitation.groupBy({ by: ['state'], _count: true });
    const calls = slack.ledger.calls('chat.postMessage');
    const limits = calls.filter(({ status }) => status === 429).length;
    report('18', {
      members,
      kills,
      'too many': limits,
      'calls a member': calls.length / members,
      'longest start ms': longest(starts),
      'longest resumption ms': longest(resumed),
    });
    expect(messages.filter((count) => count !== 1)).toEqual([]);
    expect(states).toEqual([{ state: 'asked', _count: members + 2 }]);
    expect(slack.duplicates()).toEqual([]);
    expect(limits).toBeGreaterThan(0);
    expect(longest(resumed)).toBeLessThan(RESUMES_WITHIN_MS);
  },
  PATIENCE_MS,
);

async function addMembers({ slack, db, workspaceId, member, staff }: Scene, count: number): Promise<string[]> {
  const people = Array.from({ length: count }, (_, index) => slack.addPerson({ name: `member-${index}` }).id);
  const ids = [...people, member, staff];
  await db.member.createMany({ data: ids.map((id) => ({ workspaceId, id, displayName: id })), skipDuplicates: true });
  await db.workspace.updateMany({ data: { peopleReadAt: new Date() } });
  return people;
}

/** Whether anything was posted after this many calls. */
const hasPosted = ({ slack }: Scene, seen: number) =>
  slack.ledger.received.slice(seen).some(({ method, status }) => method === 'chat.postMessage' && status === 200);

/** Waits until Slack has had about so many calls. */
async function reached({ slack }: Scene, calls: number): Promise<void> {
  while (slack.ledger.received.length < calls) await wait(5);
}
