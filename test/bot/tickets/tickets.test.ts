import { describe, expect, it } from 'vitest';
import {
  claimTicket,
  closeTicket,
  dismissTicket,
  reopenTicket,
  replyToMember,
  resolveAsUsual,
  resolveTicket,
  undoLastStep,
} from '#bot/tickets/tickets.ts';
import { ANA, BEN, by, DAY, LEA, MAYA, MONDAY_TEN, minutesAfter, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';

const SOLVED = { outcome: 'solved' as const, topic: 'billing' };
const CLOSING = { workspaceId: WORKSPACE, ticketId: 1 };

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

    await expect(claimTicket(deps, by(memberId))).rejects.toThrow('Only the staff of this desk');

    expect(await ticket()).toMatchObject({ state: 'open', ownerId: null });
    expect(await kinds()).toEqual(['opened']);
  });

  it('is refused to staff who are named but not present in the triage channel', async () => {
    const { db, deps } = await deskWithRequest();
    await db.deskStaff.updateMany({ where: { memberId: ANA }, data: { isPresent: false } });

    await expect(claimTicket(deps, by(ANA))).rejects.toThrow('Only the staff of this desk');
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

describe('closing', () => {
  async function resolvedDesk() {
    const desk = await deskWithRequest();
    await resolveTicket(desk.deps, by(ANA), SOLVED);
    return desk;
  }

  it('happens by a timer seven days after the ticket was resolved', async () => {
    const { deps, jobs, kinds, ticket, time } = await resolvedDesk();
    const timer = (await jobs()).find(({ key }) => key === `close:${WORKSPACE}:1`);
    time.now = new Date(MONDAY_TEN.getTime() + 7 * DAY);

    await closeTicket(deps, CLOSING);
    await closeTicket(deps, CLOSING);

    expect(timer?.run_at).toEqual(time.now);
    expect(await ticket()).toMatchObject({ state: 'closed', ownerId: ANA, ...SOLVED });
    expect(await kinds()).toEqual(['opened', 'resolved', 'closed']);
  });

  it('is tried again when this clock says that it is a moment too early', async () => {
    const { deps, jobs, ticket, time } = await resolvedDesk();
    await deps.pool.query(`select graphile_worker.remove_job('close:${WORKSPACE}:1')`);
    time.now = new Date(MONDAY_TEN.getTime() + 7 * DAY - 5);

    await closeTicket(deps, CLOSING);

    expect(await ticket()).toMatchObject({ state: 'resolved' });
    expect((await jobs()).map(({ key }) => key)).toContain(`close:${WORKSPACE}:1`);
  });

  it('does not happen to a ticket that came back', async () => {
    const { deps, jobs, ticket, time } = await resolvedDesk();
    await reopenTicket(deps, by(BEN));
    const waiting = (await jobs()).map(({ key }) => key);
    time.now = new Date(MONDAY_TEN.getTime() + 8 * DAY);

    await closeTicket(deps, CLOSING);

    expect(waiting).not.toContain(`close:${WORKSPACE}:1`);
    expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: ANA, resolvedAt: null });
  });

  it('counts the seven days from the last time it was resolved', async () => {
    const { deps, jobs, ticket, time } = await resolvedDesk();
    await reopenTicket(deps, by(BEN));
    time.now = new Date(MONDAY_TEN.getTime() + 5 * DAY);
    await resolveTicket(deps, by(ANA), SOLVED);
    time.now = new Date(MONDAY_TEN.getTime() + 8 * DAY);

    await closeTicket(deps, CLOSING);

    expect(await ticket()).toMatchObject({ state: 'resolved' });
    expect((await jobs()).find(({ key }) => key === `close:${WORKSPACE}:1`)?.run_at).toEqual(
      new Date(MONDAY_TEN.getTime() + 12 * DAY),
    );
  });

  it('locks the ticket: nobody can reopen or resolve it', async () => {
    const { deps, time } = await resolvedDesk();
    time.now = new Date(MONDAY_TEN.getTime() + 7 * DAY);
    await closeTicket(deps, CLOSING);

    await expect(reopenTicket(deps, by(ANA))).rejects.toThrow('Request #1 is closed.');
    await expect(resolveTicket(deps, by(ANA), SOLVED)).rejects.toThrow('Request #1 is closed.');
    await expect(undoLastStep(deps, by(ANA))).rejects.toThrow();
  });
});

