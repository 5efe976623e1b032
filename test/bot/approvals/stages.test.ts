import { describe, expect, it } from 'vitest';
import { approve } from '#bot/approvals/deciding.ts';
import { answerRenewal } from '#bot/terms/terms.ts';
import { LEA, MONDAY_TEN, minutesAfter, TRIAGE, WORKSPACE } from '#test/support/factories.ts';
import { OWNER, STAND_IN } from '#test/support/tools.ts';
import { type AskedFor, askedFor, stage } from './support.ts';

const addContact = ({ db }: AskedFor | { db: AskedFor['db'] }, email: string) =>
  db.organisationContact.create({ data: { workspaceId: WORKSPACE, organisationId: 'maple', role: 'zoning', email } });
const switchOff = ({ db }: { db: AskedFor['db'] }, id: string) =>
  db.member.updateMany({ where: { id }, data: { deactivatedAt: new Date() } });

describe('the way to an approval', () => {
  it('is taken at once where there are no stages', async () => {
    const { signUp, kinds, asked } = await askedFor([]);

    expect(await signUp()).toMatchObject({ state: 'setting up', decidedById: null });
    expect([await kinds(), await asked()]).toEqual([['asked', 'approved'], []]);
  });

  it('asks the contact, then the owner, then the leads, and the last of them takes the seat', async () => {
    const signedUp = await askedFor([stage('contact'), stage('owner'), stage('lead')]);
    const { deps, by, asked, kinds, signUp } = signedUp;
    const first = await asked();

    await approve(deps, by('UMAPLE'));
    await approve(deps, by(OWNER));
    const before = await signUp();
    await approve(deps, by(LEA));

    expect(first).toEqual(['0 contact UMAPLE']);
    expect(before).toMatchObject({ state: 'asked', stage: 2 });
    expect(await asked()).toEqual(['0 contact UMAPLE: approved', `1 owner ${OWNER}: approved`, `2 lead ${LEA}: approved`]);
    expect(await kinds()).toEqual(['asked', 'stage_passed', 'stage_passed', 'approved']);
    expect(await signUp()).toMatchObject({ state: 'setting up', decidedById: LEA });
  });

  it('needs everybody where the stage says so, and says of each that they approved', async () => {
    const { deps, by, kinds, signUp } = await askedFor([stage('people', { memberIds: [OWNER, STAND_IN], needs: 'all' })]);

    await approve(deps, by(STAND_IN));
    const half = await signUp();
    await approve(deps, by(OWNER));

    expect(half.state).toBe('asked');
    expect(await kinds()).toEqual(['asked', 'approval_given', 'approved']);
  });

  it('needs one of several where one is enough', async () => {
    const { deps, by, asked, signUp } = await askedFor([stage('people', { memberIds: [OWNER, STAND_IN] })]);

    await approve(deps, by(STAND_IN));

    expect(await asked()).toEqual([`0 person ${OWNER}`, `0 person ${STAND_IN}: approved`]);
    expect((await signUp()).state).toBe('setting up');
  });
});

