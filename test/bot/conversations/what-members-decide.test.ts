import { describe, expect, it } from 'vitest';
import { ADD_TO_REQUEST, TAKE_REQUEST_BACK } from '#bot/tickets/action-ids.ts';
import { wordsIn } from '#bot/words/words.ts';
import { READERS, startStory } from './story.ts';

const WRITE = {
  en: {
    hello: 'Hello!',
    help: 'help',
    thanks: 'Thank you!',
    day: 'Such a day',
    invoice: 'Where is my invoice?',
    question: 'Which month?',
    aside: 'And my badge is broken',
    card: 'Why is my card 4111 1111 1111 1111 refused?',
    password: 'my password is Sunflower42',
    more: 'It was the one of May',
  },
  es: {
    hello: '¡Hola!',
    help: 'ayuda',
    thanks: '¡Gracias!',
    day: 'Vaya día',
    invoice: '¿Dónde está mi factura?',
    question: '¿De qué mes?',
    aside: 'Y mi tarjeta no abre',
    card: '¿Por qué rechazan mi tarjeta 4111 1111 1111 1111?',
    password: 'mi contraseña es Girasol42',
    more: 'Era la de mayo',
  },
};

describe.each(READERS)('a member who reads $reads', ({ language }) => {
  it('is greeted, shown the way, asked before anything is made of her words, takes a request back and chooses her language', async () => {
    const story = await startStory(language);
    const { slack, words, people, news, direct, ask, thread, told, settle, reply, inDirect, send, ticket, home, inHome, db } =
      story;
    const { requests, waysIn, privacy } = words;
    const [maya, tom, ana] = [people.maya.id, people.tom.id, people.ana.id];
    const say = WRITE[language];

    // A greeting, a cry for help and thanks are no requests, and are answered.
    for (const text of [say.hello, say.help]) await ask(text, { channel: direct });
    await ask(say.thanks, { channel: direct });
    expect(told(maya)).toEqual([waysIn.directPointer(`<@${maya}>`), waysIn.directPointer(`<@${maya}>`), waysIn.welcome]);

    // Somebody else marks her words, and she would rather not.
    const remark = await ask(say.day, { channel: news });
    await slack.react(tom, news, remark.ts, 'ticket');
    await settle();
    await inDirect(waysIn.offerNo);
    await story.hears(waysIn.offerDeclined);
    expect(await db.ticket.count()).toBe(0);

    // What she writes in answer belongs to her request, unless she says that it is something new.
    const invoice = await ask(say.invoice, { channel: direct });
    await reply(ana, 1, say.question);
    expect(thread(invoice).at(-1)).toBe(story.saidBy('ana', say.question));
    const aside = await ask(say.aside, { channel: direct });
    expect(told(maya).at(-1)).toBe(waysIn.answerTaken('*#1*'));
    await inDirect(waysIn.somethingNew);
    await story.hears(waysIn.splitOff('*#2*'));
    expect(thread(aside).join('\n')).toContain(requests.received('*#2*'));

    // What should not be in a channel is asked about, and nothing done without her.
    await ask(say.card);
    expect(told(maya).at(-1)).toContain(privacy.holds.card);
    expect(told(maya).at(-1)).toContain(privacy.shallWe('*#3*'));
    await inDirect(privacy.noThanks);
    await story.hears(privacy.declined('#3'));
    expect(await ticket(3)).toMatchObject({ isPrivate: false });
    const password = await ask(say.password);
    expect(told(maya).at(-1)).toContain(privacy.holds.password);
    await inDirect(privacy.makePrivate);
    await story.hears(privacy.done('#4'));
    expect(thread(password)).toEqual([requests.movedToDm('*#4*')]);

    // Taken back in Home, and back again by writing.
    expect(await home()).toContain(words.home.takeBackMeans('#2'));
    await inHome(TAKE_REQUEST_BACK, 2);
    expect(await ticket(2)).toMatchObject({ state: 'resolved', outcome: 'no longer needed' });
    expect(await home()).toContain(`*#2* · ${words.home.outcomes['no longer needed']}`);
    expect(await home()).toContain(words.home.writeAgain);
    await inHome(ADD_TO_REQUEST, 2);
    await send(maya, { [words.home.addLabel]: say.more });
    expect(thread(aside).at(-1)).toBe(`${words.home.youAdded} ${say.more}`);
    expect(await ticket(2)).toMatchObject({ state: 'open', resolvedAt: null });
    expect(await home()).not.toContain(`*#2* · ${words.home.outcomes['no longer needed']}`);
    story.demandKindWords();

    // Another language, from now on, also where something was said already.
    const other = language === 'en' ? 'es' : 'en';
    const view = String((slack.home(maya) as { id?: unknown }).id);
    await slack.press(maya, { view }, 'home.language', other);
    await settle();
    expect(await home()).toContain(wordsIn(other).home.title);
    expect(thread(password)).toEqual([wordsIn(other).requests.movedToDm('*#4*')]);
    expect(await db.member.findFirst({ where: { id: maya } })).toMatchObject({ language: other, languageBy: 'chosen' });
  });
});
