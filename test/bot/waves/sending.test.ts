import { describe, expect, it } from 'vitest';
import { addJobs } from '#bot/queue.ts';
import { closeWave } from '#bot/waves/closing.ts';
import { confirmWave, dropWave } from '#bot/waves/confirming.ts';
import { sendingJob } from '#bot/waves/timers.ts';
import { aSurvey } from '#test/support/surveys.ts';
import { BEN, daysAfter, hoursAfter, keyOf, LEA, MONDAY, openWaves, SETTINGS, type Waves } from './scene.ts';

const MORNING = { plan: { ...SETTINGS.plan, timing: 'morning' as const } };

/** A wave whose people are counted. */
async function counted(scene: Waves, changes: Parameters<Waves['plan']>[0] = {}, surveyId?: number) {
  const wave = await scene.plan(changes, surveyId);
  await scene.work();
  return wave;
}

describe('a yes', () => {
  it('sends the survey to exactly those who were counted, and the card follows', async () => {
    const scene = await openWaves();
    await scene.addMembers({ id: 'U1' }, { id: 'U2' }, { id: 'UGUEST', kind: 'guest' });
    const wave = await counted(scene);
    expect(scene.card(wave)).toContain('This will ask *4 people*');
    expect(await scene.askedIn(wave)).toEqual([]);

    await confirmWave(scene.posting, scene.by(wave));
    await scene.work();

    expect(await scene.askedIn(wave)).toEqual([BEN, LEA, 'U1', 'U2']);
    expect((await scene.invitations(wave)).map(({ state }) => state)).toEqual(['asked', 'asked', 'asked', 'asked']);
    expect(await scene.wave(wave)).toMatchObject({
      state: 'open',
      openedAt: MONDAY,
      sentAt: MONDAY,
      endsAt: daysAfter(MONDAY, 14),
    });
    expect(scene.card(wave)).toContain('Sent to 4 people');
    expect(await scene.events()).toEqual(['wave_planned', 'wave_confirmed', 'wave_opened', 'wave_sent']);
    const version = await scene.db.surveyVersion.findFirstOrThrow();
    expect(version.isAsked).toBe(true);
  });

  it('costs one call a person', async () => {
    const scene = await openWaves();
    await scene.addMembers(...Array.from({ length: 30 }, (_, index) => ({ id: `U${index}X` })));
    const wave = await counted(scene);
    scene.slack.ledger.clear();

    await confirmWave(scene.posting, scene.by(wave));
    await scene.work();

    const calls = scene.slack.ledger.calls().filter(({ channel }) => channel !== scene.slack.directChannel(LEA));
    expect(calls).toHaveLength(31);
    expect(scene.slack.ledger.calls('conversations.open')).toEqual([]);
  });

  it('said twice at once is one', async () => {
    const scene = await openWaves();
    const wave = await counted(scene);

    const said = await Promise.allSettled([
      confirmWave(scene.posting, scene.by(wave)),
      confirmWave(scene.posting, scene.by(wave)),
    ]);
    await scene.work();

    expect(said.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await scene.askedIn(wave)).toEqual([BEN, LEA]);
  });

  it('is only for those who keep the survey and leads', async () => {
    const scene = await openWaves();
    const wave = await counted(scene);

    await expect(confirmWave(scene.posting, scene.by(wave, BEN))).rejects.toMatchObject({ code: 'not_keeper' });
    await expect(confirmWave(scene.posting, scene.by(wave, 'U9'))).rejects.toThrow();
  });

  it('to a number of more than half an hour ago has it counted again first', async () => {
    const scene = await openWaves();
    const wave = await counted(scene);
    scene.time.now = hoursAfter(MONDAY, 1);
    await scene.addMembers({ id: 'U1' });

    await expect(confirmWave(scene.posting, scene.by(wave))).rejects.toThrow('counting again');
    await scene.work();
    expect(scene.card(wave)).toContain('This will ask *3 people*');
    await confirmWave(scene.posting, scene.by(wave));
    await scene.work();

    expect(await scene.askedIn(wave)).toEqual([BEN, LEA, 'U1']);
  });

  it('to questions that have changed since has them counted again, too', async () => {
    const scene = await openWaves();
    const wave = await counted(scene);
    const definition = aSurvey({ questions: aSurvey().questions.slice(0, 1) });
    scene.time.now = hoursAfter(MONDAY, 0.1);
    await scene.db.surveyVersion.updateMany({ data: { definition, savedAt: scene.time.now } });

    await expect(confirmWave(scene.posting, scene.by(wave))).rejects.toThrow('has changed');
    await scene.work();

    expect(scene.card(wave)).toContain('1 question');
  });

  it('is not taken while the same survey is out', async () => {
    const scene = await openWaves({
      definition: aSurvey({ questions: aSurvey().questions.filter(({ kind }) => kind !== 'nps') }),
    });
    const [first, second] = [await counted(scene), await counted(scene)];
    await confirmWave(scene.posting, scene.by(first));

    await expect(confirmWave(scene.posting, scene.by(second))).rejects.toMatchObject({ code: 'wave_open' });
    await closeWave(scene.posting, { workspaceId: scene.workspaceId, waveId: first });
    await confirmWave(scene.posting, scene.by(second));

    expect((await scene.wave(second)).state).toBe('open');
  });

  it('is not taken to an anonymous survey of so few that each could be told', async () => {
    const scene = await openWaves();
    await scene.addMembers({ id: 'U1' }, { id: 'U2' });
    const wave = await counted(scene, { level: 'anonymous' });

    expect(scene.card(wave)).toContain('needs at least 5');
    expect(scene.card(wave)).not.toContain('Yes, send');
    await expect(confirmWave(scene.posting, scene.by(wave))).rejects.toThrow('too few');
    expect((await scene.wave(wave)).state).toBe('ready');
  });

  it('is needed no more when it was dropped', async () => {
    const scene = await openWaves();
    const wave = await counted(scene);

    await dropWave(scene.posting, scene.by(wave));
    await scene.work();

    await expect(confirmWave(scene.posting, scene.by(wave))).rejects.toMatchObject({ code: 'wave_dropped' });
    expect(scene.card(wave)).toContain('Dropped');
    expect(await scene.invitations(wave)).toEqual([]);
  });
});

