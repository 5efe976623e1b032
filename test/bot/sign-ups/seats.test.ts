import { describe, expect, it } from 'vitest';
import { moveSignUp } from '#bot/sign-ups/moves.ts';
import { placeInLine, seatsOf } from '#bot/sign-ups/seats.ts';
import { MONDAY_TEN, minutesAfter, WORKSPACE } from '#test/support/factories.ts';
import { type OpenTools, openTools } from '#test/support/tools.ts';

const approve = ({ db, deps }: OpenTools, signUpId: number) =>
  db.$transaction((tx) => moveSignUp(tx, deps, { workspaceId: WORKSPACE, signUpId, actorId: 'U0LEA' }, { move: 'approve' }));
const move = ({ db, deps }: OpenTools, signUpId: number, name: Parameters<typeof moveSignUp>[3]['move']) =>
  db.$transaction((tx) => moveSignUp(tx, deps, { workspaceId: WORKSPACE, signUpId, actorId: 'U0LEA' }, { move: name }));

describe('seats', () => {
  it('forty approvals at once take exactly ten of ten seats, and the rest stand in line in the order in which they asked', {
    timeout: 120_000,
  }, async () => {
    const tools = await openTools({ seatCap: 10 });
    const ids: number[] = [];
    for (let index = 0; index < 40; index += 1) {
      const at = minutesAfter(MONDAY_TEN, index);
      ids.push(
        (
          await tools.addSignUp({
            memberId: `U${index}`,
            subjectKey: `p:U${index}`,
            openKey: `w U${index}`,
            askedAt: at,
            queuedAt: at,
          })
        ).id,
      );
    }

    await Promise.all(ids.toSorted(() => 0.5 - Math.sin(ids.length)).map((id) => approve(tools, id)));

    const rows = await tools.db.signUp.findMany({ orderBy: { id: 'asc' } });
    const waiting = rows.filter(({ state }) => state === 'waiting');
    const places = await Promise.all(waiting.map((row) => placeInLine(tools.db, row)));
    expect(await seatsOf(tools.db, tools.tool)).toEqual({ taken: 10, waiting: 30, cap: 10 });
    expect(rows.filter(({ state }) => state === 'setting up')).toHaveLength(10);
    expect(places).toEqual(waiting.map((_, index) => index + 1));
  });

  it('go to the next in line when one is given back, for a set time, and to the one after when nobody takes it', async () => {
    const tools = await openTools({ seatCap: 1, offerHours: 8 });
    const [first, second, third] = [
      await tools.addSignUp({ memberId: 'U1', state: 'ready', subjectKey: 'p:1', openKey: '1' }),
      await tools.addSignUp({ memberId: 'U2', state: 'waiting', subjectKey: 'p:2', openKey: '2' }),
      await tools.addSignUp({
        memberId: 'U3',
        state: 'waiting',
        subjectKey: 'p:3',
        openKey: '3',
        queuedAt: minutesAfter(MONDAY_TEN, 5),
      }),
    ];
    const stateOf = async (id: number) => (await tools.db.signUp.findFirstOrThrow({ where: { id } })).state;

    await move(tools, first.id, 'give back');
    const offered = await tools.db.signUp.findFirstOrThrow({ where: { id: second.id } });
    tools.time.now = minutesAfter(MONDAY_TEN, 60);
    await move(tools, second.id, 'let the seat go');

    expect([offered.state, offered.offerEndsAt]).toEqual(['offered', new Date('2026-03-03T10:00:00Z')]);
    expect([await stateOf(second.id), await stateOf(third.id)]).toEqual(['waiting', 'offered']);
    expect(await seatsOf(tools.db, tools.tool)).toMatchObject({ taken: 1, waiting: 1 });
  });

  it('are not taken past those who wait, even when one is free', async () => {
    const tools = await openTools({ seatCap: 3, subject: 'organisation', seatsByPerson: true });
    await tools.addSignUp({ state: 'ready', organisationId: 'maple', seats: 2 });
    const big = await tools.addSignUp({
      organisationId: 'harbor',
      subjectKey: 'o:harbor',
      openKey: 'h',
      seats: 1,
      state: 'waiting',
    });
    const late = await tools.addSignUp({ organisationId: 'other', subjectKey: 'o:other', openKey: 'o', seats: 1 });

    const after = await approve(tools, late.id);

    expect(after.state).toBe('waiting');
    expect((await tools.db.signUp.findFirstOrThrow({ where: { id: big.id } })).state).toBe('waiting');
  });

  it('leave enough for others where an organisation may have so many only', async () => {
    const tools = await openTools({ seatCap: 10, seatCapPerOrganisation: 1 });
    await tools.addSignUp({ state: 'ready', organisationId: 'maple', memberId: 'U1', subjectKey: 'p:1', openKey: '1' });
    const second = await tools.addSignUp({ organisationId: 'maple', memberId: 'U2', subjectKey: 'p:2', openKey: '2' });
    const other = await tools.addSignUp({ organisationId: 'harbor', memberId: 'U3', subjectKey: 'p:3', openKey: '3' });

    expect((await approve(tools, second.id)).state).toBe('waiting');
    expect((await approve(tools, other.id)).state).toBe('setting up');
  });

  it('go past any number of an organisation at its limit to who stands behind them', { timeout: 60_000 }, async () => {
    const tools = await openTools({ seatCap: 2, seatCapPerOrganisation: 1 });
    const person = (name: string, more: object) =>
      tools.addSignUp({ memberId: name, subjectKey: `p:${name}`, openKey: name, ...more });
    await person('U1', { state: 'ready', organisationId: 'maple' });
    const freed = await person('U2', { state: 'ready', organisationId: 'harbor' });
    for (let index = 0; index < 110; index += 1) await person(`UM${index}`, { state: 'waiting', organisationId: 'maple' });
    const behind = await person('UZ', { state: 'waiting', queuedAt: minutesAfter(MONDAY_TEN, 1) });

    await move(tools, freed.id, 'give back');

    expect((await tools.db.signUp.findFirstOrThrow({ where: { id: behind.id } })).state).toBe('offered');
  });

  it('wait for the agreement of the organisation, once it has been signed for all of its people', async () => {
    const agreement = { name: 'Data agreement', url: 'https://example.org/agreement', version: '1' };
    const tools = await openTools({ agreement, subject: 'organisation' });
    const signUp = await tools.addSignUp();

    const before = await approve(tools, signUp.id);
    await tools.db.toolAgreement.create({
      data: {
        workspaceId: WORKSPACE,
        toolId: tools.tool.id,
        organisationId: 'maple',
        version: '1',
        signedById: 'UMAYA',
        signedAt: MONDAY_TEN,
      },
    });
    const after = await move(tools, signUp.id, 'sign the agreement');

    expect([before.state, after.state]).toEqual(['unsigned', 'setting up']);
  });

  it('are warned about once when few are left, and again after there were more', async () => {
    const tools = await openTools({ seatCap: 2, fewSeats: 1 });
    const told = async () => (await tools.db.tool.findFirstOrThrow()).fewSeatsToldAt;
    const first = await tools.addSignUp({ memberId: 'U1', subjectKey: 'p:1', openKey: '1' });

    await approve(tools, first.id);
    const afterOne = await told();
    await move(tools, first.id, 'cancel');
    const afterNone = await told();

    expect([afterOne, afterNone]).toEqual([MONDAY_TEN, null]);
  });
});
