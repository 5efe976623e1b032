import { describe, expect, it, vi } from 'vitest';
import { OPEN_SAVED_REPLIES, REPLY_TO_MEMBER } from '#bot/tickets/action-ids.ts';
import { MONDAY_MORNING } from '#test/support/cooperative.ts';
import { formsOf } from '#test/support/forms.ts';
import { cooperativeWithRequest } from '#test/support/requests.ts';

async function atWork() {
  const coop = await cooperativeWithRequest({ at: MONDAY_MORNING });
  const { slack, people, db, workspaceId, clock } = coop;
  const inbox = (userId: string) => slack.botMessages(slack.directChannel(userId));
  return {
    ...coop,
    ana: formsOf(coop, people.ana.id),
    ben: formsOf(coop, people.ben.id),
    lea: formsOf(coop, people.lea.id),
    later: (minutes: number) => clock.set(new Date(clock.now().getTime() + minutes * 60_000)),
    save: (name: string, text: string) =>
      db.savedReply.create({ data: { workspaceId, deskId: 'main', id: name.toLowerCase(), name, text } }),
    inbox,
    /** What Slack did not take, as it comes back to its author. */
    offered: async (userId: string) => {
      await vi.waitUntil(() => inbox(userId).some(({ text }) => /Your (answer|note)/.test(text)), { timeout: 10_000 });
      await coop.quiet();
      return inbox(userId).at(-1);
    },
  };
}

describe('two who answer at once', () => {
  it('hear of each other: the second sees who is writing, and is asked before both are said', async () => {
    const { ana, ben, people, thread, later, kinds } = await atWork();
    await ben.fromCard(REPLY_TO_MEMBER);
    expect(ben.sees()).not.toContain('has been writing');
    later(2);
    await ana.fromCard(REPLY_TO_MEMBER);
    expect(ana.sees()).toContain(`<@${people.ben.id}> has been writing an answer since`);
    later(1);
    await ben.send({ 'Your answer': 'It is in your <inbox>' });

    later(1);
    const first = await ana.send({ 'Your answer': 'A very long answer of mine' });
    expect(first.outcome).toBe('updated');
    expect(ana.sees()).toContain(`<@${people.ben.id}> answered at`);
    expect(ana.sees()).toContain('Send yours too?');
    expect(ana.sees()).toContain('It is in your <inbox>');
    expect(ana.sees()).toContain('A very long answer of mine');
    expect(thread()).toHaveLength(3);

    const second = await ana.send();
    expect(second.outcome).toBe('closed');
    expect(thread().slice(2)).toEqual([
      '*ben (staff):* It is in your &lt;inbox&gt;',
      '*ana (staff):* A very long answer of mine',
    ]);
    expect((await kinds()).filter((kind) => kind === 'replied')).toHaveLength(2);
  });

  it('hear of what was answered in the thread, too', async () => {
    const { ana, people, write, later } = await atWork();
    await ana.fromCard(REPLY_TO_MEMBER);
    later(1);
    await write(people.ben.id, 'Look under the mat');

    const sent = await ana.send({ 'Your answer': 'Mine' });

    expect(sent.outcome).toBe('updated');
    expect(ana.sees()).toContain('Look under the mat');
  });

  it('are not warned of one who closed the form, sent it, or left it half an hour ago', async () => {
    const { ana, ben, lea, later, db } = await atWork();
    await ben.fromCard(REPLY_TO_MEMBER);
    await ben.close();
    await ana.fromCard(REPLY_TO_MEMBER);
    expect(ana.sees()).not.toContain('has been writing');
    await ana.send({ 'Your answer': 'Hello' });
    expect(await db.replyDraft.count()).toBe(0);
    await ben.fromCard(REPLY_TO_MEMBER);
    later(31);

    await lea.fromCard(REPLY_TO_MEMBER);

    expect(lea.sees()).not.toContain('has been writing');
  });

  it('at the very same moment are not both said unseen', async () => {
    const { ana, ben, later, thread } = await atWork();
    await ana.fromCard(REPLY_TO_MEMBER);
    await ben.fromCard(REPLY_TO_MEMBER);
    later(1);

    const both = await Promise.all([ana.send({ 'Your answer': 'From Ana' }), ben.send({ 'Your answer': 'From Ben' })]);

    expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(['closed', 'updated']);
    expect(thread()).toHaveLength(3);
  });
});

