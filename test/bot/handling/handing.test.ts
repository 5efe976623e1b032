import { describe, expect, it } from 'vitest';
import { assignTicket, releaseTicket } from '#bot/handling/handing.ts';
import { waitForMember, waitForOthers } from '#bot/handling/waiting-moves.ts';
import { claimTicket, dismissTicket } from '#bot/tickets/tickets.ts';
import { ANA, BEN, by, DAY, LEA, MONDAY_TEN, TOM } from '#test/support/factories.ts';
import { deskWithThree } from './some-tickets.ts';

describe('giving a request to somebody', () => {
  it('makes it theirs, tells them once, and keeps in its history who had it', async () => {
    const { deps, db, ticket, sayings } = await deskWithThree();
    await claimTicket(deps, by(ANA));

    await assignTicket(deps, by(ANA), BEN);

    expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: BEN });
    expect(await sayings()).toMatchObject([{ channelId: BEN, content: { kind: 'assigned', ticketId: 1, byId: ANA } }]);
    const event = await db.ticketEvent.findFirstOrThrow({ where: { kind: 'assigned' } });
    expect(event.detail).toMatchObject({ to: BEN, before: { ownerId: ANA } });
  });

  it('tells nobody who takes it themselves', async () => {
    const { deps, ticket, sayings } = await deskWithThree();

    await assignTicket(deps, by(BEN), BEN);

    expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: BEN });
    expect(await sayings()).toEqual([]);
  });

  it('refuses somebody who does not work at the desk, or has left its channel, with what to do', async () => {
    const { deps, db, ticket } = await deskWithThree();
    await db.deskStaff.updateMany({ where: { memberId: BEN }, data: { isPresent: false } });

    await expect(assignTicket(deps, by(ANA), TOM)).rejects.toThrow(/does not work at this desk.*setup/);
    await expect(assignTicket(deps, by(ANA), BEN)).rejects.toThrow('must be in the triage channel');
    expect(await ticket()).toMatchObject({ ownerId: null });
  });

  it('of two at the same moment happens once, and the second reads that it is so', async () => {
    const { deps, kinds, sayings } = await deskWithThree();

    const both = await Promise.allSettled([assignTicket(deps, by(ANA), BEN), assignTicket(deps, by(LEA), BEN)]);

    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')?.reason.message).toContain('already');
    expect(await kinds()).toEqual(['opened', 'assigned']);
    expect(await sayings()).toHaveLength(1);
  });

  it('while it waits keeps the wait and its follow-up date', async () => {
    const { deps, ticket, jobs } = await deskWithThree();
    await claimTicket(deps, by(ANA));
    await waitForOthers(deps, by(ANA), { whom: 'the bank', until: new Date(MONDAY_TEN.getTime() + DAY) });

    await assignTicket(deps, by(ANA), BEN);

    expect(await ticket()).toMatchObject({ state: 'waiting', waitingOn: 'other', waitingFor: 'the bank', ownerId: BEN });
    expect((await jobs()).map(({ key }) => key)).toContain('follow-up:T0COOP:1');
  });

  it('is refused when it has ended, and for people who are not staff', async () => {
    const { deps } = await deskWithThree();
    await dismissTicket(deps, by(ANA));

    await expect(assignTicket(deps, by(ANA), BEN)).rejects.toThrow('marked as not a request');
    await expect(assignTicket(deps, by(TOM, 2), BEN)).rejects.toThrow('for the staff of the desk');
    await expect(assignTicket(deps, by(ANA, 99), BEN)).rejects.toThrow('There is no request #99');
  });
});

describe('giving a request back', () => {
  it('opens it for everybody, also while it waits', async () => {
    const { deps, ticket, kinds, jobs } = await deskWithThree();
    await claimTicket(deps, by(ANA));
    await waitForMember(deps, by(ANA));

    await releaseTicket(deps, by(BEN));

    expect(await ticket()).toMatchObject({ state: 'open', ownerId: null, waitingOn: null, waitingSince: null });
    expect(await kinds()).toEqual(['opened', 'claimed', 'waiting', 'released']);
    expect((await jobs()).map(({ key }) => key)).not.toContain('nudge-member:T0COOP:1');
  });

  it('says so when nobody has it', async () => {
    const { deps } = await deskWithThree();

    await expect(releaseTicket(deps, by(ANA))).rejects.toThrow('has no owner yet');
  });
});
