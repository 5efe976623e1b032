import { describe, expect, it } from 'vitest';
import { approve, decline } from '#bot/approvals/deciding.ts';
import { moveSignUp } from '#bot/sign-ups/moves.ts';
import { END_TERM } from '#bot/sign-ups/timers.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { markCleared } from '#bot/terms/clearing.ts';
import { termTasks } from '#bot/terms/jobs.ts';
import { answerRenewal, endSuspension, endTerm } from '#bot/terms/terms.ts';
import { ANA, LEA, WORKSPACE } from '#test/support/factories.ts';
import { OWNER } from '#test/support/tools.ts';
import { by, timePasses } from './support.ts';

const MONTH = { term: 'rolling', termMonths: 1, reminderDays: [7, 1] };
const END = new Date('2026-04-02T23:59:59Z');
const NEXT = new Date('2026-05-02T23:59:59Z');
const stages = [{ who: 'owner', memberIds: [], needs: 'one' }];

/** Maya's seat ends on 2 April (a Thursday); today is 27 March, and she was reminded the day before. */
async function ending(changes: Parameters<typeof timePasses>[0] = {}, more: object = {}) {
  const passing = await timePasses({ ...MONTH, ...changes });
  const signUp = await passing.addReady({ endsAt: END, ...more });
  await passing.until('2026-03-27T10:00:00Z');
  const of = { workspaceId: WORKSPACE, signUpId: signUp.id };
  return { ...passing, id: signUp.id, of, row: () => passing.signUp(signUp.id) };
}

describe('keeping', () => {
  it('by one press goes on from the old end, and a second press says how it stands', async () => {
    const { deps, id, row, kinds } = await ending();

    await answerRenewal(deps, by('UMAYA', { id }), 'keep', END);

    await expect(answerRenewal(deps, by('UMAYA', { id }), 'keep', END)).rejects.toMatchObject({ code: 'answered_already' });
    await expect(answerRenewal(deps, by('UMAYA', { id }), 'give back', END)).rejects.toMatchObject({ code: 'answered_already' });
    await expect(answerRenewal(deps, by('UMAYA', { id }), 'keep')).rejects.toMatchObject({ code: 'too_early' });
    expect(await row()).toMatchObject({ state: 'ready', endsAt: NEXT, renewalAnswer: null });
    expect(await kinds(id)).toEqual(['asked', 'reminded', 'kept']);
  });

  it('at once from two places counts one term', async () => {
    const { deps, id, row } = await ending();

    const presses = await Promise.allSettled([1, 2, 3].map(() => answerRenewal(deps, by('UMAYA', { id }), 'keep', END)));

    expect(presses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await row()).endsAt).toEqual(NEXT);
  });

  it.each([['UGREG'], [ANA], [OWNER], [LEA]])('is for who has it, not for %s', async (actorId) => {
    const { deps, id, row } = await ending();

    await expect(answerRenewal(deps, by(actorId, { id }), 'keep')).rejects.toMatchObject({ code: 'not_holder' });
    await expect(answerRenewal(deps, by(actorId, { id }), 'give back')).rejects.toMatchObject({ code: 'not_holder' });
    expect((await row()).endsAt).toEqual(END);
  });

  it('is answered by the contact for an organisation', async () => {
    const { deps, id, row } = await ending({ subject: 'organisation' });

    await answerRenewal(deps, by('UMAPLE', { id }), 'keep', END);

    expect((await row()).endsAt).toEqual(NEXT);
  });

  it('is not possible before the first reminder, without an end, and for a tool that is not offered any more', async () => {
    const { deps, db, id, time } = await ending();
    time.now = new Date('2026-03-20T10:00:00Z');
    await expect(answerRenewal(deps, by('UMAYA', { id }), 'keep')).rejects.toMatchObject({ code: 'too_early' });
    time.now = new Date('2026-03-27T10:00:00Z');
    await db.tool.updateMany({ data: { archivedAt: time.now } });
    await expect(answerRenewal(deps, by('UMAYA', { id }), 'keep')).rejects.toMatchObject({ code: 'tool_ends' });
    await db.signUp.updateMany({ data: { endsAt: null } });
    await expect(answerRenewal(deps, by('UMAYA', { id }), 'keep')).rejects.toMatchObject({ code: 'no_end' });
  });

  it('after the end takes a suspended seat back, from the old end', async () => {
    const { deps, id, until, row } = await ending();
    await until('2026-04-07T10:00:00Z');
    const suspended = await row();

    await answerRenewal(deps, by('UMAYA', { id }), 'keep');
    await until('2026-04-20T10:00:00Z');

    expect(suspended.state).toBe('suspended');
    expect(await row()).toMatchObject({ state: 'ready', endsAt: NEXT, suspendedAt: null });
  });
});

