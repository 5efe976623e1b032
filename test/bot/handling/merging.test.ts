import { describe, expect, it } from 'vitest';
import { mergeTicket } from '#bot/handling/merging.ts';
import { claimTicket, dismissTicket, resolveAsUsual, resolveTicket, undoLastStep } from '#bot/tickets/tickets.ts';
import { copyViewOf, viewOf } from '#bot/tickets/views.ts';
import { ANA, BEN, by, HELP, LEA, minutesAfter, TOM, TRIAGE, WORKSPACE } from '#test/support/factories.ts';
import { deskWithThree, textOf } from './some-tickets.ts';

const told = (db: Awaited<ReturnType<typeof deskWithThree>>['db']) =>
  db.saidMessage.findMany({ where: { channelId: HELP }, orderBy: { id: 'asc' } });

describe('merging', () => {
  it('ends one request in another, tells its requester once where it goes on, and shows it on the other card', async () => {
    const { deps, db, ticket, first, jobs } = await deskWithThree();

    await mergeTicket(deps, by(ANA, 3), 1);

    expect(await ticket(3)).toMatchObject({ state: 'merged', mergedIntoId: 1 });
    const sayings = await told(db);
    expect(sayings).toHaveLength(1);
    expect(sayings[0]).toMatchObject({ threadTs: (await ticket(3)).threadTs, ticketId: 3 });
    expect(textOf(sayings[0])).toContain('Your request *#3* is about the same thing as');
    expect(textOf(sayings[0])).toContain(`/archives/${HELP}/p${first.replace('.', '')}|#1>`);
    expect((await viewOf(db, WORKSPACE, 1)).mergedHere).toEqual([3]);
    expect((await jobs()).map(({ key }) => key)).toContain('sync:T0COOP:card:1');
  });

  it('joins requests of two members, too, each with their own thread', async () => {
    const { deps, db, ticket, say, time } = await deskWithThree();
    await mergeTicket(deps, by(ANA, 2), 1);

    await say(TOM, 'Any news?', { threadTs: (await ticket(2)).threadTs, at: minutesAfter(time.now, 5) });

    expect(await ticket(2)).toMatchObject({ state: 'merged' });
    const message = await db.channelMessage.findFirstOrThrow({ where: { text: 'Any news?' } });
    expect(message).toMatchObject({ ticketId: 2, standing: 'reply' });
  });

  it('is told in the member’s own language', async () => {
    const { deps, db } = await deskWithThree();
    await db.workspace.updateMany({ data: { language: 'es' } });

    await mergeTicket(deps, by(ANA, 3), 1);
    await undoLastStep(deps, by(ANA, 3));

    expect((await told(db)).map((saying) => textOf(saying))).toEqual([
      expect.stringContaining('Tu solicitud *#3* trata de lo mismo que la'),
      'Tu solicitud *#3* sigue de nuevo por separado. Hablamos de ella aquí.',
    ]);
  });

  it('can be undone for seven days: the requester is told, and the other card loses its line', async () => {
    const { deps, db, ticket, kinds } = await deskWithThree();
    await claimTicket(deps, by(BEN, 3));
    await mergeTicket(deps, by(ANA, 3), 1);

    await undoLastStep(deps, by(LEA, 3));

    expect(await ticket(3)).toMatchObject({ state: 'claimed', ownerId: BEN, mergedIntoId: null });
    expect(textOf((await told(db)).at(-1))).toBe('Your request *#3* goes on by itself again. We talk about it here.');
    expect((await viewOf(db, WORKSPACE, 1)).mergedHere).toEqual([]);
    expect(await kinds(3)).toEqual(['opened', 'claimed', 'merged', 'undone']);
  });

  it('tells the requester again when it is done a second time', async () => {
    const { deps, db, time } = await deskWithThree();
    await mergeTicket(deps, by(ANA, 3), 1);
    await undoLastStep(deps, by(ANA, 3));
    time.now = minutesAfter(time.now, 1);

    await mergeTicket(deps, by(ANA, 3), 1);

    expect(await told(db)).toHaveLength(3);
  });

  it('of two people who merge two requests into each other, one is told that it is done', async () => {
    const { deps, ticket } = await deskWithThree();

    const both = await Promise.allSettled([mergeTicket(deps, by(ANA, 1), 3), mergeTicket(deps, by(BEN, 3), 1)]);

    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find((one) => one.status === 'rejected')?.reason.message).toContain('merged');
    expect([(await ticket(1)).state, (await ticket(3)).state].toSorted()).toEqual(['merged', 'open']);
  });

  it('is refused into itself, into what has ended or is merged, and for what has ended', async () => {
    const { deps, kinds } = await deskWithThree();
    await mergeTicket(deps, by(ANA, 3), 1);
    await dismissTicket(deps, by(ANA, 2));

    await expect(mergeTicket(deps, by(ANA, 1), 1)).rejects.toThrow('is this request itself');
    await expect(mergeTicket(deps, by(ANA, 1), 3)).rejects.toThrow('was merged into #1. Please merge into that one.');
    await expect(mergeTicket(deps, by(ANA, 1), 2)).rejects.toThrow('has ended');
    await expect(mergeTicket(deps, by(ANA, 3), 1)).rejects.toThrow('Request #3 was merged into #1');
    await expect(mergeTicket(deps, by(ANA, 1), 77)).rejects.toThrow('There is no request #77');
    await resolveAsUsual(deps, by(ANA, 1));
    await expect(mergeTicket(deps, by(ANA, 1), 2)).rejects.toThrow('is resolved already');
    expect(await kinds(1)).toEqual(['opened', 'resolved']);
  });

  it('is refused across desks, and wherever somebody could read or lose what is private', async () => {
    const { deps, db } = await deskWithThree();
    await db.ticket.updateMany({ where: { id: 3 }, data: { isPrivate: true } });

    await expect(mergeTicket(deps, by(ANA, 3), 1)).rejects.toThrow('is private and #1 is not');
    await expect(mergeTicket(deps, by(ANA, 2), 3)).rejects.toThrow('could not follow it there');
    const desk = await db.desk.findFirstOrThrow();
    await db.desk.create({ data: { ...desk, id: 'other', triageChannelId: 'C0OTHER', schedule: desk.schedule as object } });
    await db.deskStaff.create({ data: { workspaceId: WORKSPACE, deskId: 'other', memberId: ANA, isPresent: true } });
    await db.ticket.updateMany({ where: { id: 2 }, data: { deskId: 'other' } });
    await expect(mergeTicket(deps, by(ANA, 1), 2)).rejects.toThrow('belongs to another desk');
    await expect(mergeTicket(deps, by(BEN, 1), 2)).rejects.toThrow('Only people who work at this desk');
  });

  it('keeps its promise: when the one that goes on is done, each member hears it once, and can say that it is not', async () => {
    const { deps, db, ticket, say, time } = await deskWithThree();
    await mergeTicket(deps, by(ANA, 2), 1);
    await claimTicket(deps, by(ANA, 1));

    await resolveAsUsual(deps, by(ANA, 1));

    const [merged, done, ...more] = await told(db);
    expect(textOf(merged)).toContain('and tell you when it is done');
    expect(textOf(done)).toContain('Your request *#2* is done, together with *#1*. If it is not done for you, write here.');
    expect(done).toMatchObject({ threadTs: (await ticket(2)).threadTs });
    expect(more).toEqual([]);
    await say(TOM, 'Thank you!', { threadTs: (await ticket(2)).threadTs, at: minutesAfter(time.now, 1) });
    expect(await ticket(1)).toMatchObject({ state: 'resolved' });
    await say(TOM, 'No, I still cannot park', { threadTs: (await ticket(2)).threadTs, at: minutesAfter(time.now, 2) });
    expect(await ticket(1)).toMatchObject({ state: 'claimed', ownerId: ANA });
  });

  it('opens a new request for a member who still needs help when the one that went on is closed', async () => {
    const { deps, db, ticket, say, time } = await deskWithThree();
    await mergeTicket(deps, by(ANA, 2), 1);
    await resolveTicket(deps, by(ANA, 1), { outcome: 'no longer needed', topic: 'other' });
    expect(textOf((await told(db)).at(-1))).toContain('We have ended *#1*, with which your request *#2* went on.');
    await db.ticket.update({ where: { workspaceId_id: { workspaceId: WORKSPACE, id: 1 } }, data: { state: 'closed' } });

    await say(TOM, 'I still cannot park', { threadTs: (await ticket(2)).threadTs, at: minutesAfter(time.now, 2) });

    expect(await ticket(4)).toMatchObject({ requesterId: TOM, linkedToId: 2, state: 'open' });
  });

  it('takes along what was merged before: its member is told once, and what they write goes under the card that goes on', async () => {
    const { deps, db, ticket, say, time, kinds } = await deskWithThree();
    await mergeTicket(deps, by(ANA, 2), 3);

    await mergeTicket(deps, by(ANA, 3), 1);

    expect(await ticket(2)).toMatchObject({ state: 'merged', mergedIntoId: 1 });
    expect(await kinds(2)).toEqual(['opened', 'merged', 'linked']);
    expect((await viewOf(db, WORKSPACE, 1)).mergedHere).toEqual([2, 3]);
    const toTom = (await told(db)).filter(({ ticketId }) => ticketId === 2).map((saying) => textOf(saying));
    expect(toTom).toEqual([expect.stringContaining('|#3>'), expect.stringContaining('|#1>')]);
    await db.ownedMessage.createMany({
      data: [1, 3].map((id) => ({ workspaceId: WORKSPACE, key: `card:${id}`, channelId: TRIAGE, ts: `1.00000${id}` })),
    });
    const ts = await say(TOM, 'Any news?', { threadTs: (await ticket(2)).threadTs, at: minutesAfter(time.now, 5) });
    expect(await copyViewOf(db, deps, { workspaceId: WORKSPACE, channelId: HELP, ts })).toMatchObject({ cardTs: '1.000001' });
  });

  it('gives them back when that is undone', async () => {
    const { deps, ticket } = await deskWithThree();
    await mergeTicket(deps, by(ANA, 2), 3);
    await mergeTicket(deps, by(ANA, 3), 1);

    await undoLastStep(deps, by(ANA, 3));

    expect(await ticket(2)).toMatchObject({ state: 'merged', mergedIntoId: 3 });
    await undoLastStep(deps, by(ANA, 2));
    expect(await ticket(2)).toMatchObject({ state: 'open', mergedIntoId: null });
  });
});
