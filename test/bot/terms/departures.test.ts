import { describe, expect, it } from 'vitest';
import { beginApproval } from '#bot/approvals/stages.ts';
import { moveSignUp } from '#bot/sign-ups/moves.ts';
import { changePeople } from '#bot/sign-ups/people.ts';
import { refreshHomes } from '#bot/slack/homes.ts';
import { decideStay, leftBy, noteDeparture } from '#bot/terms/departures.ts';
import { findTool, lockTool } from '#bot/tools/tool.ts';
import { ANA, LEA, MONDAY_TEN, TRIAGE, WORKSPACE } from '#test/support/factories.ts';
import { OWNER, STAND_IN } from '#test/support/tools.ts';
import { by, type TimePasses, timePasses } from './support.ts';

const leaves = async ({ db, deps, time }: TimePasses, id: string, data: object = { deactivatedAt: time.now }) => {
  await db.member.updateMany({ where: { id }, data });
  await db.$transaction((tx) => noteDeparture(tx, deps, WORKSPACE, id));
};
const of = (actorId: string, signUp: { id: number }, memberId = 'UMAYA') => ({ ...by(actorId, signUp), memberId });

describe('somebody who leaves', () => {
  it('has everything of theirs listed to the owner in one message, as the desk opens next, and once', async () => {
    const passing = await timePasses();
    const { addTool, addReady, addSignUp, until, told, time, deps, db } = passing;
    await addTool({ id: 'maps', name: 'Maps' });
    await addTool({ id: 'texting', name: 'Texting', ownerId: 'UGREG', standInId: null });
    await addReady({});
    await addReady({ toolId: 'maps' });
    await addReady({ toolId: 'texting' });
    await addSignUp({ state: 'ended', openKey: null });
    time.now = new Date('2026-03-06T20:00:00Z');

    await leaves(passing, 'UMAYA');
    await leaves(passing, 'UMAYA');
    await db.$transaction((tx) => noteDeparture(tx, deps, WORKSPACE, null));
    await until('2026-03-09T10:00:00Z');

    expect(told.map(({ at, what }) => `${at.slice(0, 16)} ${what}`).toSorted()).toEqual([
      '2026-03-09T09:00 left:UMAYA:UGREG',
      `2026-03-09T09:00 left:UMAYA:${OWNER}`,
    ]);
    const { seats } = await leftBy(db, WORKSPACE, 'UMAYA', OWNER);
    expect(seats.map(({ tool, isHolder, decidedBy }) => [tool.id, isHolder, decidedBy])).toEqual([
      ['warehouse', true, null],
      ['maps', true, null],
    ]);
    expect(await db.signUpEvent.count({ where: { kind: 'person_left' } })).toBe(3);
  });

  it('and comes back, and leaves again, is listed again, whatever was decided before', async () => {
    const passing = await timePasses();
    const { addReady, deps, db, time } = passing;
    const one = await addReady({});
    await leaves(passing, 'UMAYA');
    await decideStay(deps, of(OWNER, one), 'keep');
    time.now = new Date('2026-03-10T10:00:00Z');
    await leaves(passing, 'UMAYA', { deactivatedAt: null });
    time.now = new Date('2026-03-17T10:00:00Z');

    await leaves(passing, 'UMAYA');
    await db.$transaction((tx) => noteDeparture(tx, deps, WORKSPACE, null));

    expect(await db.signUpEvent.count({ where: { kind: 'person_left' } })).toBe(2);
    const { seats } = await leftBy(db, WORKSPACE, 'UMAYA', OWNER);
    expect(seats.map(({ decision }) => decision)).toEqual([null]);
  });

  it('to another organisation is one who left, and who only changed their name is not', async () => {
    const passing = await timePasses({ subject: 'organisation' });
    const { addReady, db } = passing;
    await addReady({ people: ['UJEROME'] });

    await leaves(passing, 'UMAYA', { displayName: 'May' });
    await leaves(passing, 'UJEROME', { organisationId: 'harbor' });

    const events = await db.signUpEvent.findMany({ where: { kind: 'person_left' } });
    expect(events.map(({ detail }) => detail)).toEqual([{ memberId: 'UJEROME', why: 'moved', isHolder: false }]);
  });

  it('is told to the leads where a tool has no owner, and to the desk where it has no lead', async () => {
    const passing = await timePasses({ ownerId: null, standInId: null });
    const { addReady, until, told, db } = passing;
    await addReady({});
    await leaves(passing, 'UMAYA');
    await until('2026-03-03T10:00:00Z');
    await db.deskStaff.updateMany({ data: { role: 'staff' } });
    await addReady({ memberId: 'UGREG', subjectKey: 'p:g', openKey: 'g' });
    await leaves(passing, 'UGREG');
    await until('2026-03-04T10:00:00Z');

    expect(told.map(({ what }) => what)).toEqual([`left:UMAYA:${LEA}`, `left:UGREG:${TRIAGE}`]);
  });
});

