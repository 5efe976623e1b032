import { describe, expect, it } from 'vitest';
import { closeNow, closeWave } from '#bot/waves/closing.ts';
import { confirmWave } from '#bot/waves/confirming.ts';
import { extendWave } from '#bot/waves/extending.ts';
import { withdrawWave } from '#bot/waves/withdrawing.ts';
import { BEN, daysAfter, MONDAY, openWaves, SETTINGS, type Waves } from './scene.ts';

const PEOPLE = ['U1', 'U2', 'U3', 'U4', 'U5', 'U6'];

async function sent(changes: Parameters<Waves['plan']>[0] = {}) {
  const scene = await openWaves();
  await scene.addMembers(...PEOPLE.map((id) => ({ id })));
  const wave = await scene.plan(changes);
  await scene.work();
  await confirmWave(scene.posting, scene.by(wave));
  await scene.work();
  return { scene, wave };
}

/** What answering an anonymous survey writes, and nothing else. */
async function answer({ db, workspaceId }: Waves, waveId: number, memberId: string, score: number) {
  await db.surveyInvitation.updateMany({ where: { workspaceId, waveId, memberId }, data: { hasAnswered: true } });
  await db.surveyResponse.create({ data: { workspaceId, waveId, answers: { recommend: score } } });
}

/** Every row of a table as text, in the order in which they lie in it, with what the database itself notes about each. */
async function rowsOf({ pool }: Waves, table: string): Promise<{ row: string; xmin: string; ctid: string }[]> {
  const { rows } = await pool.query(`select to_jsonb(t)::text as row, xmin::text, ctid::text from ${table} t order by t.ctid`);
  return rows;
}

describe('an anonymous wave that has closed', () => {
  it('joins no answer to a person: neither ids, order, row versions, flags nor reminders tell', async () => {
    const { scene, wave } = await sent({ level: 'anonymous', plan: { ...SETTINGS.plan, reminders: 2 } });
    for (const [index, id] of ['U3', 'U1', 'U5', 'U2', 'U6'].entries()) {
      await answer(scene, wave, id, index);
      if (index === 1) await scene.goTo(daysAfter(MONDAY, 10));
    }
    const before = await scene.db.surveyResponse.findMany();
    expect((await scene.invitations(wave)).some(({ reminders }) => reminders > 0)).toBe(true);

    await scene.goTo(daysAfter(MONDAY, 15));

    expect((await scene.wave(wave)).state).toBe('closed');
    const responses = await scene.db.surveyResponse.findMany();
    expect(responses).toHaveLength(5);
    expect(responses.map(({ answers }) => JSON.stringify(answers)).toSorted()).toEqual(
      before.map(({ answers }) => JSON.stringify(answers)).toSorted(),
    );
    expect(responses.filter(({ id }) => before.some((one) => one.id === id))).toEqual([]);
    const [responseRows, invitationRows] = [await rowsOf(scene, 'survey_response'), await rowsOf(scene, 'survey_invitation')];
    expect(new Set([...responseRows, ...invitationRows].map(({ xmin }) => xmin)).size).toBe(1);
    const invitations = await scene.invitations(wave);
    expect(
      new Set(
        invitations.map(({ hasAnswered, reminders, remindedAt, dueAt }) =>
          JSON.stringify([hasAnswered, reminders, remindedAt, dueAt]),
        ),
      ).size,
    ).toBe(1);
    expect(invitationRows.map(({ row }) => JSON.parse(row).member_id)).toEqual(invitations.map(({ memberId }) => memberId));
    expect(invitations.every(({ askedAt }) => askedAt !== null)).toBe(true);
    expect(await scene.db.saidMessage.count({ where: { key: { startsWith: 'survey-reminder' } } })).toBe(0);
  });

  it('lies in random order', async () => {
    const { scene, wave } = await sent({ level: 'anonymous' });
    await scene.db.surveyResponse.createMany({
      data: Array.from({ length: 40 }, (_, index) => ({
        workspaceId: scene.workspaceId,
        waveId: wave,
        answers: { recommend: index },
      })),
    });

    await closeWave(scene.posting, { workspaceId: scene.workspaceId, waveId: wave });

    const order = (await rowsOf(scene, 'survey_response')).map(({ row }) => JSON.parse(row).answers.recommend as number);
    expect(order).not.toEqual(order.toSorted((one, other) => one - other));
    expect(order.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 40 }, (_, index) => index));
  });
});

