import { describe, expect, it } from 'vitest';
import { claimTicket, closeTicket, dismissTicket, resolveTicket } from '#bot/tickets/tickets.ts';
import { ANA, BEN, by, DAY, HELP, MAYA, MONDAY_TEN, minutesAfter, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';

const SOLVED = { outcome: 'solved' as const, topic: 'billing' };

/** A desk with Maya's request; `reply` speaks in its thread, ten minutes later unless told otherwise. */
async function deskWithThread() {
  const desk = await openDesk();
  const ts = await desk.say(MAYA, 'Where is my invoice?');
  let minutes = 10;
  const reply = (authorId: string, text: string, more: { at?: Date; isHuman?: boolean } = {}) => {
    minutes += 1;
    return desk.say(authorId, text, { at: minutesAfter(MONDAY_TEN, minutes), ...more, threadTs: ts });
  };
  return { ...desk, ts, reply };
}

async function resolvedDesk() {
  const desk = await deskWithThread();
  await claimTicket(desk.deps, by(ANA));
  await resolveTicket(desk.deps, by(ANA), SOLVED);
  return desk;
}

async function waitingDesk(waitingOn: 'member' | 'other') {
  const desk = await deskWithThread();
  await desk.db.ticket.updateMany({ data: { state: 'waiting', waitingOn, ownerId: ANA } });
  return desk;
}

describe("a staff member's message in the thread", () => {
  it('claims an unowned ticket and is its first reply', async () => {
    const { kinds, reply, ticket } = await deskWithThread();

    await reply(BEN, 'I am on it', { at: minutesAfter(MONDAY_TEN, 4) });

    expect(await ticket()).toMatchObject({
      state: 'claimed',
      ownerId: BEN,
      firstReplyBy: BEN,
      firstReplyAt: minutesAfter(MONDAY_TEN, 4),
    });
    expect((await kinds()).toSorted()).toEqual(['claimed', 'opened', 'replied']);
  });

  it('is only recorded when somebody owns the ticket', async () => {
    const { deps, kinds, reply, ticket } = await deskWithThread();
    await claimTicket(deps, by(ANA));

    await reply(BEN, 'Try the other folder');

    expect(await ticket()).toMatchObject({ ownerId: ANA, firstReplyBy: BEN });
    expect(await kinds()).toEqual(['opened', 'claimed', 'replied']);
  });

  it('does not reopen a resolved ticket', async () => {
    const { reply, ticket } = await resolvedDesk();

    await reply(BEN, 'Glad it worked');

    expect(await ticket()).toMatchObject({ state: 'resolved', ownerId: ANA });
  });

  it('two at once leave one owner, and both are recorded', async () => {
    const { kinds, reply, ticket } = await deskWithThread();

    await Promise.all([reply(ANA, 'Mine'), reply(BEN, 'Mine')]);

    expect([ANA, BEN]).toContain((await ticket()).ownerId);
    expect((await kinds()).toSorted()).toEqual(['claimed', 'opened', 'replied', 'replied']);
  });
});

describe("the requester's message in the thread", () => {
  it('is recorded and copied under the card', async () => {
    const { jobs, kinds, reply } = await deskWithThread();

    const ts = await reply(MAYA, 'It is the one of May');

    expect(await kinds()).toEqual(['opened', 'member_wrote']);
    expect((await jobs()).map(({ key }) => key)).toContain(`sync:${WORKSPACE}:copy:${HELP}:${ts}`);
  });

  it('reopens a resolved ticket for its owner', async () => {
    const { jobs, kinds, reply, ticket } = await resolvedDesk();

    await reply(MAYA, 'It is still missing');

    expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: ANA, resolvedAt: null });
    expect(await kinds()).toEqual(['opened', 'claimed', 'resolved', 'member_wrote', 'reopened']);
    expect((await jobs()).map(({ key }) => key)).not.toContain(`close:${WORKSPACE}:1`);
  });

  it.each(['thanks', 'Thank you so much, perfect!', ':pray:', 'muchas gracias', 'ok 👍'])(
    '"%s" never reopens a ticket',
    async (thanks) => {
      const { kinds, reply, ticket } = await resolvedDesk();

      await reply(MAYA, thanks);

      expect(await ticket()).toMatchObject({ state: 'resolved' });
      expect(await kinds()).toEqual(['opened', 'claimed', 'resolved', 'member_wrote']);
    },
  );

  it.each(['thanks, but it is still broken', 'thanks?', 'hello'])('"%s" reopens it', async (text) => {
    const { reply, ticket } = await resolvedDesk();

    await reply(MAYA, text);

    expect(await ticket()).toMatchObject({ state: 'claimed' });
  });

  it('resumes a ticket that waits for the member', async () => {
    const { kinds, reply, ticket } = await waitingDesk('member');

    await reply(MAYA, 'It is number 4711');

    expect(await ticket()).toMatchObject({ state: 'claimed', waitingOn: null, ownerId: ANA });
    expect(await kinds()).toEqual(['opened', 'member_wrote', 'resumed']);
  });

  it('leaves a ticket waiting that waits for somebody else', async () => {
    const { reply, ticket } = await waitingDesk('other');

    await reply(MAYA, 'Any news?');

    expect(await ticket()).toMatchObject({ state: 'waiting', waitingOn: 'other' });
  });

  it('leaves what was no request as it is, and opens a new one for who needs help after all', async () => {
    const { deps, db, reply, ticket } = await deskWithThread();
    await dismissTicket(deps, by(ANA));

    await reply(MAYA, 'Thanks!');
    expect(await db.ticket.count()).toBe(1);
    await reply(MAYA, 'But it was one');

    expect(await ticket()).toMatchObject({ state: 'dismissed' });
    expect(await ticket(2)).toMatchObject({ state: 'open', requesterId: MAYA, linkedToId: 1 });
  });

  it('counts once however often it is heard', async () => {
    const desk = await resolvedDesk();
    const ts = await desk.reply(MAYA, 'It is still missing');

    await desk.say(MAYA, 'It is still missing', { ts, threadTs: desk.ts });

    expect((await desk.kinds()).filter((kind) => kind === 'member_wrote' || kind === 'reopened')).toEqual([
      'member_wrote',
      'reopened',
    ]);
  });

  it('in the thread of a message that joined belongs to the same ticket', async () => {
    const desk = await deskWithThread();
    const joined = await desk.say(MAYA, 'I mean the one of May', { at: minutesAfter(MONDAY_TEN, 1) });

    await desk.say(MAYA, 'or of June', { at: minutesAfter(MONDAY_TEN, 2), threadTs: joined });

    expect(await desk.kinds()).toEqual(['opened', 'joined', 'member_wrote']);
  });

  it.each([
    ['resolving', (desk: Awaited<ReturnType<typeof deskWithThread>>) => resolveTicket(desk.deps, by(ANA), SOLVED)],
    ['reopening', (desk: Awaited<ReturnType<typeof deskWithThread>>) => desk.reply(ANA, 'Look again')],
  ])('at the same moment as %s leaves a history that explains the state', async (_what, meanwhile) => {
    for (let round = 0; round < 8; round += 1) {
      const desk = await deskWithThread();
      await claimTicket(desk.deps, by(ANA));

      await Promise.allSettled([meanwhile(desk), desk.reply(MAYA, 'It is the one of May')]);

      const kinds = await desk.kinds();
      const { state } = await desk.ticket();
      const resolved = kinds.lastIndexOf('resolved');
      expect(kinds).not.toContain('resumed');
      expect(state).toBe(resolved > kinds.lastIndexOf('reopened') ? 'resolved' : 'claimed');
    }
  });
});

