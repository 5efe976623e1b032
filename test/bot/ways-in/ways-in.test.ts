import { describe, expect, it } from 'vitest';
import { hearDeletion } from '#bot/tickets/corrections.ts';
import { answerOffer, judgeMark, offerToAuthor } from '#bot/ways-in/offers.ts';
import { type Message, takeAsRequest } from '#bot/ways-in/ways-in.ts';
import { ANA, BEN, DAY, HELP, MAYA, MONDAY_TEN, minutesAfter, openDesk, TOM, tsAt, WORKSPACE } from '#test/support/factories.ts';

const RANDOM = 'C0RANDOM';
const written = (changes: Partial<Message> = {}): Message => ({
  workspaceId: WORKSPACE,
  channelId: RANDOM,
  ts: tsAt(MONDAY_TEN),
  threadTs: null,
  authorId: MAYA,
  text: 'My badge is broken',
  files: [],
  ...changes,
});

describe('a message that becomes a request', () => {
  it('is one ticket, however many make a request of it at once, by whatever way', async () => {
    const { deps, db } = await openDesk();
    const message = written();

    const vias = ['reaction', 'shortcut', 'mention', 'reaction', 'shortcut'] as const;
    const taken = await Promise.all(vias.map((via) => takeAsRequest(deps, message, { via, at: MONDAY_TEN })));

    expect(taken.map((one) => one?.ticketId)).toEqual([1, 1, 1, 1, 1]);
    expect(taken.filter((one) => one?.isNew)).toHaveLength(1);
    expect(await db.ticketEvent.count({ where: { kind: 'opened' } })).toBe(1);
  });

  it('fresh in a help channel is the same whether its own event or the 🎫 comes first', async () => {
    const { deps, db, say } = await openDesk();
    const message = written({ channelId: HELP });

    await Promise.all([
      takeAsRequest(deps, message, { via: 'reaction', at: MONDAY_TEN }),
      say(MAYA, message.text, { ts: message.ts }),
    ]);

    expect(await db.ticket.findMany()).toMatchObject([{ via: 'message', openedAt: MONDAY_TEN }]);
  });

  it('counts from the 🎫 when that came later than five minutes, and from itself otherwise', async () => {
    const { deps, ticket } = await openDesk();

    await takeAsRequest(deps, written(), { via: 'reaction', at: minutesAfter(MONDAY_TEN, 4) });
    await takeAsRequest(deps, written(), { via: 'reaction', at: minutesAfter(MONDAY_TEN, 40) });

    expect((await ticket(1)).openedAt).toEqual(MONDAY_TEN);
    expect((await ticket(2)).openedAt).toEqual(minutesAfter(MONDAY_TEN, 40));
  });

  it('written by staff in a help channel becomes one when staff say so', async () => {
    const { deps, db, say } = await openDesk();
    const ts = await say(ANA, 'Who has the key?');

    await takeAsRequest(deps, written({ channelId: HELP, ts, authorId: ANA }), { via: 'reaction', at: MONDAY_TEN });

    expect(await db.ticket.findMany()).toMatchObject([{ requesterId: ANA, ts }]);
    expect(await db.channelMessage.findMany()).toMatchObject([{ standing: 'request', reason: null, ticketId: 1 }]);
  });

  it('deleted meanwhile opens nothing', async () => {
    const { deps, db } = await openDesk();
    const { ts } = written();
    const message = written({ channelId: HELP, ts });
    await hearDeletion(deps, { workspaceId: WORKSPACE, channelId: HELP, ts, threadTs: null, authorId: MAYA, at: MONDAY_TEN });

    const late = { via: 'reaction', at: minutesAfter(MONDAY_TEN, 10) } as const;

    expect(await takeAsRequest(deps, message, late)).toBeNull();
    expect(await db.ticket.count()).toBe(0);
  });

  it('of somebody switched off, or before the set-up, is refused in a sentence', async () => {
    const { deps, db } = await openDesk();
    await db.member.create({ data: { workspaceId: WORKSPACE, id: TOM, displayName: 'Tom', deactivatedAt: MONDAY_TEN } });
    const coming = { via: 'reaction', at: MONDAY_TEN } as const;

    await expect(takeAsRequest(deps, written({ authorId: TOM }), coming)).rejects.toMatchObject({ code: 'switched_off' });
    await db.workspace.updateMany({ data: { setUpAt: null } });
    await expect(takeAsRequest(deps, written(), coming)).rejects.toMatchObject({ code: 'not_set_up' });
  });
});

describe('whoever marks a message', () => {
  it.each([
    ['its author', MAYA, MAYA, RANDOM, false, 'take it'],
    ['staff', MAYA, ANA, RANDOM, false, 'take it'],
    ['another member', MAYA, TOM, RANDOM, false, 'ask the author'],
    ['its author in a private channel', MAYA, MAYA, RANDOM, true, 'ask the author'],
    ['staff in a private channel', MAYA, ANA, RANDOM, true, 'ask the author'],
    ['staff in a private help channel', MAYA, ANA, HELP, true, 'take it'],
    ['a member what staff wrote', BEN, TOM, RANDOM, false, 'by our team'],
  ] as const)('%s', async (_who, authorId, actorId, channelId, isPrivate, verdict) => {
    const { db } = await openDesk();

    expect(await judgeMark(db, { workspaceId: WORKSPACE, channelId, authorId, actorId, isPrivate })).toBe(verdict);
  });

  it('has the author asked once, whose answer counts once and nobody else’s', async () => {
    const { deps, db, jobs } = await openDesk();
    const message = written();
    const { channelId, ts } = message;
    const offer = (actorId: string) => offerToAuthor(deps, { ...message, actorId, at: MONDAY_TEN });

    const asked = await Promise.all([offer(TOM), offer('U0ADA')]);
    const answer = (actorId: string, said: 'yes' | 'no') =>
      answerOffer(deps, { workspaceId: WORKSPACE, channelId, ts, actorId }, said);
    await expect(answer(TOM, 'yes')).rejects.toMatchObject({ code: 'no_offer' });
    const answers = await Promise.allSettled([answer(MAYA, 'yes'), answer(MAYA, 'yes'), answer(MAYA, 'yes')]);

    expect(asked.toSorted()).toEqual([false, true]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await db.saidMessage.count()).toBe(1);
    expect((await jobs()).filter(({ key }) => key.startsWith('take-marked-message'))).toHaveLength(1);
  });

  it('finds an offer of long ago still open', async () => {
    const { deps, db, time } = await openDesk();
    const message = written();
    await offerToAuthor(deps, { ...message, actorId: TOM, at: MONDAY_TEN });
    time.now = new Date(MONDAY_TEN.getTime() + 30 * DAY);

    await answerOffer(deps, { ...message, actorId: MAYA }, 'no');

    expect(await db.offer.findFirst()).toMatchObject({ answer: 'no', answeredAt: time.now });
  });
});
