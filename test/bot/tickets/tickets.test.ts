import { describe, expect, it } from 'vitest';
import { claimTicket, replyToMember, resolveAsUsual, resolveTicket } from '#bot/tickets/tickets.ts';
import { ANA, BEN, by, MAYA, MONDAY_TEN, minutesAfter, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';

const SOLVED = { outcome: 'solved' as const, topic: 'billing' };
/** A desk with one request by Maya, written on Monday at ten. */
async function deskWithRequest() {
  const desk = await openDesk();
  const ts = await desk.say(MAYA, 'Where is my invoice?');
  return { ...desk, ts };
}

describe('claiming', () => {
  it('20: fifty staff claim one ticket at once: one owner, 49 polite refusals', async () => {
    const { db, deps, ticket, kinds } = await deskWithRequest();
    const staff = Array.from({ length: 50 }, (_, index) => `U0STAFF${index}`);
    const rows = staff.map((memberId) => ({ workspaceId: WORKSPACE, deskId: 'main', memberId, isPresent: true }));
    await db.deskStaff.createMany({ data: rows });

    const outcomes = await Promise.allSettled(staff.map((memberId) => claimTicket(deps, by(memberId))));

    const owner = (await ticket()).ownerId;
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason.message)] : []));
    expect(staff).toContain(owner);
    expect(refusals).toHaveLength(49);
    expect(new Set(refusals)).toEqual(new Set([`<@${owner}> is already looking after request #1.`]));
    expect(await kinds()).toEqual(['opened', 'claimed']);
  });

  it('tells the owner who presses again that it is theirs already', async () => {
    const { deps } = await deskWithRequest();
    await claimTicket(deps, by(ANA));

    await expect(claimTicket(deps, by(ANA))).rejects.toThrow('You are already looking after request #1.');
  });

  it.each([
    ['a member', TOM],
    ['the requester', MAYA],
    ['somebody unknown', 'U0NOBODY'],
  ])('is refused to %s', async (_who, memberId) => {
    const { deps, ticket, kinds } = await deskWithRequest();

    await expect(claimTicket(deps, by(memberId))).rejects.toMatchObject({ code: 'not_staff' });

    expect(await ticket()).toMatchObject({ state: 'open', ownerId: null });
    expect(await kinds()).toEqual(['opened']);
  });

  it('is refused to staff who are named but not present in the triage channel', async () => {
    const { db, deps } = await deskWithRequest();
    await db.deskStaff.updateMany({ where: { memberId: ANA }, data: { isPresent: false } });

    await expect(claimTicket(deps, by(ANA))).rejects.toMatchObject({ code: 'not_staff' });
  });

  it('says so when there is no such request', async () => {
    const { deps } = await openDesk();

    await expect(claimTicket(deps, by(ANA, 77))).rejects.toThrow('There is no request #77.');
  });

  it('leaves neither event nor job when it is refused', async () => {
    const { deps, jobs } = await deskWithRequest();
    await deps.pool.query('delete from graphile_worker._private_jobs');

    await claimTicket(deps, by(TOM)).catch(() => undefined);

    expect(await jobs()).toEqual([]);
  });
});

describe('resolving', () => {
  it('makes the resolver of an unowned ticket its owner and keeps another owner', async () => {
    const { deps, say, ticket, time } = await deskWithRequest();
    time.now = minutesAfter(MONDAY_TEN, 10);
    await say(TOM, 'My badge is broken');
    await claimTicket(deps, by(BEN, 2));

    await resolveTicket(deps, by(ANA, 1), SOLVED);
    await resolveTicket(deps, by(ANA, 2), { outcome: 'no longer needed', topic: 'other' });

    expect(await ticket(1)).toMatchObject({ state: 'resolved', ownerId: ANA, ...SOLVED, resolvedAt: time.now });
    expect(await ticket(2)).toMatchObject({ state: 'resolved', ownerId: BEN, outcome: 'no longer needed', topic: 'other' });
  });

  it('of two at once happens once', async () => {
    const { deps, kinds } = await deskWithRequest();

    const both = await Promise.allSettled([resolveTicket(deps, by(ANA), SOLVED), resolveTicket(deps, by(BEN), SOLVED)]);

    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await kinds()).toEqual(['opened', 'resolved']);
  });

  it('refuses a topic the desk does not have', async () => {
    const { deps, ticket } = await deskWithRequest();

    await expect(resolveTicket(deps, by(ANA), { outcome: 'solved', topic: 'gossip' })).rejects.toThrow('no topic "gossip"');

    expect(await ticket()).toMatchObject({ state: 'open', topic: null });
  });

  it('as usual takes the topic that most of the last ones had', async () => {
    const { deps, say, ticket, time } = await deskWithRequest();
    await resolveTicket(deps, by(ANA), SOLVED);
    time.now = minutesAfter(MONDAY_TEN, 20);
    await say(MAYA, 'And where is the next one?');

    await resolveAsUsual(deps, by(BEN, 2));

    expect(await ticket(2)).toMatchObject({ state: 'resolved', outcome: 'solved', topic: 'billing' });
  });
});

describe('history', () => {
  it('counts calendar and business seconds since the step before and since the request', async () => {
    const { db, deps, say, time } = await openDesk();
    await say(MAYA, 'Where is my invoice?', { at: new Date('2026-03-06T16:00:00Z') });
    time.now = new Date('2026-03-06T16:30:00Z');
    await claimTicket(deps, by(ANA));
    time.now = new Date('2026-03-09T09:15:00Z');

    await resolveTicket(deps, by(ANA), SOLVED);

    const events = await db.ticketEvent.findMany({ orderBy: { id: 'asc' } });
    const seconds = events.map((event) => [
      event.calendarSeconds,
      event.businessSeconds,
      event.sinceOpenedCalendarSeconds,
      event.sinceOpenedBusinessSeconds,
    ]);
    const weekend = 2.5 * 86_400 + 16.75 * 3600 - 12 * 3600;
    expect(seconds).toEqual([
      [0, 0, 0, 0],
      [1800, 1800, 1800, 1800],
      [weekend, 1800 + 900, weekend + 1800, 1800 + 1800 + 900],
    ]);
  });
});

describe('answering from the card', () => {
  it('claims an unowned ticket and is the first reply', async () => {
    const { deps, kinds, ticket, time } = await deskWithRequest();
    time.now = minutesAfter(MONDAY_TEN, 3);

    await replyToMember(deps, by(ANA), { text: 'I look.', key: 'reply:V1' });

    expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: ANA, firstReplyAt: time.now, firstReplyBy: ANA });
    expect((await kinds()).toSorted()).toEqual(['claimed', 'opened', 'replied']);
  });

  it('keeps the owner and the first reply when somebody else answers later', async () => {
    const { deps, ticket, time } = await deskWithRequest();
    await replyToMember(deps, by(ANA), { text: 'I look.', key: 'reply:V1' });
    time.now = minutesAfter(MONDAY_TEN, 3);

    await replyToMember(deps, by(BEN), { text: 'So do I.', key: 'reply:V2' });

    expect(await ticket()).toMatchObject({ ownerId: ANA, firstReplyAt: MONDAY_TEN, firstReplyBy: ANA });
  });

  it('is said once however often its form arrives, also at once', async () => {
    const { db, deps, kinds } = await deskWithRequest();
    const send = () => replyToMember(deps, by(ANA), { text: 'I look.', key: 'reply:V1' });

    await Promise.all([send(), send(), send()]);

    expect(await db.saidMessage.count()).toBe(1);
    expect((await kinds()).filter((kind) => kind === 'replied')).toHaveLength(1);
  });
});
