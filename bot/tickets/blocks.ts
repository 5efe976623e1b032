import type { ActionsBlock, Button, KnownBlock, ModalView, RichTextElement } from '@slack/types';
import { button, context, dateOf, type File, fileContext, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, fromMessage, quoteBlock } from '#bot/slack/escape.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import { IN_QUEUE } from './life.ts';
import { OUTCOMES, type Outcome, usualTopic } from './ticket.ts';
import type { TicketView } from './views.ts';

export const CLAIM_TICKET = 'ticket.claim';
export const REPLY_TO_MEMBER = 'ticket.reply';
export const SOLVE_TICKET = 'ticket.solve';
export const RESOLVE_TICKET = 'ticket.resolve';
export const DISMISS_TICKET = 'ticket.dismiss';
export const UNDO_STEP = 'ticket.undo';

/** What a card shows of a long request before it sends the reader to the message itself. */
const LONGEST_QUOTE = 1500;

/** The card of a ticket in the triage channel, with the buttons for what can be done to it now. */
export function ticketCard(view: TicketView): Rendering {
  const { ticket, desk } = view;
  const asked = requestText(view);
  const heading = `*#${ticket.id}* · <@${ticket.requesterId}> in <#${ticket.channelId}>`;
  const state = stateForStaff(view);
  const blocks: KnownBlock[] = [
    section(heading),
    quoteBlock(asked.length > LONGEST_QUOTE ? cut(asked, LONGEST_QUOTE) : asked),
    ...fileContext(view.files),
    context(
      `${state} · asked ${dateOf(ticket.openedAt)} · <${view.link}|${asked.length > LONGEST_QUOTE ? 'Read it all' : 'Open the message'}>${linked(view)}`,
    ),
    ...buttons(view, usualTopic(ticket, desk)),
  ];
  return { text: `Request #${ticket.id} from <@${ticket.requesterId}>: ${escapeText(cut(asked, 500))} (${state})`, blocks };
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

function linked({ ticket }: TicketView): string {
  return ticket.linkedToId ? ` · follows up #${ticket.linkedToId}` : '';
}

function buttons({ ticket, canUndo }: TicketView, topic: string): ActionsBlock[] {
  const value = String(ticket.id);
  const inQueue = IN_QUEUE.includes(ticket.state);
  const claim: Button[] = ticket.state === 'open' ? [{ ...button(CLAIM_TICKET, 'Claim', value), style: 'primary' }] : [];
  const reply = button(REPLY_TO_MEMBER, 'Reply', value);
  const ending = [
    button(SOLVE_TICKET, cut(`Solved · ${topic}`, 70), value),
    button(RESOLVE_TICKET, 'Resolve…', value),
    button(DISMISS_TICKET, 'Not a request', value),
  ];
  const undo = canUndo ? [button(UNDO_STEP, 'Undo', value)] : [];
  const elements = inQueue ? [...claim, reply, ...ending, ...undo] : [...(ticket.state === 'resolved' ? [reply] : []), ...undo];
  return elements.length > 0 ? [{ type: 'actions', block_id: 'ticket', elements }] : [];
}

/** What the member sees in their thread: that it arrived, who has it, and what happens next. Null when nothing is to be seen. */
export function acknowledgement({ ticket, openingHours }: TicketView): Rendering | null {
  const number = `*#${ticket.id}*`;
  const owner = ticket.ownerId ? `<@${ticket.ownerId}>` : 'Somebody from our team';
  const sentences: Record<string, string | null> = {
    open: `Thank you, we have your request. It is ${number}. Somebody from our team will answer here in this thread.\n_We are here ${escapeText(openingHours)}. If something changes, just write it here._`,
    claimed: `${owner} is looking after your request ${number}, here in this thread.`,
    waiting:
      ticket.waitingOn === 'member'
        ? `${owner} needs an answer from you to go on with your request ${number}. Please write it here in this thread.`
        : `Your request ${number} waits for somebody outside our team. ${owner} follows it up and will tell you here.`,
    resolved: `Your request ${number} is done. If it is not, write here within 7 days and ${owner} looks at it again.`,
    closed: `Your request ${number} is closed. If you need more help, write here and we open a new one.`,
    dismissed: null,
    merged: null,
  };
  const sentence = sentences[ticket.state] ?? null;
  return sentence === null ? null : { text: sentence, blocks: [section(sentence)], threadTs: ticket.threadTs };
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
};

/** The copy, under the card, of what somebody other than staff wrote in the member's thread. */
export function threadCopy(message: ThreadMessage, cardTs: string): Rendering {
  const who = `<@${message.authorId}>${message.role === 'member' ? ' (another member)' : ''}`;
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
