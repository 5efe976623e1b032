import { describe, expect, it } from 'vitest';
import { signAgreement } from '#bot/sign-ups/agreements.ts';
import { type Asked, askForTool } from '#bot/sign-ups/asking.ts';
import { cancelSignUp } from '#bot/sign-ups/own-moves.ts';
import { placeInLine, seatsOf } from '#bot/sign-ups/seats.ts';
import { addressesIn } from '#bot/sign-ups/subjects.ts';
import { WORKSPACE } from '#test/support/factories.ts';
import { HARBOR, MAPLE, type OpenTools, OWNER, openTools, WAREHOUSE } from '#test/support/tools.ts';

const AGREEMENT = { name: 'Data agreement', url: 'https://example.org/agreement', version: '1' };
const ONE_STAGE = [{ who: 'owner', memberIds: [], needs: 'one' }];

const ask = ({ deps }: OpenTools, changes: Partial<Asked> = {}) =>
  askForTool(deps, {
    workspaceId: WORKSPACE,
    actorId: 'UMAYA',
    toolId: WAREHOUSE,
    answers: {},
    people: [],
    isAgreementSigned: false,
    ...changes,
  });
const by = (signUpId: number, actorId = 'UMAYA') => ({ workspaceId: WORKSPACE, signUpId, actorId });
const keys = async ({ jobs }: OpenTools) => (await jobs()).map(({ key }) => key);

describe('asking for a tool', () => {
  it('makes one numbered sign-up, asks who decides, and shows it to everybody concerned', async () => {
    const tools = await openTools({ stages: ONE_STAGE });

    const signUp = await ask(tools, { answers: { why: 'To count' } });

    expect(signUp).toMatchObject({ id: 1, state: 'asked', memberId: 'UMAYA', answers: { why: 'To count' }, seats: 1 });
    expect(await tools.db.signUpApproval.findMany()).toMatchObject([{ approverId: OWNER, role: 'owner' }]);
    expect(await tools.db.signUpEvent.findMany()).toMatchObject([{ kind: 'asked', actorId: 'UMAYA' }]);
    expect(await keys(tools)).toEqual(
      expect.arrayContaining([
        `sync:${WORKSPACE}:sign-up:1`,
        `sync:${WORKSPACE}:sign-up-note:1:UMAYA`,
        `sync:${WORKSPACE}:approval:1:${OWNER}`,
      ]),
    );
  });

  it('twenty times at once is one sign-up, and so it is for two people of one organisation', async () => {
    const tools = await openTools({ stages: ONE_STAGE, subject: 'organisation' });

    const own = Array.from({ length: 10 }, () => ask(tools, { people: ['UMAYA'] }));
    const others = Array.from({ length: 10 }, () => ask(tools, { actorId: 'UJEROME', people: ['UJEROME'] }));
    const numbers = (await Promise.all([...own, ...others])).map(({ id }) => id);

    expect(new Set(numbers)).toEqual(new Set([1]));
    expect(await tools.db.signUp.count()).toBe(1);
    expect(await tools.db.signUpEvent.count({ where: { kind: 'asked' } })).toBe(1);
    expect(await tools.db.signUpPerson.count()).toBe(1);
  });

  it('is one each where people sign up for themselves, and one again after the first was taken back', async () => {
    const tools = await openTools({ stages: ONE_STAGE });

    const first = await ask(tools);
    const other = await ask(tools, { actorId: 'UJEROME' });
    await cancelSignUp(tools.deps, by(first.id));
    const again = await ask(tools);

    expect([first.id, other.id, again.id]).toEqual([1, 2, 3]);
  });

  it('takes a seat at the press where nobody has to approve', async () => {
    const tools = await openTools({ seatCap: 1 });

    expect((await ask(tools)).state).toBe('setting up');
    expect((await ask(tools, { actorId: 'UJEROME' })).state).toBe('waiting');
  });

  it('20: by two hundred people at once gives exactly ten of ten seats, and a line in the order in which they came', {
    timeout: 120_000,
  }, async () => {
    const tools = await openTools({ seatCap: 10 });
    const names = Array.from({ length: 200 }, (_, index) => `UMANY${index}`);
    await tools.db.member.createMany({ data: names.map((id) => ({ workspaceId: WORKSPACE, id, displayName: id })) });

    const asked = await Promise.all(names.map((actorId) => ask(tools, { actorId })));

    expect(asked.map(({ id }) => id)).toEqual(names.map((_, index) => index + 1));
    expect(await seatsOf(tools.db, tools.tool)).toEqual({ taken: 10, waiting: 190, cap: 10 });
    const rows = await tools.db.signUp.findMany({ orderBy: { id: 'asc' } });
    expect(rows.slice(0, 10).every(({ state }) => state === 'setting up')).toBe(true);
    expect(await placeInLine(tools.db, asked[199]!)).toBe(190);
  });

  it('that fails leaves the next who asks their turn', async () => {
    const tools = await openTools({ eligibility: { organisationIds: ['maple'] } });

    const [refused, taken] = await Promise.allSettled([ask(tools, { actorId: 'UAMINA' }), ask(tools)]);

    expect([refused?.status, taken?.status]).toEqual(['rejected', 'fulfilled']);
  });

  it('is refused, in words, to whom the tool is not open, and nothing is kept of it', async () => {
    const tools = await openTools({ eligibility: { organisationIds: ['harbor'] } });

    await expect(ask(tools)).rejects.toMatchObject({ code: 'not_for_you', message: expect.stringContaining('Maple Street') });
    await expect(ask(tools, { toolId: 'nothing' })).rejects.toMatchObject({ code: 'no_tool' });
    await tools.db.tool.updateMany({ data: { archivedAt: tools.time.now } });
    await expect(ask(tools, { actorId: 'UAMINA' })).rejects.toMatchObject({ code: 'not_for_you' });
    expect(await tools.db.signUp.count()).toBe(0);
  });

  it('is refused to whoever belongs to no organisation where the tool is for organisations', async () => {
    const tools = await openTools({ subject: 'organisation' });

    await expect(ask(tools, { actorId: OWNER, people: [OWNER] })).rejects.toMatchObject({ code: 'no_organisation' });
  });
});

