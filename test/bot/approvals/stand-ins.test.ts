import { describe, expect, it } from 'vitest';
import { circleOf } from '#bot/approvals/approvers.ts';
import { sayAway, sayBack } from '#bot/approvals/away.ts';
import { approve, askMember } from '#bot/approvals/deciding.ts';
import { askStandIns, replaceApproversGone } from '#bot/approvals/stand-ins.ts';
import { LEA, TRIAGE, WORKSPACE } from '#test/support/factories.ts';
import { OWNER, STAND_IN } from '#test/support/tools.ts';
import { type AskedFor, askedFor, stage } from './support.ts';

/** The due time of the stand-in's job. */
const dueOf = async ({ jobs }: AskedFor) =>
  (await jobs()).find(({ key }) => key.startsWith('ask-stand-in'))?.run_at.toISOString();
const at = async ({ time, deps, of }: AskedFor, instant: string) => {
  time.now = new Date(instant);
  await askStandIns(deps, of);
};
const gone = (tools: AskedFor, memberId: string | null = null) =>
  tools.db.$transaction((tx) => replaceApproversGone(tx, tools.deps, WORKSPACE, memberId));

describe('when an approver does not decide', () => {
  it('the stand-in is asked after so many business hours, then the leads, then staff are told; each once', async () => {
    const tools = await askedFor([stage('owner')]);
    const { asked, said } = tools;

    expect(await dueOf(tools)).toBe('2026-03-04T10:00:00.000Z');
    await at(tools, '2026-03-04T10:00:00Z');
    expect(await asked()).toEqual([`0 owner ${OWNER}`, `0 owner ${STAND_IN} for ${OWNER}`]);
    expect(await dueOf(tools)).toBe('2026-03-06T10:00:00.000Z');
    await at(tools, '2026-03-06T10:00:00Z');
    expect((await asked()).at(-1)).toBe(`0 lead ${LEA} for ${OWNER}`);
    await at(tools, '2026-03-10T10:00:00Z');
    await at(tools, '2026-03-12T10:00:00Z');

    expect(await said()).toEqual([
      { channelId: TRIAGE, content: expect.objectContaining({ kind: 'sign-up-undecided', why: 'late' }) },
    ]);
    expect((await tools.kinds()).filter((kind) => kind === 'stand_in_asked')).toHaveLength(2);
    expect((await tools.signUp()).state).toBe('asked');
  });

  it('the job run twice, or too early, asks nobody more', async () => {
    const tools = await askedFor([stage('owner')]);
    await at(tools, '2026-03-03T10:00:00Z');
    const early = await tools.asked();
    await at(tools, '2026-03-04T10:00:00Z');

    await Promise.all([askStandIns(tools.deps, tools.of), askStandIns(tools.deps, tools.of)]);

    expect(early).toEqual([`0 owner ${OWNER}`]);
    expect(await tools.asked()).toHaveLength(2);
    expect(await tools.kinds()).toEqual(['asked', 'stand_in_asked']);
  });

  it('a job that comes at night waits for the morning', async () => {
    const tools = await askedFor([stage('owner')]);

    await at(tools, '2026-03-06T22:00:00Z');

    expect(await tools.asked()).toHaveLength(1);
    expect(await dueOf(tools)).toBe('2026-03-09T09:00:00.000Z');
  });

  it('both may decide, and the first does', async () => {
    const tools = await askedFor([stage('owner')]);
    await at(tools, '2026-03-04T10:00:00Z');

    const presses = await Promise.allSettled([approve(tools.deps, tools.by(OWNER)), approve(tools.deps, tools.by(STAND_IN))]);

    expect(presses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await tools.kinds()).toEqual(['asked', 'stand_in_asked', 'approved']);
  });

  it('a contact is followed by another contact, then by the lead', async () => {
    const tools = await askedFor([stage('contact')]);
    await tools.db.organisationContact.create({
      data: { workspaceId: WORKSPACE, organisationId: 'maple', role: 'zoning', email: 'ujerome@maple.example' },
    });

    await at(tools, '2026-03-04T10:00:00Z');
    await at(tools, '2026-03-06T10:00:00Z');

    expect(await tools.asked()).toEqual(['0 contact UMAPLE', '0 contact UJEROME for UMAPLE', `0 lead ${LEA} for UMAPLE`]);
  });

  it('nobody is asked while the member has a question, nor when it is decided', async () => {
    const tools = await askedFor([stage('owner')]);
    await askMember(tools.deps, tools.by(OWNER), 'Why?');
    await at(tools, '2026-03-09T10:00:00Z');
    const during = await tools.asked();
    await tools.db.signUp.updateMany({ data: { state: 'setting up' } });
    await at(tools, '2026-03-16T10:00:00Z');

    expect([during.length, (await tools.asked()).length]).toEqual([1, 1]);
  });

  it('somebody named as lead later is asked then', async () => {
    const tools = await askedFor([stage('lead')], { ownerId: null, standInId: null }, { memberId: LEA });
    await tools.db.deskStaff.create({
      data: { workspaceId: WORKSPACE, deskId: 'main', memberId: 'U0MAX', role: 'lead', isPresent: true },
    });

    await at(tools, '2026-03-04T10:00:00Z');

    expect(await tools.asked()).toEqual(['0 lead U0MAX']);
  });
});

