import { describe, expect, it } from 'vitest';
import { SAY_SAME_HERE } from '#bot/tickets/action-ids.ts';
import { wordsIn } from '#bot/words/words.ts';
import { READERS, startStory } from './story.ts';

const WRITE = {
  en: { ask: 'Payroll does not load this morning', other: 'Where is my badge?' },
  es: { ask: 'La nómina no carga esta mañana', other: '¿Dónde está mi tarjeta?' },
};
const PROBLEM = 'Payroll / nómina: 12:00';
const NEWS = 'OK 11:30';

describe.each(READERS)('a member who reads $reads', ({ language }) => {
  it('reads of a known problem in her own words, says she has it, too, and hears once of every news and of its end', async () => {
    const story = await startStory(language);
    const { slack, words, people, ask, thread, onCard, more, send, settle, ticket, told } = story;
    const { knownProblems } = words;
    const [tom, lea, ana] = [people.tom.id, people.lea.id, people.ana.id];
    const say = WRITE[language];
    const tomsWords = wordsIn(language === 'en' ? 'es' : 'en').knownProblems;
    const sameHere = async (userId: string, { channel, ts }: { channel: string; ts: string }) => {
      const own = slack.messages(channel, { threadTs: ts }).find(({ bot_id }) => bot_id);
      await slack.press(userId, { channel, ts: own?.ts ?? '' }, SAY_SAME_HERE);
      await settle();
    };
    const toms = await ask(WRITE[language === 'en' ? 'es' : 'en'].ask, { userId: tom });
    const hers = await ask(say.ask);

    // Announced: whoever asks from now on reads it, and can say that they have it, too.
    await more(ana, 1, 'Known problem…');
    await send(ana, { 'What should members read?': PROBLEM });
    const other = await ask(say.other);
    expect(thread(other)[0]).toContain(`:warning: ${PROBLEM}`);
    expect(JSON.stringify(slack.messages(other.channel, { threadTs: other.ts }))).toContain(
      JSON.stringify(knownProblems.sameHere),
    );
    await sameHere(lea, other);
    await story.whispers(lea, wordsIn('en').knownProblems.noted);
    await sameHere(lea, other);
    await story.whispers(lea, wordsIn('en').knownProblems.notedAlready);
    await sameHere(tom, other);
    await story.whispers(tom, tomsWords.yourOwn);

    // Her own request is part of it.
    await more(ana, 2, 'Part of one…');
    await send(ana, { 'Which known problem is it part of?': `#1 ${PROBLEM}` });
    expect(await ticket(2)).toMatchObject({ partOfId: 1 });
    expect(story.cardSays(1)).toContain('*known problem*: 1 more request, 1 says “same here”');

    // One update reaches everybody, each in their words, once.
    await more(ana, 1, 'Tell them…');
    await send(ana, { 'What is new?': NEWS });
    const toldAs = (of: typeof knownProblems) => `${of.news(PROBLEM)}\n${of.says(`<@${ana}>`)} ${NEWS}`;
    expect(thread(hers).filter((text) => text === toldAs(knownProblems))).toHaveLength(1);
    expect(thread(toms).filter((text) => text === toldAs(tomsWords))).toHaveLength(1);
    expect(thread(other)).toHaveLength(1);
    expect(told(lea)).toEqual([toldAs(wordsIn('en').knownProblems)]);

    // Resolved together; the banner is gone.
    await onCard(ana, 1, 'Resolve…');
    await send(ana);
    expect(thread(hers).at(-1)).toBe(`${knownProblems.solved(`_${PROBLEM}_`)}\n${knownProblems.ifNot}`);
    expect(thread(hers)[0]).toContain(words.requests.resolved(`<@${ana}>`, '*#2*', 7));
    expect(thread(other)[0]).not.toContain(PROBLEM);
    expect(JSON.stringify(slack.messages(other.channel, { threadTs: other.ts }))).not.toContain(knownProblems.sameHere);
    expect([(await ticket(1)).state, (await ticket(2)).state, (await ticket(3)).state]).toEqual(['resolved', 'resolved', 'open']);
    story.demandKindWords();
  });
});
