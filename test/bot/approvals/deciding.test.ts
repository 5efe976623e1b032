import { describe, expect, it } from 'vitest';
import { approve, askMember, decline, reopen } from '#bot/approvals/deciding.ts';
import { makeReady } from '#bot/provisioning/provisioning.ts';
import { expireSignUp, noticeMember } from '#bot/sign-ups/expiry.ts';
import { moveSignUp } from '#bot/sign-ups/moves.ts';
import { findSignUp } from '#bot/sign-ups/sign-up.ts';
import { isToClear } from '#bot/sign-ups/timers.ts';
import { ANA, LEA, MONDAY_TEN, minutesAfter, WORKSPACE } from '#test/support/factories.ts';
import { OWNER, STAND_IN } from '#test/support/tools.ts';
import { askedFor, stage } from './support.ts';

const NO = { reason: 'no budget' as const, text: 'Next year, perhaps' };
const both = stage('people', { memberIds: [OWNER, STAND_IN] });

describe('deciding', () => {
  it('of two at once leaves one result and one event, and tells the other who was faster', async () => {
    const { deps, by, kinds, signUp, db } = await askedFor([both]);

    const presses = await Promise.allSettled([approve(deps, by(OWNER)), decline(deps, by(STAND_IN), NO)]);

    const { state, decidedById } = await signUp();
    const refused = presses.flatMap((one) => (one.status === 'rejected' ? [String(one.reason.message)] : []));
    const word = state === 'declined' ? 'declined' : 'approved';
    expect(refused).toEqual([`<@${decidedById}> was faster and has ${word} this.`]);
    expect(await kinds()).toEqual(['asked', word]);
    expect(await db.saidMessage.count()).toBe(1);
  });

  it('of one who presses twice at once counts once', async () => {
    const { deps, by, kinds } = await askedFor([both]);

    const presses = await Promise.allSettled([1, 2, 3].map(() => approve(deps, by(OWNER))));

    expect(presses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await kinds()).toEqual(['asked', 'approved']);
    await expect(approve(deps, by(OWNER))).rejects.toThrow('You have approved this already.');
  });

  it('of the last two of a stage that needs both makes one approval', async () => {
    const { deps, by, kinds, signUp } = await askedFor([{ ...both, needs: 'all' }]);

    await Promise.all([approve(deps, by(OWNER)), approve(deps, by(STAND_IN))]);

    expect(await kinds()).toEqual(['asked', 'approval_given', 'approved']);
    expect((await signUp()).state).toBe('setting up');
  });

  it.each([
    ['the member', 'UMAYA'],
    ['somebody who was not asked', 'UGREG'],
    ['staff who lead nothing', ANA],
    ['a lead who was not asked', LEA],
  ])('is refused to %s', async (_who, actorId) => {
    const { deps, by, signUp } = await askedFor([stage('owner')]);

    await expect(approve(deps, by(actorId))).rejects.toMatchObject({ code: 'not_approver' });
    await expect(decline(deps, by(actorId), NO)).rejects.toMatchObject({ code: 'not_approver' });
    await expect(askMember(deps, by(actorId), 'Why?')).rejects.toMatchObject({ code: 'not_approver' });
    expect((await signUp()).state).toBe('asked');
  });

  it.each([
    ['whose account was switched off', { deactivatedAt: new Date() }, 'switched_off'],
    ['who is a guest now', { kind: 'guest' }, 'not_approver'],
  ])('is refused to an approver %s', async (_who, data, code) => {
    const { deps, by, db, signUp } = await askedFor([stage('owner')]);
    await db.member.updateMany({ where: { id: OWNER }, data });

    await expect(approve(deps, by(OWNER))).rejects.toMatchObject({ code });
    expect((await signUp()).state).toBe('asked');
  });

  it('is refused to who is not any more what they were asked as', async () => {
    const lead = await askedFor([stage('lead')]);
    await lead.db.deskStaff.updateMany({ where: { memberId: LEA }, data: { isPresent: false } });
    const owner = await askedFor([stage('owner')]);
    await owner.db.tool.updateMany({ data: { ownerId: STAND_IN, standInId: null } });

    await expect(approve(lead.deps, lead.by(LEA))).rejects.toMatchObject({ code: 'not_approver' });
    await expect(approve(owner.deps, owner.by(OWNER))).rejects.toMatchObject({ code: 'not_approver' });
  });

  it('is over when the member took it back', async () => {
    const { db, deps, by } = await askedFor([stage('owner')]);
    await db.$transaction((tx) => moveSignUp(tx, deps, by('UMAYA'), { move: 'cancel' }));

    await expect(approve(deps, by(OWNER))).rejects.toMatchObject({ code: 'over' });
  });
});