describe('when an approver goes', () => {
  it.each([
    [
      'is switched off',
      (tools: AskedFor) => tools.db.member.updateMany({ where: { id: OWNER }, data: { deactivatedAt: new Date() } }),
    ],
    ['is a guest now', (tools: AskedFor) => tools.db.member.updateMany({ where: { id: OWNER }, data: { kind: 'guest' } })],
    ['does not own the tool any more', (tools: AskedFor) => tools.db.tool.updateMany({ data: { ownerId: 'UGREG' } })],
  ])('and %s, the next is asked at once, and once', async (_how, leave) => {
    const tools = await askedFor([stage('owner')]);
    await leave(tools);

    await gone(tools, OWNER);
    await gone(tools);

    const rows = await tools.asked();
    expect(rows).toHaveLength(2);
    expect(rows).toContainEqual(expect.stringMatching(/^0 owner (USTANDIN|UGREG) for UOWNER$/));
    expect((await tools.kinds()).filter((kind) => kind === 'stand_in_asked')).toHaveLength(1);
  });

  it('and others of the stage are left of whom one is enough, nobody else is asked', async () => {
    const tools = await askedFor([stage('people', { memberIds: [OWNER, STAND_IN] })]);
    await tools.db.member.updateMany({ where: { id: OWNER }, data: { deactivatedAt: new Date() } });

    await gone(tools, OWNER);

    expect(await tools.asked()).toEqual([`0 person ${OWNER}`, `0 person ${STAND_IN}`]);
  });

  it('and all of the stage are needed, a lead takes their place, and that of the next who goes, too', async () => {
    const tools = await askedFor([stage('people', { memberIds: [OWNER, STAND_IN, 'UGREG'], needs: 'all' })]);
    await tools.db.tool.updateMany({ data: { ownerId: null, standInId: null } });
    for (const id of [OWNER, STAND_IN]) {
      await tools.db.member.updateMany({ where: { id }, data: { deactivatedAt: new Date() } });
      await gone(tools, id);
      await gone(tools, id);
    }

    await approve(tools.deps, tools.by(LEA));
    const half = await tools.signUp();
    await approve(tools.deps, tools.by('UGREG'));

    expect((await tools.asked()).find((row) => row.includes(LEA))).toBe(`0 lead ${LEA} for ${OWNER} ${STAND_IN}: approved`);
    expect([half.state, (await tools.signUp()).state]).toEqual(['asked', 'setting up']);
  });

  it('and nobody is left, staff are told once', async () => {
    const tools = await askedFor([stage('owner')], { standInId: null });
    await tools.db.deskStaff.updateMany({ data: { role: 'staff' } });
    await tools.db.member.updateMany({ where: { id: OWNER }, data: { deactivatedAt: new Date() } });

    await gone(tools, OWNER);
    await gone(tools);

    expect((await tools.said()).map(({ content }) => content)).toEqual([expect.objectContaining({ why: 'nobody' })]);
  });

  it('what is decided already stays as it is', async () => {
    const tools = await askedFor([stage('owner')]);
    await approve(tools.deps, tools.by(OWNER));
    await tools.db.member.updateMany({ where: { id: OWNER }, data: { deactivatedAt: new Date() } });

    await gone(tools);

    expect(await tools.asked()).toEqual([`0 owner ${OWNER}: approved`]);
  });
});

