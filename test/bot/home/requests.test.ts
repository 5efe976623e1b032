import { describe, expect, it } from 'vitest';
import type { UserError } from '#bot/errors.ts';
import { ownRequestsOf } from '#bot/home/own-requests.ts';
import { addToRequest, saySolved, takeRequestBack } from '#bot/home/requests.ts';
import { claimTicket, resolveAsUsual } from '#bot/tickets/tickets.ts';
import { copyViewOf } from '#bot/tickets/views.ts';
import { wordsIn } from '#bot/words/words.ts';
import { ANA, by, DAY, MAYA, MONDAY_TEN, minutesAfter, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';

/** Maya has asked for her invoice. */
async function deskWithRequest() {
  const desk = await openDesk();
  await desk.say(MAYA, 'Where is my invoice?');
  const add = (text: string, { actorId = MAYA, key = `added:${text}` } = {}) =>
    addToRequest(desk.deps, by(actorId), { text, key });
  const said = async () =>
    (await desk.db.saidMessage.findMany({ orderBy: { id: 'asc' } })).map(({ key, content }) => ({ key, content }));
  return { ...desk, add, said };
}

const refusalOf = async (doing: Promise<unknown>) => {
  const error = await doing.then(
    () => undefined,
    (reason: unknown) => reason as UserError,
  );
  return error && { code: error.code, spanish: error.in(wordsIn('es')) };
};

describe('what a requester adds from Home', () => {
  it('is a reply of theirs: kept at once, in its history, copied under the card and repeated in the thread', async () => {
    const { add, deps, db, kinds, said, jobs } = await deskWithRequest();

    await add('The one of <May> & June');

    const kept = await db.channelMessage.findFirstOrThrow({ where: { standing: 'reply' } });
    expect(kept).toMatchObject({
      channelId: MAYA,
      authorId: MAYA,
      reason: 'requester',
      ticketId: 1,
      text: 'The one of &lt;May&gt; &amp; June',
    });
    expect(await kinds()).toEqual(['opened', 'member_wrote']);
    expect(await said()).toMatchObject([{ content: { kind: 'added-by-requester', text: 'The one of <May> & June' } }]);
    expect((await jobs()).map(({ key }) => key)).toContain(`sync:${WORKSPACE}:copy:${MAYA}:${kept.ts}`);
    const copied = { workspaceId: WORKSPACE, channelId: MAYA, ts: kept.ts };
    expect(await copyViewOf(db, deps, copied)).toMatchObject({ role: 'requester', link: '' });
  });

  it('sent twice from one form counts once, and twice in a millisecond is two', async () => {
    const { add, db } = await deskWithRequest();

    await add('May', { key: 'one' });
    await add('May', { key: 'one' });
    await Promise.all([add('June', { key: 'two' }), add('July', { key: 'three' })]);

    expect(await db.channelMessage.count({ where: { standing: 'reply' } })).toBe(3);
  });

  it('brings a resolved request back, thanks do not', async () => {
    const { add, deps, ticket } = await deskWithRequest();
    await claimTicket(deps, by(ANA));
    await resolveAsUsual(deps, by(ANA));

    await add('Thank you!');
    const thanked = (await ticket()).state;
    await add('It is still not here');

    expect([thanked, await ticket()]).toMatchObject(['resolved', { state: 'claimed', ownerId: ANA }]);
  });

  it('that should not be in a channel is offered to go on in private', async () => {
    const { add, said } = await deskWithRequest();

    await add('My password is hunter2-blue-horse');

    expect((await said()).map(({ key }) => key)).toContain('offer-privacy:1');
  });

  it('is refused on a closed request, and to everybody else, in their language', async () => {
    const { add, db, said } = await deskWithRequest();
    const strangers = await Promise.all([add('Mine?', { actorId: TOM }), add('Mine?', { actorId: ANA })].map(refusalOf));
    await db.ticket.updateMany({ data: { state: 'closed', outcome: 'solved', resolvedAt: MONDAY_TEN } });

    const late = await refusalOf(add('Again'));

    expect(strangers.map((refused) => refused?.code)).toEqual(['not_yours', 'not_yours']);
    expect(late).toEqual({ code: 'request_ended', spanish: wordsIn('es').refusals.alreadyEnded('#1') });
    expect(await said()).toEqual([]);
  });
});

describe('a request that its requester ends', () => {
  it('is solved, by whoever looked after it, however often they press', async () => {
    const { deps, ticket, kinds } = await deskWithRequest();
    await claimTicket(deps, by(ANA));

    await Promise.all([saySolved(deps, by(MAYA)), saySolved(deps, by(MAYA)), saySolved(deps, by(MAYA))]);

    expect(await ticket()).toMatchObject({ state: 'resolved', outcome: 'solved', ownerId: ANA, topic: 'other' });
    expect(await kinds()).toEqual(['opened', 'claimed', 'resolved']);
  });

  it('is taken back, and then no longer solved', async () => {
    const { deps, ticket, kinds } = await deskWithRequest();

    await takeRequestBack(deps, by(MAYA));
    await takeRequestBack(deps, by(MAYA));
    await saySolved(deps, by(MAYA));

    expect(await ticket()).toMatchObject({ state: 'resolved', outcome: 'no longer needed', ownerId: null });
    expect(await kinds()).toEqual(['opened', 'withdrawn']);
  });

  it('is nobody else’s to end, and a closed one says what to do', async () => {
    const { deps, db, ticket } = await deskWithRequest();

    const refused = [
      await refusalOf(saySolved(deps, by(TOM))),
      await refusalOf(takeRequestBack(deps, by(ANA))),
      await refusalOf(takeRequestBack(deps, by(MAYA, 77))),
    ];
    await db.ticket.updateMany({ data: { state: 'closed' } });
    refused.push(await refusalOf(saySolved(deps, by(MAYA))));

    expect(refused.map((refusal) => refusal?.code)).toEqual(['not_yours', 'not_yours', 'no_ticket', 'request_ended']);
    expect(await ticket()).toMatchObject({ state: 'closed', outcome: null });
  });
});

describe('a member’s own requests', () => {
  it('are theirs only: the newest in the queue, with the last answer of somebody else, and the last that ended', async () => {
    const { db, deps, say, time } = await deskWithRequest();
    const ts = (await db.ticket.findFirstOrThrow()).threadTs;
    await say(TOM, 'Where is the badge office?', { at: minutesAfter(MONDAY_TEN, 1) });
    await say(ANA, 'Which month?', { threadTs: ts, at: minutesAfter(MONDAY_TEN, 2) });
    await say(MAYA, 'May', { threadTs: ts, at: minutesAfter(MONDAY_TEN, 3) });
    time.now = minutesAfter(MONDAY_TEN, 30);
    await say(MAYA, 'And how do I log in?');
    time.now = new Date(MONDAY_TEN.getTime() + DAY);
    await say(MAYA, 'Is the kitchen open?');
    await takeRequestBack(deps, by(MAYA, 4));

    const own = await ownRequestsOf(db, WORKSPACE, MAYA, { open: 1, ended: 10 });
    const both = await ownRequestsOf(db, WORKSPACE, MAYA, { open: 10, ended: 0 });

    expect(own).toMatchObject({ open: [{ id: 3, answer: null }], moreOpen: 1, ended: [{ id: 4, outcome: 'no longer needed' }] });
    expect(both.open).toMatchObject([{ id: 3 }, { id: 1, answer: { authorId: ANA, text: 'Which month?' } }]);
  });
});
