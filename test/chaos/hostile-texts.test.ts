import { expect, it } from 'vitest';
import { cut } from '#bot/slack/escape.ts';
import { type Cooperative, startCooperative } from '#test/support/cooperative.ts';
import { asSlackSends, HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import type { Shown } from '#test/workspace/workspace.ts';
import { report } from './figures.ts';
import { calm } from './harness.ts';
import { liveIn, outgoingMarkup, wordsOf } from './live-markup.ts';
import { openForm } from './session.ts';
import { DONE_WITHIN_MS, PATIENCE_MS, sizeOf } from './sizes.ts';

const { texts } = sizeOf('hostileTexts');
/** Spread over all of them, so that a small run meets every sort. */
const TEXTS = HOSTILE_TEXTS.filter((_, index) => index % Math.floor(HOSTILE_TEXTS.length / texts) === 0).slice(0, texts);
/** What a card and a copy show of a long text. */
const LONGEST_QUOTE = 1500;
/** What a form takes. */
const LONGEST_TYPED = 2000;
const OWN_LINKS =
  /^https:\/\/[a-z0-9.]+\/(archives\/[A-Z0-9]+\/p\d+\|(Open|Open the message|Read it all)|(files|files-pri)\/[^|<>]+\|[^|<>]*)$/;

it(
  '32: no hostile text is live in anything the bot sends, and each is shown as it was typed',
  async () => {
    const coop = await startCooperative();
    const { slack, db, people, help, triage } = coop;
    const { maya, ana, lea } = people;

    const roots = await writeAll(coop);
    const cards = new Map<string, { id: number; shown: Shown }>();
    for (const { id, ts } of await db.ticket.findMany()) cards.set(ts, { id, shown: marked(coop, triage, `card:${id}`)! });
    for (const [number, typed] of TEXTS.entries()) {
      const card = cards.get(roots[number]!.ts);
      await typeCommands(coop, typed, card?.id ?? 1);
      if (number % 5 === 0) await slack.command(ana.id, triage, '/triage', 'list');
      if (card) await replyFromCard(coop, card.shown, typed);
      if (number % 6 === 0) await changeNames(coop, typed, card?.shown);
    }
    await slack.command(lea.id, triage, '/digest', 'post');
    await untilDone(coop);

    const known = {
      ids: new Set([...Object.values(people).map(({ id }) => id), slack.botUserId, help, triage, coop.news]),
      ownLinks: OWN_LINKS,
    };
    const outgoing = [
      ...outgoingMarkup(slack),
      ...[maya, ana, lea].flatMap(({ id }) => slack.ephemerals(id).map((one) => one.text)),
    ];
    const live = outgoing.flatMap((text) => liveIn(text, known).map((what) => `${what} in ${text.slice(0, 200)}`));
    report('32', { texts: TEXTS.length, 'cards shown': cards.size, 'texts sent': outgoing.length, live: live.length });
    expect(cards.size).toBeGreaterThan(TEXTS.length / 2);
    expect([...new Set(live)]).toEqual([]);
    expect(wrongQuotes(coop, roots, cards)).toEqual([]);
    expect(wrongReplies(coop, roots, cards)).toEqual([]);
  },
  PATIENCE_MS,
);

it('32: the look-out for live markup sees it wherever it is', async () => {
  const known = { ids: new Set(['U1']), ownLinks: OWN_LINKS };

  const seen = ['<!channel>', '<@U0VICTIM>', '<https://evil.example|bank>', '<https://evil.example>', '<', '<#C0SECRET|general>'];
  const fine = ['<@U1>', 'a &lt;b&gt;', '<!date^1600000000^{date}|2020>', '<https://a.slack.com/archives/C1/p1|Open>'];

  expect(seen.filter((text) => liveIn(text, known).length === 0)).toEqual([]);
  expect(fine.flatMap((text) => liveIn(text, known))).toEqual([]);
});

/** Every text as a message, as a reply in its thread, and some as the name of a file. */
async function writeAll(coop: Cooperative): Promise<Roots> {
  const { slack, people, help } = coop;
  const first = Math.floor(Date.now() / 1000) - 20 * 86_400;
  const roots: Roots = [];
  for (const [number, typed] of TEXTS.entries()) {
    const text = asSlackSends(typed);
    const files = number % 4 === 0 ? { files: [{ name: typed.slice(0, 200).toWellFormed(), content: 'x' }] } : {};
    const { ts } = await slack.post(people.maya.id, help, text, { ts: `${first + number * 400}.000100`, ...files });
    const reply = await slack.post(people.maya.id, help, text, { threadTs: ts });
    roots.push({ ts, reply: reply.ts });
  }
  await untilDone(coop);
  return roots;
}

async function typeCommands({ slack, people: { ana, lea }, triage }: Cooperative, typed: string, id: number): Promise<void> {
  const text = [...typed].slice(0, 500).join('');
  await slack.command(ana.id, triage, '/triage', text);
  await slack.command(ana.id, triage, '/triage', `show ${text}`);
  await slack.command(ana.id, triage, '/triage', `resolve ${id} ${text}`);
  await slack.command(ana.id, triage, '/triage', `show ${id}`);
  await slack.command(ana.id, triage, '/rochdale', text);
  await slack.command(lea.id, triage, '/digest', text);
}

async function replyFromCard({ slack, people: { ana }, triage }: Cooperative, card: Shown, typed: string): Promise<void> {
  await slack.press(ana.id, { channel: triage, ts: card.ts }, 'Reply');
  const view = await openForm(slack, ana.id);
  const { outcome } = await slack.submit(ana.id, view, { 'Your answer': asTyped(typed) });
  if (outcome !== 'closed') await slack.closeView(ana.id, view);
}

/** The text as the name of a person, of the desk, of a topic and of the workspace, and as hours nobody can read. */
async function changeNames(coop: Cooperative, typed: string, card?: Shown): Promise<void> {
  const { slack, db, people, help, triage } = coop;
  const { ada, ana, lea } = people;
  await untilDone(coop);
  const name = [...typed.replaceAll(/\s+/g, ' ').trim()].slice(0, 50).join('');
  await db.workspace.updateMany({ data: { name: name || 'Cooperative' } });
  await slack.command(lea.id, triage, '/digest', 'preview');
  await slack.command(ada.id, help, '/rochdale', 'setup');
  await slack.submit(ada.id, await openForm(slack, ada.id), {
    'When are you open?': asTyped(typed),
    'Public holidays': asTyped(typed),
    'Other days you are closed': asTyped(typed),
    'What are requests about?': asTyped(typed),
  });
  for (const { id } of slack.views(ada.id)) await slack.closeView(ada.id, String(id));
  await slack.command(ada.id, help, '/rochdale', 'setup');
  await slack.submit(ada.id, await openForm(slack, ada.id), {
    'What are requests about?': `${name}\nother`,
    'Name of your desk': name || 'Help desk',
  });
  for (const { id } of slack.views(ada.id)) await slack.closeView(ada.id, String(id));
  await db.member.updateMany({ where: { id: ana.id }, data: { displayName: name || 'Ana' } });
  await slack.command(ana.id, triage, '/triage', 'list');
  if (!card) return;
  await slack.press(ana.id, { channel: triage, ts: card.ts }, 'Resolve…').catch(() => undefined);
  const open = slack.views(ana.id).at(-1);
  if (open) await slack.submit(ana.id, String(open.id));
}

const untilDone = ({ slack, database }: Cooperative) => calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });
const asTyped = (typed: string) => [...typed].slice(0, LONGEST_TYPED).join('');