describe('the people of a sign-up', () => {
  it('are each there once, in Slack by their id, however they were named', async () => {
    const tools = await openTools({ subject: 'organisation', seatsByPerson: true });

    const signUp = await ask(tools, { people: ['UMAYA', 'UMaya@maple.example', 'Board@Else.example', 'UMAYA', 'UJEROME'] });

    const people = (await tools.db.signUpPerson.findMany()).map(({ who }) => who).toSorted();
    expect(people).toEqual(['UJEROME', 'UMAYA', 'board@else.example']);
    expect(signUp.seats).toBe(3);
  });

  it('are nobody of another organisation, no bot, and nobody whom we do not know', async () => {
    const tools = await openTools({ subject: 'organisation' });
    await tools.db.member.create({ data: { workspaceId: WORKSPACE, id: 'UROBOT', displayName: 'robot', kind: 'bot' } });

    const refused = (who: string) => expect(ask(tools, { people: [who] })).rejects;

    await refused('UAMINA').toMatchObject({ code: 'other_organisation', message: expect.stringContaining('<@UAMINA>') });
    await refused('UROBOT').toMatchObject({ code: 'not_a_person' });
    await refused('UNOBODY').toMatchObject({ code: 'no_such_person' });
    expect(await tools.db.signUp.count()).toBe(0);
  });

  it('are never more than there can be seats', async () => {
    const tools = await openTools({ subject: 'organisation', seatsByPerson: true, seatCap: 10, seatCapPerOrganisation: 2 });

    await expect(ask(tools, { people: ['UMAYA', 'UJEROME', 'a@b.example'] })).rejects.toMatchObject({ code: 'more_than_seats' });
  });

  it('can be typed one a line or with commas, and what is no address is said', () => {
    expect(addressesIn(' A@b.org, c@d.example;\n\ne@f.org ')).toEqual({
      addresses: ['a@b.org', 'c@d.example', 'e@f.org'],
      wrong: [],
    });
    expect(addressesIn('a@b, <!channel>')).toEqual({ addresses: [], wrong: ['a@b', '<!channel>'] });
  });
});

describe('the agreement', () => {
  it('is signed once with the form, for everybody of the organisation', async () => {
    const tools = await openTools({ agreement: AGREEMENT });

    const first = await ask(tools, { isAgreementSigned: true });
    const second = await ask(tools, { actorId: 'UJEROME' });
    const ofOthers = await ask(tools, { actorId: 'UAMINA' });

    expect([first.state, second.state, ofOthers.state]).toEqual(['setting up', 'setting up', 'unsigned']);
    expect(await tools.db.toolAgreement.findMany()).toMatchObject([
      { organisationId: 'maple', signedById: 'UMAYA', version: '1' },
    ]);
  });

  it('holds the seat until a contact of the organisation signs it, and tells them with the member', async () => {
    const tools = await openTools({ agreement: AGREEMENT, seatCap: 1 });
    const signUp = await ask(tools);
    const told = (await tools.db.saidMessage.findMany()).map(({ channelId }) => channelId).toSorted();

    await expect(signAgreement(tools.deps, by(signUp.id, HARBOR.contact))).rejects.toMatchObject({ code: 'not_holder' });
    const after = await signAgreement(tools.deps, by(signUp.id, MAPLE.contact));
    await expect(signAgreement(tools.deps, by(signUp.id))).rejects.toMatchObject({ code: 'signed_already' });

    expect(told).toEqual([MAPLE.contact, 'UMAYA']);
    expect([signUp.state, after.state]).toEqual(['unsigned', 'setting up']);
    expect((await ask(tools, { actorId: 'UAMINA' })).state).toBe('waiting');
  });

  it('signed by two at once is signed by one, and both sign-ups that waited for it go on once', async () => {
    const tools = await openTools({ agreement: AGREEMENT });
    const ids = [(await ask(tools)).id, (await ask(tools, { actorId: 'UJEROME' })).id];

    const signed = await Promise.allSettled([
      signAgreement(tools.deps, by(ids[0]!)),
      signAgreement(tools.deps, by(ids[1]!, 'UJEROME')),
    ]);

    expect(signed.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await tools.db.signUp.findMany()).map(({ state }) => state)).toEqual(['setting up', 'setting up']);
    expect(await tools.db.signUpEvent.count({ where: { kind: 'agreement_signed' } })).toBe(2);
  });

  it('in a new version has to be signed again', async () => {
    const tools = await openTools({ agreement: AGREEMENT });
    await ask(tools, { isAgreementSigned: true });
    await tools.db.tool.updateMany({ data: { agreement: { ...AGREEMENT, version: '2' } } });

    expect((await ask(tools, { actorId: 'UJEROME' })).state).toBe('unsigned');
  });
});
