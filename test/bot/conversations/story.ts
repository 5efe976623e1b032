import { expect } from 'vitest';
import { MORE_MOVES } from '#bot/tickets/action-ids.ts';
import { type Language, wordsIn } from '#bot/words/words.ts';
import { MONDAY_MORNING, startCooperative } from '#test/support/cooperative.ts';
import { objectionsTo } from '#test/support/valid-blocks.ts';
import { advanceTo } from '#test/workspace/time-travel.ts';
import { readable, wrongFor } from './shown.ts';

/** Every story is run through twice: by a Maya who reads English, and by one who reads Spanish. */
export const READERS: { reads: string; language: Language }[] = [
  { reads: 'English', language: 'en' },
  { reads: 'Spanish', language: 'es' },
];

const LOCALES: Record<Language, string> = { en: 'en-GB', es: 'es-ES' };
const MINUTE = 60_000;

type Form = { body?: unknown; id?: unknown };

/** A cooperative on a Monday morning in which Maya reads this language and Tom the other, as told by what they do and see in Slack. */
export async function startStory(language: Language) {
  const coop = await startCooperative({ at: MONDAY_MORNING });
  const { slack, people, help, triage, clock, database } = coop;
  const { maya, tom, ana } = people;
  await slack.changePerson(maya.id, { locale: LOCALES[language] });
  await slack.changePerson(tom.id, { locale: LOCALES[language === 'en' ? 'es' : 'en'] });
  await coop.quiet();
  const direct = slack.directChannel(maya.id);
  const threads: { channel: string; ts: string }[] = [];
  const shown = new Set<string>();
  // What people wrote, and the desk's own topics: not the bot's words.
  const written: string[] = (await coop.db.desk.findFirstOrThrow()).topics;

  const look = () => {
    const inThreads = threads.flatMap(({ channel, ts }) =>
      slack.messages(channel, { threadTs: ts }).filter(({ bot_id }) => bot_id),
    );
    const whispers = slack.ephemerals(maya.id);
    const forms = slack.views(maya.id).flatMap((view) => [(view as Form).body ?? view]);
    const home = slack.home(maya.id);
    const all = [...inThreads, ...slack.botMessages(direct), ...whispers, ...forms, (home as Form | undefined)?.body ?? home];
    for (const text of readable(all)) shown.add(text);
  };
  const settle = async () => {
    await coop.quiet();
    look();
  };
  const top = (userId: string) => String((slack.views(userId).at(-1) as Form | undefined)?.id);
  const card = (number: number) => slack.botMessages(triage).find(({ text }) => text.startsWith(`Request #${number} `));
  const note = (text: string) => {
    written.push(text);
    return text;
  };

  const story = {
    ...coop,
    words: wordsIn(language),
    direct,
    settle,
    top,
    card,
    cardSays: (number: number) => JSON.stringify(card(number)?.blocks ?? []),
    underCard: (number: number) =>
      slack
        .messages(triage, { threadTs: card(number)?.ts ?? '' })
        .slice(1)
        .map(({ text }) => text),
    ticket: (id: number) => coop.db.ticket.findFirstOrThrow({ where: { id } }),
    /** Writes at the top of a channel, six minutes after whatever was before; answers where. */
    ask: async (text: string, { channel = help, userId = maya.id } = {}) => {
      clock.set(new Date(clock.now().getTime() + 6 * MINUTE));
      const { ts } = await slack.post(userId, channel, note(text));
      if (userId === maya.id) threads.push({ channel, ts });
      await settle();
      return { channel, ts };
    },
    write: async (userId: string, { channel, ts }: { channel: string; ts: string }, text: string) => {
      await slack.post(userId, channel, note(text), { threadTs: ts });
      await settle();
    },
    /** What stands under a message now. */
    thread: ({ channel, ts }: { channel: string; ts: string }) =>
      slack
        .messages(channel, { threadTs: ts })
        .slice(1)
        .map(({ text }) => withoutLinks(text)),
    told: (userId: string) => slack.botMessages(slack.directChannel(userId)).map(({ text }) => withoutLinks(text)),
    /** Waits for a sentence that somebody alone sees; it comes after the press has been answered. */
    whispers: async (userId: string, sentence: string) => {
      await expect.poll(() => slack.ephemerals(userId).at(-1)?.text ?? '').toContain(sentence);
      look();
    },
    onCard: async (userId: string, number: number, button: string) => {
      await slack.press(userId, { channel: triage, ts: card(number)?.ts ?? '' }, button);
      await settle();
    },
    /** "More…" on the card, and one of its buttons. */
    more: async (userId: string, number: number, button: string) => {
      await slack.press(userId, { channel: triage, ts: card(number)?.ts ?? '' }, MORE_MOVES);
      await slack.press(userId, { view: top(userId) }, button);
      await settle();
      while (/Done: /.test(JSON.stringify(slack.views(userId).at(-1) ?? ''))) await slack.closeView(userId, top(userId));
    },
    /** Fills in the form on top and sends it; it must be taken. */
    send: async (userId: string, values: Record<string, string | string[]> = {}) => {
      const sent = await slack.submit(userId, top(userId), values);
      await settle();
      expect(sent.errors).toEqual({});
      expect(['closed', 'updated', 'cleared']).toContain(sent.outcome);
      return sent;
    },
    reply: async (userId: string, number: number, text: string) => {
      await story.onCard(userId, number, 'Reply');
      await story.send(userId, { 'Your answer': note(text) });
    },
    /** Waits for a sentence in Maya's direct message that takes the place of what she pressed in, after the press was answered. */
    hears: async (sentence: string) => {
      await expect.poll(() => story.told(maya.id)).toContain(sentence);
      look();
    },
    form: (userId: string) => JSON.stringify(slack.views(userId).at(-1) ?? null),
    home: async () => {
      await slack.openHome(maya.id);
      await settle();
      return JSON.stringify(slack.home(maya.id) ?? null);
    },
    /** Presses a button in Maya's Home, of one request if it is one of several. */
    inHome: async (actionId: string, number?: number) => {
      const choice = number === undefined ? { actionId } : { actionId, value: String(number) };
      await slack.press(maya.id, { view: String((slack.home(maya.id) as Form | undefined)?.id) }, choice);
      await settle();
    },
    /** Presses what is called so in the last message to Maya that has it, in her direct message. */
    inDirect: async (label: string) => {
      const message = slack
        .botMessages(direct)
        .findLast(({ blocks }) => JSON.stringify(blocks ?? []).includes(JSON.stringify(label)));
      await slack.press(maya.id, { channel: direct, ts: message?.ts ?? '' }, label);
      await settle();
    },
    type: async (words: string, userId = ana.id) => {
      const answer = await slack.command(userId, triage, '/triage', words);
      await settle();
      return String(answer.json?.text ?? answer.body);
    },
    /** Lets time pass, with everything that comes due on the way. */
    until: async (instant: string) => {
      await advanceTo(database.pool, clock, new Date(instant), settle);
    },
    later: async (minutes: number) => {
      await advanceTo(database.pool, clock, new Date(clock.now().getTime() + minutes * MINUTE), settle);
    },
    /** As the bot says in a thread what staff answered. */
    saidBy: (name: string, text: string) => `*${wordsIn(language).requests.fromStaff(name).trim()}* ${text}`,
    /** At the end: Maya was shown nothing in another language, no jargon and no endless sentence, and nobody met silence. */
    demandKindWords: () => {
      look();
      const sent = slack.ledger.calls().filter(({ method, args, channel }) => {
        const thread = threads.some(({ ts }) => ts === args.thread_ts);
        return /^(chat|views)\./.test(method) && (channel === direct || thread || [args.user, args.user_id].includes(maya.id));
      });
      for (const text of readable(sent.map(({ args }) => parsed(args)))) shown.add(text);
      expect(shown.size).toBeGreaterThan(5);
      expect(wrongFor(language, shown, written)).toEqual([]);
      expect(Object.values(people).flatMap(({ id }) => slack.notices(id))).toEqual([]);
      expect([...slack.ledger.unknownMethods]).toEqual([]);
      expect(slack.duplicates()).toEqual([]);
      for (const message of [...slack.botMessages(help), ...slack.botMessages(triage), ...slack.botMessages(direct)])
        expect(objectionsTo({ text: message.text, blocks: message.blocks ?? [] })).toEqual([]);
    },
  };
  return story;
}

/** As people read it: a link by its name. */
export function withoutLinks(text: string): string {
  return text.replaceAll(/<https?:[^<>|]*\|([^<>]*)>/g, '$1');
}

/** Arguments as they were meant: blocks and views travel as JSON. */
function parsed(args: Record<string, unknown>): unknown {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      const isJson = ['blocks', 'view'].includes(name) && typeof value === 'string';
      return [name, isJson ? JSON.parse(value) : value];
    }),
  );
}
