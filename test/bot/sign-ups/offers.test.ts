import { describe, expect, it } from 'vitest';
import { expireSignUp, noticeMember } from '#bot/sign-ups/expiry.ts';
import { refreshLine, warnOwner } from '#bot/sign-ups/line.ts';
import { moveSignUp } from '#bot/sign-ups/moves.ts';
import { endOffer, letSeatGo, takeSeat } from '#bot/sign-ups/offers.ts';
import { MONDAY_TEN, minutesAfter, WORKSPACE } from '#test/support/factories.ts';
import { type OpenTools, OWNER, openTools, STAND_IN, WAREHOUSE } from '#test/support/tools.ts';

const timer = (signUpId: number) => ({ workspaceId: WORKSPACE, signUpId });
const by = (signUpId: number, actorId: string) => ({ ...timer(signUpId), actorId });
const person = (name: string, more: object = {}) => ({ memberId: name, subjectKey: `p:${name}`, openKey: name, ...more });
const rowOf = ({ db }: OpenTools, id: number) => db.signUp.findFirstOrThrow({ where: { id } });
const stateOf = async (tools: OpenTools, id: number) => (await rowOf(tools, id)).state;
const news = async ({ db }: OpenTools) =>
  (await db.saidMessage.findMany({ orderBy: { id: 'asc' } })).map(({ content, channelId }) => {
    const said = content as { kind: string; news?: string; about?: string };
    return `${channelId}: ${said.news ?? said.about ?? said.kind}`;
  });
const giveBack = (tools: OpenTools, id: number) =>
  tools.db.$transaction((tx) => moveSignUp(tx, tools.deps, { ...timer(id), actorId: null }, { move: 'give back' }));

/** One seat in use, and two who wait for it, one after the other. */
async function withLine(changes: object = {}) {
  const tools = await openTools({ seatCap: 1, offerHours: 8, ...changes });
  const holder = await tools.addSignUp(person('UHOLDER', { state: 'ready' }));
  const first = await tools.addSignUp(person('UMAYA', { state: 'waiting' }));
  const second = await tools.addSignUp(person('UJEROME', { state: 'waiting', queuedAt: minutesAfter(MONDAY_TEN, 1) }));
  return { ...tools, holder, first, second };
}