describe('an approver who leaves', () => {
  it('keeps nobody waiting who decides about another of their tools', async () => {
    const { db, deps, addTool, addSignUp } = await timePasses();
    for (const id of ['a', 'b']) {
      await addTool({ id, name: id, stages: [{ who: 'owner' }] });
      const signUp = await addSignUp({ toolId: id });
      await db.$transaction(async (tx) => beginApproval(tx, deps, await findTool(tx, WORKSPACE, id), signUp));
    }
    await db.member.updateMany({ where: { id: STAND_IN }, data: { homeOpenedAt: MONDAY_TEN } });
    await db.member.updateMany({ where: { id: OWNER }, data: { deactivatedAt: MONDAY_TEN } });
    const isHeld = Promise.withResolvers<void>();

    const press = db.$transaction(async (tx) => {
      await lockTool(tx, WORKSPACE, 'b');
      isHeld.resolve();
      // So that the other has done what it can without this tool.
      await new Promise((done) => setTimeout(done, 400));
      await refreshHomes(tx, deps, WORKSPACE, [STAND_IN]);
    });
    await isHeld.promise;
    const leaving = db.$transaction((tx) => noteDeparture(tx, deps, WORKSPACE, OWNER));

    await expect(Promise.all([press, leaving])).resolves.toBeDefined();
    expect(await db.signUpApproval.count({ where: { approverId: STAND_IN } })).toBe(2);
  });
});

