import { describe, expect, it } from 'vitest';
import { addJobs } from '#bot/queue.ts';
import { confirmWave, dropWave } from '#bot/waves/confirming.ts';
import { extendWave } from '#bot/waves/extending.ts';
import { stopRepeating } from '#bot/waves/repeating.ts';
import { planWaves } from '#bot/waves/sweeping.ts';
import { sendingJob } from '#bot/waves/timers.ts';
import { aSurvey } from '#test/support/surveys.ts';
import { BEN, daysAfter, hoursAfter, LEA, MONDAY, openWaves, type Waves } from './scene.ts';

const PLAIN = aSurvey({ questions: aSurvey().questions.filter(({ kind }) => kind !== 'nps') });

async function repeating(changes: Parameters<Waves['plan']>[0] = {}, definition = PLAIN) {
  const scene = await openWaves({ definition });
  const first = await scene.plan({ repeats: 'weekly', opensForDays: 5, ...changes });
  await scene.work();
  await confirmWave(scene.posting, scene.by(first));
  await scene.work();
  return { scene, first };
}

const waves = async ({ db }: Waves) => db.surveyWave.findMany({ orderBy: { id: 'asc' } });

describe('a survey that repeats', () => {
  it('goes out again by itself, each time counted anew and with the newest questions, to the minute by the wall', async () => {
    const { scene, first } = await repeating();
    const { db, workspaceId, survey } = scene;
    await db.workspace.update({ where: { id: workspaceId }, data: { timeZone: 'Europe/Madrid' } });
    await scene.addMembers({ id: 'U1' });
    await db.surveyVersion.create({ data: { workspaceId, surveyId: survey.id, version: 2, definition: PLAIN, savedAt: MONDAY } });
    await db.survey.updateMany({ data: { version: 2 } });
    expect(scene.card(first)).toContain('It repeats every week; next');

    await scene.goTo(daysAfter(MONDAY, 30));

    const all = await waves(scene);
    expect(all.map(({ version, previousWaveId, state }) => [version, previousWaveId, state])).toEqual([
      [1, null, 'closed'],
      [2, 1, 'closed'],
      [2, 2, 'closed'],
      [2, 3, 'closed'],
      [2, 4, 'open'],
    ]);
    // The clocks in Madrid went forward on 29 March.
    const weeks = [0, 7, 14, 21].map((days) => daysAfter(MONDAY, days));
    expect(all.map(({ openedAt }) => openedAt)).toEqual([...weeks, hoursAfter(MONDAY, 28 * 24 - 1)]);
    expect([await scene.askedIn(all[0]!.id), await scene.askedIn(all[1]!.id)]).toEqual([
      [BEN, LEA],
      [BEN, LEA, 'U1'],
    ]);
    expect(scene.card(all[4]!.id)).toContain('Sent to 3 people');
  });

  it('waits until the wave before has ended', async () => {
    const { scene, first } = await repeating();
    await extendWave(scene.posting, scene.by(first), 3);

    await scene.goTo(daysAfter(MONDAY, 7.5));
    const during = await waves(scene);
    await scene.goTo(daysAfter(MONDAY, 9));

    expect(during.map(({ state }) => state)).toEqual(['open', 'scheduled']);
    const [, second] = await waves(scene);
    expect(second).toMatchObject({ state: 'open', startsAt: daysAfter(MONDAY, 7) });
    expect(second!.openedAt!.getTime() - daysAfter(MONDAY, 8).getTime()).toBeLessThan(5 * 60_000);
  });

  it('leaves a wave out when nobody is left to ask, and goes on', async () => {
    const { scene, first } = await repeating();
    await scene.db.surveyOptOut.createMany({
      data: [BEN, LEA].map((memberId) => ({ workspaceId: scene.workspaceId, memberId, surveyId: 0, at: MONDAY })),
    });
    await scene.goTo(daysAfter(MONDAY, 8));
    await scene.db.surveyOptOut.deleteMany();
    await scene.goTo(daysAfter(MONDAY, 15));

    const [, second, third] = await waves(scene);
    expect([second?.state, third?.state]).toEqual(['dropped', 'open']);
    expect(scene.card(second!.id)).toContain('nobody was left to ask');
    expect(first).toBe(1);
  });

  it('ends with one press, or when nobody is there any more to send it', async () => {
    const { scene, first } = await repeating();
    await stopRepeating(scene.posting, scene.by(first));
    await scene.goTo(daysAfter(MONDAY, 10));
    expect(await waves(scene)).toHaveLength(1);
    await expect(stopRepeating(scene.posting, scene.by(first))).rejects.toThrow('does not repeat any more');

    const { scene: other } = await repeating();
    await other.db.deskStaff.deleteMany();
    await other.goTo(daysAfter(MONDAY, 10));
    expect(await waves(other)).toHaveLength(1);
    expect((await other.events()).at(-1)).toBe('repeating_stopped');
  });
});

it('jobs that were lost are made up for by the next look at all waves', async () => {
  const { scene } = await repeating();
  await scene.addMembers({ id: 'U1' });
  await scene.pool.query('delete from graphile_worker._private_jobs');
  scene.time.now = daysAfter(MONDAY, 7);

  await planWaves(scene.posting);
  await scene.work();

  const [first, second] = await waves(scene);
  expect([first?.state, second?.state]).toEqual(['closed', 'open']);
  expect(await scene.askedIn(second!.id)).toEqual([BEN, LEA, 'U1']);
});

it('a look at all waves leaves the pace alone at which one goes out', async () => {
  const { scene } = await repeating();
  await scene.db.surveyInvitation.updateMany({ data: { state: 'waiting', dueAt: hoursAfter(MONDAY, 1) } });
  const pace = { perMinute: 200, ceiling: 300 };
  await addJobs(scene.db, scene.posting, [sendingJob(scene.workspaceId, { at: hoursAfter(MONDAY, 1), pace })]);

  await planWaves(scene.posting);

  const { rows } = await scene.pool.query(`select payload from graphile_worker._private_jobs where key like 'send-surveys:%'`);
  expect(rows).toMatchObject([{ payload: pace }]);
});

it('a scheduled wave that is dropped does not go out', async () => {
  const scene = await openWaves();
  const wave = await scene.plan({ startsAt: daysAfter(MONDAY, 1) });
  await scene.work();
  await confirmWave(scene.posting, scene.by(wave));

  await dropWave(scene.posting, scene.by(wave));
  await scene.goTo(daysAfter(MONDAY, 2));

  expect(await scene.askedIn(wave)).toEqual([]);
});

it('ends, and says so to whoever sent it, when somebody who was to read a confidential one has left', async () => {
  const { scene, first } = await repeating({ level: 'confidential', readerIds: [BEN] });
  await scene.db.member.updateMany({ where: { id: BEN }, data: { deactivatedAt: MONDAY } });

  await scene.goTo(daysAfter(MONDAY, 20));

  expect(await waves(scene)).toMatchObject([{ id: first, repeats: null }]);
  expect(scene.toldTo(LEA).map(({ text }) => text)).toContainEqual(
    expect.stringContaining('One of the people who were to read it has left, so it does not repeat any more'),
  );
});

it('never shows fewer texts than it shows people', async () => {
  const scene = await openWaves();
  const rows = [];
  for (const smallestGroup of [3, 8, 20]) rows.push(await scene.wave(await scene.plan({ smallestGroup })));

  expect(rows.map(({ smallestTexts }) => smallestTexts)).toEqual([8, 8, 20]);
});
