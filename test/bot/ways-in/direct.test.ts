import { describe, expect, it } from 'vitest';
import { CLAIM_TICKET, REPLY_TO_MEMBER } from '#bot/tickets/action-ids.ts';
import { SOMETHING_NEW } from '#bot/ways-in/blocks.ts';
import { startCooperative } from '#test/support/cooperative.ts';

async function inDirectMessage() {
  const coop = await startCooperative();
  const { slack, people, triage, quiet, db } = coop;
  const direct = slack.directChannel(people.maya.id);
  return {
    ...coop,
    direct,
    write: async (text: string, more: Parameters<typeof slack.post>[3] = {}) => {
      const written = await slack.post(people.maya.id, direct, text, more);
      await quiet();
      return written.ts;
    },
    said: () => slack.botMessages(direct).map(({ text }) => text),
    cards: () => slack.botMessages(triage).filter(({ ts, thread_ts = ts }) => thread_ts === ts),
    reply: async (cardTs: string, text: string) => {
      await slack.press(people.ana.id, { channel: triage, ts: cardTs }, REPLY_TO_MEMBER);
      await slack.submit(people.ana.id, String(slack.views(people.ana.id).at(-1)?.id), { 'Your answer': text });
      await quiet();
    },
    ticket: (id = 1) => db.ticket.findFirstOrThrow({ where: { id } }),
  };
}