describe('an offered seat', () => {
  it('is told to the next in line with the time it is held for, and taken by one press of many', async () => {
    const tools = await withLine();
    await giveBack(tools, tools.holder.id);

    const pressed = await Promise.allSettled(Array.from({ length: 5 }, () => takeSeat(tools.deps, by(tools.first.id, 'UMAYA'))));

    expect(await news(tools)).toEqual(['UMAYA: offered']);
    expect(pressed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect([await stateOf(tools, tools.first.id), await stateOf(tools, tools.second.id)]).toEqual(['setting up', 'waiting']);
  });

  it('let go by its holder goes to the next at once, and they keep a place at the end without a lapse', async () => {
    const tools = await withLine();
    await giveBack(tools, tools.holder.id);
    tools.time.now = minutesAfter(MONDAY_TEN, 10);

    await letSeatGo(tools.deps, by(tools.first.id, 'UMAYA'));

    expect([await stateOf(tools, tools.first.id), await stateOf(tools, tools.second.id)]).toEqual(['waiting', 'offered']);
    expect(await rowOf(tools, tools.first.id)).toMatchObject({ offersLapsed: 0 });
    expect(await news(tools)).toEqual(['UMAYA: offered', 'UJEROME: offered']);
    await expect(takeSeat(tools.deps, by(tools.first.id, 'UMAYA'))).rejects.toMatchObject({ code: 'not_offered' });
  });

  it('is not taken from who says "not now" while nobody else waits', async () => {
    const tools = await openTools({ seatCap: 1 });
    const { id } = await tools.addSignUp({ state: 'offered', offerEndsAt: minutesAfter(MONDAY_TEN, 60) });

    await expect(letSeatGo(tools.deps, by(id, 'UMAYA'))).rejects.toMatchObject({ code: 'nobody_waits' });
  });

  it('nobody answers goes to the next; the second time that ends the sign-up, and each time they are told', async () => {
    const tools = await withLine();
    await giveBack(tools, tools.holder.id);
    const { first, second } = tools;

    await endOffer(tools.deps, timer(first.id));
    expect(await stateOf(tools, first.id)).toBe('offered');

    tools.time.now = (await rowOf(tools, first.id)).offerEndsAt!;
    await endOffer(tools.deps, timer(first.id));
    await endOffer(tools.deps, timer(first.id));
    expect([await stateOf(tools, first.id), await stateOf(tools, second.id)]).toEqual(['waiting', 'offered']);

    await takeSeat(tools.deps, by(second.id, 'UJEROME'));
    await giveBack(tools, second.id);
    tools.time.now = (await rowOf(tools, first.id)).offerEndsAt!;
    await endOffer(tools.deps, timer(first.id));

    expect(await rowOf(tools, first.id)).toMatchObject({ state: 'expired', openKey: null, offersLapsed: 1 });
    expect(await news(tools)).toEqual([
      'UMAYA: offered',
      'UMAYA: lapsed',
      'UJEROME: offered',
      'UMAYA: offered',
      'UMAYA: expired',
    ]);
  });

  it('that lapses while nobody else waits is offered once more to the same one', async () => {
    const tools = await openTools({ seatCap: 1 });
    const { id } = await tools.addSignUp({ state: 'offered', offerEndsAt: MONDAY_TEN });

    await endOffer(tools.deps, timer(id));

    expect(await rowOf(tools, id)).toMatchObject({ state: 'offered', offersLapsed: 1 });
    expect(await news(tools)).toEqual(['UMAYA: offered']);
  });
});

describe('a member who does not answer', () => {
  it('is told after three working days, and five later their sign-up has ended; they are told that, too', async () => {
    const tools = await openTools();
    const { id } = await tools.addSignUp({ state: 'questioned', questionAt: MONDAY_TEN });

    // Wednesday: too early.
    tools.time.now = new Date('2026-03-04T10:00:00Z');
    await noticeMember(tools.deps, timer(id));
    expect(await news(tools)).toEqual([]);

    tools.time.now = new Date('2026-03-05T10:00:00Z');
    await noticeMember(tools.deps, timer(id));
    await noticeMember(tools.deps, timer(id));
    await expireSignUp(tools.deps, timer(id));
    const job = (await tools.jobs()).find(({ key }) => key.startsWith('expire-sign-up'));
    expect([await stateOf(tools, id), job?.run_at]).toEqual(['questioned', new Date('2026-03-12T10:00:00Z')]);

    tools.time.now = new Date('2026-03-12T10:00:00Z');
    await expireSignUp(tools.deps, timer(id));
    await expireSignUp(tools.deps, timer(id));

    expect(await stateOf(tools, id)).toBe('expired');
    expect(await news(tools)).toEqual(['UMAYA: question-notice', 'UMAYA: expired']);
    const kinds = (await tools.db.signUpEvent.findMany({ orderBy: { id: 'asc' } })).map(({ kind }) => kind);
    expect(kinds).toEqual(['asked', 'noticed', 'expired']);
  });

  it('is told later where a holiday was named meanwhile, and not forgotten', async () => {
    const tools = await openTools();
    const { id } = await tools.addSignUp({ state: 'questioned', questionAt: MONDAY_TEN });
    const due = async (task: string) => (await tools.jobs()).find(({ key }) => key.startsWith(task))?.run_at;
    const early = { now: new Date('2026-03-04T10:00:00Z'), noticedAt: MONDAY_TEN };

    tools.time.now = early.now;
    await noticeMember(tools.deps, timer(id));
    await tools.db.signUp.updateMany({ data: { noticedAt: early.noticedAt } });
    await expireSignUp(tools.deps, timer(id));

    expect([await due('notice-member'), await due('expire-sign-up')]).toEqual([
      new Date('2026-03-05T10:00:00Z'),
      new Date('2026-03-09T10:00:00Z'),
    ]);
  });

  it('loses nothing by our silence: what is with an approver or in line never expires', async () => {
    const tools = await openTools();
    const { id } = await tools.addSignUp({ state: 'asked' });
    tools.time.now = new Date('2027-03-02T10:00:00Z');
    for (const state of ['asked', 'waiting', 'setting up', 'ready', 'renewal']) {
      await tools.db.signUp.updateMany({ data: { state, noticedAt: MONDAY_TEN } });

      await noticeMember(tools.deps, timer(id));
      await expireSignUp(tools.deps, timer(id));

      expect(await stateOf(tools, id)).toBe(state);
    }
  });

  it('of an unsigned agreement is told with the contacts of the organisation, and the seat goes to the next afterwards', async () => {
    const agreement = { name: 'Data agreement', url: 'https://example.org/agreement', version: '1' };
    const tools = await openTools({ agreement, seatCap: 1 });
    const { id } = await tools.addSignUp({ state: 'unsigned', organisationId: 'maple', decidedAt: MONDAY_TEN });
    const next = await tools.addSignUp(person('UAMINA', { organisationId: 'harbor', state: 'waiting' }));

    tools.time.now = new Date('2026-03-05T10:00:00Z');
    await noticeMember(tools.deps, timer(id));
    tools.time.now = new Date('2026-03-12T10:00:00Z');
    await expireSignUp(tools.deps, timer(id));

    expect([await stateOf(tools, id), await stateOf(tools, next.id)]).toEqual(['expired', 'offered']);
    expect(await news(tools)).toEqual([
      'UMAYA: agreement-notice',
      'UMAPLE: agreement-notice',
      'UMAYA: expired',
      'UAMINA: offered',
    ]);
  });
});

describe('the line', () => {
  it('has the notes of those who wait shown anew, once for many moves', async () => {
    const tools = await withLine();
    await tools.db.$transaction((tx) => moveSignUp(tx, tools.deps, by(tools.first.id, 'UMAYA'), { move: 'cancel' }));
    const job = (await tools.jobs()).find(({ key }) => key.startsWith('refresh-line'));

    await refreshLine(tools.deps, { workspaceId: WORKSPACE, toolId: WAREHOUSE });

    expect(job?.run_at).toEqual(minutesAfter(MONDAY_TEN, 10));
    expect((await tools.jobs()).map(({ key }) => key)).toContain(`sync:${WORKSPACE}:sign-up-note:${tools.second.id}:UJEROME`);
  });
});

describe('the owner of a tool', () => {
  it('is warned that few seats are left, or their stand-in, or the leads; not once there are more again', async () => {
    const tools = await openTools({ seatCap: 2, fewSeats: 1, fewSeatsToldAt: MONDAY_TEN });
    await tools.addSignUp({ state: 'ready' });
    const warn = () => warnOwner(tools.deps, { workspaceId: WORKSPACE, toolId: WAREHOUSE });
    const gone = (id: string) => tools.db.member.updateMany({ where: { id }, data: { deactivatedAt: MONDAY_TEN } });

    await warn();
    await warn();
    await gone(OWNER);
    await warn();
    await gone(STAND_IN);
    await warn();
    await tools.db.tool.updateMany({ data: { fewSeatsToldAt: null } });
    await warn();

    expect(await news(tools)).toEqual([`${OWNER}: few-seats`, `${STAND_IN}: few-seats`, 'U0LEA: few-seats']);
    const [said] = await tools.db.saidMessage.findMany();
    expect(said?.content).toMatchObject({ free: 1, cap: 2, waiting: 0 });
  });
});
