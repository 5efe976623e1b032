import { describe, expect, it } from 'vitest';
import { CLAIM_SHORTCUT, RESOLVE_SHORTCUT } from '#bot/tickets/action-ids.ts';
import { ACCEPT_OFFER, MAKE_REQUEST, SEND_TO_MEMBER } from '#bot/ways-in/blocks.ts';
import { startCooperative } from '#test/support/cooperative.ts';
import { cooperativeWithRequest } from '#test/support/requests.ts';

describe('"Make a request" in the menu of a message', () => {
  it('of one’s own makes one at once, however often it is pressed', async () => {
    const { slack, people, news, quiet, db } = await startCooperative();
    const { ts } = await slack.post(people.maya.id, news, 'My badge is broken');

    await Promise.all([
      slack.shortcut(people.maya.id, MAKE_REQUEST, { channel: news, ts }),
      slack.shortcut(people.maya.id, MAKE_REQUEST, { channel: news, ts }),
    ]);
    await slack.shortcut(people.maya.id, MAKE_REQUEST, { channel: news, ts });
    await quiet();

    expect(await db.ticket.findMany()).toMatchObject([{ via: 'shortcut', channelId: news, requesterId: people.maya.id }]);
    expect(slack.ephemerals(people.maya.id).map(({ text }) => text)).toContainEqual(
      expect.stringContaining('it is request *#1*'),
    );
    expect(slack.ephemerals(people.maya.id).at(-1)?.text).toContain('belongs to request *#1* already');
  });

  it('of somebody else’s asks them, unless staff press it', async () => {
    const { slack, people, news, quiet, db } = await startCooperative();
    await slack.changePerson(people.tom.id, { locale: 'es-ES' });
    const first = await slack.post(people.maya.id, news, 'My badge is broken');
    const second = await slack.post(people.maya.id, news, 'And my chair');

    await slack.shortcut(people.tom.id, MAKE_REQUEST, { channel: news, ts: first.ts });
    await slack.shortcut(people.ana.id, MAKE_REQUEST, { channel: news, ts: second.ts });
    await quiet();

    expect(await db.ticket.findMany()).toMatchObject([{ ts: second.ts, requesterId: people.maya.id }]);
    expect(slack.ephemerals(people.tom.id).at(-1)?.text).toContain(`Le pregunto a <@${people.maya.id}>`);
    expect(slack.botMessages(slack.directChannel(people.maya.id))[0]?.text).toContain('Shall our team look after it?');
  });

  it('works where the bot is not: the talk goes on in the direct message, and a second press changes nothing', async () => {
    const { slack, people, triage, quiet, db } = await startCooperative();
    const far = slack.addChannel({ name: 'far', isPrivate: true, members: [people.maya.id, people.tom.id] }).id;
    const { ts } = await slack.post(people.maya.id, far, 'My badge is broken');

    for (const _ of [1, 2]) await slack.shortcut(people.maya.id, MAKE_REQUEST, { channel: far, ts });
    await quiet();

    expect(await db.ticket.findMany()).toMatchObject([{ channelId: people.maya.id, talksInDm: true }]);
    expect(slack.botMessages(slack.directChannel(people.maya.id))[0]?.text).toContain('My badge is broken');
    expect(slack.botMessages(triage)[0]?.text).toContain('My badge is broken');
  });
});

it('a yes to what the bot cannot read gets a way that works', async () => {
  const { slack, people, quiet, db } = await startCooperative();
  const far = slack.addChannel({ name: 'far', isPrivate: true, members: [people.maya.id, people.tom.id] }).id;
  const { ts } = await slack.post(people.maya.id, far, 'My badge is broken');
  await slack.shortcut(people.tom.id, MAKE_REQUEST, { channel: far, ts });
  await quiet();
  const direct = slack.directChannel(people.maya.id);
  const [offer] = slack.botMessages(direct);

  await slack.press(people.maya.id, { channel: direct, ts: offer?.ts ?? '' }, ACCEPT_OFFER);
  await quiet();

  expect(slack.botMessages(direct).at(-1)?.text).toContain('Please write to me here, in your own words.');
  expect(await db.ticket.count()).toBe(0);
  expect(await db.channelMessage.count()).toBe(0);
});