describe('a direct message to the bot', () => {
  it('is a request, talked about in the thread under it; what follows within five minutes belongs to it', async () => {
    const { slack, people, direct, triage, write, said, cards, reply, ticket, db } = await inDirectMessage();

    const ts = await write('Where is my invoice?');
    await write('The one of May');
    const [card] = cards();
    await reply(card?.ts ?? '', 'It is on its way');
    await write('Thank you, to which address?', { threadTs: ts });

    expect(await ticket()).toMatchObject({
      via: 'dm',
      channelId: direct,
      threadTs: ts,
      ownerId: people.ana.id,
      talksInDm: false,
    });
    expect(cards()[0]?.text).toContain('Where is my invoice?\nThe one of May');
    expect(slack.messages(direct, { threadTs: ts }).map(({ text }) => text)).toEqual([
      'Where is my invoice?',
      expect.stringContaining('is looking after your request *#1*'),
      '*ana (staff):* It is on its way',
      'Thank you, to which address?',
    ]);
    expect(said()).toHaveLength(2);
    const underCard = slack.messages(triage, { threadTs: card?.ts ?? '' }).slice(1);
    expect(underCard.map(({ text }) => text)).toEqual([`<@${people.maya.id}>: Thank you, to which address?`]);
    expect(await db.ticket.count()).toBe(1);
  });

  it('reaches the request when it is edited or deleted', async () => {
    const { slack, people, direct, write, cards, quiet } = await inDirectMessage();
    const ts = await write('Where is my invoise?');

    await slack.edit(people.maya.id, direct, ts, 'Where is my invoice?');
    await quiet();
    expect(cards()[0]?.text).toContain('Where is my invoice?');

    await slack.remove(people.maya.id, direct, ts);
    await quiet();
    expect(cards()[0]?.text).toContain('(deleted by the member)');
  });

  it('with a file only is a request, too', async () => {
    const { write, cards } = await inDirectMessage();

    await write('', { files: [{ name: 'error.png', content: 'picture' }] });

    expect(JSON.stringify(cards()[0]?.blocks)).toContain('error.png');
  });

  it('answers the one request we asked about; "something new" makes it a request of its own, once, and the first waits again', async () => {
    const { slack, people, direct, triage, write, said, cards, reply, ticket, quiet, db } = await inDirectMessage();
    await slack.changePerson(people.maya.id, { locale: 'es-ES' });
    await write('¿Dónde está mi factura?');
    await reply(cards()[0]?.ts ?? '', 'De qué mes?');
    await db.ticket.updateMany({ data: { state: 'waiting', waitingOn: 'member', lastJoinedTs: '1000000000.000000' } });

    const ts = await write('Mi tarjeta no funciona');
    expect(said().at(-1)).toBe('Añadí esto a tu solicitud *#1*.');
    expect(await ticket()).toMatchObject({ state: 'claimed' });
    const underCard = slack.messages(triage, { threadTs: cards()[0]?.ts ?? '' }).slice(1);
    expect(underCard.map(({ text }) => text)).toEqual([`<@${people.maya.id}>: Mi tarjeta no funciona`]);

    const place = { channel: direct, ts: slack.botMessages(direct).at(-1)?.ts ?? '' };
    await Promise.allSettled([
      slack.press(people.maya.id, place, SOMETHING_NEW),
      slack.press(people.maya.id, place, SOMETHING_NEW),
    ]);
    await quiet();

    expect(await db.ticket.count()).toBe(2);
    expect(await ticket(2)).toMatchObject({ ts, threadTs: ts, via: 'dm', splitFromId: 1, state: 'open' });
    expect(await ticket()).toMatchObject({ state: 'waiting', waitingOn: 'member' });
    expect(cards()[1]?.text).toContain('Mi tarjeta no funciona');
    expect(slack.messages(direct, { threadTs: ts })[1]?.text).toContain('Es la *#2*');
  });

  it('under our line about a request belongs to that request', async () => {
    const { slack, people, direct, triage, write, cards, reply, db } = await inDirectMessage();
    await write('Where is my invoice?');
    await reply(cards()[0]?.ts ?? '', 'Of which month?');
    await db.ticket.updateMany({ data: { lastJoinedTs: '1000000000.000000' } });
    await write('May');

    const line = slack.botMessages(direct).at(-1);
    expect(line?.text).toBe('I added this to your request *#1*.');
    await write('And June', { threadTs: line?.ts });

    const underCard = slack.messages(triage, { threadTs: cards()[0]?.ts ?? '' }).slice(1);
    expect(underCard.map(({ text }) => text)).toEqual([`<@${people.maya.id}>: May`, `<@${people.maya.id}>: And June`]);
    expect(await db.ticket.count()).toBe(1);
  });

  it('is something new when nothing was asked, or when it could answer two requests', async () => {
    const { slack, people, triage, write, cards, reply, quiet, db } = await inDirectMessage();
    await write('Where is my invoice?');
    await db.ticket.updateMany({ data: { lastJoinedTs: '1000000000.000000' } });
    await slack.press(people.ana.id, { channel: triage, ts: cards()[0]?.ts ?? '' }, CLAIM_TICKET);
    await quiet();

    await write('My badge does not work');
    await db.ticket.updateMany({ data: { lastJoinedTs: '1000000000.000000' } });
    for (const { ts } of cards()) await reply(ts, 'Tell me more');
    await write('The printer is broken');

    expect(await db.ticket.count()).toBe(3);
  });

  it('"hello", "help" and thanks get a kind word and open nothing; staff are told what they can type', async () => {
    const { slack, people, write, said, quiet, db } = await inDirectMessage();

    for (const text of ['Hello!', 'help', 'Thanks!']) await write(text);
    await slack.post(people.ana.id, slack.directChannel(people.ana.id), 'what do I type for the list');
    await quiet();

    const way = expect.stringContaining('Write your question here');
    expect(said()).toEqual([way, way, 'You are welcome!']);
    expect(slack.botMessages(slack.directChannel(people.ana.id)).map(({ text }) => text)).toEqual([
      expect.stringContaining('/triage help'),
    ]);
    expect(await db.ticket.count()).toBe(0);
  });

  it('delivered again and again counts once', async () => {
    const { slack, write, quiet, said, db } = await inDirectMessage();
    await write('Where is my invoice?');

    const events = slack.ledger.deliveries().filter(({ kind }) => kind === 'event');
    await Promise.all(events.map((event) => slack.redeliver(event, 1)));
    await quiet();

    expect(await db.ticket.count()).toBe(1);
    expect(said()).toHaveLength(1);
  });

  it('is said to be added only when it was: not what makes a request of its own, nor what was too much to take', async () => {
    const { slack, people, direct, write, cards, reply, db, workspaceId } = await inDirectMessage();
    await write('Where is my invoice?');
    await reply(cards()[0]?.ts ?? '', 'Of which month?');
    await db.ticket.updateMany({ data: { lastJoinedTs: '1000000000.000000' } });
    const may = await write('May');
    const line = slack.botMessages(direct).at(-1);
    const addedAside = () =>
      slack
        .messages(direct, { threadTs: line?.ts ?? '' })
        .filter(({ ts, text }) => ts !== line?.ts && text.startsWith('I added'));
    await db.ticket.updateMany({ data: { state: 'closed' } });

    await write('And my badge?', { threadTs: line?.ts });

    expect(await db.ticket.findMany({ where: { linkedToId: 1 } })).toMatchObject([{ id: 2, state: 'open' }]);
    expect(addedAside()).toEqual([]);
    await db.ticket.updateMany({ data: { state: 'open' } });
    const second = Number(may.split('.')[0]) - 1;
    const row = {
      workspaceId: workspaceId,
      channelId: 'C0ELSE',
      authorId: people.maya.id,
      standing: 'ignored',
      seenAt: new Date(0),
    };
    await db.channelMessage.createMany({
      data: Array.from({ length: 70 }, (_, n) => ({ ...row, ts: `${second}.9990${10 + n}` })),
    });

    await write('And again?', { threadTs: line?.ts });

    expect(await db.channelMessage.findFirst({ where: { channelId: direct, standing: 'ignored' } })).toMatchObject({
      reason: 'flood',
    });
    expect(addedAside()).toEqual([]);
  });
});
