import type { Button, KnownBlock } from '@slack/types';
import type { SavedReplyList } from '#bot/saved-replies/saved-replies.ts';
import { button, context, dateOf, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, fromMessage, type NameOf } from '#bot/slack/escape.ts';
import { HANDLE_SEVERAL, MORE_MOVES, OPEN_SAVED_REPLIES, REPLY_TO_MEMBER, SPLIT_TICKET } from '#bot/tickets/action-ids.ts';
import { isOutside } from '#bot/tickets/ticket.ts';
import { resolvedInAll } from '#reports/week-figures.ts';
import { workingTime } from '#reports/wording.ts';
import { type Filter, type ListPlace, placeValue } from './filters.ts';
import { HELP, NOT_IN_THREADS } from './help.ts';
import { type Found, type Hit, placeOfStem, searchValue, stemsOf } from './search.ts';
import type { DeskStats } from './stats.ts';
import type { TicketStory } from './story.ts';
import { STEPS, ticketStoryBlocks } from './story-blocks.ts';
import { MOST_COUNTED, type QueuePage, type TicketLine } from './triage.ts';

export const NEXT_PAGE = 'triage.next-page';
export const FIRST_PAGE = 'triage.first-page';
export const BACK_TO_LIST = 'triage.back';
export const SHOW_LINE = 'triage.show-line';
export const CLAIM_LINE = 'triage.claim-line';
export const NEXT_HITS = 'triage.next-hits';
export const FIRST_HITS = 'triage.first-hits';
export const SHOW_HIT = 'triage.show-hit';

export type Answer = { text: string; blocks: KnownBlock[] };

export function sentence(text: string, more: KnownBlock[] = []): Answer {
  return { text, blocks: [section(text), ...more] };
}

/** That something was done, with a press to take it back where there is one. */
export function doneBlocks(text: string, undoable: number[] = []): Answer {
  const undo = undoable.length > 0 ? [actions('done', [button(STEPS.undo, 'Undo', undoable.join(' '))])] : [];
  return sentence(cut(text, 2900), undo);
}

/** As many whole lines as a message's text may have: it is what is read aloud, and never ends within a name. */
function fitting(lines: (string | undefined)[]): string {
  let text = '';
  for (const line of lines) if (line && text.length + line.length < 3900) text += text === '' ? line : `\n${line}`;
  return text;
}

const actions = (blockId: string, elements: Button[]): KnownBlock => ({ type: 'actions', block_id: blockId, elements });

/** A page of the queue for one person's eyes, with what can be done to each request; `done` says what has just been done from it. */
export function queueList(page: QueuePage, done?: string): Answer {
  const { lines, names, open, next, after, desk, filter } = page;
  const shownAs = filterInWords(filter);
  const firstOf: ListPlace = { filter, after: null };
  const news = done ? [section(done)] : [];
  const name = `*${escapeText(desk.name)}*`;
  if (open === 0) {
    const nothing = shownAs
      ? `Nothing at ${name} is ${shownAs}. \`/triage list\` shows everything.`
      : `Nothing waits at ${name}. Enjoy the quiet!`;
    return { text: [done, nothing].filter(Boolean).join('\n'), blocks: [...news, section(nothing)] };
  }
  const counted =
    open > MOST_COUNTED
      ? `more than ${MOST_COUNTED.toLocaleString('en')} open requests`
      : `${open} open request${open === 1 ? '' : 's'}`;
  const order = open === 1 ? '' : ', urgent first, then oldest first';
  const heading = `${name}: ${counted}${shownAs ? ` (${shownAs})` : ''}${order}`;
  const told = lines.map((line) => queueLine(line, (id) => names.get(id)));
  const rest = 'No more requests after these.';
  const turning = [
    ...(after === null ? [] : [button(FIRST_PAGE, 'Back to the first', placeValue(firstOf))]),
    ...(next === null ? [] : [button(NEXT_PAGE, 'Next page', placeValue({ filter, after: next }))]),
    ...(lines.length > 1 ? [button(HANDLE_SEVERAL, 'Several…', JSON.stringify(lines.map(({ id }) => id)))] : []),
  ];
  return {
    text: fitting([done, heading, ...(lines.length === 0 ? [rest] : told)]),
    blocks: [
      ...news,
      section(heading),
      ...lines.flatMap((line, index) => [section(told[index] ?? ''), lineButtons(line, { filter, after })]),
      ...(lines.length === 0 ? [section(rest)] : []),
      ...(turning.length > 0 ? [actions('pages', turning)] : []),
      context('`/triage next` takes the first one nobody has · `/triage list overdue` · `/triage help` lists the rest.'),
    ],
  };
}

