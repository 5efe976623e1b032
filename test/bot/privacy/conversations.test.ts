import { describe, expect, it } from 'vitest';
import { MAKE_PRIVATE, MORE_MOVES, READ_TICKET, REPLY_TO_MEMBER } from '#bot/tickets/action-ids.ts';
import { cooperativeWithRequest } from '#test/support/requests.ts';

const CANARY = 'zebra-canary';

/** Maya has asked, has been answered by card and in the thread, and Tom has joined in; then somebody makes it private. */
async function talkedAbout(options: Parameters<typeof cooperativeWithRequest>[0] = {}) {
  const coop = await cooperativeWithRequest(options);
  const { slack, people, help, triage, quiet, fillIn, write, ts } = coop;
  await slack.edit(people.maya.id, help, ts, `My ${CANARY} is ill`);
  await write(people.maya.id, `It began on Monday, ${CANARY}`);
  await write(people.tom.id, `Mine, too, ${CANARY}`);
  await fillIn(people.ana.id, REPLY_TO_MEMBER, { 'Your answer': `Which ${CANARY}?` });
  await quiet();
  const dm = slack.directChannel(people.maya.id);
  return {
    ...coop,
    dm,
    /** By the menu of Maya's message. */
    makePrivate: async (userId: string) => {
      await slack.shortcut(userId, 'privacy.shortcut', { channel: help, ts });
      const answer = await slack.submit(userId, String(slack.views(userId).at(-1)?.id));
      await quiet();
      return answer;
    },
    talk: () => slack.messages(dm).find(({ metadata }) => JSON.stringify(metadata).includes(':talk:1')),
    deleteHelp: () => slack.messages(dm).find(({ metadata }) => JSON.stringify(metadata).includes(':delete-help:1')),
    inTalk: () =>
      slack
        .messages(dm, {
          threadTs: slack.messages(dm).find(({ metadata }) => JSON.stringify(metadata).includes(':talk:1'))?.ts ?? '',
        })
        .map(({ text }) => text),
    cardThread: () => JSON.stringify(slack.messages(triage, { threadTs: coop.cardTs })),
  };
}