describe('undoing', () => {
  it('a claim leaves the ticket open again', async () => {
    const { deps, kinds, ticket } = await deskWithRequest();
    await claimTicket(deps, by(ANA));

    await undoLastStep(deps, by(BEN));

    expect(await ticket()).toMatchObject({ state: 'open', ownerId: null });
    expect(await kinds()).toEqual(['opened', 'claimed', 'undone']);
  });

  it('a resolution brings back the state before, owner included, and nothing closes it', async () => {
    const { deps, jobs, ticket } = await deskWithRequest();
    await claimTicket(deps, by(ANA));
    await resolveTicket(deps, by(BEN), SOLVED);

    await undoLastStep(deps, by(LEA));

    expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: ANA, outcome: null, topic: null, resolvedAt: null });
    expect((await jobs()).map(({ key }) => key)).not.toContain(`close:${WORKSPACE}:1`);
  });

  it('the resolution of an unowned ticket leaves it without an owner', async () => {
    const { deps, ticket } = await deskWithRequest();
    await resolveTicket(deps, by(ANA), SOLVED);

    await undoLastStep(deps, by(ANA));

    expect(await ticket()).toMatchObject({ state: 'open', ownerId: null });
  });

  it('"not a request" brings the request back to where it was', async () => {
    const { deps, kinds, ticket } = await deskWithRequest();
    await claimTicket(deps, by(BEN));
    await dismissTicket(deps, by(ANA));
    const dismissed = await ticket();

    await undoLastStep(deps, by(ANA));

    expect(dismissed).toMatchObject({ state: 'dismissed', ownerId: BEN });
    expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: BEN });
    expect(await kinds()).toEqual(['opened', 'claimed', 'dismissed', 'undone']);
  });

  it('works on the last moment of the seventh day and not after it', async () => {
    const { deps, ticket, time } = await deskWithRequest();
    await dismissTicket(deps, by(ANA));
    time.now = new Date(MONDAY_TEN.getTime() + 7 * DAY + 1);
    const late = undoLastStep(deps, by(ANA));
    await expect(late).rejects.toThrow('more than 7 days ago');
    time.now = new Date(MONDAY_TEN.getTime() + 7 * DAY);

    await undoLastStep(deps, by(ANA));

    expect(await ticket()).toMatchObject({ state: 'open' });
  });

  it('takes back one step only', async () => {
    const { deps } = await deskWithRequest();
    await claimTicket(deps, by(ANA));
    await resolveTicket(deps, by(ANA), SOLVED);
    await undoLastStep(deps, by(ANA));

    await expect(undoLastStep(deps, by(ANA))).rejects.toThrow('nothing to undo');
  });

  it('of two at once happens once', async () => {
    const { deps, kinds } = await deskWithRequest();
    await claimTicket(deps, by(ANA));

    const both = await Promise.allSettled([undoLastStep(deps, by(ANA)), undoLastStep(deps, by(BEN))]);

    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await kinds()).toEqual(['opened', 'claimed', 'undone']);
  });

  it('is refused when the member came back meanwhile', async () => {
    const { deps, say, ts, time } = await deskWithRequest();
    await resolveTicket(deps, by(ANA), SOLVED);
    time.now = minutesAfter(MONDAY_TEN, 20);
    await say(MAYA, 'It is still not there', { threadTs: ts });

    await expect(undoLastStep(deps, by(ANA))).rejects.toThrow('nothing to undo');
  });

  it('is refused to members', async () => {
    const { deps } = await deskWithRequest();
    await claimTicket(deps, by(ANA));

    await expect(undoLastStep(deps, by(MAYA))).rejects.toThrow('Only the staff');
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