describe('a saved reply', () => {
  it('is put after what was typed, filled in, and said as it then stands', async () => {
    const { ana, save, thread } = await atWork();
    await save('Password', 'Hello {name}, this is {staff} about {number}.');
    await ana.fromCard(REPLY_TO_MEMBER);
    await ana.type({ 'Your answer': 'Good question!' });

    await ana.press('replies.insert', 'Password');
    expect(ana.sees()).toContain('Good question!\\n\\nHello maya, this is ana about #1.');
    await ana.send();

    expect(thread().at(-1)).toBe('*ana (staff):* Good question!\n\nHello maya, this is ana about #1.');
  });

  it('can be inserted twice, and one that does not fit leaves what was typed alone', async () => {
    const { ana, save } = await atWork();
    await save('Long', 'x'.repeat(1600));
    await ana.fromCard(REPLY_TO_MEMBER);
    await ana.press('replies.insert', 'Long');

    await ana.press('replies.insert', 'Long');

    expect(ana.sees()).toContain('would be longer than Slack takes');
    expect(ana.sees()).toContain(`"${'x'.repeat(1600)}"`);
  });

  it('is kept by leads in a list of the desk', async () => {
    const { lea, slack, people, triage, cardTs, db } = await atWork();
    const open = async (userId: string) => {
      const [more] = (slack.message(triage, cardTs)?.blocks ?? [])
        .flatMap((block) => (block as { elements?: object[] }).elements ?? [])
        .filter((one) => Reflect.get(one, 'type') === 'button')
        .slice(-1);
      Object.assign(more ?? {}, { action_id: OPEN_SAVED_REPLIES, value: 'list' });
      await slack.press(userId, { channel: triage, ts: cardTs }, OPEN_SAVED_REPLIES);
    };
    await open(people.lea.id);
    expect(lea.sees()).toContain('There are none yet. Write the first one.');
    await lea.press('New saved reply…');
    const wrong = await lea.send({ Name: 'Greeting', 'What it says': 'Hello {nmae}' });
    expect(wrong.errors).toEqual({ text: expect.stringContaining('I cannot fill in {nmae}') });
    await lea.send({ Name: 'Greeting', 'What it says': 'Hello {name}' });
    expect(lea.sees()).toContain('*Greeting*');
    await lea.press('Change…');
    await lea.send({ 'What it says': 'Good day {name}' });
    expect(await db.savedReply.findMany()).toMatchObject([{ id: 'greeting', text: 'Good day {name}' }]);
    await lea.press('Change…');
    await lea.press('Put it away');

    expect(lea.sees()).toContain('It is put away.');
    await open(people.ben.id);
    expect(JSON.stringify(slack.views(people.ben.id))).not.toContain('New saved reply');
    expect(await db.savedReply.count({ where: { archivedAt: null } })).toBe(0);
  });
});

describe('an answer that Slack did not take', () => {
  async function withLostAnswer() {
    const coop = await atWork();
    const { slack, ana, people, quiet } = coop;
    slack.faults.next('chat.postMessage', 'error:msg_too_long');
    await ana.fromCard(REPLY_TO_MEMBER);
    await ana.send({ 'Your answer': 'It is in the *cellar*' });
    const offer = await coop.offered(people.ana.id);
    const press = async (userId: string, label: string) => {
      await slack.press(userId, { channel: slack.directChannel(people.ana.id), ts: String(offer?.ts) }, label);
      await quiet();
    };
    return { ...coop, offer, press };
  }

  it('comes back to its author with its words, and is said after all when they press', async () => {
    const { offer, press, people, thread, slack, triage } = await withLostAnswer();
    expect(JSON.stringify(offer?.blocks)).toContain('It is in the *cellar*');
    expect(JSON.stringify(slack.messages(triage))).not.toContain('cellar');

    await press(people.ana.id, 'Try again');

    expect(thread().at(-1)).toBe('*ana (staff):* It is in the *cellar*');
  });

  it('can be changed first, and then only the changed one is said', async () => {
    const { press, people, thread, ana, db } = await withLostAnswer();

    await press(people.ana.id, 'Edit…');
    expect(ana.sees()).toContain('It is in the *cellar*');
    await ana.send({ 'Your answer': 'It is in the attic' });

    expect(thread().slice(2)).toEqual(['*ana (staff):* It is in the attic']);
    expect(await db.saidMessage.count({ where: { withdrawnAt: { not: null } } })).toBe(1);
    await press(people.ana.id, 'Try again');
    expect(thread().slice(2)).toHaveLength(1);
  });
});

it('a note that Slack did not take comes back to its author, too, and is under the card when they press', async () => {
  const { slack, people, triage, quiet, offered, underCard } = await atWork();
  slack.faults.next('chat.postMessage', 'error:msg_too_long');
  await slack.command(people.ana.id, triage, '/triage', 'note 1 She prefers a call');

  const offer = await offered(people.ana.id);
  expect(offer?.text).toContain('Your note on request *#1* is not under its card');
  expect(JSON.stringify(offer?.blocks)).toContain('She prefers a call');
  expect(JSON.stringify(offer?.blocks)).not.toContain('Edit…');
  await slack.press(people.ana.id, { channel: slack.directChannel(people.ana.id), ts: String(offer?.ts) }, 'Try again');
  await quiet();

  expect(underCard()).toContain('*ana (note):* She prefers a call');
});
