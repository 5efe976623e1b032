import { describe, expect, it } from 'vitest';
import { HANDLE_SEVERAL, MORE_MOVES } from '#bot/tickets/action-ids.ts';
import { MONDAY_MORNING } from '#test/support/cooperative.ts';
import { formsOf } from '#test/support/forms.ts';
import { cooperativeWithRequest } from '#test/support/requests.ts';

async function atWork() {
  const coop = await cooperativeWithRequest({ at: MONDAY_MORNING });
  const { slack, people } = coop;
  return {
    ...coop,
    ana: formsOf(coop, people.ana.id),
    ben: formsOf(coop, people.ben.id),
    /** What the bot says to somebody in their direct message. */
    told: (userId: string) => slack.botMessages(slack.directChannel(userId)).map(({ text }) => text),
  };
}

describe('"More…" on a card', () => {
  it('does what needs no form at once and shows what can be done then', async () => {
    const { ana, ticket, people, thread } = await atWork();
    await ana.fromCard(MORE_MOVES);
    expect(ana.sees()).toContain('Who looks after it');
    expect(ana.sees()).not.toContain('Give back');

    await ana.press('Claim');
    expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: people.ana.id });
    expect(ana.sees()).toContain('Done: it is yours now.');
    await ana.press('Wait for the member');

    expect(await ticket()).toMatchObject({ state: 'waiting', waitingOn: 'member' });
    expect(thread()[1]).toContain('needs an answer from you');
    expect(ana.sees()).toContain('Done: the member sees that we wait for them.');
    await ana.press('Give back');
    expect(await ticket()).toMatchObject({ state: 'open', ownerId: null });
    expect(ana.count()).toBe(1);
  });

  it('hands a request to a colleague, who hears of it', async () => {
    const { ana, ticket, people, told, card } = await atWork();
    await ana.fromCard(MORE_MOVES);
    await ana.press('Assign…');

    const refused = await ana.send({ 'Who looks after it from now on?': people.tom.id });
    expect(refused.outcome).toBe('pushed');
    expect(ana.sees()).toContain('does not work at this desk');
    await ana.close();
    const sent = await ana.send({ 'Who looks after it from now on?': people.ben.id });

    expect(sent.outcome).toBe('closed');
    expect(await ticket()).toMatchObject({ ownerId: people.ben.id });
    expect(card()?.text).toContain(`<@${people.ben.id}> is looking after it`);
    expect(told(people.ben.id)).toEqual([expect.stringContaining(`<@${people.ana.id}> gave you request *#1*`)]);
    expect(told(people.ben.id)[0]).not.toContain('invoice');
  });

  it('sorts it by urgency and topic, and leaves a note that only staff read', async () => {
    const { ana, ticket, people, card, underCard, thread, db } = await atWork();
    await ana.fromCard(MORE_MOVES);
    await ana.press('How urgent…');
    await ana.send({ 'How urgent is it?': 'urgent' });
    await ana.fromCard(MORE_MOVES);
    await ana.press('Topic…');
    await ana.send({ 'What is it about?': 'billing' });
    await ana.fromCard(MORE_MOVES);
    await ana.press('Note…');
    await ana.send({ 'For staff only': 'She rang <b>last</b> week & was cross' });

    expect(await ticket()).toMatchObject({ priority: 'urgent', topic: 'billing' });
    expect(card()?.text).toBeDefined();
    expect(JSON.stringify(card()?.blocks)).toContain('*Urgent*');
    expect(underCard()).toEqual(['*ana (note):* She rang &lt;b&gt;last&lt;/b&gt; week &amp; was cross']);
    expect(thread()).toHaveLength(2);
    const note = await db.channelMessage.findFirstOrThrow({ where: { standing: 'note' } });
    expect(note).toMatchObject({
      authorId: people.ana.id,
      ticketId: 1,
      text: 'She rang &lt;b&gt;last&lt;/b&gt; week &amp; was cross',
    });
  });

  it('lets it wait for somebody else and keeps what was typed when the day is wrong', async () => {
    const { ana, ticket, press, people, thread } = await atWork();
    await press(people.ana.id, 'Claim');
    await ana.fromCard(MORE_MOVES);
    await ana.press('Wait for someone…');
    expect(ana.sees()).toContain('"initial_date":"2026-03-05"');

    const refused = await ana.send({ 'For whom does it wait?': 'the landlord', 'When shall it come back to you?': '2026-03-01' });
    expect(refused.outcome).toBe('pushed');
    expect(ana.sees()).toContain('from tomorrow on');
    await ana.close();
    const sent = await ana.send({ 'When shall it come back to you?': '2026-03-07' });

    expect(sent.outcome).toBe('closed');
    expect(await ticket()).toMatchObject({
      state: 'waiting',
      waitingFor: 'the landlord',
      followUpAt: new Date('2026-03-09T09:00Z'),
    });
    expect(thread()[1]).toContain('waits for somebody outside our team');
  });

  it('keeps a long note that cannot be left, on the form under the reason', async () => {
    const { ana, slack, people, triage, quiet, kinds } = await atWork();
    await ana.fromCard(MORE_MOVES);
    await ana.press('Note…');
    await slack.leave(people.ana.id, triage);
    await quiet();

    const sent = await ana.send({ 'For staff only': 'A long story '.repeat(100) });

    expect(sent.outcome).toBe('pushed');
    expect(ana.sees()).toContain('for the staff of the desk');
    await ana.close();
    expect(JSON.stringify(slack.views(people.ana.id).at(-1))).toContain('A long story A long story');
    expect(await kinds()).toEqual(['opened']);
  });

  it('merges a request into another, and undo on the card takes it back', async () => {
    const { ana, slack, people, help, triage, quiet, ticket, press, thread, clock } = await atWork();
    clock.set(new Date(MONDAY_MORNING.getTime() + 600_000));
    await slack.post(people.tom.id, help, 'The invoices are missing');
    await quiet();
    await ana.fromCard(MORE_MOVES);
    await ana.press('Merge…');

    expect((await ana.send({ 'Which request goes on for both?': 'the other' })).errors).toEqual({
      other: 'Please write its number, for example #12.',
    });
    expect((await ana.send({ 'Which request goes on for both?': '#2' })).outcome).toBe('closed');

    expect(await ticket()).toMatchObject({ state: 'merged', mergedIntoId: 2 });
    expect(thread().at(-1)).toContain('Your request *#1* is about the same thing as');
    expect(thread().join('\n')).not.toContain('Thank you, we have your request');
    const target = slack.messages(triage).find(({ text }) => text.includes('The invoices are missing'));
    expect(JSON.stringify(target?.blocks)).toContain('#1 was merged into this');

    await press(people.ben.id, 'Undo');
    expect(await ticket()).toMatchObject({ state: 'open', mergedIntoId: null });
    expect(thread().join('\n')).toContain('goes on by itself again');
  });

  it('shows what is still written in a merged request’s thread under the card it was merged into', async () => {
    const { ana, slack, people, help, triage, quiet, write, clock } = await atWork();
    clock.set(new Date(MONDAY_MORNING.getTime() + 600_000));
    await slack.post(people.tom.id, help, 'The invoices are missing');
    await quiet();
    await ana.fromCard(MORE_MOVES);
    await ana.press('Merge…');
    await ana.send({ 'Which request goes on for both?': '2' });

    await write(people.maya.id, 'I need it by Friday');

    const target = slack.messages(triage).find(({ text }) => text.includes('The invoices are missing'));
    const under = slack.messages(triage, { threadTs: String(target?.ts) }).map(({ text }) => text);
    expect(under.at(-1)).toBe(`<@${people.maya.id}>: I need it by Friday`);
  });

  it('splits off a second question; its member is told, and it is answered in their direct message', async () => {
    const { ana, people, write, ticket, thread, told, slack, triage } = await atWork();
    await write(people.maya.id, 'And my key is stuck');
    await ana.fromCard(MORE_MOVES);
    await ana.press('Split…');
    await ana.send({ 'What becomes a request of its own?': ['And my key is stuck'] });

    expect(await ticket(2)).toMatchObject({ splitFromId: 1, talksInDm: true, state: 'open' });
    expect(thread().at(-1)).toContain('is now request *#2*');
    expect(told(people.maya.id)[0]).toContain('It is *#2*.');
    const card = slack.messages(triage).find(({ text }) => text.startsWith('Request #2'));
    expect(JSON.stringify(card?.blocks)).toContain('split from #1');

    await slack.press(people.ana.id, { channel: triage, ts: String(card?.ts) }, 'Claim');
  });

  it('links two requests and unlinks them', async () => {
    const { ana, slack, people, help, quiet, card, clock } = await atWork();
    clock.set(new Date(MONDAY_MORNING.getTime() + 600_000));
    await slack.post(people.maya.id, help, 'The printer is broken');
    await quiet();
    await ana.fromCard(MORE_MOVES);
    await ana.press('Link…');
    expect(ana.sees()).toContain('*#2* The printer is broken');
    await ana.send({ 'Which request does it have to do with?': '2' });
    const linked = JSON.stringify(card()?.blocks);
    await ana.fromCard(MORE_MOVES);
    await ana.press('Link…');
    await ana.press('Unlink');

    expect(linked).toContain('linked to #2');
    expect(JSON.stringify(card()?.blocks)).not.toContain('linked to');
    expect(ana.sees()).not.toContain('Linked to');
  });

  it('is for staff only', async () => {
    const { slack, people, triage, press, lastWhisper } = await atWork();
    await slack.join(people.tom.id, triage);

    await press(people.tom.id, MORE_MOVES);

    expect(lastWhisper(people.tom.id)).toContain('for the staff of the desk');
    expect(slack.views(people.tom.id)).toEqual([]);
  });
});