describe('approving without a free seat', () => {
  it('is blocked unless they are put on the list knowingly', async () => {
    const tools = await askedFor([stage('owner')], { seatCap: 1 });
    const { deps, by, begin, signUp, signUpId, said } = tools;
    const second = await begin({ memberId: 'UJEROME', subjectKey: 'p:j', openKey: 'j' });
    await approve(deps, by(OWNER, signUpId));

    await expect(approve(deps, by(OWNER, second))).rejects.toMatchObject({ code: 'no_seat' });
    const blocked = await signUp(second);
    await approve(deps, by(OWNER, second), { ontoList: true });

    expect([blocked.state, blocked.decidedAt]).toEqual(['asked', null]);
    expect((await signUp(second)).state).toBe('waiting');
    expect((await said()).at(-1)?.content).toMatchObject({ what: 'approved', by: OWNER, state: 'waiting' });
  });

  it('of two approvers at once gives the one seat once, and the other sign-up stays to be decided', async () => {
    const tools = await askedFor([both], { seatCap: 1 });
    const { deps, by, begin, signUp, signUpId } = tools;
    const second = await begin({ memberId: 'UJEROME', subjectKey: 'p:j', openKey: 'j' });

    const presses = await Promise.allSettled([approve(deps, by(OWNER, signUpId)), approve(deps, by(STAND_IN, second))]);

    expect(presses.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect([(await signUp()).state, (await signUp(second)).state].toSorted()).toEqual(['asked', 'setting up']);
  });
});

describe('the member', () => {
  it('is told every result, who decided, and what is next', async () => {
    const { deps, by, said } = await askedFor([stage('owner'), stage('lead')]);

    await approve(deps, by(OWNER));
    await decline(deps, by(LEA), NO);

    expect((await said()).map(({ channelId, content }) => [channelId, content])).toEqual([
      ['UMAYA', expect.objectContaining({ what: 'stage', by: OWNER, stage: 1 })],
      ['UMAYA', expect.objectContaining({ what: 'declined', by: LEA })],
    ]);
  });

  it('keeps the reason of a decline in the row, and what was written not in the history', async () => {
    const { deps, by, signUp, db } = await askedFor([stage('owner')]);

    await decline(deps, by(OWNER), NO);

    expect(await signUp()).toMatchObject({
      state: 'declined',
      declineReason: 'no budget',
      declineText: 'Next year, perhaps',
      decidedById: OWNER,
    });
    const event = await db.signUpEvent.findFirstOrThrow({ where: { kind: 'declined' } });
    expect(event.detail).toEqual({ from: 'asked', reason: 'no budget' });
  });
});

describe('a question', () => {
  it('stops the clock while the member has it, and the clock starts anew with the answer', async () => {
    const { db, deps, by, of, jobs, signUp, time, said } = await askedFor([stage('owner')]);
    const due = async () => (await jobs()).find(({ key }) => key.startsWith('ask-stand-in'))?.run_at;
    const before = await due();

    await askMember(deps, by(OWNER), ' Which data? ');
    const during = await due();
    time.now = minutesAfter(time.now, 60);
    await db.$transaction((tx) =>
      moveSignUp(tx, deps, { ...of, actorId: 'UMAYA' }, { move: 'answer', detail: { answer: 'All' } }),
    );

    expect([before?.toISOString(), during]).toEqual(['2026-03-04T10:00:00.000Z', undefined]);
    expect((await due())?.toISOString()).toBe('2026-03-04T11:00:00.000Z');
    expect((await said()).map(({ channelId, content }) => [channelId, content])).toEqual([
      ['UMAYA', { kind: 'approver-question', signUpId: of.signUpId, by: OWNER, question: 'Which data?' }],
    ]);
    expect((await signUp()).state).toBe('asked');
  });

  it('is asked once, and nothing is approved over it, but it may be declined', async () => {
    const { deps, by, signUp } = await askedFor([both]);
    await askMember(deps, by(OWNER), 'Which data?');

    await expect(askMember(deps, by(STAND_IN), 'Which?')).rejects.toMatchObject({ code: 'with_the_member' });
    await expect(approve(deps, by(STAND_IN))).rejects.toMatchObject({ code: 'with_the_member' });
    await decline(deps, by(STAND_IN), NO);

    expect((await signUp()).state).toBe('declined');
  });

  it('that says nothing is none', async () => {
    const { deps, by } = await askedFor([stage('owner')]);

    await expect(askMember(deps, by(OWNER), '  ')).rejects.toMatchObject({ code: 'nothing_written' });
  });
});

describe('opening again', () => {
  it('has the member noticed as the first time before anything ends, however it ended then', async () => {
    const agreement = { name: 'Data agreement', url: 'https://example.org/agreement', version: '1' };
    const { deps, by, of, signUp, time } = await askedFor([stage('owner')], { subject: 'organisation', agreement });
    await approve(deps, by(OWNER));
    time.now = new Date('2026-03-06T10:00:00Z');
    await noticeMember(deps, of);
    time.now = new Date('2026-03-16T10:00:00Z');
    await expireSignUp(deps, of);

    await reopen(deps, by(LEA));
    await approve(deps, by(OWNER));
    await expireSignUp(deps, of);

    expect(await signUp()).toMatchObject({ state: 'unsigned', noticedAt: null, offersLapsed: 0 });
  });

  it('of what was taken away again begins with nothing set up, and ends with a task to take that away', async () => {
    const done = { provisionerId: ANA, clearedAt: MONDAY_TEN, endedAt: MONDAY_TEN };
    const { deps, by, db, addSignUp } = await askedFor([]);
    const { id } = await addSignUp({ memberId: 'UGREG', subjectKey: 'p:g', openKey: null, state: 'cancelled', ...done });
    const row = () => findSignUp(db, WORKSPACE, id);

    await reopen(deps, by(LEA, id));
    const again = await row();
    await makeReady(deps, by(ANA, id));
    await db.$transaction((tx) => moveSignUp(tx, deps, by(OWNER, id), { move: 'end' }));

    expect(again).toMatchObject({ state: 'setting up', provisionerId: null, clearedAt: null });
    expect(isToClear(await row())).toBe(true);
  });

  it.each([
    ['was declined keeps their place', { state: 'declined' as const }, {}, false],
    ['took it back stands at the end', { state: 'cancelled' as const }, {}, true],
    [
      'was not in the draw stands behind those who were',
      { state: 'declined' as const },
      { windowClosesAt: MONDAY_TEN, windowDrawnAt: MONDAY_TEN },
      true,
    ],
  ])('of who %s', async (_who, given, changes, isLast) => {
    const { deps, by, signUp, time } = await askedFor([stage('owner')], changes, { ...given, openKey: null });
    time.now = minutesAfter(MONDAY_TEN, 60);

    await reopen(deps, by(LEA));

    expect((await signUp()).queuedAt).toEqual(isLast ? time.now : MONDAY_TEN);
  });

  it('is for leads, begins at the first stage, and the approver who declined is asked anew', async () => {
    const { db, deps, by, signUp, asked, said, signUpId } = await askedFor([stage('owner')]);
    await decline(deps, by(OWNER), NO);
    const ts = '1.2';
    await db.ownedMessage.create({
      data: { workspaceId: 'T0COOP', key: `approval:${signUpId}:${OWNER}`, channelId: OWNER, ts, attempts: 0 },
    });

    await expect(reopen(deps, by(OWNER))).rejects.toMatchObject({ code: 'not_staff' });
    await expect(reopen(deps, by(ANA))).rejects.toMatchObject({ code: 'not_lead' });
    await reopen(deps, by(LEA));

    expect(await signUp()).toMatchObject({ state: 'asked', round: 2, declineReason: null, declineText: null, decidedById: null });
    expect(await asked()).toEqual([`0 owner ${OWNER}: declined`, `0 owner ${OWNER}`]);
    expect((await said()).slice(1).map(({ channelId, content }) => [channelId, content])).toEqual([
      [OWNER, expect.objectContaining({ kind: 'approval-again' })],
      ['UMAYA', expect.objectContaining({ what: 'reopened', by: LEA })],
    ]);
    await expect(reopen(deps, by(LEA))).rejects.toMatchObject({ code: 'not_over' });
  });
});