describe('on the way', () => {
  it('whoever wants no more, has left or cannot be written to is missed, and everybody else is asked', async () => {
    const scene = await openWaves();
    const { db, workspaceId, slack } = scene;
    await scene.addMembers({ id: 'U1' }, { id: 'U2' }, { id: 'U3' }, { id: 'U4' });
    const wave = await counted(scene);
    await db.surveyOptOut.create({ data: { workspaceId, memberId: 'U1', surveyId: 0, at: MONDAY } });
    await db.member.updateMany({ where: { id: 'U2' }, data: { deactivatedAt: MONDAY } });
    slack.faults.next('chat.postMessage', 'error:cannot_dm_bot', 1, { channel: 'U3' });

    await confirmWave(scene.posting, scene.by(wave));
    await scene.work();

    expect(await scene.askedIn(wave)).toEqual([BEN, LEA, 'U4']);
    expect(Object.fromEntries((await scene.invitations(wave)).map(({ memberId, state }) => [memberId, state]))).toMatchObject({
      U1: 'missed',
      U2: 'missed',
      U3: 'missed',
      U4: 'asked',
    });
    expect(scene.card(wave)).toContain('3 people could not be asked any more');
  });

  it('a limit of Slack’s is waited for, and a failure tried again later, without holding up the others', async () => {
    const scene = await openWaves();
    const { slack } = scene;
    await scene.addMembers({ id: 'U1' }, { id: 'U2' });
    const wave = await counted(scene);
    slack.faults.next('chat.postMessage', '500', 1, { channel: 'U1' });

    await confirmWave(scene.posting, scene.by(wave));
    await scene.work();
    const before = await scene.askedIn(wave);
    slack.faults.next('chat.postMessage', '429:30', 1, { channel: slack.directChannel('U1') });
    await scene.goTo(hoursAfter(MONDAY, 1));

    expect(before).toEqual([BEN, LEA, 'U2']);
    expect(await scene.askedIn(wave)).toEqual([BEN, LEA, 'U1', 'U2']);
  });

  it('a message that got out and was not recorded is found again, and not sent twice', async () => {
    const scene = await openWaves();
    await scene.addMembers({ id: 'U1' });
    const wave = await counted(scene);
    scene.slack.faults.next('chat.postMessage', 'accept-then-drop', 1, { channel: 'U1' });

    await confirmWave(scene.posting, scene.by(wave));
    await scene.goTo(hoursAfter(MONDAY, 1));

    expect(await scene.askedIn(wave)).toEqual([BEN, LEA, 'U1']);
    expect((await scene.invitations(wave)).every(({ state }) => state === 'asked')).toBe(true);
  });

  it('one that was recorded before the bot was killed is only noted', async () => {
    const scene = await openWaves();
    const wave = await counted(scene);
    await confirmWave(scene.posting, scene.by(wave));
    await scene.work();
    const calls = scene.calls('chat.postMessage');
    await scene.db.surveyInvitation.updateMany({ data: { state: 'waiting', askedAt: null, dueAt: MONDAY } });

    await addJobs(scene.db, scene.posting, [sendingJob(scene.workspaceId)]);
    await scene.work();

    expect(scene.calls('chat.postMessage')).toBe(calls);
    expect((await scene.invitations(wave)).map(({ state }) => state)).toEqual(['asked', 'asked']);
  });
});