describe('what becomes of it', () => {
  async function left(changes: Parameters<typeof timePasses>[0] = {}, more: object = {}) {
    const passing = await timePasses(changes);
    const signUp = await passing.addReady(more);
    await leaves(passing, 'UMAYA');
    return { ...passing, one: signUp, row: () => passing.signUp(signUp.id) };
  }

  it('is decided by the owner or a lead, once', async () => {
    const { deps, one, kinds, row } = await left();

    await expect(decideStay(deps, of(ANA, one), 'keep')).rejects.toMatchObject({ code: 'not_owner' });
    await expect(decideStay(deps, of('UJEROME', one), 'end')).rejects.toMatchObject({ code: 'not_owner' });
    const presses = await Promise.allSettled([decideStay(deps, of(OWNER, one), 'end'), decideStay(deps, of(LEA, one), 'keep')]);

    expect(presses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await kinds(one.id)).filter((kind) => kind === 'stay_decided')).toHaveLength(1);
    expect(['ready', 'ended']).toContain((await row()).state);
    await expect(decideStay(deps, of(OWNER, one), 'keep')).rejects.toMatchObject({ code: 'decided_already' });
  });

  it('by ending frees the seat for the next in line', async () => {
    const { deps, one, row, addSignUp, signUp } = await left({ seatCap: 1 });
    const next = await addSignUp({ memberId: 'UGREG', subjectKey: 'p:g', openKey: 'g', state: 'waiting' });

    await decideStay(deps, of(OWNER, one), 'end');

    expect(await row()).toMatchObject({ state: 'ended', endReason: 'left' });
    expect((await signUp(next.id)).state).toBe('offered');
  });

  it('of a request that is not decided yet is taken back', async () => {
    const { deps, one, row } = await left({}, { state: 'asked', readyAt: null });

    await decideStay(deps, of(OWNER, one), 'end');

    expect((await row()).state).toBe('cancelled');
  });

  it('by handing over is somebody else of the same organisation, who is told', async () => {
    const { deps, one, row, addReady, collect, told } = await left({}, { organisationId: 'maple' });
    const other = await addReady({ memberId: 'UMAPLE', subjectKey: 'p:UMAPLE', openKey: 'warehouse p:UMAPLE' });

    await expect(decideStay(deps, of(OWNER, one), { to: 'UNOBODY' })).rejects.toMatchObject({ code: 'no_heir' });
    await expect(decideStay(deps, of(OWNER, one), { to: 'UGREG' })).rejects.toMatchObject({ code: 'other_organisation' });
    await expect(decideStay(deps, of(OWNER, one), { to: 'UMAPLE' })).rejects.toThrow(
      `They have this tool already (S${other.id}).`,
    );
    await decideStay(deps, of(OWNER, one), { to: 'UJEROME' });
    await collect();

    expect(await row()).toMatchObject({
      memberId: 'UJEROME',
      subjectKey: 'p:UJEROME',
      openKey: 'warehouse p:UJEROME',
      state: 'ready',
    });
    expect(told.map(({ what }) => what).filter((what) => what.startsWith('term-news'))).toEqual([
      'term-news handed over UJEROME',
    ]);
  });

  it('of one of an organisation’s people takes them off, with their seat', async () => {
    const changes = { subject: 'organisation', seatsByPerson: true };
    const { deps, db, one, row, kinds } = await left(changes, { memberId: 'UJEROME', people: ['UJEROME', 'UMAYA'] });
    const before = await row();

    await decideStay(deps, of(OWNER, one), 'end');

    expect([before.seats, (await row()).seats, (await row()).state]).toEqual([2, 1, 'ready']);
    expect((await db.signUpPerson.findMany()).map(({ who }) => who)).toEqual(['UJEROME']);
    expect((await kinds(one.id)).slice(-2)).toEqual(['people_changed', 'stay_decided']);
  });

  it('of what has ended meanwhile opens nothing again', async () => {
    const { deps, db, one, row } = await left({ subject: 'organisation' });
    await db.$transaction((tx) => moveSignUp(tx, deps, { ...of(OWNER, one) }, { move: 'give back' }));

    for (const stay of ['keep', 'end', { to: 'UJEROME' }] as const)
      await expect(decideStay(deps, of(OWNER, one), stay)).rejects.toMatchObject({ code: 'over' });

    expect(await row()).toMatchObject({ state: 'ended', openKey: null, memberId: 'UMAYA' });
  });

  it('gives nobody a seat in the place of who was taken off the list already', async () => {
    const changes = { subject: 'organisation', seatsByPerson: true, seatCap: 2 };
    const { deps, db, one, row } = await left(changes, { memberId: 'UMAPLE', people: ['UMAPLE', 'UMAYA'] });
    await changePeople(deps, { ...by('UMAPLE', one) }, ['UMAPLE', 'new@maple.example']);

    await expect(decideStay(deps, of(OWNER, one), { to: 'UJEROME' })).rejects.toMatchObject({ code: 'changed_meanwhile' });

    expect([(await row()).seats, await db.signUpPerson.count()]).toEqual([2, 2]);
  });

  it('by handing over gives the other their place among the people, with their seat', async () => {
    const { deps, db, one, row } = await left({ subject: 'organisation', seatsByPerson: true }, { people: ['UMAYA', 'UMAPLE'] });

    await decideStay(deps, of(OWNER, one), { to: 'UJEROME' });

    expect(await row()).toMatchObject({ memberId: 'UJEROME', seats: 2 });
    expect((await db.signUpPerson.findMany()).map(({ who }) => who).toSorted()).toEqual(['UJEROME', 'UMAPLE']);
  });

  it('is not asked about who has not left', async () => {
    const { deps, one } = await left();

    await expect(decideStay(deps, of(OWNER, one, 'UJEROME'), 'end')).rejects.toMatchObject({ code: 'not_asked' });
  });
});