describe('several requests of a list', () => {
  it('are chosen, counted and done together, with the one that could not be done by its number', async () => {
    const { slack, people, help, triage, quiet, ticket, press, clock, ana, cardTs } = await atWork();
    clock.set(new Date(MONDAY_MORNING.getTime() + 600_000));
    await slack.post(people.tom.id, help, 'Where can I park?');
    await quiet();
    await press(people.ben.id, 'Claim');
    const button = (slack.message(triage, cardTs)?.blocks ?? []).flatMap(
      (block) => (block as { elements?: object[] }).elements ?? [],
    );
    Object.assign(button.find((one) => Reflect.get(one, 'action_id') === MORE_MOVES) ?? {}, {
      action_id: HANDLE_SEVERAL,
      value: '[1,2]',
    });

    await ana.fromCard(HANDLE_SEVERAL);
    expect(ana.sees()).toContain('#2 Where can I park?');
    await ana.send({ 'What shall be done with them?': 'claim' });
    expect(ana.sees()).toContain('*Claim them*: 2 requests, #1, #2');
    await ana.send();

    expect(ana.sees()).toContain('Done for 1 request: #2.');
    expect(ana.sees()).toContain(`*#1*: <@${people.ben.id}> is already looking after request #1.`);
    expect(await ticket(2)).toMatchObject({ ownerId: people.ana.id });
  });
});