describe('when an approver is away', () => {
  const away = (tools: AskedFor, day: string | null = '2026-03-20') => sayAway(tools.deps, tools.by(OWNER), day);

  it('the stand-in is asked at once, and both may decide', async () => {
    const tools = await askedFor([stage('owner')]);

    await away(tools);
    const asked = await tools.asked();
    await approve(tools.deps, tools.by(OWNER));

    expect(asked).toEqual([`0 owner ${OWNER}`, `0 owner ${STAND_IN} for ${OWNER}`]);
    expect(await tools.kinds()).toEqual(['asked', 'approver_away', 'stand_in_asked', 'approved']);
  });

  it('others are asked from the start in what comes meanwhile, and they again once they are back', async () => {
    const tools = await askedFor([stage('owner')]);
    await away(tools);
    const circle = async () => circleOf(tools.db, tools.deps.now(), tools.tool, await tools.signUp(), stage('owner'));

    const meanwhile = await circle();
    tools.time.now = new Date('2026-03-20T00:00:00Z');
    const afterwards = await circle();

    expect([meanwhile.asked, meanwhile.missing, meanwhile.standIns[0]?.ids]).toEqual([[], [OWNER], [STAND_IN]]);
    expect(afterwards.asked).toEqual([OWNER]);
  });

  it('they are asked all the same when everybody is', async () => {
    const tools = await askedFor([stage('owner')]);
    await tools.db.member.createMany({ data: [{ workspaceId: WORKSPACE, id: LEA, displayName: 'Lea' }], skipDuplicates: true });
    await tools.db.member.updateMany({ data: { awayUntil: new Date('2026-03-20T00:00:00Z') } });

    const circle = await circleOf(tools.db, tools.deps.now(), tools.tool, await tools.signUp(), stage('owner'));

    expect(circle.asked).toEqual([OWNER]);
  });

  it('said twice asks nobody more, and they can be back before', async () => {
    const tools = await askedFor([stage('owner')]);
    await away(tools);
    await away(tools);
    await sayBack(tools.deps, tools.by(OWNER));

    expect(await tools.asked()).toHaveLength(2);
    expect((await tools.db.member.findFirstOrThrow({ where: { id: OWNER } })).awayUntil).toBeNull();
  });

  it.each([
    ['no day', null],
    ['a day that is over', '2026-03-02'],
    ['a day years ahead', '2036-03-02'],
    ['nonsense', 'soon'],
  ])('is refused with %s, and nothing changes', async (_what, day) => {
    const tools = await askedFor([stage('owner')]);

    await expect(away(tools, day)).rejects.toMatchObject({ code: 'no_such_day' });

    expect(await tools.kinds()).toEqual(['asked']);
  });

  it('is for who is asked to say', async () => {
    const tools = await askedFor([stage('owner')]);

    await expect(sayAway(tools.deps, tools.by('UMAYA'), '2026-03-20')).rejects.toMatchObject({ code: 'not_approver' });
  });
});