describe('in people’s own mornings', () => {
  it('each is asked between nine and half past eleven where they are, on both sides of a clock change', async () => {
    // A Friday; on Sunday, 29 March, the clocks in Madrid go forward.
    const friday = new Date('2026-03-27T14:00:00Z');
    const scene = await openWaves({ at: friday });
    const { db, workspaceId } = scene;
    await db.workspace.update({ where: { id: workspaceId }, data: { timeZone: 'Europe/Madrid' } });
    await db.organisation.create({ data: { workspaceId, id: 'kyoto', name: 'Kyoto', timeZone: 'Asia/Tokyo' } });
    await scene.addMembers(
      { id: 'UMADRID1', timeZone: 'Europe/Madrid' },
      { id: 'UMADRID2', timeZone: 'Mars/Olympus' },
      { id: 'UCHICAGO', timeZone: 'America/Chicago' },
      { id: 'UKYOTO', organisationId: 'kyoto' },
    );
    const wave = await counted(scene, MORNING);

    await confirmWave(scene.posting, scene.by(wave));
    await scene.goTo(daysAfter(friday, 5));

    const at = Object.fromEntries(
      (await scene.invitations(wave)).map(({ memberId, askedAt }) => [memberId, askedAt?.toISOString()]),
    );
    const isWithin = (memberId: string, from: string, to: string) =>
      expect([at[memberId]! >= from, at[memberId]! < to]).toEqual([true, true]);
    isWithin('UMADRID1', '2026-03-30T07:00', '2026-03-30T09:30');
    isWithin('UMADRID2', '2026-03-30T07:00', '2026-03-30T09:30');
    isWithin('UKYOTO', '2026-03-30T00:00', '2026-03-30T02:30');
    // There it is still Friday morning.
    isWithin('UCHICAGO', '2026-03-27T14:00', '2026-03-27T16:30');
    // Its end is at the same time of day, an hour earlier by the sun.
    expect((await scene.wave(wave)).endsAt).toEqual(new Date('2026-04-10T13:00:00Z'));
  });

  it('what could not go out in the morning waits for the next one', async () => {
    const scene = await openWaves({ at: new Date('2026-03-02T05:00:00Z') });
    await scene.addMembers({ id: 'U1', timeZone: 'Europe/Madrid' });
    const wave = await counted(scene, MORNING);
    await confirmWave(scene.posting, scene.by(wave));

    // The bot was away all day.
    scene.time.now = new Date('2026-03-02T20:00:00Z');
    await scene.work();
    const before = await scene.askedIn(wave);
    await scene.goTo(new Date('2026-03-03T11:00:00Z'));

    expect(before).toEqual([]);
    expect(await scene.askedIn(wave)).toContain('U1');
  });
});

it('a survey at a time of its own is counted again then, and goes out by itself', async () => {
  const scene = await openWaves();
  const startsAt = daysAfter(MONDAY, 2);
  const wave = await counted(scene, { startsAt });
  await confirmWave(scene.posting, scene.by(wave));
  await scene.goTo(daysAfter(MONDAY, 1));
  const before = [await scene.askedIn(wave), scene.card(wave)];
  await scene.addMembers({ id: 'U1' });

  await scene.goTo(daysAfter(MONDAY, 3));

  expect(before[0]).toEqual([]);
  expect(before[1]).toContain('I count again just before');
  expect(await scene.askedIn(wave)).toEqual([BEN, LEA, 'U1']);
  expect(await scene.wave(wave)).toMatchObject({ state: 'open', openedAt: startsAt, endsAt: daysAfter(startsAt, 14) });
});

it('a survey is also posted in the channels that were chosen', async () => {
  const scene = await openWaves();
  const wave = await counted(scene, { plan: { ...SETTINGS.plan, channelIds: [scene.channel] } });

  await confirmWave(scene.posting, scene.by(wave));
  await scene.work();

  expect(scene.slack.messages(scene.channel).map(({ metadata }) => keyOf(metadata))).toEqual([
    `survey-post:${wave}:${scene.channel}`,
  ]);
});
