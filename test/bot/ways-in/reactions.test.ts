import { describe, expect, it } from 'vitest';
import { ACCEPT_OFFER, DECLINE_OFFER } from '#bot/ways-in/blocks.ts';
import { type Cooperative, startCooperative } from '#test/support/cooperative.ts';
import { objectionsTo } from '#test/support/valid-blocks.ts';

/** Everybody is in #random, which no desk serves, and in the private #board. */
async function cooperativeWithMore() {
  const coop = await startCooperative();
  const { slack, people } = coop;
  const members = [...Object.values(people).map(({ id }) => id), slack.botUserId];
  const random = slack.addChannel({ name: 'random', members }).id;
  const board = slack.addChannel({ name: 'board', isPrivate: true, members }).id;
  return { ...coop, random, board };
}

const threadOf = ({ slack }: Cooperative, channel: string, ts: string) =>
  slack
    .messages(channel, { threadTs: ts })
    .slice(1)
    .map(({ text }) => text);
const directOf = ({ slack }: Cooperative, userId: string) => slack.botMessages(slack.directChannel(userId));

describe('🎫 on a message', () => {
  it('by its author makes a request of it, talked about in its thread, wherever that is', async () => {
    const coop = await cooperativeWithMore();
    const { slack, people, random, triage, quiet, db } = coop;
    const { ts } = await slack.post(people.maya.id, random, 'My badge does not open the door');

    await slack.react(people.maya.id, random, ts, 'ticket');
    await quiet();
    await slack.post(people.ana.id, random, 'Which door?', { threadTs: ts });
    await quiet();
    await slack.post(people.maya.id, random, 'The north one', { threadTs: ts });
    await quiet();

    expect(await db.ticket.findFirst()).toMatchObject({
      requesterId: people.maya.id,
      channelId: random,
      via: 'reaction',
      ownerId: people.ana.id,
      firstReplyBy: people.ana.id,
    });
    expect(threadOf(coop, random, ts)[0]).toContain(`<@${people.ana.id}> is looking after your request *#1*`);
    const [card] = slack.botMessages(triage);
    expect(card?.text).toContain('My badge does not open the door');
    expect(threadOf(coop, triage, card?.ts ?? '')).toEqual([`<@${people.maya.id}>: The north one`]);
  });

  it('late, takes in what was written in the thread before, in order, and counts from the 🎫', async () => {
    const coop = await cooperativeWithMore();
    const { slack, clock, people, random, triage, quiet, db } = coop;
    const hourAgo = new Date(clock.now().getTime() - 3_600_000);
    const at = (minutes: number) => `${Math.floor(hourAgo.getTime() / 1000) + minutes * 60}.000100`;
    const { ts } = await slack.post(people.maya.id, random, 'My badge is broken', { ts: at(0) });
    await slack.post(people.tom.id, random, 'Mine too', { threadTs: ts, ts: at(1) });
    await slack.post(people.ben.id, random, 'I will have a look', { threadTs: ts, ts: at(2) });
    await slack.post(people.maya.id, random, 'It is the blue one', { threadTs: ts, ts: at(3) });
    await quiet();

    await slack.react(people.ana.id, random, ts, 'admission_tickets');
    await quiet();

    const ticket = await db.ticket.findFirstOrThrow();
    expect(ticket).toMatchObject({ ownerId: people.ben.id, firstReplyBy: people.ben.id, state: 'claimed' });
    expect(ticket.openedAt.getTime()).toBeGreaterThan(hourAgo.getTime() + 3_500_000);
    const [card] = slack.botMessages(triage);
    expect(threadOf(coop, triage, card?.ts ?? '')).toEqual([
      `<@${people.tom.id}> (another member): Mine too`,
      `<@${people.maya.id}>: It is the blue one`,
    ]);
    const kinds = (await db.ticketEvent.findMany({ orderBy: { id: 'asc' } })).map(({ kind }) => kind);
    expect(kinds).toEqual(['opened', 'member_wrote', 'replied', 'claimed', 'member_wrote']);
  });

  it('by another member has the author asked, in Spanish if they read Spanish; a yes counts once', async () => {
    const coop = await cooperativeWithMore();
    const { slack, people, random, quiet, db } = coop;
    const { ts } = await slack.post(people.maya.id, random, '¿Quién arregla la puerta?');
    await slack.changePerson(people.maya.id, { locale: 'es-ES' });

    await slack.react(people.tom.id, random, ts, 'ticket');
    await quiet();
    const [offer] = directOf(coop, people.maya.id);
    expect(offer?.text).toContain('¿Quieres que nuestro equipo se ocupe?');
    expect(objectionsTo({ text: offer?.text ?? '', blocks: offer?.blocks ?? [] })).toEqual([]);
    expect(await db.ticket.count()).toBe(0);
    const place = { channel: slack.directChannel(people.maya.id), ts: offer?.ts ?? '' };
    await Promise.allSettled([
      slack.press(people.maya.id, place, ACCEPT_OFFER),
      slack.press(people.maya.id, place, ACCEPT_OFFER),
    ]);
    await quiet();

    expect(await db.ticket.findMany()).toMatchObject([{ requesterId: people.maya.id, via: 'reaction' }]);
    expect(threadOf(coop, random, ts)).toEqual([expect.stringContaining('Gracias, tenemos tu solicitud. Es la *#1*.')]);
    expect(directOf(coop, people.tom.id)).toEqual([]);
  });

  it('stays without consequence when the author says no, and is not asked again', async () => {
    const coop = await cooperativeWithMore();
    const { slack, people, random, quiet, db } = coop;
    const { ts } = await slack.post(people.maya.id, random, 'Such a day');
    await slack.react(people.tom.id, random, ts, 'ticket');
    await quiet();
    const [offer] = directOf(coop, people.maya.id);

    await slack.press(people.maya.id, { channel: slack.directChannel(people.maya.id), ts: offer?.ts ?? '' }, DECLINE_OFFER);
    await slack.react(people.ada.id, random, ts, 'ticket');
    await quiet();

    expect(await db.ticket.count()).toBe(0);
    expect(directOf(coop, people.maya.id)).toHaveLength(1);
    expect(directOf(coop, people.tom.id)).toEqual([]);
  });

  it('in a private channel asks the author even when staff put it there', async () => {
    const coop = await cooperativeWithMore();
    const { slack, people, board, quiet, db } = coop;
    const { ts } = await slack.post(people.maya.id, board, 'I cannot see the budget');

    await slack.react(people.ana.id, board, ts, 'ticket');
    await quiet();

    expect(await db.ticket.count()).toBe(0);
    const [offer] = directOf(coop, people.maya.id);
    await slack.press(people.maya.id, { channel: slack.directChannel(people.maya.id), ts: offer?.ts ?? '' }, ACCEPT_OFFER);
    await quiet();
    expect(await db.ticket.findMany()).toMatchObject([{ requesterId: people.maya.id, channelId: board }]);
  });

  it('twice at once, or together with the message itself, makes one request', async () => {
    const { slack, people, random, help, quiet, db } = await cooperativeWithMore();
    const { ts } = await slack.post(people.maya.id, random, 'My badge is broken');

    const inHelp = slack.post(people.tom.id, help, 'Where is my invoice?');
    await Promise.all([
      slack.react(people.maya.id, random, ts, 'ticket'),
      slack.react(people.ana.id, random, ts, 'ticket'),
      slack.react(people.ben.id, random, ts, 'admission_tickets'),
      inHelp.then((posted) => slack.react(people.ana.id, help, posted.ts, 'ticket')),
    ]);
    await quiet();

    expect((await db.ticket.findMany()).map(({ requesterId }) => requesterId).toSorted()).toEqual(
      [people.maya.id, people.tom.id].toSorted(),
    );
    expect(await db.ticketEvent.count({ where: { kind: 'opened' } })).toBe(2);
    expect(slack.duplicates()).toEqual([]);
  });

  it('makes a request of small talk in a help channel, with the answers it has got', async () => {
    const coop = await cooperativeWithMore();
    const { slack, people, help, quiet, db } = coop;
    const { ts } = await slack.post(people.maya.id, help, 'hello everybody');
    await quiet();
    await slack.post(people.ana.id, help, 'Hello Maya, tell me', { threadTs: ts });
    await quiet();
    expect(await db.ticket.count()).toBe(0);

    await slack.react(people.maya.id, help, ts, 'ticket');
    await quiet();

    expect(await db.ticket.findFirst()).toMatchObject({ state: 'claimed', firstReplyBy: people.ana.id });
  });

  it('on what a bot or our own team wrote opens nothing, and says where to ask', async () => {
    const coop = await cooperativeWithMore();
    const { slack, people, random, quiet, db } = coop;
    const ours = await slack.post(people.ana.id, random, 'The office is closed on Friday');
    await slack.postAsOtherBot(random, 'Build 12 is green');
    const [bots] = slack.messages(random).filter(({ bot_id }) => bot_id);

    await slack.react(people.tom.id, random, ours.ts, 'ticket');
    await slack.react(people.tom.id, random, bots?.ts ?? '', 'ticket');
    await slack.react(people.tom.id, random, ours.ts, 'eyes');
    await slack.unreact(people.tom.id, random, ours.ts, 'ticket');
    await quiet();

    expect(await db.ticket.count()).toBe(0);
    expect(
      directOf(coop, people.tom.id)
        .map(({ text }) => text)
        .toSorted(),
    ).toEqual([
      expect.stringContaining('Our team wrote that'),
      'That was not written by a person, so I cannot make a request of it. If you need help with it, type `/ticket`.',
    ]);
    expect(directOf(coop, people.ana.id)).toEqual([]);
  });

  it('on one’s own words in the thread of somebody else’s request makes a request of one’s own, once', async () => {
    const coop = await cooperativeWithMore();
    const { slack, people, help, quiet, db } = coop;
    const { ts: root } = await slack.post(people.maya.id, help, 'Where is my invoice?');
    const { ts } = await slack.post(people.tom.id, help, 'I never got my badge', { threadTs: root });
    await quiet();

    await slack.react(people.tom.id, help, ts, 'ticket');
    await slack.react(people.tom.id, help, ts, 'admission_tickets');
    await quiet();

    const [, own, ...more] = await db.ticket.findMany({ orderBy: { id: 'asc' } });
    expect(own).toMatchObject({ requesterId: people.tom.id, talksInDm: true, splitFromId: 1, via: 'reaction' });
    expect(more).toEqual([]);
    const [told] = directOf(coop, people.tom.id);
    expect(told?.text).toContain('Thank you, we have your request. It is *#2*.');
    expect(told?.text).toContain('I never got my badge');
  });
});
