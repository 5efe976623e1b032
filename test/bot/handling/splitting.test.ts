import { describe, expect, it } from 'vitest';
import { partsToSplit, splitTicket } from '#bot/handling/splitting.ts';
import { hearDeletion, hearEdit } from '#bot/tickets/corrections.ts';
import { dismissTicket } from '#bot/tickets/tickets.ts';
import { viewOf } from '#bot/tickets/views.ts';
import { ANA, BEN, by, HELP, MAYA, minutesAfter, openDesk, TOM, tsAt, WORKSPACE } from '#test/support/factories.ts';
import { textOf } from './some-tickets.ts';

/** Maya asked for her invoice, added at the top of the channel that her key is stuck, and in the thread that her desk lamp is out. */
async function deskWithParts() {
  const desk = await openDesk();
  const start = desk.time.now;
  const first = await desk.say(MAYA, 'Where is my invoice?');
  const joined = await desk.say(MAYA, 'My key is stuck, too', { at: minutesAfter(start, 2) });
  const reply = await desk.say(MAYA, 'And my lamp is out', { threadTs: first, at: minutesAfter(start, 6) });
  await desk.say(TOM, 'Mine as well', { threadTs: first, at: minutesAfter(start, 7) });
  desk.time.now = minutesAfter(start, 30);
  const told = async () => (await desk.db.saidMessage.findMany({ orderBy: { id: 'asc' } })).map((saying) => textOf(saying));
  return { ...desk, first, joined, reply, told };
}

describe('splitting a request', () => {
  it('offers what its requester added, and neither the first message nor anybody else’s', async () => {
    const { deps, joined, reply } = await deskWithParts();

    const { parts } = await partsToSplit(deps, by(ANA));

    expect(parts.map(({ ts }) => ts)).toEqual([joined, reply]);
  });

  it('makes what was written at the top of the channel a request under its own message', async () => {
    const { deps, db, ticket, joined, told, kinds, time } = await deskWithParts();

    await splitTicket(deps, by(ANA), { messageTs: [joined] });

    expect(await ticket(2)).toMatchObject({ splitFromId: 1, requesterId: MAYA, ts: joined, threadTs: joined, talksInDm: false });
    expect((await ticket(2)).openedAt).toEqual(time.now);
    expect((await viewOf(db, WORKSPACE, 1)).request.map(({ text }) => text)).toEqual(['Where is my invoice?']);
    expect((await viewOf(db, WORKSPACE, 2)).request.map(({ text }) => text)).toEqual(['My key is stuck, too']);
    expect(await told()).toEqual([expect.stringContaining('is now request *#2*')]);
    expect(await kinds(1)).toContain('split');
  });

  it('makes a reply a request that goes on in a direct message, while the thread stays the old one’s', async () => {
    const { deps, db, ticket, first, reply, say, told, time } = await deskWithParts();

    await splitTicket(deps, by(ANA), { messageTs: [reply] });
    await say(MAYA, 'Found the invoice', { threadTs: first, at: minutesAfter(time.now, 1) });

    expect(await ticket(2)).toMatchObject({ splitFromId: 1, ts: reply, talksInDm: true });
    expect(await db.channelMessage.findFirst({ where: { text: 'Found the invoice' } })).toMatchObject({ ticketId: 1 });
    expect(await told()).toEqual([expect.stringContaining('in a direct message to you')]);
  });

  it('takes several together', async () => {
    const { deps, db, joined, reply } = await deskWithParts();

    await splitTicket(deps, by(ANA), { messageTs: [reply, joined] });

    expect((await viewOf(db, WORKSPACE, 2)).request.map(({ text }) => text)).toEqual([
      'My key is stuck, too',
      'And my lamp is out',
    ]);
  });

  it('of two at the same moment happens once', async () => {
    const { deps, db, joined } = await deskWithParts();

    const both = await Promise.allSettled([
      splitTicket(deps, by(ANA), { messageTs: [joined] }),
      splitTicket(deps, by(BEN), { messageTs: [joined] }),
    ]);

    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await db.ticket.count()).toBe(2);
  });

  it('never takes the first message, another member’s words, or nothing', async () => {
    const { deps, db, first, say, time } = await deskWithParts();
    const toms = await say(TOM, 'Here too', { threadTs: first, at: minutesAfter(time.now, 1) });

    await expect(splitTicket(deps, by(ANA), { messageTs: [first] })).rejects.toThrow('first message always stays');
    await expect(splitTicket(deps, by(ANA), { messageTs: [toms] })).rejects.toThrow('not part of this request');
    await expect(splitTicket(deps, by(ANA), { messageTs: [] })).rejects.toThrow('choose what becomes');
    await expect(splitTicket(deps, by(TOM), { messageTs: [first] })).rejects.toThrow('for the staff');
    expect(await db.ticket.count()).toBe(1);
  });

  it('is refused when the request has ended, or is one message only', async () => {
    const { deps, joined, say, time } = await deskWithParts();
    await say(TOM, 'Where can I park?', { at: minutesAfter(time.now, 10) });
    await dismissTicket(deps, by(ANA));

    await expect(splitTicket(deps, by(ANA), { messageTs: [joined] })).rejects.toThrow('not a request');
    await expect(partsToSplit(deps, by(ANA, 2))).rejects.toThrow('one message only');
  });

  it('lets a later edit and a deletion of the message reach the new request', async () => {
    const { deps, db, joined, time } = await deskWithParts();
    await splitTicket(deps, by(ANA), { messageTs: [joined] });
    const message = { workspaceId: WORKSPACE, channelId: HELP, ts: joined, threadTs: null, authorId: MAYA };
    const asked = async () => (await viewOf(db, WORKSPACE, 2)).request;

    await hearEdit(deps, { ...message, editedTs: tsAt(time.now), text: 'My key is broken', files: [] });
    const edited = await asked();
    await hearDeletion(deps, { ...message, at: time.now });

    expect(edited.map(({ text }) => text)).toEqual(['My key is broken']);
    expect(await asked()).toMatchObject([{ text: null, deletedAt: expect.any(Date) }]);
  });
});
