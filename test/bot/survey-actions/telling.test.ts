import { describe, expect, it } from 'vitest';
import { addAction, finishAction } from '#bot/survey-actions/actions.ts';
import { askToTell, tellSome } from '#bot/survey-actions/telling.ts';
import { CLOSED, SENT } from '#test/bot/survey-results/some-results.ts';
import { ANA, BEN, LEA, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';
import { seedSurvey, seedWave } from '#test/support/surveys.ts';

const by = (actorId: string) => ({ workspaceId: WORKSPACE, actorId });
const DRAFT = { said: 'It is slow.', doing: 'Two servers.', ownerId: TOM, dueOn: '2026-03-30' };

/** Ana's survey, sent to so many people, with one action of hers. */
async function afterWave(asked: number, changes: object = CLOSED) {
  const desk = await openDesk();
  const { db, deps } = desk;
  const people = Array.from({ length: asked }, (_, index) => `U0P${String(index).padStart(4, '0')}`);
  await db.member.create({ data: { workspaceId: WORKSPACE, id: TOM, displayName: 'Tom' } });
  const survey = await seedSurvey(db, { workspaceId: WORKSPACE, ownerId: ANA, at: SENT });
  const wave = await seedWave(db, { workspaceId: WORKSPACE, surveyId: survey.id, at: SENT, asked: people }, changes);
  expect(await addAction(deps, by(ANA), wave.id, DRAFT)).toEqual([]);
  const action = await db.surveyAction.findFirstOrThrow();
  return { ...desk, people, wave, action };
}

describe('telling everybody of an action', () => {
  it('says it to each once, a few hundred at a time, however often a job is run', async () => {
    const { deps, db, people, action, jobs, time } = await afterWave(450);

    const reached = await askToTell(deps, by(ANA), action.id);
    await tellSome(deps, { workspaceId: WORKSPACE, actionId: action.id, after: '' });
    await tellSome(deps, { workspaceId: WORKSPACE, actionId: action.id, after: '' });
    const next = (await jobs()).find(({ key }) => key.startsWith('tell-of-survey-action'));
    const soFar = await db.saidMessage.count();
    await tellSome(deps, { workspaceId: WORKSPACE, actionId: action.id, after: 'U0P0199' });
    await tellSome(deps, { workspaceId: WORKSPACE, actionId: action.id, after: 'U0P0399' });

    expect([reached, soFar]).toEqual([{ people: 450, from: null }, 200]);
    expect(next?.run_at.getTime()).toBeGreaterThan(time.now.getTime());
    const said = await db.saidMessage.findMany({ orderBy: { channelId: 'asc' } });
    expect(said.map(({ channelId }) => channelId)).toEqual(people);
  });

  it('waits for the morning when it is asked for at night, and goes on in the morning where the night has come in between', async () => {
    const { deps, db, action, jobs, time } = await afterWave(450);
    const opens = new Date('2026-03-03T09:00:00Z');
    time.now = new Date('2026-03-02T22:30:00Z');

    const telling = await askToTell(deps, by(ANA), action.id);
    const planned = (await jobs()).find(({ key }) => key.startsWith('tell-of-survey-action'));
    await tellSome(deps, { workspaceId: WORKSPACE, actionId: action.id, after: '' });
    const atNight = await db.saidMessage.count();
    time.now = opens;
    await tellSome(deps, { workspaceId: WORKSPACE, actionId: action.id, after: '' });
    const inTheMorning = await db.saidMessage.count();
    time.now = new Date('2026-03-03T17:00:01Z');
    await tellSome(deps, { workspaceId: WORKSPACE, actionId: action.id, after: 'U0P0199' });
    const rest = (await jobs()).find(({ key }) => key.startsWith('tell-of-survey-action'));

    expect(telling).toEqual({ people: 450, from: opens });
    expect(planned?.run_at).toEqual(opens);
    expect([atNight, inTheMorning, await db.saidMessage.count()]).toEqual([0, 200, 200]);
    expect(rest?.run_at).toEqual(new Date('2026-03-04T09:00:00Z'));
    expect(await db.surveyAction.findFirst()).toMatchObject({ toldAt: opens });
  });

  it('waits until the wave is closed, and happens once', async () => {
    const { deps, db, action, wave } = await afterWave(3, { ...CLOSED, state: 'open', closedAt: null });

    await expect(askToTell(deps, by(ANA), action.id)).rejects.toThrow('still open');
    await db.surveyWave.updateMany({ where: { id: wave.id }, data: { state: 'closed' } });
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => askToTell(deps, by(LEA), action.id)));

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await db.surveyEvent.count({ where: { kind: 'action_told' } })).toBe(1);
  });

  it('is for whoever keeps the survey, as is everything about actions', async () => {
    const { deps, db, action, wave } = await afterWave(3);

    const refused = await Promise.allSettled([
      askToTell(deps, by(BEN), action.id),
      finishAction(deps, by(BEN), action.id),
      addAction(deps, by(BEN), wave.id, DRAFT),
    ]);

    expect(refused.map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
    expect(await db.surveyEvent.count({ where: { actorId: BEN } })).toBe(0);
  });

  it('takes an owner whom it knows, and ends once', async () => {
    const { deps, db, wave, action } = await afterWave(3);

    const stranger = await addAction(deps, by(ANA), wave.id, { ...DRAFT, ownerId: 'U0NOBODY', said: ' ' });
    const ends = await Promise.allSettled([1, 2].map(() => finishAction(deps, by(ANA), action.id)));

    expect(stranger.map(({ field }) => field)).toEqual(['said', 'ownerId']);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await db.surveyEvent.count({ where: { kind: 'action_done' } })).toBe(1);
  });
});