describe('a request made private', () => {
  it('leaves no word of it where staff and others read, and goes on in a direct message with all that was said', async () => {
    const { slack, db, people, help, ts, makePrivate, talk, cardThread, card, thread, dm, kinds } = await talkedAbout();
    const before = slack.ledger.calls().length;

    await makePrivate(people.maya.id);

    expect(cardThread()).not.toContain(CANARY);
    expect(card()?.text).toContain('This request is private');
    expect(JSON.stringify(slack.botMessages(help))).not.toContain(CANARY);
    expect(thread().at(1)).toBe('Request *#1* goes on in private. Nothing more is said about it here.');
    expect(JSON.stringify(talk()?.blocks)).toContain(`My ${CANARY} is ill`);
    expect(JSON.stringify(talk()?.blocks)).toContain(`Which ${CANARY}?`);
    const outgoing = slack.ledger.calls().slice(before);
    const withWords = outgoing.filter(({ args }) => JSON.stringify(args).includes(CANARY));
    // A person's id stands for the direct message with them.
    const direct = [dm, people.maya.id];
    expect(withWords.filter(({ args }) => !direct.includes(String(args.channel)))).toEqual([]);
    expect(withWords.length).toBeGreaterThan(0);
    expect(await kinds()).toContain('made_private');
    expect(await db.saidMessage.findFirst({ where: { channelId: help, ticketId: 1 } })).toMatchObject({
      withdrawnAt: expect.any(Date),
    });
    expect(slack.message(help, ts)?.text).toContain(CANARY);
    expect(await db.channelMessage.findFirst({ where: { reason: 'staff' } })).toMatchObject({
      text: expect.stringContaining(CANARY),
    });
  });

  it('helps its requester to delete what they wrote, and keeps it for its readers', async () => {
    const { slack, people, help, ts, makePrivate, deleteHelp, db, quiet, press, thread } = await talkedAbout();
    await makePrivate(people.ana.id);
    const links = () => JSON.stringify(deleteHelp()?.blocks).match(/Message \d>?/g);

    expect(links()).toEqual(['Message 1>', 'Message 2>']);
    await slack.remove(people.maya.id, help, ts);
    await quiet();
    expect(links()).toEqual(['Message 1', 'Message 2>']);
    const [second] = await db.channelMessage.findMany({ where: { standing: 'reply', reason: 'requester' } });
    await slack.remove(people.maya.id, help, second?.ts ?? '');
    await quiet();

    expect(deleteHelp()?.text).toContain('Your messages are deleted from the channel');
    await press(people.ben.id, READ_TICKET);
    const shown = JSON.stringify(slack.views(people.ben.id).at(-1)?.blocks);
    expect(shown).toContain(`My ${CANARY} is ill`);
    expect(shown).toContain('deleted in the channel');
    expect(await db.auditEntry.findMany({ where: { action: 'private.read' } })).toMatchObject([
      { actorId: people.ben.id, detail: { ticketId: 1 } },
    ]);
    expect(thread().length).toBeGreaterThan(0);
  });

  it('is read by its named readers only', async () => {
    const { slack, db, people, makePrivate, press, lastWhisper } = await talkedAbout();
    await db.desk.updateMany({ data: { readers: [people.lea.id] } });
    await makePrivate(people.ana.id);

    await press(people.ben.id, READ_TICKET);
    await press(people.ben.id, REPLY_TO_MEMBER);
    await press(people.tom.id, READ_TICKET).catch(() => undefined);
    await press(people.lea.id, READ_TICKET);

    expect(lastWhisper(people.ben.id)).toBe('Request #1 is private. Only its named readers can see what it says.');
    expect(slack.views(people.ben.id)).toEqual([]);
    expect(JSON.stringify(slack.views(people.lea.id))).toContain(CANARY);
  });

  it('goes on in the direct message: answers arrive there, and what is written in the old thread is kept and pointed away, once', async () => {
    const { slack, db, people, fillIn, write, makePrivate, inTalk, talk, dm, quiet, underCard } = await talkedAbout();
    await makePrivate(people.maya.id);

    await fillIn(people.ana.id, REPLY_TO_MEMBER, { 'Your answer': 'Here we are' });
    await write(people.maya.id, `One thing more, ${CANARY}`);
    await write(people.maya.id, 'And another');
    await write(people.ana.id, 'Oh, I wrote here');
    await slack.post(people.maya.id, dm, 'Written in the talk', { threadTs: talk()?.ts });
    await quiet();

    expect(inTalk().filter((text) => text.includes('Here we are'))).toHaveLength(1);
    expect(inTalk().filter((text) => text.includes('Please write here from now on'))).toHaveLength(1);
    expect(slack.messages(slack.directChannel(people.ana.id)).map(({ text }) => text)).toEqual([
      expect.stringContaining('everybody in the channel can read what you just wrote'),
    ]);
    expect(underCard().at(-1)).toContain('It is private: readers press Read');
    expect(await db.channelMessage.count({ where: { ticketId: 1, standing: 'reply', reason: 'requester' } })).toBe(4);
  });

  it('is made private once, whoever presses first, and by nobody whose request it is not', async () => {
    const { slack, people, help, ts, lastWhisper, makePrivate, kinds } = await talkedAbout();

    await slack.shortcut(people.tom.id, 'privacy.shortcut', { channel: help, ts });
    await makePrivate(people.maya.id);
    await slack.shortcut(people.ana.id, 'privacy.shortcut', { channel: help, ts });
    await slack.submit(people.ana.id, String(slack.views(people.ana.id).at(-1)?.id));

    expect(slack.views(people.tom.id)).toEqual([]);
    expect(lastWhisper(people.tom.id)).toBeDefined();
    expect(JSON.stringify(slack.views(people.ana.id).at(-1))).toContain('Request #1 is private already');
    expect((await kinds()).filter((kind) => kind === 'made_private')).toHaveLength(1);
  });

  it('says what belongs to no request', async () => {
    const { slack, people, help, quiet, lastWhisper } = await cooperativeWithRequest();
    const { ts } = await slack.post(people.ana.id, help, 'We are closed on Friday');
    await quiet();

    await slack.shortcut(people.ana.id, 'privacy.shortcut', { channel: help, ts });
    await quiet();

    expect(lastWhisper(people.ana.id)).toBe('This message belongs to no request, so there is nothing to make private.');
  });
});

