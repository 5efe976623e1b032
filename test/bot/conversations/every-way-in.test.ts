import { describe, expect, it } from 'vitest';
import { NEW_REQUEST } from '#bot/tickets/action-ids.ts';
import { MAKE_REQUEST } from '#bot/ways-in/blocks.ts';
import { READERS, startStory, withoutLinks } from './story.ts';

const WRITE = {
  en: {
    badge: 'My badge does not open the door',
    chair: 'My chair squeaks',
    login: 'I cannot log in',
    parking: 'Where can I park?',
    card: 'My bank card is refused',
    keys: 'Who has the keys?',
    called: 'She cannot find the form',
    answer: 'We look after it today',
    more: 'It is the north one',
  },
  es: {
    badge: 'Mi tarjeta no abre la puerta',
    chair: 'Mi silla hace ruido',
    login: 'No puedo entrar',
    parking: '¿Dónde puedo aparcar?',
    card: 'Rechazan mi tarjeta del banco',
    keys: '¿Quién tiene las llaves?',
    called: 'No encuentra el formulario',
    answer: 'Nos ocupamos hoy',
    more: 'Es la del norte',
  },
};

describe.each(READERS)('a member who reads $reads', ({ language }) => {
  it('asks by 🎫, by the menu of a message, by name, in a direct message, by command, in Home and by phone, and is answered where she asked', async () => {
    const story = await startStory(language);
    const { slack, words, people, news, help, direct, ask, write, thread, told, send, settle, reply, inDirect, db } = story;
    const { requests, waysIn } = words;
    const [maya, tom, ana] = [people.maya.id, people.tom.id, people.ana.id];
    const say = WRITE[language];
    const talk = (number: number) =>
      slack.messages(direct).findLast(({ metadata }) => JSON.stringify(metadata ?? {}).includes(`:talk:${number}"`));

    // 🎫 by somebody else: she is asked, and says yes.
    const badge = await ask(say.badge, { channel: news });
    await slack.react(tom, news, badge.ts, 'ticket');
    await settle();
    expect(told(maya).at(-1)).toBe(withoutLinks(waysIn.offer(`<@${tom}>`, `<#${news}>`, 'https://coop.slack.com')));
    await inDirect(waysIn.offerYes);
    await story.hears(waysIn.offerTaken);
    expect(thread(badge)).toEqual([expect.stringContaining(requests.received('*#1*'))]);

    // The menu of her own message.
    const chair = await ask(say.chair, { channel: news });
    await slack.shortcut(maya, MAKE_REQUEST, { channel: news, ts: chair.ts });
    await settle();
    await story.whispers(maya, waysIn.isRequest('*#2*'));
    expect(thread(chair)).toEqual([expect.stringContaining(requests.received('*#2*'))]);

    // The bot's name.
    const login = await ask(`<@${slack.botUserId}> ${say.login}`, { channel: news });
    expect(thread(login)).toEqual([expect.stringContaining(requests.received('*#3*'))]);
    await write(maya, login, say.more);
    expect(story.underCard(3)).toEqual([`<@${maya}>: ${say.more}`]);

    // A direct message.
    const parking = await ask(say.parking, { channel: direct });
    expect(thread(parking)).toEqual([expect.stringContaining(requests.received('*#4*'))]);

    // The command and Home: the same form, answered in her direct message.
    const inForm = async (number: number, text: string) => {
      expect(story.form(maya)).toContain(JSON.stringify(waysIn.formTitle));
      expect(story.form(maya)).toContain(JSON.stringify(waysIn.formPrivateHint));
      await send(maya, { [waysIn.formText]: text });
      expect(story.form(maya)).toContain(JSON.stringify(waysIn.formDone(`#${number}`)).slice(1, -1));
      await slack.closeView(maya, story.top(maya));
      expect(talk(number)?.text).toContain(`${requests.received(`*#${number}*`)}`);
      expect(talk(number)?.text).toContain(`${requests.youAsked} ${text}`);
    };
    await slack.command(maya, help, '/ticket', say.card);
    const empty = await slack.submit(maya, story.top(maya), { [waysIn.formText]: ' ' });
    expect(empty.errors).toEqual({ text: waysIn.formEmpty });
    await settle();
    await inForm(5, say.card);
    expect(await story.home()).toContain(words.home.newRequest);
    await story.inHome(NEW_REQUEST);
    await inForm(6, say.keys);

    // By phone, written down by staff.
    await slack.command(ana, story.triage, '/log', `phone <@${maya}|maya> ${say.called}`);
    await settle();
    await story.whispers(ana, 'Request #7 is written down');
    expect(JSON.stringify(talk(7)?.blocks)).toContain(requests.loggedForYou(`<@${ana}>`, requests.contacts.phone ?? ''));

    // Each has its card, and is answered where it was asked.
    expect((await db.ticket.findMany({ orderBy: { id: 'asc' } })).map(({ via }) => via)).toEqual([
      'reaction',
      'shortcut',
      'mention',
      'dm',
      'command',
      'home',
      'log',
    ]);
    const places = [
      badge,
      chair,
      login,
      parking,
      ...[5, 6, 7].map((number) => ({ channel: direct, ts: talk(number)?.ts ?? '' })),
    ];
    for (const [index, place] of places.entries()) {
      expect(story.card(index + 1)?.text).toContain(`Request #${index + 1} from <@${maya}>`);
      await reply(ana, index + 1, `${say.answer} (${index + 1})`);
      expect(thread(place).at(-1)).toBe(story.saidBy('ana', `${say.answer} (${index + 1})`));
    }
    const home = await story.home();
    for (const number of [1, 2, 3, 4, 5, 6, 7]) expect(home).toContain(`*#${number}* · `);
    expect(home).toContain(words.home.states.claimed(`<@${ana}>`));
    story.demandKindWords();
  });
});