function lineButtons({ id, state, requesterId }: TicketLine, place: ListPlace): KnownBlock {
  const value = String(id);
  return actions(`line-${id}`, [
    button(SHOW_LINE, 'Show', placeValue(place, id)),
    ...(state === 'open' ? [button(CLAIM_LINE, 'Claim', placeValue(place, id))] : []),
    ...(isOutside(requesterId) ? [] : [button(REPLY_TO_MEMBER, 'Reply', value)]),
    button(MORE_MOVES, 'More…', value),
  ]);
}

/** What a filter means, to go after "is"; empty for the whole queue. */
function filterInWords({ whose, waiting, overdue, private: isPrivate, priority, topic, organisation }: Filter): string {
  return [
    whose === 'mine' ? 'yours' : whose === 'unassigned' ? 'without an owner' : '',
    waiting ? 'waiting' : '',
    overdue ? 'overdue' : '',
    isPrivate ? 'private' : '',
    priority ? `of priority ${priority}` : '',
    topic ? `about ${escapeText(cut(topic, 100))}` : '',
    organisation ? `from ${escapeText(organisation.name)}` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

const MARKS: Record<string, string> = {
  urgent: ':rotating_light: ',
  high: ':small_red_triangle: ',
  low: ':small_blue_diamond: ',
};

/** Number, priority, who, what, whose turn it is, who has it, and since when. */
function queueLine(line: TicketLine, nameOf: NameOf): string {
  const { text, openedAt, isOverdue } = line;
  const words = text === null ? PRIVATE : shortened(fromMessage(text, nameOf)) || '(no text)';
  return `${headOf(line)}: ${words}\n      ${turnOf(line)}${isOverdue ? ' · *overdue*' : ''} · ${dateOf(openedAt)}`;
}

const PRIVATE = ':lock: _private_';

function headOf({ id, priority, requesterId, requesterName, organisation }: TicketLine): string {
  const who = isOutside(requesterId) ? escapeText(cut(requesterName ?? 'Somebody', 60)) : `<@${requesterId}>`;
  return `${MARKS[priority] ?? ''}*#${id}* ${who}${organisation ? ` (${escapeText(cut(organisation, 60))})` : ''}`;
}

function shortened(plain: string): string {
  return cut(escapeText(cut(plain.replaceAll(/\s+/g, ' '), 90)), 150);
}

function turnOf({ state, waitingOn, waitingFor, followUpAt, ownerId, firstReplyAt }: TicketLine): string {
  const owner = ownerId ? `<@${ownerId}>` : '*nobody yet*';
  if (state === 'open' || state === 'claimed') return `${owner}${firstReplyAt ? ' · our turn' : ' · unanswered'}`;
  if (state !== 'waiting') return `${owner} · ${state === 'dismissed' ? 'not a request' : state}`;
  if (waitingOn === 'member') return `${owner} · waits for the member`;
  const until = followUpAt ? ` until ${dateOf(followUpAt)}` : '';
  return `${owner} · waits for ${escapeText(cut(waitingFor ?? 'somebody else', 60))}${until}`;
}

/** One ticket for one person's eyes; opened from a list or a search, with the way back. */
export function shownTicket(story: TicketStory, back?: { actionId: string; value: string }): Answer {
  const { text, blocks } = ticketStoryBlocks(story);
  const way = back ? [actions('back', [button(back.actionId, 'Back to the list', back.value)])] : [];
  return { text, blocks: [...blocks, ...way] };
}

/** What was found, newest first, with the words around what was looked for. */
export function searchResults({ search, hits, names, next, isAlike }: Found): Answer {
  const looked = `“${escapeText(cut(search.words, 100))}”`;
  if (hits.length === 0)
    return sentence(
      search.before === null
        ? `I found nothing with ${looked}, nor anything like it. Fewer words find more, and \`/triage list\` shows what is open.`
        : `There is nothing more with ${looked}.`,
    );
  const heading = isAlike
    ? `Nothing has exactly ${looked}. Near it:`
    : `${search.before === null ? 'The newest requests' : 'Older requests'} with ${looked}:`;
  const told = hits.map((hit) => hitLine(hit, search.words, (id) => names.get(id)));
  const turning = [
    ...(search.before === null ? [] : [button(FIRST_HITS, 'Back to the first', searchValue({ ...search, before: null }))]),
    ...(next === null ? [] : [button(NEXT_HITS, 'Next page', searchValue({ ...search, before: next }))]),
  ];
  return {
    text: fitting([heading, ...told]),
    blocks: [
      section(heading),
      ...hits.map(
        (hit, index): KnownBlock => ({
          ...section(told[index] ?? ''),
          block_id: `hit-${hit.id}`,
          accessory: button(SHOW_HIT, 'Show', String(hit.id)),
        }),
      ),
      ...(turning.length > 0 ? [actions('pages', turning)] : []),
    ],
  };
}

function hitLine(hit: Hit, words: string, nameOf: NameOf): string {
  const around = hit.snippet === null ? PRIVATE : snippet(fromMessage(hit.snippet, nameOf), words) || '(no text)';
  return `${headOf(hit)}: ${around}\n      ${turnOf(hit).replace(/ · unanswered$/, '')} · ${dateOf(hit.openedAt)}`;
}

const BEFORE = 50;

/** The words around the first place of what was looked for, escaped. */
function snippet(plain: string, words: string): string {
  const text = plain.replaceAll(/\s+/g, ' ');
  const at = placeOfStem(text, stemsOf(words));
  const from = at <= BEFORE ? 0 : text.lastIndexOf(' ', at - BEFORE + 10) + 1;
  return cut(`${from > 0 ? '…' : ''}${escapeText(cut(text.slice(from).toWellFormed(), 140))}`, 300);
}

/** How the desk stands, how the week goes, and what one person has on their hands. */
export function statsBlocks({ desk, queue, oldest, week, load }: DeskStats, readerId: string): Answer {
  const { us, member, other, unassigned, overdue } = queue;
  const reply = week.firstReply.business?.median;
  const now = [
    `*${escapeText(desk.name)} now:* ${us + member + other} open: our turn ${us}, the member’s ${member}, somebody else’s ${other}.`,
    `${unassigned} without an owner, ${overdue} overdue.${oldest ? ` The oldest is #${oldest.id}, asked ${dateOf(oldest.openedAt)}.` : ''}`,
  ].join('\n');
  const soFar = [
    `*This week so far, all desks:* ${week.queue.opened} came in, ${resolvedInAll(week)} resolved, ${week.queue.reopened} came back.`,
    reply
      ? `Half of those answered had a first reply within ${workingTime(reply.seconds)} of working time.`
      : 'No first replies to count yet.',
  ].join('\n');
  const whose = load.memberId === readerId ? '*On your hands:*' : `*On the hands of <@${load.memberId}>:*`;
  const own = `${whose} ${load.theirTurn} to work on, ${load.waiting} waiting for somebody.`;
  return { text: [now, soFar, own].join('\n'), blocks: [section(now), section(soFar), section(own), context(ONLY_YOU)] };
}

const ONLY_YOU = 'Only you see this. What somebody has on their hands is shown to them and to leads only.';

/** As many as fit into one answer; the list behind the button has them all. */
const MOST_REPLIES = 40;

/** The saved replies of a desk, by name, with how they begin. */
export function savedRepliesList({ desk, replies, mayChange }: SavedReplyList): Answer {
  const name = `*${escapeText(desk.name)}*`;
  const all = [actions('replies', [button(OPEN_SAVED_REPLIES, mayChange ? 'Open and change them' : 'Open them', desk.id)])];
  if (replies.length === 0) return sentence(`${name} has no saved replies yet. Its leads can write some.`, all);
  const lines = replies.slice(0, MOST_REPLIES).map((reply) => `• *${escapeText(cut(reply.name, 60))}*: ${shortened(reply.text)}`);
  const heading = `Saved replies of ${name}. Press *Reply* on a card to insert one.`;
  return { text: fitting([heading, ...lines]), blocks: [section(heading), ...lines.map((line) => section(line)), ...all] };
}

/** Which of the messages become a request of their own, no command can say: the form asks. */
export function splitOffer(ticketId: number): Answer {
  return sentence(`Which of the messages of request #${ticketId} shall be a request of their own?`, [
    actions('split', [button(SPLIT_TICKET, 'Choose them…', String(ticketId))]),
  ]);
}

/** What `/triage` can do, grouped, with an example each. */
export function triageHelp(): Answer {
  const groups = HELP.map(({ title, lines }) =>
    [`*${title}*`, ...lines.map(([command, does]) => `• \`/triage ${command}\` ${does}`)].join('\n'),
  );
  return {
    text: ['*What you can type*', ...groups, NOT_IN_THREADS].join('\n\n'),
    blocks: [section('*What you can type*'), ...groups.map((group) => section(group)), context(NOT_IN_THREADS)],
  };
}
