import { describe, expect, it } from 'vitest';
import { MAKE_PRIVATE } from '#bot/tickets/action-ids.ts';
import { READERS, startStory } from './story.ts';

const CANARY = 'zebra-canary';
const WRITE = {
  en: { ask: 'Where is my invoice?', same: 'My invoice is not there', key: 'And my key is stuck', question: 'Which month?' },
  es: { ask: '¿Dónde está mi factura?', same: 'No llega mi factura', key: 'Y mi llave se atasca', question: '¿De qué mes?' },
};

describe.each(READERS)('a member who reads $reads', ({ language }) => {
  it('sees who looks after her request, is told when it is joined, parted or put aside, and nothing of what staff sort among themselves', async () => {
    const story = await startStory(language);
    const { words, people, ask, write, thread, reply, onCard, more, send, ticket, told } = story;
    const { requests, handling, waiting } = words;
    const [maya, ana, ben] = [people.maya.id, people.ana.id, people.ben.id];
    const say = WRITE[language];

    // Sorted, handed on, given back.
    const first = await ask(say.ask);
    const received = thread(first);
    await more(ana, 1, 'How urgent…');
    await send(ana, { 'How urgent is it?': 'urgent' });
    await more(ana, 1, 'Topic…');
    await send(ana, { 'What is it about?': 'billing' });
    await more(ana, 1, 'Note…');
    await send(ana, { 'For staff only': `A note, ${CANARY}` });
    expect(story.cardSays(1)).toContain('*Urgent*');
    expect(story.underCard(1).at(-1)).toContain(`A note, ${CANARY}`);
    expect(thread(first)).toEqual(received);
    await more(ana, 1, 'Assign…');
    await send(ana, { 'Who looks after it from now on?': ben });
    expect(thread(first)).toEqual([requests.claimed(`<@${ben}>`, '*#1*')]);
    expect(told(ben).at(-1)).toContain(`<@${ana}> gave you request *#1*`);
    await more(ben, 1, 'Give back');
    expect(thread(first)).toEqual(received);
    expect(await ticket(1)).toMatchObject({ state: 'open', ownerId: null, priority: 'urgent', topic: 'billing' });

    // Joined with another, and parted again.
    const second = await ask(say.same);
    await more(ana, 2, 'Merge…');
    await send(ana, { 'Which request goes on for both?': '#1' });
    expect(thread(second)).toEqual([requests.merged('*#2*', '*#1*')]);
    expect(await story.home()).toContain(words.home.joined('*#1*'));
    await onCard(ana, 2, 'Undo');
    expect(thread(second)).toContain(handling.unmerged('*#2*'));
    expect(thread(second).join('\n')).toContain(requests.received('*#2*'));
    await more(ana, 2, 'Link…');
    await send(ana, { 'Which request does it have to do with?': '1' });
    expect(story.cardSays(2)).toContain('linked to #1');
    expect(thread(first)).toEqual(received);

    // Part of it becomes a request of its own, talked about in her direct message.
    await write(maya, first, say.key);
    await more(ana, 1, 'Split…');
    await send(ana, { 'What becomes a request of its own?': [say.key] });
    expect(thread(first).at(-1)).toBe(handling.splitToDm('*#3*', '*#1*'));
    expect(told(maya).at(-1)).toContain(`${requests.received('*#3*')}`);
    expect(told(maya).at(-1)).toContain(`${requests.youAsked} ${say.key}`);
    await reply(ana, 3, say.question);
    expect(told(maya).at(-1)).toBe(story.saidBy('ana', say.question));

    // No request after all, and one again.
    await onCard(ben, 2, 'Not a request');
    expect(thread(second).join('\n')).not.toContain(requests.received('*#2*'));
    expect(await ticket(2)).toMatchObject({ state: 'dismissed' });
    await onCard(ben, 2, 'Undo');
    expect(thread(second).join('\n')).toContain(requests.received('*#2*'));

    // She is asked, does not answer, and is told kindly.
    await reply(ben, 2, say.question);
    await more(ben, 2, 'Wait for the member');
    await story.until('2026-03-04T17:00:00Z');
    expect(thread(second).at(-1)).toContain(waiting.stillNeeded(`<@${ben}>`, '*#2*'));
    await story.until('2026-03-12T12:00:00Z');
    expect(thread(second).at(-1)).toBe(waiting.putAside('*#2*'));
    expect(await ticket(2)).toMatchObject({ state: 'resolved', outcome: 'stale' });
    expect(await story.home()).toContain(words.home.outcomes.stale);
    expect(told(maya).join('\n')).not.toContain(words.ratings.question('*#2*'));
    story.demandKindWords();
  });

  it('makes her request private: no word of it stays where others read, and the talk goes on with her alone', async () => {
    const story = await startStory(language);
    const { slack, words, people, ask, write, thread, reply, ticket, help, triage, direct } = story;
    const { requests, privacy } = words;
    const [maya, tom, ana] = [people.maya.id, people.tom.id, people.ana.id];
    const asked = await ask(`${CANARY}, ¿OK?`);
    await write(maya, asked, `${CANARY} 2`);
    await write(tom, asked, `${CANARY} 3`);
    await reply(ana, 1, `${CANARY} 4`);
    await story.home();

    await story.inHome(MAKE_PRIVATE, 1);

    expect(await ticket(1)).toMatchObject({ isPrivate: true, talksInDm: true });
    expect(thread(asked)).toContain(requests.movedToDm('*#1*'));
    expect(JSON.stringify([...slack.botMessages(help), ...slack.messages(triage), story.underCard(1)])).not.toContain(CANARY);
    expect(story.told(maya).join('\n')).toContain(privacy.helpToDelete('#1'));
    const talk = slack.messages(direct).find(({ metadata }) => JSON.stringify(metadata ?? {}).includes(':talk:1"'));
    expect(JSON.stringify(talk?.blocks)).toContain(`${CANARY}, ¿OK?`);
    expect(JSON.stringify(talk?.blocks)).toContain(privacy.saidSoFar);
    expect(await story.home()).toContain(`:lock: ${words.home.privately}`);
    for (const typed of ['list', 'list private', 'stats']) expect(await story.type(typed), typed).not.toContain(CANARY);
    expect(await story.type(`search ${CANARY}`)).toContain('I found nothing');

    await reply(ana, 1, 'OK 5');
    expect(thread({ channel: direct, ts: talk?.ts ?? '' }).at(-1)).toBe(story.saidBy('ana', 'OK 5'));
    await write(maya, asked, `${CANARY} 6`);
    expect(story.told(maya).at(-1)).toBe(privacy.goOnHere);
    for (const message of slack.messages(help, { threadTs: asked.ts }).filter(({ user }) => user === maya)) {
      await slack.remove(maya, help, message.ts);
    }
    await slack.remove(maya, help, asked.ts).catch(() => undefined);
    await story.settle();
    expect(story.told(maya).join('\n')).toContain(privacy.allDeleted('#1'));
    expect(JSON.stringify([...slack.botMessages(help), ...slack.messages(triage), story.underCard(1)])).not.toContain(CANARY);
    await story.onCard(ana, 1, 'Read');
    expect(story.form(ana)).toContain(`${CANARY} 6`);
    story.demandKindWords();
  });
});
