import { describe, expect, it } from 'vitest';
import { NEW_REQUEST } from '#bot/tickets/action-ids.ts';
import { requestForm } from '#bot/ways-in/blocks.ts';
import { askByForm, desksToAsk } from '#bot/ways-in/forms.ts';
import { wordsIn } from '#bot/words/words.ts';
import { startCooperative } from '#test/support/cooperative.ts';
import { aTicketView, MAYA, openDesk, WORKSPACE } from '#test/support/factories.ts';

const asker = { workspaceId: WORKSPACE, actorId: MAYA };
const asked = { formId: 'V1', deskId: null, topic: null, text: 'A < B & C?', isPrivate: false, via: 'command' as const };

describe('what is asked in the form', () => {
  it('sent ten times at once is one request, with one number', async () => {
    const { db, deps, ticket } = await openDesk();

    const numbers = await Promise.all(Array.from({ length: 10 }, () => askByForm(deps, asker, asked)));

    expect(new Set(numbers)).toEqual(new Set([1]));
    expect(await db.ticket.count()).toBe(1);
    expect(await ticket()).toMatchObject({ via: 'command', talksInDm: true, channelId: MAYA });
    expect(await db.channelMessage.findMany()).toMatchObject([
      { channelId: MAYA, text: 'A &lt; B &amp; C?', standing: 'request' },
    ]);
  });

  it('keeps the topic the member chose, and takes no other', async () => {
    const { deps, ticket, kinds } = await openDesk();

    await askByForm(deps, asker, { ...asked, topic: 'billing' });
    await askByForm(deps, asker, { ...asked, formId: 'V2', topic: 'made up' });

    expect([(await ticket(1)).topic, (await ticket(2)).topic]).toEqual(['billing', null]);
    expect(await kinds(1)).toEqual(['opened', 'topic_chosen']);
  });

  it('is not opened for somebody whose account is switched off, nor before the set-up', async () => {
    const { db, deps } = await openDesk();
    await db.member.create({ data: { workspaceId: WORKSPACE, id: MAYA, displayName: 'Maya', deactivatedAt: deps.now() } });

    await expect(desksToAsk(deps, asker)).rejects.toMatchObject({ code: 'switched_off' });
    await expect(askByForm(deps, asker, asked)).rejects.toMatchObject({ code: 'switched_off' });

    await db.workspace.updateMany({ data: { setUpAt: null } });
    await expect(desksToAsk(deps, { ...asker, actorId: 'U0TOM' })).rejects.toMatchObject({ code: 'not_set_up' });
  });

  it('can go to one of several desks', async () => {
    const { db, deps } = await openDesk();
    const [main] = await desksToAsk(deps, asker);
    await db.desk.create({
      data: { ...main!, id: 'tools', name: 'Tools', triageChannelId: 'C0TOOLS', schedule: main!.schedule as object },
    });

    await askByForm(deps, asker, { ...asked, deskId: 'tools' });

    expect((await desksToAsk(deps, asker)).map(({ id }) => id)).toEqual(['main', 'tools']);
    expect(await db.ticket.findFirst()).toMatchObject({ deskId: 'tools' });
  });
});

describe('the form', () => {
  const { desk } = aTicketView();
  const fieldsOf = (desks: (typeof desk)[]) =>
    requestForm(desks, '', 'command', wordsIn('en')).blocks.map(({ block_id }) => block_id);

  it('asks for the desk only where there are several, and for the topic only where there is one', () => {
    expect(fieldsOf([desk])).toEqual(['text', 'topic', 'private']);
    expect(fieldsOf([desk, { ...desk, id: 'tools', name: 'Tools' }])).toEqual(['desk', 'text', 'private']);
  });

  it.each(['en', 'es'])('fits what Slack takes, in %s, however much was typed', (language) => {
    const form = requestForm([desk], 'é'.repeat(5000), 'command', wordsIn(language));

    expect(form.title.text.length).toBeLessThanOrEqual(24);
    expect(form.blocks[0]).toMatchObject({ element: { initial_value: 'é'.repeat(3000) } });
  });
});

describe('/ticket', () => {
  it('takes what was typed into a form, and answers the member in their direct message', async () => {
    const { slack, people, help, triage, quiet, db } = await startCooperative();
    await slack.command(people.maya.id, help, '/ticket', 'My badge <broken> & gone');
    const form = String(slack.views(people.maya.id).at(-1)?.id);

    const empty = await slack.submit(people.maya.id, form, { 'Your question': ' ' });
    expect(empty).toMatchObject({ outcome: 'errors', errors: { text: 'Please write your question first.' } });
    const sent = await slack.submit(people.maya.id, form, {
      'Your question': 'My badge <broken> & gone',
      'What is it about?': 'billing',
    });
    await quiet();

    expect(sent.outcome).toBe('updated');
    expect(JSON.stringify(slack.views(people.maya.id).at(-1))).toContain('request #1');
    const direct = slack.directChannel(people.maya.id);
    const [talk] = slack.botMessages(direct);
    expect(talk?.text).toContain('My badge &lt;broken&gt; &amp; gone');
    await slack.post(people.maya.id, direct, 'It was red', { threadTs: talk?.ts });
    await quiet();
    const [card, copy] = slack.botMessages(triage);
    expect(card?.text).toContain('My badge &lt;broken&gt; &amp; gone');
    expect(copy?.text).toBe(`<@${people.maya.id}>: It was red`);
    expect(await db.ticket.findMany()).toMatchObject([{ topic: 'billing', via: 'command' }]);
  });

  it('speaks Spanish to those who read it, and keeps a private request for its readers', async () => {
    const { slack, people, help, triage, quiet, db } = await startCooperative();
    await slack.changePerson(people.maya.id, { locale: 'es-ES' });
    await quiet();
    await slack.command(people.maya.id, help, '/ticket', '');

    await slack.submit(people.maya.id, String(slack.views(people.maya.id).at(-1)?.id), {
      'Tu pregunta': 'Necesito una silla',
      Privacidad: ['Que sea privado'],
    });
    await quiet();

    expect(JSON.stringify(slack.views(people.maya.id).at(-1))).toContain('Gracias, la tenemos: solicitud #1');
    expect(slack.botMessages(slack.directChannel(people.maya.id))[0]?.text).toContain('Necesito una silla');
    expect(JSON.stringify(slack.botMessages(triage))).not.toContain('silla');
    expect(await db.ticket.findFirst()).toMatchObject({ isPrivate: true });
  });

  it('before the set-up says who can help', async () => {
    const { slack, people, help } = await startCooperative({ isSetUp: false });

    await slack.command(people.maya.id, help, '/ticket', 'Where is my invoice?');

    expect(slack.views(people.maya.id)).toEqual([]);
    expect(slack.ephemerals(people.maya.id).at(-1)?.text).toContain('/rochdale setup');
  });
});

it('"New request" in App Home opens the same form', async () => {
  const { slack, people, quiet, db } = await startCooperative();
  await slack.openHome(people.maya.id);
  await quiet();

  await slack.press(people.maya.id, { view: String(slack.home(people.maya.id)?.id) }, NEW_REQUEST);
  await slack.submit(people.maya.id, String(slack.views(people.maya.id).at(-1)?.id), { 'Your question': 'Where is my invoice?' });
  await quiet();

  expect(await db.ticket.findMany()).toMatchObject([{ via: 'home', requesterId: people.maya.id, talksInDm: true }]);
});
