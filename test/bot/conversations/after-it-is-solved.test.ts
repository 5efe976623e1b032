import { describe, expect, it } from 'vitest';
import { CALLED, TAKE_CALL } from '#bot/ratings/blocks.ts';
import { SOLVE_TICKET } from '#bot/tickets/action-ids.ts';
import { SEND_TO_MEMBER } from '#bot/ways-in/blocks.ts';
import { wordsIn } from '#bot/words/words.ts';
import { READERS, startStory } from './story.ts';

const WRITE = {
  en: {
    ask: 'Where is my invoice?',
    hint: 'It is in the portal',
    thanks: 'That is right',
    printer: 'The printer is broken',
    note: 'Try it now',
  },
  es: {
    ask: '¿Dónde está mi factura?',
    hint: 'Está en el portal',
    thanks: 'Así es',
    printer: 'La impresora está rota',
    note: 'Prueba ahora',
  },
};

describe.each(READERS)('a member who reads $reads', ({ language }) => {
  it('is helped by another member, says how it was, and is called when it was bad', async () => {
    const story = await startStory(language);
    const { slack, words, people, help, ask, write, onCard, send, told, later, inDirect, settle } = story;
    const { ratings } = words;
    const [maya, tom, ben, lea] = [people.maya.id, people.tom.id, people.ben.id, people.lea.id];
    const toms = wordsIn(language === 'en' ? 'es' : 'en').ratings;
    const say = WRITE[language];
    const pressed = async (userId: string, button: string) => {
      const channel = slack.directChannel(userId);
      await slack.press(userId, { channel, ts: slack.botMessages(channel).at(-1)?.ts ?? '' }, button);
      await settle();
    };
    const asked = await ask(say.ask);
    await write(tom, asked, say.hint);
    await write(ben, asked, say.thanks);
    await onCard(ben, 1, 'Resolve…');
    await send(ben, { 'How did it end?': 'Answered by a member' });

    await later(11);
    expect(told(tom).at(-1)).toBe(`${toms.thankYou(`<#${help}>`)} ${toms.mayWeSaySo(`<#${help}>`)}`);
    await pressed(tom, toms.yes);
    expect(told(tom).at(-1)).toBe(`${toms.thankYou(`<#${help}>`)} ${toms.saidSo(`<#${help}>`)}`);
    expect(slack.botMessages(help).at(-1)?.text).toBe(wordsIn('en').ratings.publicThanks(`<@${tom}>`));
    expect(told(maya).at(-1)).toContain(ratings.question('*#1*'));
    await inDirect(ratings.points[0] ?? '');
    expect(told(maya).at(-1)).toContain(ratings.sorry(ratings.points[0] ?? ''));
    expect(told(lea).at(-1)).toContain(`<@${maya}> is *very unhappy*`);
    await pressed(lea, TAKE_CALL);
    await pressed(lea, CALLED);
    expect(told(lea).at(-1)).toContain(`<@${lea}> called them`);
    expect(JSON.stringify(told(ben))).not.toContain('unhappy');
    story.demandKindWords();
  });

  it('reads saved words filled in for her, a note sent on, and no question about a request that is open again', async () => {
    const story = await startStory(language);
    const { slack, words, people, triage, ask, thread, onCard, more, send, told, later, settle, ticket, type } = story;
    const { requests, ratings } = words;
    const [maya, ana, lea] = [people.maya.id, people.ana.id, people.lea.id];
    const say = WRITE[language];
    const inAnswer = async (userId: string, button: string) => {
      await slack.press(userId, { ephemeral: String(slack.ephemerals(userId).at(-1)?.id) }, button);
      await settle();
    };

    // A lead saves a text; staff begin an answer with it.
    const asked = await ask(say.printer);
    expect(await type('replies', lea)).toContain('no saved replies yet');
    await inAnswer(lea, 'Open and change them');
    await slack.press(lea, { view: story.top(lea) }, 'New saved reply…');
    await settle();
    await send(lea, { Name: 'Printer', 'What it says': '{name} / {number} / {staff}' });
    await onCard(ana, 1, 'Reply');
    await slack.press(ana, { view: story.top(ana) }, 'replies.insert', 'Printer');
    await settle();
    await send(ana);
    expect(thread(asked).at(-1)).toBe(story.saidBy('ana', 'maya / #1 / ana'));

    // A note under the card, sent on to her.
    const { ts } = await slack.post(ana, triage, say.note, { threadTs: story.card(1)?.ts });
    await settle();
    await slack.shortcut(ana, SEND_TO_MEMBER, { channel: triage, ts });
    await send(ana);
    expect(thread(asked).at(-1)).toBe(story.saidBy('ana', say.note));

    // Undone and reopened: she reads how it stands, and the question is taken back.
    await onCard(ana, 1, SOLVE_TICKET);
    expect(thread(asked)[0]).toBe(requests.resolved(`<@${ana}>`, '*#1*', 7));
    await onCard(ana, 1, 'Undo');
    expect(thread(asked)[0]).toBe(requests.claimed(`<@${ana}>`, '*#1*'));
    await onCard(ana, 1, SOLVE_TICKET);
    await later(11);
    expect(told(maya).at(-1)).toContain(ratings.question('*#1*'));
    await onCard(ana, 1, 'Reopen');
    expect(told(maya).at(-1)).toBe(ratings.cameBack('*#1*'));

    // Answered by phone, and several at once: nothing is said that need not be.
    const second = await ask(say.ask);
    await more(ana, 2, 'Answered elsewhere…');
    await send(ana);
    expect(thread(second)).toEqual([requests.claimed(`<@${ana}>`, '*#2*')]);
    await type('list');
    await inAnswer(ana, 'Several…');
    await send(ana, { 'What shall be done with them?': 'resolve' });
    await send(ana);
    expect(story.form(ana)).toContain('Done for 2 requests');
    expect([(await ticket(1)).state, (await ticket(2)).state]).toEqual(['resolved', 'resolved']);
    expect(thread(second)).toEqual([requests.resolved(`<@${ana}>`, '*#2*', 7)]);
    story.demandKindWords();
  });
});
