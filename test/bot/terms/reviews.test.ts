import { describe, expect, it } from 'vitest';
import {
  askToDecideRest,
  decideRest,
  decideReview,
  followUpReview,
  reviewOf,
  startReview,
  tellReviewsDue,
} from '#bot/terms/reviews.ts';
import { ANA, LEA, WORKSPACE } from '#test/support/factories.ts';
import { OWNER, WAREHOUSE } from '#test/support/tools.ts';
import { timePasses } from './support.ts';

const who = (actorId = OWNER) => ({ workspaceId: WORKSPACE, toolId: WAREHOUSE, actorId });
const MONDAY = new Date('2026-03-02T00:00:00Z');
const deciding = (actorId = OWNER) => ({ ...who(actorId), startedOn: MONDAY });

/** A review of three seats, begun on 2 March. */
async function underReview() {
  const passing = await timePasses();
  const ids: number[] = [];
  for (const memberId of ['UMAYA', 'UJEROME', 'UGREG']) {
    const key = `p:${memberId}`;
    ids.push((await passing.addReady({ memberId, subjectKey: key, openKey: key })).id);
  }
  await passing.addSignUp({ memberId: 'UAMINA', subjectKey: 'p:a', openKey: 'a', state: 'waiting' });
  await startReview(passing.deps, who());
  const [first = 0, second = 0, third = 0] = ids;
  return { ...passing, first, second, third, view: () => reviewOf(passing.db, WORKSPACE, WAREHOUSE, MONDAY) };
}

describe('the yearly review', () => {
  it('lists what is set up, to whoever began it and the owner; one review at a time', async () => {
    const { deps, view, collect, told, db, first, second, third } = await underReview();
    await collect();

    await expect(startReview(deps, who(LEA))).rejects.toMatchObject({ code: 'under_review' });
    await collect();

    expect((await view()).undecided.map(({ signUp }) => signUp.id)).toEqual([first, second, third]);
    expect(told.map(({ what }) => what)).toEqual([
      `review:${WAREHOUSE}:2026-03-02:${OWNER}`,
      `review:${WAREHOUSE}:2026-03-02:${LEA}`,
    ]);
    expect(await db.tool.findFirst()).toMatchObject({ reviewedOn: MONDAY });
    expect(await db.auditEntry.count({ where: { action: 'tool.review' } })).toBe(1);
  });

  it('keeps or removes each, of two at once by the first, and tells who lost their seat', async () => {
    const { deps, view, first, second, signUp, collect, told } = await underReview();

    await decideReview(deps, deciding(), [first], 'keep');
    const presses = await Promise.allSettled([
      decideReview(deps, deciding(), [second], 'remove'),
      decideReview(deps, deciding(LEA), [second], 'remove'),
    ]);
    await collect();

    expect(presses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await view()).toMatchObject({ kept: 1, removed: 1 });
    expect([(await signUp(first)).state, (await signUp(second)).state]).toEqual(['ready', 'ended']);
    expect((await signUp(second)).endReason).toBe('removed');
    expect(told.map(({ what }) => what).filter((what) => what.startsWith('term-news'))).toEqual(['term-news removed UJEROME']);
    await expect(decideReview(deps, deciding(), [first], 'remove')).rejects.toMatchObject({ code: 'decided_already' });
  });

  it('is for the owner and leads', async () => {
    const { deps, first } = await underReview();

    for (const actorId of [ANA, 'UMAYA']) {
      await expect(startReview(deps, who(actorId))).rejects.toMatchObject({ code: 'not_owner' });
      await expect(decideReview(deps, deciding(actorId), [first], 'remove')).rejects.toMatchObject({ code: 'not_owner' });
      await expect(askToDecideRest(deps, deciding(actorId), 'remove')).rejects.toMatchObject({ code: 'not_owner' });
    }
  });

  it('removes all the others at once, and leaves what was kept', async () => {
    const { deps, view, first, signUp } = await underReview();
    await decideReview(deps, deciding(), [first], 'keep');
    const before = (await view()).told;

    await decideRest(deps, deciding(), 'remove');

    expect([before, await view()]).toMatchObject([2, { kept: 1, removed: 2, undecided: [] }]);
    expect((await signUp(first)).state).toBe('ready');
  });

  it('is followed up once, after ten working days, when something is undecided', async () => {
    const { deps, until, told, first } = await underReview();
    await decideReview(deps, deciding(), [first], 'keep');

    await until('2026-03-16T09:59:00Z');
    const early = told.filter(({ what }) => what.startsWith('follow-up'));
    await until('2026-03-16T10:00:00Z');
    await followUpReview(deps, { workspaceId: WORKSPACE, toolId: WAREHOUSE, day: '2026-03-02' });
    await until('2026-06-16T10:00:00Z');

    expect(early).toEqual([]);
    expect(told.filter(({ what }) => what.startsWith('follow-up')).map(({ at, what }) => `${at.slice(0, 16)} ${what}`)).toEqual([
      `2026-03-16T10:00 follow-up-review 2026-03-02 ${OWNER}`,
    ]);
  });

  it('is not followed up when it is done', async () => {
    const { deps, until, told } = await underReview();
    await decideRest(deps, deciding(), 'keep');

    await until('2026-04-16T10:00:00Z');

    expect(told.filter(({ what }) => what.startsWith('follow-up'))).toEqual([]);
  });

  it('is due after a year, told once, by day, and not where nobody has the tool', async () => {
    const { deps, db, time, collect, told } = await underReview();
    await collect();
    await decideRest(deps, deciding(), 'keep');
    for (const instant of [
      '2027-02-26T10:00:00Z',
      '2027-03-02T03:00:00Z',
      '2027-03-02T10:00:00Z',
      '2027-03-02T11:00:00Z',
      '2027-05-03T10:00:00Z',
    ]) {
      time.now = new Date(instant);
      await tellReviewsDue(deps);
      await collect();
    }
    await db.signUp.updateMany({ data: { state: 'ended', openKey: null } });
    time.now = new Date('2028-03-02T10:00:00Z');
    await tellReviewsDue(deps);
    await collect();

    expect(told.filter(({ what }) => what.startsWith('review-due')).map(({ at }) => at)).toEqual(['2027-03-02T10:00:00.000Z']);
  });
});
