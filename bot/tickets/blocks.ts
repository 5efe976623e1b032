import type { ActionsBlock, Button, KnownBlock, ModalView, RichTextElement } from '@slack/types';
import { button, context, dateOf, type File, fileContext, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, fromMessage, quoteBlock } from '#bot/slack/escape.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import { type Words, wordsIn } from '#bot/words/words.ts';
import {
  CLAIM_TICKET,
  DISMISS_TICKET,
  MORE_MOVES,
  READ_TICKET,
  REOPEN_TICKET,
  REPLY_TO_MEMBER,
  RESOLVE_TICKET,
  SOLVE_TICKET,
  UNDO_STEP,
} from './action-ids.ts';
import { IN_QUEUE } from './life.ts';
import { DAYS_TO_RETURN, isInSlack, isOutside, OUTCOMES, type Outcome, type Ticket, usualTopic } from './ticket.ts';
import type { TicketView } from './views.ts';

/** What a card shows of a long request before it sends the reader to the message itself. */
const LONGEST_QUOTE = 1500;

/** The card of a ticket in the triage channel, with the buttons for what can be done to it now. Of a private one it says nothing but that. */
export function ticketCard(view: TicketView): Rendering {
  const { ticket, desk } = view;
  const asked = ticket.isPrivate ? PRIVATE_TEXT : requestText(view);
  const state = stateForStaff(view);
  const link =
    ticket.isPrivate || !isInSlack(ticket.channelId)
      ? ''
      : ` · <${view.link}|${asked.length > LONGEST_QUOTE ? 'Read it all' : 'Open the message'}>`;
  const blocks: KnownBlock[] = [
    section(`*#${ticket.id}* · ${priorityMark(ticket)}${requesterForStaff(view)}${wayIn(ticket)}`),
    quoteBlock(asked.length > LONGEST_QUOTE ? cut(asked, LONGEST_QUOTE) : asked),
    ...(ticket.isPrivate ? [] : fileContext(view.files)),
    context(`${state} · asked ${dateOf(ticket.openedAt)}${link}${linked(view)}`),
    ...buttons(view, usualTopic(ticket, desk)),
  ];
  return { text: `Request #${ticket.id} from ${requesterForStaff(view)}: ${escapeText(cut(asked, 500))} (${state})`, blocks };
}

const PRIVATE_TEXT = 'This request is private. Its readers press Read to see what it says.';

/** Who asked, with their organisation; a person who is not in Slack has a name only. */
export function requesterForStaff({ ticket, requester }: Pick<TicketView, 'ticket' | 'requester'>): string {
  const who = isOutside(ticket.requesterId) ? `*${escapeText(requester.name ?? 'Somebody')}*` : `<@${ticket.requesterId}>`;
  return requester.organisation ? `${who} (${escapeText(requester.organisation)})` : who;
}

function priorityMark({ priority }: Ticket): string {
  const marks: Record<string, string> = {
    urgent: ':rotating_light: *Urgent* · ',
    high: ':small_red_triangle: High · ',
    low: 'Low · ',
  };
  return marks[priority] ?? '';
}

function wayIn({ via, contactBy, loggedById, channelId }: Ticket): string {
  if (via === 'log') return ` by ${contactBy ?? 'phone'}, written down by <@${loggedById}>`;
  return channelId.startsWith('D') || !isInSlack(channelId) ? ' in a direct message' : ` in <#${channelId}>`;
}

/** Everything the member wrote to ask, in the order of writing; deleted parts say so. */
function requestText({ request, names }: TicketView): string {
  const parts = request.map(({ text, deletedAt }) =>
    deletedAt ? '(deleted by the member)' : fromMessage(text ?? '', (id) => names.get(id)),
  );
  return parts.filter((part) => part !== '').join('\n') || '(no text)';
}

function stateForStaff({ ticket }: TicketView): string {
  const owner = ticket.ownerId ? `<@${ticket.ownerId}>` : 'nobody';
  const states: Record<string, string> = {
    open: ':large_blue_circle: Open, nobody has it yet',
    claimed: `:large_yellow_circle: ${owner} is looking after it`,
    waiting:
      ticket.waitingOn === 'member'
        ? `:hourglass: ${owner} waits for the member`
        : `:hourglass: ${owner} waits for ${escapeText(ticket.waitingFor ?? 'somebody else')}`,
    resolved: `:white_check_mark: ${escapeText(capital(ticket.outcome ?? 'resolved'))}${ticket.topic ? ` · ${escapeText(ticket.topic)}` : ''} · ${owner}`,
    closed: `:lock: Closed: ${escapeText(ticket.outcome ?? 'resolved')}${ticket.topic ? ` · ${escapeText(ticket.topic)}` : ''} · ${owner}`,
    dismissed: ':no_entry_sign: Not a request',
    merged: `:twisted_rightwards_arrows: Merged into #${ticket.mergedIntoId}`,
  };
  return states[ticket.state] ?? ticket.state;
}