describe('made private from elsewhere', () => {
  it('is one press for staff in "More…", which asks first and says what follows', async () => {
    const { slack, people, press, quiet, ticket } = await cooperativeWithRequest();
    await press(people.ana.id, MORE_MOVES);
    const form = String(slack.views(people.ana.id).at(-1)?.id);

    await slack.press(people.ana.id, { view: form }, { actionId: MAKE_PRIVATE });
    await quiet();

    expect(JSON.stringify(slack.views(people.ana.id).at(-1)?.blocks)).toContain('Request #1 is private now.');
    expect(await ticket()).toMatchObject({ isPrivate: true });
  });

  it('is one press for its requester in their Home, which asks first', async () => {
    const { slack, people, quiet, ticket } = await cooperativeWithRequest();
    await slack.openHome(people.maya.id);
    await quiet();
    const home = slack.home(people.maya.id);

    await slack.press(people.maya.id, { view: String(home?.id) }, { actionId: MAKE_PRIVATE });
    await quiet();

    expect(JSON.stringify(home)).toContain('This cannot be taken back.');
    expect(await ticket()).toMatchObject({ isPrivate: true, talksInDm: true });
  });

  it('is said in Spanish to whoever reads Spanish', async () => {
    const { db, people, write, makePrivate, thread, deleteHelp, inTalk, talk } = await talkedAbout();
    await db.member.updateMany({ where: { id: people.maya.id }, data: { language: 'es' } });
    await db.workspace.updateMany({ data: { language: 'es' } });

    await makePrivate(people.maya.id);
    await write(people.maya.id, 'Una cosa más');

    expect(thread()).toContain('La solicitud *#1* sigue en privado. Aquí no se dice nada más de ella.');
    expect(deleteHelp()?.text).toContain('No puedo borrar tus mensajes, pero tú sí');
    expect(JSON.stringify(talk()?.blocks)).toContain('Lo que se dijo antes:');
    expect(inTalk().at(-1)).toContain('A partir de ahora, escribe aquí');
  });
});

describe('a message that looks like it holds something private', () => {
  const CARD = '4111 1111 1111 1111';

  it.each([
    ['en', 'It looks like your message holds a card number.', 'Make private', 'Request #2 is private now.'],
    ['es', 'Parece que tu mensaje contiene un número de tarjeta.', 'Seguir en privado', 'La solicitud #2 ya es privada.'],
  ])('is offered to go on in private, with one press (%s)', async (language, sentence, button, done) => {
    const { slack, db, people, help, triage, quiet, workspaceId } = await cooperativeWithRequest();
    await db.member.upsert({
      where: { workspaceId_id: { workspaceId, id: people.tom.id } },
      create: { workspaceId, id: people.tom.id, displayName: 'Tom', language },
      update: { language },
    });
    const { ts } = await slack.post(people.tom.id, help, `Please bill my card ${CARD}`);
    await slack.post(people.tom.id, help, `Did you get ${CARD}?`, { threadTs: ts });
    await quiet();
    const dm = slack.directChannel(people.tom.id);
    const offers = slack.messages(dm);

    expect(offers).toHaveLength(1);
    expect(offers[0]?.text).toContain(sentence);
    expect(offers[0]?.text).not.toContain('4111');
    expect(JSON.stringify(slack.messages(triage))).not.toContain('holds');
    await slack.press(people.tom.id, { channel: dm, ts: offers[0]?.ts ?? '' }, button);
    await quiet();

    // What was pressed is answered after Slack has been, so that nothing else tells when.
    await expect.poll(() => slack.message(dm, offers[0]?.ts ?? '')?.text).toContain(done);
    expect(await db.ticket.findFirst({ where: { id: 2 } })).toMatchObject({ isPrivate: true, talksInDm: true });
    expect(JSON.stringify(slack.messages(triage))).not.toContain('4111');
    expect(slack.messages(dm)).toHaveLength(3);
  });

  it('stays where it is when its author would rather not', async () => {
    const { slack, db, people, help, quiet } = await cooperativeWithRequest();
    await slack.post(people.tom.id, help, 'my password is Sunflower42');
    await quiet();
    const dm = slack.directChannel(people.tom.id);

    await slack.press(people.tom.id, { channel: dm, ts: slack.messages(dm)[0]?.ts ?? '' }, 'No, thanks');
    await quiet();

    await expect
      .poll(() => slack.messages(dm).map(({ text }) => text), { timeout: 5000 })
      .toEqual(['All right, request #2 stays where it is.']);
    expect(await db.ticket.count({ where: { isPrivate: true } })).toBe(0);
  });
});
