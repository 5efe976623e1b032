import { describe, expect, it } from 'vitest';
import { makePrivate } from '#bot/privacy/privacy.ts';
import { readRequest } from '#bot/privacy/reading.ts';
import { hearDeletion } from '#bot/tickets/corrections.ts';
import { movedTo, talkOf } from '#bot/tickets/talk.ts';
import { dismissTicket, replyToMember, resolveTicket } from '#bot/tickets/tickets.ts';
import { ANA, by, HELP, LEA, MAYA, MONDAY_TEN, minutesAfter, openDesk, TOM, tsAt, WORKSPACE } from '#test/support/factories.ts';

describe('making a request private', () => {
  it('moves its talk to the direct message, in one step with its history and everything that shows it', async () => {
    const { deps, say, ticket, kinds, jobs } = await openDesk();
    const ts = await say(MAYA, 'My payslip is wrong');
    const copied = await say(TOM, 'Mine, too', { threadTs: ts });

    await makePrivate(deps, by(MAYA));

    expect(await ticket()).toMatchObject({ isPrivate: true, talksInDm: true, state: 'open' });
    expect(await kinds()).toEqual(['opened', 'member_wrote', 'made_private']);
    expect(talkOf(await ticket())).toEqual({ channelId: MAYA, underKey: 'talk:1', ticketId: 1 });
    expect((await jobs()).map(({ key }) => key)).toEqual(
      expect.arrayContaining(
        ['card:1', 'acknowledgement:1', 'talk:1', 'delete-help:1', `copy:${HELP}:${copied}`]
          .map((owned) => `sync:${WORKSPACE}:${owned}`)
          .concat(`clear-sayings:${WORKSPACE}:1`),
      ),
    );
  });

  it('is done by one of two who press at once, and the other hears that it is done', async () => {
    const { deps, say, kinds } = await openDesk();
    await say(MAYA, 'My payslip is wrong');

    const outcomes = await Promise.allSettled([makePrivate(deps, by(MAYA)), makePrivate(deps, by(ANA))]);

    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { message: 'Request #1 is private already. There is nothing more to do.' },
    });
    expect((await kinds()).filter((kind) => kind === 'made_private')).toHaveLength(1);
  });

  it('is refused to somebody whose request it is not', async () => {
    const { deps, say, ticket } = await openDesk();
    await say(MAYA, 'My payslip is wrong');

    await expect(makePrivate(deps, by(TOM))).rejects.toMatchObject({ code: 'not_yours' });
    expect(await ticket()).toMatchObject({ isPrivate: false, talksInDm: false });
  });

  it('is possible whatever has become of the request', async () => {
    const { deps, say, ticket } = await openDesk();
    await say(MAYA, 'My payslip is wrong');
    await dismissTicket(deps, by(ANA));

    await makePrivate(deps, by(ANA));

    expect(await ticket()).toMatchObject({ state: 'dismissed', isPrivate: true });
  });

  it('takes the question back how it went', async () => {
    const { deps, say, jobs } = await openDesk();
    await say(MAYA, 'My payslip is wrong');
    await resolveTicket(deps, by(ANA), { outcome: 'solved', topic: 'billing' });

    await makePrivate(deps, by(MAYA));

    const keys = (await jobs()).map(({ key }) => key);
    expect(keys).toContain(`withdraw-rating:${WORKSPACE}:1`);
    expect(keys).not.toContain(`ask-rating:${WORKSPACE}:1`);
  });

  it.each([
    ['in a direct message already', 'D0MAYA', MAYA],
    ['by somebody who is not in Slack', 'X0CALLER', 'X0CALLER'],
  ])('moves no talk of what was asked %s', async (_where, channelId, requesterId) => {
    const { deps, db, say, ticket, jobs } = await openDesk();
    await say(MAYA, 'My payslip is wrong');
    await db.ticket.updateMany({ data: { channelId, requesterId } });

    await makePrivate(deps, by(ANA));

    expect(await ticket()).toMatchObject({ isPrivate: true, talksInDm: false });
    expect((await jobs()).map(({ key }) => key)).not.toContain(`sync:${WORKSPACE}:delete-help:1`);
  });

  it('is not found by its words any more', async () => {
    const { deps, db, say } = await openDesk();
    await say(MAYA, 'My payslip is wrong');

    await makePrivate(deps, by(MAYA));

    expect(await db.$queryRaw`select asked, words::text from ticket_search`).toEqual([{ asked: '', words: '' }]);
  });
});