describe('the end of a wave', () => {
  it('comes by itself, and the card offers the results', async () => {
    const { scene, wave } = await sent();

    await scene.goTo(daysAfter(MONDAY, 14));

    expect(await scene.wave(wave)).toMatchObject({ state: 'closed', closedAt: daysAfter(MONDAY, 14) });
    expect(scene.card(wave)).toContain('Show results');
    expect((await scene.invitations(wave)).every(({ hasAnswered, askedAt }) => !hasAnswered && askedAt !== null)).toBe(true);
  });

  it('can be had at once, once, by who keeps the survey', async () => {
    const { scene, wave } = await sent();

    await expect(closeNow(scene.posting, scene.by(wave, BEN))).rejects.toMatchObject({ code: 'not_keeper' });
    const pressed = await Promise.allSettled([closeNow(scene.posting, scene.by(wave)), closeNow(scene.posting, scene.by(wave))]);

    expect(pressed.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await scene.events()).filter((kind) => kind === 'wave_closed')).toHaveLength(1);
    expect((await scene.wave(wave)).endsAt).toEqual(MONDAY);
  });

  it('can be moved, with everything that hangs on it', async () => {
    const { scene, wave } = await sent({ opensForDays: 5 });

    await extendWave(scene.posting, scene.by(wave), 7);
    await scene.goTo(daysAfter(MONDAY, 11));
    expect((await scene.wave(wave)).state).toBe('open');
    await scene.goTo(daysAfter(MONDAY, 12));

    expect((await scene.wave(wave)).state).toBe('closed');
    await expect(extendWave(scene.posting, scene.by(wave), 1)).rejects.toMatchObject({ code: 'wave_closed' });
  });

  it('is never more than sixty days away', async () => {
    const { scene, wave } = await sent({ opensForDays: 55 });

    await expect(extendWave(scene.posting, scene.by(wave), 7)).rejects.toThrow('60 days at most');
  });
});

describe('a wave that is taken back', () => {
  it('throws its answers away, says so to everybody who was asked, and asks nobody more', async () => {
    const { scene, wave } = await sent();
    const { db, workspaceId } = scene;
    const response = await db.surveyResponse.create({ data: { workspaceId, waveId: wave, answers: { recommend: 9 } } });
    await db.surveyAuthor.create({
      data: { workspaceId, waveId: wave, memberId: 'U1', responseId: response.id, begunAt: MONDAY, changedAt: MONDAY },
    });
    const before = scene.toldTo('U2')[0]?.text;

    await withdrawWave(scene.posting, scene.by(wave));
    await scene.goTo(daysAfter(MONDAY, 20));

    expect([await db.surveyResponse.count(), await db.surveyAuthor.count()]).toEqual([0, 0]);
    expect(scene.toldTo('U2')).toHaveLength(1);
    expect(scene.toldTo('U2')[0]?.text).not.toBe(before);
    expect(scene.toldTo('U1')[0]?.text).toBe(scene.toldTo('U2')[0]?.text);
    expect(scene.card(wave)).toContain('Taken back');
    await expect(closeNow(scene.posting, scene.by(wave))).rejects.toMatchObject({ code: 'wave_withdrawn' });
  });
});

it('counts whoever answered in a channel before their own message came as asked, unless that would tell who answered', async () => {
  const outcomes: string[][] = [];
  for (const level of ['named', 'anonymous'] as const) {
    const { scene, wave } = await sent({ level });
    await scene.db.surveyInvitation.updateMany({
      where: { memberId: { in: ['U1', 'U2'] } },
      data: { state: 'waiting', askedAt: null },
    });
    await answer(scene, wave, 'U1', 9);

    await closeWave(scene.posting, { workspaceId: scene.workspaceId, waveId: wave });

    outcomes.push(
      (await scene.invitations(wave)).filter(({ memberId }) => ['U1', 'U2'].includes(memberId)).map(({ state }) => state),
    );
  }

  expect(outcomes).toEqual([
    ['asked', 'missed'],
    ['missed', 'missed'],
  ]);
});