describe('a renewal that has to be approved', () => {
  it('waits for the approver beyond the end, and goes on from the old end', async () => {
    const { deps, id, until, row, kinds } = await ending({ renewal: 'approval', stages });
    await answerRenewal(deps, by('UMAYA', { id }), 'keep', END);
    await until('2026-04-22T10:00:00Z');
    const waiting = await row();

    await approve(deps, by(OWNER, { id }));

    expect([waiting.state, waiting.round]).toEqual(['renewal', 2]);
    expect(await row()).toMatchObject({ state: 'ready', endsAt: NEXT, decidedById: OWNER, renewalAnswer: null });
    expect((await kinds(id)).filter((kind) => kind !== 'stand_in_asked')).toEqual([
      'asked',
      'reminded',
      'renewal_asked',
      'renewed',
    ]);
  });

  it('that is declined ends with its term, and not by the holder pressing again', async () => {
    const { deps, id, until, row, told } = await ending({ renewal: 'approval', stages });
    await answerRenewal(deps, by('UMAYA', { id }), 'keep', END);
    await decline(deps, by(OWNER, { id }), { reason: 'no budget', text: '' });

    await expect(answerRenewal(deps, by('UMAYA', { id }), 'keep')).rejects.toMatchObject({ code: 'not_renewed' });
    await until('2026-04-03T09:00:00Z');

    expect(await row()).toMatchObject({ state: 'ended', endReason: 'term over', endedAt: new Date('2026-04-03T09:00:00Z') });
    expect(told.map(({ what }) => what).filter((what) => what.startsWith('term-news'))).toEqual(['term-news ended UMAYA']);
  });

  it('of a suspended seat is asked for, too', async () => {
    const { deps, id, until, row } = await ending({ renewal: 'approval', stages });
    await until('2026-04-06T10:00:00Z');

    await answerRenewal(deps, by('UMAYA', { id }), 'keep');
    await until('2026-04-17T10:00:00Z');

    expect(await row()).toMatchObject({ state: 'renewal', endsAt: END });
  });
});

describe('giving back', () => {
  it('lets it be used to the end of the term, and then it ends without being suspended', async () => {
    const { deps, id, until, row, kinds } = await ending();
    await answerRenewal(deps, by('UMAYA', { id }), 'give back', END);
    const before = await row();
    await expect(answerRenewal(deps, by('UMAYA', { id }), 'give back', END)).rejects.toMatchObject({ code: 'answered_already' });

    await until('2026-04-10T10:00:00Z');

    expect(before).toMatchObject({ state: 'ready', renewalAnswer: 'give back' });
    expect(await row()).toMatchObject({ state: 'ended', endReason: 'given back' });
    expect(await kinds(id)).toEqual(['asked', 'reminded', 'giving_back', 'ended']);
  });

  it('can be taken back until then', async () => {
    const { deps, id, row } = await ending();
    await answerRenewal(deps, by('UMAYA', { id }), 'give back', END);

    await answerRenewal(deps, by('UMAYA', { id }), 'keep', END);

    expect(await row()).toMatchObject({ state: 'ready', endsAt: NEXT, renewalAnswer: null });
  });

  it('of a suspended seat is at once, and the next in line is offered it', async () => {
    const { deps, id, until, row, addSignUp, signUp } = await ending({ seatCap: 1 });
    const next = await addSignUp({ memberId: 'UGREG', subjectKey: 'p:g', openKey: 'g', state: 'waiting' });
    await until('2026-04-07T10:00:00Z');

    await answerRenewal(deps, by('UMAYA', { id }), 'give back');

    expect(await row()).toMatchObject({ state: 'ended', endReason: 'given back' });
    expect((await signUp(next.id)).state).toBe('offered');
  });
});

