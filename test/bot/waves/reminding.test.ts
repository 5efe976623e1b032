import { describe, expect, it } from 'vitest';
import { confirmWave } from '#bot/waves/confirming.ts';
import { reminderTimes } from '#bot/waves/reminder-times.ts';
import { aSurvey } from '#test/support/surveys.ts';
import { BEN, daysAfter, hoursAfter, MONDAY, openWaves, SETTINGS, type Waves } from './scene.ts';

async function sent(scene: Waves, reminders = 2, changes: Parameters<Waves['plan']>[0] = {}) {
  const wave = await scene.plan({ ...changes, plan: { ...SETTINGS.plan, reminders } });
  await scene.work();
  await confirmWave(scene.posting, scene.by(wave));
  await scene.work();
  return wave;
}

/** When somebody was reminded, as the bot’s messages to them after the first tell. */
const remindersTo = (scene: Waves, memberId: string) =>
  scene
    .toldTo(memberId)
    .slice(1)
    .map(({ ts }) => new Date(Number(ts) * 1000));

const answered = ({ db, workspaceId }: Waves, waveId: number, memberId: string) =>
  db.surveyInvitation.updateMany({ where: { workspaceId, waveId, memberId }, data: { hasAnswered: true } });

describe('reminders', () => {
  it('come twice, in the morning of a working day where the person is, and only to who has not answered', async () => {
    const scene = await openWaves();
    await scene.addMembers({ id: 'U1', timeZone: 'Asia/Tokyo' }, { id: 'U2' }, { id: 'U3' });
    const wave = await sent(scene);
    await answered(scene, wave, 'U2');
    // The afternoon of the next Monday: every morning is over then.
    await scene.goTo(hoursAfter(MONDAY, 7 * 24 + 4));
    await answered(scene, wave, 'U3');
    await scene.goTo(daysAfter(MONDAY, 20));

    expect(remindersTo(scene, 'U2')).toEqual([]);
    expect(remindersTo(scene, 'U3')).toHaveLength(1);
    const [first, second, ...more] = remindersTo(scene, 'U1');
    expect(more).toEqual([]);
    // A third of the time is over on Saturday morning, so it is Monday; three days before the end is a Friday.
    expect(first!.toISOString()).toMatch(/^2026-03-09T0[0-2]/);
    expect(second!.toISOString()).toMatch(/^2026-03-1[56]T|^2026-03-16T/);
    expect((await scene.wave(wave)).state).toBe('closed');
  });

  it('come no more to who wants none, has left, or when there are to be none', async () => {
    const scene = await openWaves();
    const { db, workspaceId } = scene;
    await scene.addMembers({ id: 'U1' }, { id: 'U2' });
    await sent(scene, 1);
    await db.surveyOptOut.create({ data: { workspaceId, memberId: 'U1', surveyId: 0, at: MONDAY } });
    await db.member.updateMany({ where: { id: 'U2' }, data: { deactivatedAt: MONDAY } });
    const other = await scene.addSurvey(aSurvey({ questions: aSurvey().questions.slice(1) }));
    const none = await scene.plan({ plan: { ...SETTINGS.plan, reminders: 0 } }, other.id);
    await scene.work();
    await confirmWave(scene.posting, scene.by(none));

    await scene.goTo(daysAfter(MONDAY, 20));

    expect([remindersTo(scene, 'U1'), remindersTo(scene, 'U2')]).toEqual([[], []]);
    // Their first message of the second survey, and one reminder of the first.
    expect(remindersTo(scene, BEN)).toHaveLength(2);
  });

  it('is not said to who answers in the moment before', async () => {
    const scene = await openWaves();
    await scene.addMembers({ id: 'U1' });
    const wave = await sent(scene, 1);
    await scene.goTo(daysAfter(MONDAY, 9));
    scene.slack.faults.limit('chat.postMessage', 6 * 86_400);
    await scene.goTo(daysAfter(MONDAY, 12));
    await answered(scene, wave, 'U1');

    scene.slack.faults.clear();
    await scene.goTo(daysAfter(MONDAY, 20));

    expect(remindersTo(scene, 'U1')).toEqual([]);
  });

  it('wait for the next morning when the bot was away in the one they were for', async () => {
    const scene = await openWaves();
    await scene.addMembers({ id: 'U1' });
    await sent(scene, 2);
    await scene.goTo(hoursAfter(MONDAY, 7 * 24 - 2));
    scene.slack.faults.limit('chat.postMessage', 14 * 3600);
    await scene.goTo(hoursAfter(MONDAY, 7 * 24 + 13));
    scene.slack.faults.clear();
    const atNight = remindersTo(scene, 'U1');

    await scene.goTo(daysAfter(MONDAY, 20));

    expect(atNight).toEqual([]);
    const [first, second, ...more] = remindersTo(scene, 'U1');
    expect(more).toEqual([]);
    expect(first!.toISOString()).toMatch(/^2026-03-10T(09|1[0-2])/);
    expect(second!.toISOString()).toMatch(/^2026-03-1[36]T(09|1[0-2])/);
  });

  it('come at a third of the time, and at two thirds or three days before the end', () => {
    const times = (days: number, count: number) =>
      reminderTimes(MONDAY, daysAfter(MONDAY, days), count).map((at) => (at.getTime() - MONDAY.getTime()) / 86_400_000);

    expect([times(6, 2), times(30, 2), times(6, 1), times(6, 0)]).toEqual([[2, 4], [10, 27], [4], []]);
  });
});

it('nobody is asked to do anything at night: no reminder leaves outside the mornings of a whole wave', async () => {
  const scene = await openWaves();
  const zones = ['America/Los_Angeles', 'America/St_Johns', 'Europe/Madrid', 'Asia/Kathmandu', 'Pacific/Auckland'];
  await scene.addMembers(...zones.map((timeZone, index) => ({ id: `UZONE${index}`, timeZone })));
  await sent(scene);

  await scene.goTo(daysAfter(MONDAY, 14));

  for (const [index, timeZone] of zones.entries()) {
    const reminders = remindersTo(scene, `UZONE${index}`);
    expect(reminders).toHaveLength(2);
    for (const at of reminders) {
      const local = new Intl.DateTimeFormat('en', { timeZone, weekday: 'short', hour: '2-digit', hourCycle: 'h23' }).format(at);
      expect(local).toMatch(/^(Mon|Tue|Wed|Thu|Fri), (09|10|11|12)$/);
    }
  }
});