describe("another member's message in the thread", () => {
  it.each([
    ['a resolved ticket', 'resolved', resolvedDesk],
    ['a ticket that waits for the member', 'waiting', () => waitingDesk('member')],
  ])('neither reopens nor resumes %s', async (_what, state, open) => {
    const { kinds, jobs, reply, ticket } = await open();

    const ts = await reply(TOM, 'I have the same problem');

    expect(await ticket()).toMatchObject({ state });
    expect((await kinds()).at(-1)).toBe('member_wrote');
    expect((await jobs()).map(({ key }) => key)).toContain(`sync:${WORKSPACE}:copy:${HELP}:${ts}`);
  });
});

describe('a closed ticket', () => {
  async function closedDesk() {
    const desk = await resolvedDesk();
    desk.time.now = new Date(MONDAY_TEN.getTime() + 8 * DAY);
    await closeTicket(desk.deps, { workspaceId: WORKSPACE, ticketId: 1 });
    const late = (authorId: string, text: string, days = 9) =>
      desk.reply(authorId, text, { at: new Date(MONDAY_TEN.getTime() + days * DAY) });
    return { ...desk, late };
  }

  it("stays closed, and the requester's message opens a new one in the same thread, linked to it", async () => {
    const { kinds, late, ticket, ts } = await closedDesk();

    const asked = await late(MAYA, 'It is missing again');

    expect(await ticket(1)).toMatchObject({ state: 'closed' });
    expect(await ticket(2)).toMatchObject({
      state: 'open',
      ownerId: null,
      linkedToId: 1,
      ts: asked,
      threadTs: ts,
      requesterId: MAYA,
    });
    expect((await kinds(1)).at(-1)).toBe('linked');
    expect(await kinds(2)).toEqual(['opened']);
  });

  it('of two messages at once opens one new ticket', async () => {
    const { db, late } = await closedDesk();

    await Promise.all([late(MAYA, 'It is missing again'), late(MAYA, 'the one of May')]);

    expect(await db.ticket.count()).toBe(2);
  });

  it('gives the answers that follow to the new ticket', async () => {
    const { kinds, late, ticket } = await closedDesk();
    await late(MAYA, 'It is missing again');

    await late(BEN, 'I look', 9.1);
    await late(MAYA, 'The one of May', 9.2);

    expect(await ticket(2)).toMatchObject({ state: 'claimed', ownerId: BEN });
    expect(await kinds(2)).toEqual(['opened', 'replied', 'claimed', 'member_wrote']);
  });

  it.each([
    ['thanks', MAYA, 'thanks again!'],
    ['another member', TOM, 'I have that too'],
    ['staff', ANA, 'Just to add'],
  ])('opens nothing new for %s', async (_what, author, text) => {
    const { db, late, ticket } = await closedDesk();

    await late(author, text);

    expect(await db.ticket.count()).toBe(1);
    expect(await ticket(1)).toMatchObject({ state: 'closed' });
  });
});

describe('a bot in the thread', () => {
  it('changes nothing', async () => {
    const { kinds, reply } = await resolvedDesk();

    await reply('U0APP', 'Reminder!', { isHuman: false });

    expect(await kinds()).toEqual(['opened', 'claimed', 'resolved']);
  });
});