describe('what is on its way when a request is made private', () => {
  it('an answer that waits for the thread is said in the direct message', async () => {
    const { deps, db, say } = await openDesk();
    const threadTs = await say(MAYA, 'My payslip is wrong');
    await replyToMember(deps, by(ANA), { text: 'Which month?', key: 'reply:1' });
    expect(await db.saidMessage.findMany()).toMatchObject([{ channelId: HELP, threadTs }]);

    await makePrivate(deps, by(MAYA));

    expect(await movedTo(db, WORKSPACE, { ticketId: 1, channelId: HELP })).toEqual({ channelId: MAYA, underKey: 'talk:1' });
    expect(await movedTo(db, WORKSPACE, { ticketId: 1, channelId: MAYA })).toBeNull();
  });

  it('what its requester writes in the thread is kept, and they are told once where to go on', async () => {
    const { deps, db, say } = await openDesk();
    const threadTs = await say(MAYA, 'My payslip is wrong');
    await makePrivate(deps, by(MAYA));

    await say(MAYA, 'It is for May', { threadTs });
    await say(MAYA, 'And June', { threadTs });
    await say(MAYA, 'July as well', { at: minutesAfter(MONDAY_TEN, 2) });

    expect(
      (await db.channelMessage.findMany({ orderBy: { ts: 'asc' } })).map(({ standing, ticketId }) => [standing, ticketId]),
    ).toEqual([
      ['request', 1],
      ['reply', 1],
      ['reply', 1],
      ['joined', 1],
    ]);
    expect(await db.saidMessage.findMany()).toMatchObject([{ key: 'go-on-here:1', channelId: MAYA, underKey: 'talk:1' }]);
  });

  it('what others write there is kept and pointed nowhere', async () => {
    const { deps, db, say } = await openDesk();
    const threadTs = await say(MAYA, 'My payslip is wrong');
    await makePrivate(deps, by(MAYA));

    await say(TOM, 'Mine, too', { threadTs });

    expect(await db.channelMessage.findFirst({ where: { authorId: TOM } })).toMatchObject({ ticketId: 1, text: 'Mine, too' });
    expect(await db.saidMessage.count()).toBe(0);
  });

  it('a number that should not be there is asked about once, of its requester alone, and never when it is private', async () => {
    const { deps, db, say } = await openDesk();
    const threadTs = await say(MAYA, 'My card is 4111 1111 1111 1111');
    await say(MAYA, 'and my password is Sunflower42', { threadTs });
    await say(TOM, 'my password is Sunflower43', { threadTs });

    expect(await db.saidMessage.findMany()).toMatchObject([
      { key: 'offer-privacy:1', channelId: MAYA, content: { kind: 'offer-privacy', ticketId: 1, holds: 'card' } },
    ]);
    expect(JSON.stringify(await db.saidMessage.findMany({ select: { content: true } }))).not.toMatch(/4111|Sunflower/);
    await db.saidMessage.deleteMany();
    await makePrivate(deps, by(MAYA));
    await say(MAYA, 'It was 4111 1111 1111 1111', { threadTs });
    expect(await db.saidMessage.findMany()).toMatchObject([{ key: 'go-on-here:1' }]);
  });
});