function linked({ ticket, parts, sameHere }: TicketView): string {
  return [
    ticket.linkedToId ? ` · follows up #${ticket.linkedToId}` : '',
    ticket.splitFromId ? ` · split from #${ticket.splitFromId}` : '',
    ticket.partOfId ? ` · part of known problem #${ticket.partOfId}` : '',
    ticket.problemSince ? ` · *known problem*: ${parts} more requests, ${sameHere} say “same here”` : '',
  ].join('');
}

/** The buttons of a card, for wherever a ticket can be worked on. */
export function buttons({ ticket, canUndo }: Pick<TicketView, 'ticket' | 'canUndo'>, topic: string): ActionsBlock[] {
  const value = String(ticket.id);
  const inQueue = IN_QUEUE.includes(ticket.state);
  const claim: Button[] = ticket.state === 'open' ? [{ ...button(CLAIM_TICKET, 'Claim', value), style: 'primary' }] : [];
  const read = ticket.isPrivate ? [button(READ_TICKET, 'Read', value)] : [];
  const reply = isOutside(ticket.requesterId) ? [] : [button(REPLY_TO_MEMBER, 'Reply', value)];
  const ending = [
    button(SOLVE_TICKET, cut(`Solved · ${topic}`, 70), value),
    button(RESOLVE_TICKET, 'Resolve…', value),
    button(DISMISS_TICKET, 'Not a request', value),
    button(MORE_MOVES, 'More…', value),
  ];
  const undo = canUndo ? [button(UNDO_STEP, 'Undo', value)] : [];
  const back = ticket.state === 'resolved' ? [...reply, button(REOPEN_TICKET, 'Reopen', value)] : [];
  const elements = inQueue ? [...claim, ...read, ...reply, ...ending, ...undo] : [...read, ...back, ...undo];
  return elements.length > 0 ? [{ type: 'actions', block_id: 'ticket', elements }] : [];
}

/** What the member sees in their thread: that it arrived, who has it, and what happens next. Null when nothing is to be seen. */
export function acknowledgement(view: TicketView): Rendering | null {
  const { ticket, requester } = view;
  const words = wordsIn(requester.language);
  if (ticket.talksInDm) return movedAway(view, words);
  const sentence = stateForMember(view, words);
  return sentence === null ? null : { text: sentence, blocks: [section(sentence)], threadTs: ticket.threadTs };
}

/** In a thread that a request has left, nothing but that. */
function movedAway({ ticket }: TicketView, { requests }: Words): Rendering | null {
  if (ticket.state === 'dismissed' || ticket.state === 'merged') return null;
  const sentence = requests.movedToDm(`*#${ticket.id}*`);
  return { text: sentence, blocks: [section(sentence)], threadTs: ticket.threadTs };
}

/** The message in the requester's direct message under which a request is talked about that has no thread of its own. */
export function talkMessage(view: TicketView): Rendering {
  const { ticket, requester } = view;
  const words = wordsIn(requester.language);
  const { requests } = words;
  const number = `*#${ticket.id}*`;
  const state =
    stateForMember(view, words) ??
    (ticket.mergedIntoId ? requests.merged(number, `*#${ticket.mergedIntoId}*`) : requests.closed(number));
  const logged =
    ticket.via === 'log' && ticket.loggedById
      ? [context(requests.loggedForYou(`<@${ticket.loggedById}>`, requests.contacts[ticket.contactBy ?? 'phone'] ?? ''))]
      : [];
  const asked = requestText(view);
  return {
    text: `${state}\n${requests.youAsked} ${escapeText(cut(asked, 300))}`,
    blocks: [
      section(state),
      context(requests.youAsked),
      quoteBlock(cut(asked, LONGEST_QUOTE)),
      ...logged,
      context(requests.goesOnHere),
    ],
  };
}

/** How a request stands, in the member's words. Null when there is nothing to be seen of it any more. */
export function stateForMember({ ticket, openingHours, knownProblems }: TicketView, { requests }: Words): string | null {
  const number = `*#${ticket.id}*`;
  const owner = ticket.ownerId ? `<@${ticket.ownerId}>` : requests.somebody;
  const banners = knownProblems
    .filter(({ ticketId }) => ticketId !== ticket.id)
    .map(({ text }) => `:warning: ${escapeText(text)}`);
  const sentences: Record<string, string | null> = {
    open: [
      `${requests.received(number)} ${requests.answeredInThread}`,
      ...banners,
      requests.openingHours(escapeText(openingHours)),
    ].join('\n'),
    claimed: [requests.claimed(owner, number), ...banners].join('\n'),
    waiting: ticket.waitingOn === 'member' ? requests.waitingForYou(owner, number) : requests.waitingForOthers(owner, number),
    resolved: requests.resolved(owner, number, DAYS_TO_RETURN),
    closed: requests.closed(number),
    dismissed: null,
    merged: null,
  };
  return sentences[ticket.state] ?? null;
}

