import { describe, expect, it } from 'vitest';
import { bringBack, startOfDayTyped, waitForMember, waitForOthers } from '#bot/handling/waiting-moves.ts';
import { claimTicket, resolveAsUsual } from '#bot/tickets/tickets.ts';
import { ANA, BEN, by, DAY, MONDAY_TEN, TRIAGE, WORKSPACE } from '#test/support/factories.ts';
import { deskWithThree } from './some-tickets.ts';

const bank = { whom: ' the  bank ', until: new Date(MONDAY_TEN.getTime() + 3 * DAY) };
const due = { workspaceId: WORKSPACE, ticketId: 1 };

async function claimed() {
  const desk = await deskWithThree();
  await claimTicket(desk.deps, by(ANA));
  return desk;
}

describe('waiting for the member', () => {
  it('is written down once, and shown to them', async () => {
    const { deps, ticket, jobs, kinds } = await claimed();

    await waitForMember(deps, by(BEN));

    expect(await ticket()).toMatchObject({ state: 'waiting', waitingOn: 'member', ownerId: ANA });
    expect((await jobs()).map(({ key }) => key)).toContain('sync:T0COOP:acknowledgement:1');
    await expect(waitForMember(deps, by(ANA))).rejects.toThrow('waits for the member already');
    expect(await kinds()).toEqual(['opened', 'claimed', 'waiting']);
  });

  it('needs an owner, and an open end', async () => {
    const { deps } = await claimed();
    await resolveAsUsual(deps, by(ANA));

    await expect(waitForMember(deps, by(ANA))).rejects.toThrow('is resolved already');
    await expect(waitForMember(deps, by(ANA, 2))).rejects.toThrow('has no owner yet');
  });
});

it('nobody waits for a member who is not in Slack, since they would never know', async () => {
  const { deps, db, ticket } = await claimed();
  await db.ticket.updateMany({ where: { id: 1 }, data: { requesterId: 'XANN' } });

  await expect(waitForMember(deps, by(ANA))).rejects.toThrow('Choose *Wait for someone…* with their name and a day.');

  expect(await ticket()).toMatchObject({ state: 'claimed' });
});

describe('waiting for somebody else', () => {
  it('names them and comes back on its day, at the next opening', async () => {
    const { deps, ticket, jobs } = await claimed();
    const saturday = startOfDayTyped({ timeZone: 'UTC' }, '2026-03-07');

    await waitForOthers(deps, by(ANA), { ...bank, until: saturday });

    const nextMonday = new Date('2026-03-09T09:00:00Z');
    expect(await ticket()).toMatchObject({
      state: 'waiting',
      waitingOn: 'other',
      waitingFor: 'the bank',
      followUpAt: nextMonday,
    });
    expect((await jobs()).find(({ key }) => key === 'follow-up:T0COOP:1')?.run_at).toEqual(nextMonday);
  });

  it('can be put off, and then comes back on the later day only', async () => {
    const { deps, ticket, jobs, time } = await claimed();
    await waitForOthers(deps, by(ANA), bank);

    await waitForOthers(deps, by(ANA), { ...bank, until: new Date(MONDAY_TEN.getTime() + 4 * DAY) });
    time.now = bank.until;
    await bringBack(deps, due);

    expect(await ticket()).toMatchObject({ state: 'waiting' });
    expect((await jobs()).filter(({ key }) => key === 'follow-up:T0COOP:1')).toHaveLength(1);
  });

  it.each([
    ['nobody', { ...bank, whom: '  ' }, 'for whom the request waits'],
    ['somebody with an endless name', { ...bank, whom: 'x'.repeat(101) }, '100 characters or fewer'],
    ['yesterday', { ...bank, until: new Date(MONDAY_TEN.getTime() - DAY) }, 'from tomorrow on'],
    ['two years', { ...bank, until: new Date(MONDAY_TEN.getTime() + 730 * DAY) }, 'within a year'],
  ])('until %s is refused with what to write', async (_what, wait, sentence) => {
    const { deps, ticket } = await claimed();

    await expect(waitForOthers(deps, by(ANA), wait)).rejects.toThrow(sentence);
    expect(await ticket()).toMatchObject({ state: 'claimed' });
  });

  it('takes a day as the desk’s wall calendar has it, and nothing that is none', () => {
    expect(startOfDayTyped({ timeZone: 'Europe/Madrid' }, '2026-03-10')).toEqual(new Date('2026-03-09T23:00:00Z'));
    for (const typed of ['tomorrow', '2026-02-30', '10/03/2026', ''])
      expect(() => startOfDayTyped({ timeZone: 'UTC' }, typed)).toThrow('2026-11-30');
  });
});

describe('when the follow-up day has come', () => {
  it('the request is back with its owner, who is told once', async () => {
    const { deps, ticket, sayings, kinds, time } = await claimed();
    await waitForOthers(deps, by(ANA), bank);
    time.now = new Date('2026-03-05T10:00:00Z');

    await bringBack(deps, due);
    await bringBack(deps, due);

    expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: ANA, waitingFor: null, followUpAt: null });
    expect(await sayings()).toMatchObject([{ channelId: ANA, content: { kind: 'follow-up', waitingFor: 'the bank' } }]);
    expect(await kinds()).toEqual(['opened', 'claimed', 'waiting', 'resumed']);
  });

  it('the desk is told when its owner does not work there any more', async () => {
    const { deps, db, sayings, time } = await claimed();
    await waitForOthers(deps, by(ANA), bank);
    await db.deskStaff.updateMany({ where: { memberId: ANA }, data: { isPresent: false } });
    time.now = new Date('2026-03-05T10:00:00Z');

    await bringBack(deps, due);

    expect(await sayings()).toMatchObject([{ channelId: TRIAGE, underKey: 'card:1', content: { kind: 'follow-up-for-desk' } }]);
  });

  it('nothing happens to one that went on meanwhile', async () => {
    const { deps, kinds, sayings, time } = await claimed();
    await waitForOthers(deps, by(ANA), bank);
    await resolveAsUsual(deps, by(ANA));
    time.now = new Date('2026-03-05T10:00:00Z');

    await bringBack(deps, due);

    expect(await kinds()).toEqual(['opened', 'claimed', 'waiting', 'resolved']);
    expect(await sayings()).toEqual([]);
  });
});