describe('a private request that is closed', () => {
  it('is followed up in private, even when its requester writes in the old thread', async () => {
    const { deps, db, say, jobs } = await openDesk();
    const threadTs = await say(MAYA, 'My payslip is wrong');
    await makePrivate(deps, by(MAYA));
    await db.ticket.updateMany({ data: { state: 'closed', outcome: 'solved', ownerId: ANA } });

    await say(MAYA, 'It is wrong again', { threadTs, at: minutesAfter(MONDAY_TEN, 60) });

    expect(await db.ticket.findFirst({ where: { id: 2 } })).toMatchObject({ isPrivate: true, talksInDm: true, linkedToId: 1 });
    expect((await jobs()).map(({ key }) => key)).toEqual(
      expect.arrayContaining([`sync:${WORKSPACE}:talk:2`, `sync:${WORKSPACE}:delete-help:2`]),
    );
    expect(await db.saidMessage.findMany()).toMatchObject([{ key: 'go-on-here:2', underKey: 'talk:2' }]);
  });
});

describe('deleting what was written', () => {
  const deletion = (ts: string, channelId = HELP, threadTs: string | null = null) => ({
    workspaceId: WORKSPACE,
    channelId,
    ts,
    threadTs,
    authorId: MAYA,
    at: minutesAfter(MONDAY_TEN, 5),
  });

  it('in the channel keeps the words of a private request for its readers', async () => {
    const { deps, db, say } = await openDesk();
    const ts = await say(MAYA, 'My payslip is wrong');
    await makePrivate(deps, by(MAYA));

    await hearDeletion(deps, deletion(ts));

    expect(await db.channelMessage.findMany()).toMatchObject([{ text: 'My payslip is wrong', deletedAt: expect.any(Date) }]);
  });

  it('before it was private, or in the direct message itself, forgets them', async () => {
    const { deps, db, say } = await openDesk();
    const ts = await say(MAYA, 'My payslip is wrong');
    await hearDeletion(deps, deletion(ts));
    await makePrivate(deps, by(MAYA));
    const talkTs = tsAt(MONDAY_TEN);
    await db.ownedMessage.create({ data: { workspaceId: WORKSPACE, key: 'talk:1', channelId: 'D0MAYA', ts: talkTs } });
    const inTalk = await say(MAYA, 'For May', { channelId: 'D0MAYA', threadTs: talkTs });

    await hearDeletion(deps, deletion(inTalk, 'D0MAYA', talkTs));

    expect((await db.channelMessage.findMany()).map(({ text }) => text)).toEqual([null, null]);
  });
});

describe('reading a private request', () => {
  it('is for its named readers and its requester, and is kept', async () => {
    const { deps, db, say } = await openDesk();
    await say(MAYA, 'My payslip is wrong');
    await db.desk.updateMany({ data: { readers: [LEA] } });
    await makePrivate(deps, by(MAYA));

    await expect(readRequest(deps, by(ANA))).rejects.toMatchObject({ code: 'not_reader' });
    const { lines } = await readRequest(deps, by(LEA));

    expect(lines).toMatchObject([{ authorId: MAYA, text: 'My payslip is wrong', standing: 'request' }]);
    expect(await db.auditEntry.findMany()).toMatchObject([{ action: 'private.read', actorId: LEA, detail: { ticketId: 1 } }]);
  });

  it('goes page by page', async () => {
    const { deps, say } = await openDesk();
    const threadTs = await say(MAYA, 'first');
    for (let index = 1; index <= 24; index += 1)
      await say(MAYA, `line ${index}`, { threadTs, at: new Date(MONDAY_TEN.getTime() + index * 60_000) });
    await makePrivate(deps, by(MAYA));

    const latest = await readRequest(deps, by(ANA));
    const earlier = await readRequest(deps, by(ANA), latest.earlier ?? '');

    expect(latest.lines.map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, index) => `line ${index + 5}`));
    expect(earlier.lines.map(({ text }) => text)).toEqual(['first', 'line 1', 'line 2', 'line 3', 'line 4']);
    expect(earlier.earlier).toBeNull();
  });
});
