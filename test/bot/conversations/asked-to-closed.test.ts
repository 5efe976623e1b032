import { describe, expect, it } from 'vitest';
import { RATE_REQUEST } from '#bot/ratings/blocks.ts';
import { ADD_TO_REQUEST, SAY_SOLVED } from '#bot/tickets/action-ids.ts';
import { READERS, startStory } from './story.ts';

/** What people write in this story, as each would. */
const WRITE = {
  en: {
    ask: 'Where is my invoice of May?',
    question: 'Which organisation is it for?',
    answer: 'For Maple Street',
    comment: 'Ana was quick',
    again: 'Sorry, the sum is wrong',
    fixed: 'Now it is right',
    later: 'The one of June is missing',
  },
  es: {
    ask: '¿Dónde está mi factura de mayo?',
    question: '¿Para qué organización es?',
    answer: 'Para Calle Arce',
    comment: 'Ana fue muy rápida',
    again: 'Perdón, la suma no cuadra',
    fixed: 'Ahora está bien',
    later: 'Falta la de junio',
  },
};

describe.each(READERS)('a member who reads $reads', ({ language }) => {
  it('asks, is answered, reminded, helped, asked how it was, comes back, says it is solved and asks anew', async () => {
    const story = await startStory(language);
    const { words, people, ask, write, thread, reply, onCard, more, send, ticket, home, inHome, inDirect, told } = story;
    const { requests, waiting, ratings } = words;
    const [maya, ana, by] = [people.maya.id, people.ana.id, `<@${people.ana.id}>`];
    const say = WRITE[language];

    // Asked, claimed, answered.
    const asked = await ask(say.ask);
    expect(thread(asked)).toEqual([expect.stringContaining(`${requests.received('*#1*')} ${requests.answeredInThread}`)]);
    expect(thread(asked)[0]).toContain(requests.hours.days[0]);
    expect(await home()).toContain(words.home.states.open);
    await onCard(ana, 1, 'Claim');
    expect(thread(asked)[0]).toBe(requests.claimed(by, '*#1*'));
    await reply(ana, 1, say.question);
    expect(thread(asked).at(-1)).toBe(story.saidBy('ana', say.question));

    // The member's turn: reminded after two working days, and back by writing.
    await more(ana, 1, 'Wait for the member');
    expect(thread(asked)[0]).toBe(requests.waitingForYou(by, '*#1*'));
    expect(await home()).toContain(words.home.states.waitingForYou(by));
    await story.until('2026-03-04T12:00:00Z');
    const reminder = thread(asked).at(-1);
    expect(reminder).toContain(waiting.stillNeeded(by, '*#1*'));
    expect(reminder).toContain(`${waiting.theQuestion} ${say.question}`);
    expect(reminder).toContain(waiting.otherwise(5));
    await write(maya, asked, say.answer);
    expect(thread(asked)[0]).toBe(requests.claimed(by, '*#1*'));
    expect(story.underCard(1).at(-1)).toBe(`<@${maya}>: ${say.answer}`);

    // Somebody else's turn, until a day.
    await more(ana, 1, 'Wait for someone…');
    await send(ana, { 'For whom does it wait?': 'Banco', 'When shall it come back to you?': '2026-03-09' });
    expect(thread(asked)[0]).toBe(requests.waitingForOthers(by, '*#1*'));
    expect(await home()).toContain(words.home.states.waitingForOthers(by));
    expect(JSON.stringify(thread(asked))).not.toContain('Banco');
    await story.until('2026-03-09T09:30:00Z');
    expect(await ticket(1)).toMatchObject({ state: 'claimed', ownerId: ana });
    expect(told(ana).at(-1)).toContain('Request *#1* is back with you. It waited for Banco');
    expect(thread(asked)[0]).toBe(requests.claimed(by, '*#1*'));

    // Resolved; asked how it was, once.
    await onCard(ana, 1, 'Resolve…');
    await send(ana, { 'How did it end?': 'Solved', 'What was it about?': 'billing' });
    expect(thread(asked)[0]).toBe(requests.resolved(by, '*#1*', 7));
    await story.later(11);
    expect(told(maya).at(-1)).toContain(ratings.question('*#1*'));
    await inDirect(ratings.points[3] ?? '');
    expect(told(maya).at(-1)).toBe(ratings.thanks(ratings.points[3] ?? ''));
    await inDirect(ratings.addComment);
    expect(story.form(maya)).toContain(ratings.commentTitle);
    await send(maya, { [ratings.commentLabel]: say.comment });
    expect(told(maya).at(-1)).toContain(ratings.commentKept);
    expect(await story.db.rating.findMany()).toMatchObject([{ score: 4, comment: say.comment }]);

    // Back by writing, and solved by the member herself.
    await write(maya, asked, say.again);
    expect(await ticket(1)).toMatchObject({ state: 'claimed', ownerId: ana });
    expect(thread(asked)[0]).toBe(requests.claimed(by, '*#1*'));
    await home();
    await inHome(ADD_TO_REQUEST);
    expect(story.form(maya)).toContain(words.home.addLabel);
    await send(maya, { [words.home.addLabel]: say.fixed });
    expect(thread(asked).at(-1)).toBe(`${words.home.somebodyAdded('maya')} ${say.fixed}`);
    await inHome(SAY_SOLVED);
    expect(await ticket(1)).toMatchObject({ state: 'resolved', outcome: 'solved' });
    expect(thread(asked)[0]).toBe(requests.resolved(by, '*#1*', 7));
    expect(await home()).toContain(words.home.outcomes.solved);
    const toldSoFar = told(maya).length;
    await story.later(11);
    expect(told(maya)).toHaveLength(toldSoFar);
    expect(JSON.stringify(story.slack.messages(story.direct))).not.toContain(RATE_REQUEST[0]);

    // Closed after seven days; what is written then is a new request that follows this one.
    await story.until('2026-03-16T12:00:00Z');
    expect(thread(asked)[0]).toBe(requests.closed('*#1*'));
    await write(maya, asked, say.later);
    expect(await ticket(2)).toMatchObject({ state: 'open', linkedToId: 1 });
    expect(thread(asked).at(-1)).toContain(requests.received('*#2*'));
    expect(story.cardSays(2)).toContain('follows up #1');
    expect(story.card(2)?.text).toContain(say.later);
    story.demandKindWords();
  });
});