describe('nobody decides their own', () => {
  it.each([
    ['who asked is the contact', { memberId: 'UMAPLE' }],
    ['their organisation has no contact', { organisationId: 'nobody', memberId: 'UMAYA' }],
  ])('%s, and it goes to the lead', async (_what, more) => {
    const { asked } = await askedFor([stage('contact')], {}, more);

    expect(await asked()).toEqual([`0 lead ${LEA} for contact`]);
  });

  it('a contact who keeps a seat has that decided by the lead, and does not decide themselves', async () => {
    const again = { renewal: 'approval', term: 'rolling', termMonths: 12, subject: 'organisation' };
    const { asked, by, deps, db, signUpId } = await askedFor([stage('contact')], again);
    const ends = { readyAt: MONDAY_TEN, endsAt: minutesAfter(MONDAY_TEN, 24 * 60) };
    await db.signUpApproval.deleteMany();
    await db.signUp.updateMany({ where: { id: signUpId }, data: { state: 'ready', ...ends } });

    await answerRenewal(deps, by('UMAPLE'), 'keep');

    expect(await asked()).toEqual([`0 lead ${LEA} for contact`]);
  });

  it('a contact who is one of its people is passed over, by id and by address', async () => {
    const byId = await askedFor([stage('contact')], {}, { people: ['UMAPLE'] });
    const byAddress = await askedFor([stage('contact')], {}, { people: ['umaple@maple.example'] });

    expect(await byId.asked()).toEqual([`0 lead ${LEA} for contact`]);
    expect(await byAddress.asked()).toEqual([`0 lead ${LEA} for contact`]);
  });

  it('the owner who asks is decided about by the stand-in, and a lead who asks by another', async () => {
    const owner = await askedFor([stage('owner')], {}, { memberId: OWNER });
    const lead = await askedFor([stage('lead')], {}, { memberId: LEA });

    expect(await owner.asked()).toEqual([`0 owner ${STAND_IN} for ${OWNER}`]);
    expect(await lead.asked()).toEqual([`0 owner ${OWNER} for ${LEA}`]);
  });

  it('one of those named who asks is stood in for, so that all the places are decided', async () => {
    const people = stage('people', { memberIds: ['UMAYA', OWNER], needs: 'all' });
    const { asked, deps, by, signUp } = await askedFor([people]);

    await approve(deps, by(OWNER));
    const half = await signUp();
    await approve(deps, by(LEA));

    expect((await asked()).map((row) => row.replace(': approved', ''))).toEqual([`0 lead ${LEA} for UMAYA`, `0 person ${OWNER}`]);
    expect([half.state, (await signUp()).state]).toEqual(['asked', 'setting up']);
  });
});

describe('an approver who cannot be asked', () => {
  it.each([
    ['switched off', { deactivatedAt: new Date() }],
    ['a guest now', { kind: 'guest' }],
    ['of another workspace', { kind: 'stranger' }],
  ])('because they are %s is stood in for at once', async (_why, change) => {
    const tools = await askedFor([stage('owner')]);
    await tools.db.member.updateMany({ where: { id: OWNER }, data: change });

    const next = await tools.begin({ memberId: 'UJEROME', subjectKey: 'p:j', openKey: 'j' });

    expect(await tools.asked(next)).toEqual([`0 owner ${STAND_IN} for ${OWNER}`]);
    expect(await tools.kinds(next)).toEqual(['asked', 'stand_in_asked']);
  });

  it('when nobody is left anywhere is told to the desk, once', async () => {
    const tools = await askedFor([stage('owner')], { ownerId: null, standInId: null });
    await tools.db.deskStaff.updateMany({ data: { role: 'staff' } });
    const next = await tools.begin({ memberId: 'UJEROME', subjectKey: 'p:j', openKey: 'j' });

    const said = await tools.said();
    expect(await tools.asked()).toEqual([`0 lead ${LEA} for owner`]);
    expect(await tools.asked(next)).toEqual([]);
    expect(said).toEqual([{ channelId: TRIAGE, content: { kind: 'sign-up-undecided', signUpId: next, why: 'nobody' } }]);
    expect((await tools.signUp(next)).state).toBe('asked');
  });

  it('a second contact is asked only when the first cannot be', async () => {
    const tools = await askedFor([stage('contact')]);
    await addContact(tools, 'ujerome@maple.example');
    const both = await tools.begin({ memberId: 'UX', subjectKey: 'p:x', openKey: 'x' });
    await switchOff(tools, 'UMAPLE');

    const one = await tools.begin({ memberId: 'UY', subjectKey: 'p:y', openKey: 'y' });

    expect([await tools.asked(both), await tools.asked(one)]).toEqual([['0 contact UMAPLE'], ['0 contact UJEROME']]);
  });
});