describe('no answer', () => {
  it('suspends at the end and ends five working days later, never on a freeze day', async () => {
    const { db, id, until, row, deps, of } = await ending();
    const [desk] = await db.desk.findMany();
    const schedule = { ...(desk?.schedule as object), ownHolidays: ['2026-04-03', '2026-04-06', '2026-04-13'] };
    await db.desk.updateMany({ data: { schedule } });

    await until('2026-04-06T23:00:00Z');
    const frozen = await row();
    await until('2026-04-07T09:00:00Z');
    const suspended = await row();
    await until('2026-04-14T16:00:00Z');
    const still = await row();
    await until('2026-04-15T09:00:00Z');
    await Promise.all([endTerm(deps, of), endSuspension(deps, of)]);

    expect([frozen.state, suspended.state, still.state]).toEqual(['ready', 'suspended', 'suspended']);
    expect(await row()).toMatchObject({ state: 'ended', endReason: 'no answer', endedAt: new Date('2026-04-15T09:00:00Z') });
    expect(id).toBe(of.signUpId);
  });

  it('is told to the contact and the holder of an organisation, each once', async () => {
    const { until, told } = await ending({ subject: 'organisation' });

    await until('2026-04-13T10:00:00Z');

    expect(told.map(({ what }) => what).filter((what) => what.startsWith('term-news'))).toEqual([
      'term-news suspended UMAPLE',
      'term-news suspended UMAYA',
      'term-news lost UMAPLE',
      'term-news lost UMAYA',
    ]);
  });
});

describe('what was set up outside Slack', () => {
  it('is a task for staff when a seat has ended, and done once', async () => {
    const { deps, id, until, told, row, kinds } = await ending();
    await until('2026-04-13T10:00:00Z');

    await expect(markCleared(deps, by('UMAYA', { id }))).rejects.toThrow();
    const presses = await Promise.allSettled([markCleared(deps, by(ANA, { id })), markCleared(deps, by(OWNER, { id }))]);

    expect(told.map(({ what }) => what)).toContain(`clearing:${id}`);
    expect(presses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await row()).clearedAt).toEqual(new Date('2026-04-13T10:00:00Z'));
    expect((await kinds(id)).filter((kind) => kind === 'cleared')).toHaveLength(1);
    await expect(markCleared(deps, by(LEA, { id }))).rejects.toMatchObject({ code: 'cleared_already' });
  });

  it('is not asked for where nothing was set up', async () => {
    const { deps, addSignUp, until, told } = await timePasses();
    const { id } = await addSignUp({ state: 'unsigned' });
    await deps.db.$transaction((tx) => moveSignUp(tx, deps, by('UMAYA', { id }), { move: 'cancel' }));

    await until('2026-03-10T10:00:00Z');

    expect(told.filter(({ what }) => what.startsWith('clearing'))).toEqual([]);
  });
});

describe('the terms of several tools that end at the same moment', () => {
  it('end, and nobody waits for another, though the holder of one is the next in line of the other', async () => {
    const { addTool, addSignUp, db, deps, time } = await timePasses();
    await db.member.updateMany({ data: { homeOpenedAt: time.now } });
    const over = { readyAt: time.now, endsAt: time.now, renewalAnswer: 'give back' };
    const ending: number[] = [];
    for (let index = 0; index < 8; index += 1) {
      const id = `tool-${index}`;
      await addTool({ id, name: id, seatCap: 1 });
      const [holder, next] = index % 2 === 0 ? ['UMAYA', 'UGREG'] : ['UGREG', 'UMAYA'];
      ending.push((await addSignUp({ toolId: id, memberId: holder, state: 'ready', ...over })).id);
      await addSignUp({ toolId: id, memberId: next, state: 'waiting' });
    }
    const task = termTasks(deps as SlackDeps)[END_TERM];

    await Promise.all(ending.map((signUpId) => task?.run({ workspaceId: WORKSPACE, signUpId })));

    expect(await db.signUp.groupBy({ by: ['state'], _count: true, orderBy: { state: 'asc' } })).toEqual([
      { state: 'ended', _count: 8 },
      { state: 'offered', _count: 8 },
    ]);
  });
});