export type ThreadMessage = {
  authorId: string;
  role: string;
  text: string | null;
  files: File[];
  names: Map<string, string>;
  isDeleted: boolean;
  isEdited: boolean;
  link: string;
  isPrivate?: boolean;
};

/** The copy, under the card, of what somebody other than staff wrote in the member's thread. */
export function threadCopy(message: ThreadMessage, cardTs: string): Rendering {
  const who = `<@${message.authorId}>${message.role === 'member' ? ' (another member)' : ''}`;
  if (message.isPrivate) return { text: `${who} wrote. It is private: readers press Read on the card.`, threadTs: cardTs };
  const words = message.isDeleted ? '(deleted)' : fromMessage(message.text ?? '', (id) => message.names.get(id));
  const quoted = message.files.length > 0 ? words : words || '(no text)';
  const spoken = quoted || message.files.map(({ name }) => name).join(', ');
  const heading = `${who}${message.isEdited ? ' (edited)' : ''} · <${message.link}|Open>`;
  return {
    text: `${who}: ${escapeText(cut(spoken, 500))}`,
    blocks: [section(heading), ...(quoted === '' ? [] : [quoteBlock(cut(quoted, LONGEST_QUOTE))]), ...fileContext(message.files)],
    threadTs: cardTs,
  };
}

/** What a staff member answered, as the bot says it in the member's thread; addresses in it can be pressed, nothing else is live. */
export function staffReply(authorName: string, text: string): Rendering {
  const name: RichTextElement = { type: 'text', text: `${authorName} (staff): `, style: { bold: true } };
  return {
    text: cut(`*${escapeText(authorName)} (staff):* ${escapeText(text)}`, 3900),
    blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [name, ...wordsAndLinks(text)] }] }],
  };
}

function wordsAndLinks(text: string): RichTextElement[] {
  const parts = text.split(/(https?:\/\/[^\s<>"]{0,1999}[^\s<>".,;:!?)\]'])/);
  return parts
    .filter((part) => part !== '')
    .map((part) => (/^https?:\/\//.test(part) ? { type: 'link', url: part } : { type: 'text', text: part }));
}

export const REPLY_MODAL = 'ticket.reply-form';
export const RESOLVE_MODAL = 'ticket.resolve-form';
export const REPLY_TEXT = { blockId: 'reply', actionId: 'text' };
export const OUTCOME_CHOICE = { blockId: 'outcome', actionId: 'choice' };
export const TOPIC_CHOICE = { blockId: 'topic', actionId: 'choice' };

/** The form in which staff answer a member. */
export function replyModal(view: TicketView): ModalView {
  return {
    type: 'modal',
    callback_id: REPLY_MODAL,
    private_metadata: String(view.ticket.id),
    title: plain(`Reply to #${view.ticket.id}`),
    submit: plain('Send'),
    close: plain('Cancel'),
    blocks: [
      quoteBlock(cut(requestText(view), 800)),
      {
        type: 'input',
        block_id: REPLY_TEXT.blockId,
        label: plain('Your answer'),
        hint: plain('The member reads it in their thread, with your name.'),
        element: {
          type: 'plain_text_input',
          action_id: REPLY_TEXT.actionId,
          multiline: true,
          max_length: 3000,
          focus_on_load: true,
        },
      },
    ],
  };
}

/** The form in which staff say how a ticket ended and what it was about; the usual is chosen already. */
export function resolveModal(view: TicketView): ModalView {
  const { ticket, desk } = view;
  const outcomes = OUTCOMES.filter((outcome): outcome is Exclude<Outcome, 'stale'> => outcome !== 'stale').map((outcome) =>
    choice(capital(outcome), outcome),
  );
  const topics = desk.topics.map((topic) => choice(topic, topic));
  const usual = topics.find((topic) => topic.value === usualTopic(ticket, desk)) ?? topics[0];
  return {
    type: 'modal',
    callback_id: RESOLVE_MODAL,
    private_metadata: String(ticket.id),
    title: plain(`Resolve #${ticket.id}`),
    submit: plain('Resolve'),
    close: plain('Cancel'),
    blocks: [
      {
        type: 'input',
        block_id: OUTCOME_CHOICE.blockId,
        label: plain('How did it end?'),
        element: {
          type: 'radio_buttons',
          action_id: OUTCOME_CHOICE.actionId,
          options: outcomes,
          ...(outcomes[0] ? { initial_option: outcomes[0] } : {}),
        },
      },
      {
        type: 'input',
        block_id: TOPIC_CHOICE.blockId,
        label: plain('What was it about?'),
        hint: plain('One topic: what it was mostly about.'),
        element: {
          type: 'static_select',
          action_id: TOPIC_CHOICE.actionId,
          options: topics,
          ...(usual ? { initial_option: usual } : {}),
        },
      },
    ],
  };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const choice = (text: string, value: string) => ({ text: plain(cut(text, 75)), value });