describe('in the menu of a message, staff', () => {
  it('claim and resolve from the thread, the card and the copies under it', async () => {
    const { slack, people, help, triage, ts, cardTs, write, quiet, ticket } = await cooperativeWithRequest();
    const { ts: reply } = await write(people.maya.id, 'It is the one of May');

    await slack.shortcut(people.ana.id, CLAIM_SHORTCUT, { channel: help, ts: reply });
    await quiet();
    expect(await ticket()).toMatchObject({ ownerId: people.ana.id });
    expect(slack.ephemerals(people.ana.id).at(-1)?.text).toBe('Request #1 is yours now.');

    const copy = slack.messages(triage, { threadTs: cardTs })[1]?.ts ?? '';
    await slack.shortcut(people.ben.id, CLAIM_SHORTCUT, { channel: triage, ts: copy });
    await quiet();
    expect(slack.ephemerals(people.ben.id).at(-1)?.text).toContain(`<@${people.ana.id}> is already looking after`);

    const acknowledgement = slack.messages(help, { threadTs: ts })[1]?.ts ?? '';
    for (const place of [
      { channel: triage, ts: cardTs },
      { channel: help, ts: acknowledgement },
    ]) {
      await slack.shortcut(people.ana.id, RESOLVE_SHORTCUT, place);
      expect(JSON.stringify(slack.views(people.ana.id).at(-1))).toContain('Resolve #1');
    }
    await slack.submit(people.ana.id, String(slack.views(people.ana.id).at(-1)?.id), {});
    expect(await ticket()).toMatchObject({ state: 'resolved' });
  });

  it('are told when the message belongs to no request, and members that it is for staff', async () => {
    const { slack, people, news, quiet } = await startCooperative();
    const { ts } = await slack.post(people.maya.id, news, 'Hello');

    await slack.shortcut(people.ana.id, CLAIM_SHORTCUT, { channel: news, ts });
    await slack.shortcut(people.maya.id, RESOLVE_SHORTCUT, { channel: news, ts });
    await quiet();

    expect(slack.ephemerals(people.ana.id).at(-1)?.text).toContain('belongs to no request');
    expect(slack.ephemerals(people.maya.id).at(-1)?.text).toContain('for the staff of the desk');
  });

  it('send their own note to the member, once, after seeing what goes out', async () => {
    const { slack, people, triage, cardTs, thread, quiet } = await cooperativeWithRequest();
    const { ts } = await slack.post(people.ana.id, triage, 'It is <https://a.example/1|here> & paid', { threadTs: cardTs });
    await quiet();
    const place = { channel: triage, ts };

    await slack.shortcut(people.ben.id, SEND_TO_MEMBER, place);
    await quiet();
    expect(slack.ephemerals(people.ben.id).at(-1)?.text).toContain('Only who wrote a note can send it');
    await slack.shortcut(people.ana.id, SEND_TO_MEMBER, place);
    expect(JSON.stringify(slack.views(people.ana.id).at(-1))).toContain('here (https://a.example/1) & paid');
    await slack.submit(people.ana.id, String(slack.views(people.ana.id).at(-1)?.id), {});
    await quiet();
    await slack.shortcut(people.ana.id, SEND_TO_MEMBER, place);
    await quiet();

    expect(thread().filter((text) => text?.includes('(staff)'))).toEqual([
      '*ana (staff):* It is here (https://a.example/1) &amp; paid',
    ]);
    expect(slack.ephemerals(people.ana.id).at(-1)?.text).toContain('was sent to the member already');
  });

  it('cannot send what is no note, nor what a member wrote', async () => {
    const { slack, people, help, ts, quiet } = await cooperativeWithRequest();

    await slack.shortcut(people.ana.id, SEND_TO_MEMBER, { channel: help, ts });
    await slack.shortcut(people.maya.id, SEND_TO_MEMBER, { channel: help, ts });
    await quiet();

    expect(slack.ephemerals(people.ana.id).at(-1)?.text).toContain('That is not a note');
    expect(slack.ephemerals(people.maya.id).at(-1)?.text).toContain('for the staff of the desk');
  });
});