function marked({ slack, workspaceId }: Cooperative, channel: string, key: string): Shown | undefined {
  return slack.botMessages(channel).find((message) => {
    const payload = (message.metadata as { event_payload?: { key?: string } } | undefined)?.event_payload;
    return payload?.key === `${workspaceId}:${key}`;
  });
}

type Roots = { ts: string; reply: string }[];
type Cards = Map<string, { id: number }>;

/** Cards and copies that quote something else than what was typed, or its cut. */
function wrongQuotes(coop: Cooperative, roots: Roots, cards: Cards): string[] {
  return TEXTS.flatMap((typed, number) => {
    const { ts, reply } = roots[number]!;
    const card = cards.get(ts);
    if (!card) return [];
    const shown = typed.length > LONGEST_QUOTE ? cut(typed, LONGEST_QUOTE) : typed;
    const places = [`card:${card.id}`, `copy:${coop.help}:${reply}`];
    return places.filter((key) => {
      const [quoted] = wordsOf(marked(coop, coop.triage, key)?.blocks, 'rich_text_quote');
      return quoted !== shown;
    });
  });
}

/** Replies of staff that say something else than what was typed. */
function wrongReplies({ slack, help }: Cooperative, roots: Roots, cards: Cards): string[] {
  return TEXTS.flatMap((typed, number) => {
    const { ts } = roots[number]!;
    const wanted = asTyped(typed).trim();
    if (!cards.has(ts) || wanted === '') return [];
    const said = slack.messages(help, { threadTs: ts }).flatMap(({ blocks }) => wordsOf(blocks, 'rich_text_section'));
    return said.some((words) => words.endsWith(` (staff): ${wanted}`))
      ? []
      : [`${JSON.stringify(wanted.slice(0, 80))}: ${said.length}`];
  });
}
