import type { ActionsBlock, Button, InputBlock, KnownBlock, ModalView } from '@slack/types';
import { button, context, dateOf, fileContext, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, quoteBlock } from '#bot/slack/escape.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import {
  ATTACH_TICKET,
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
import { askedIn, LONGEST_QUOTE } from './asked.ts';
import type { Endings } from './endings.ts';
import { IN_QUEUE } from './life.ts';
import { isInSlack, isOutside, OUTCOMES, type Outcome, type Ticket, usualTopic } from './ticket.ts';
import type { TicketView } from './views.ts';

/** The card of a ticket in the triage channel, with the buttons for what can be done to it now. Of a private one it says nothing but that. */
export function ticketCard(view: TicketView): Rendering {
  const { ticket, desk } = view;
  const asked = ticket.isPrivate ? PRIVATE_TEXT : askedIn(view);
  const state = stateForStaff(view);
  const link =
    ticket.isPrivate || !isInSlack(ticket.channelId) || isDirect(ticket.channelId)
      ? ''
      : ` · <${view.link}|${asked.length > LONGEST_QUOTE ? 'Read it all' : 'Open the message'}>`;
  const blocks: KnownBlock[] = [
    section(`*#${ticket.id}* · ${priorityMark(ticket)}${requesterForStaff(view)}${wayIn(ticket)}`),
    quoteBlock(asked.length > LONGEST_QUOTE ? cut(asked, LONGEST_QUOTE) : asked),
    ...(ticket.isPrivate ? [] : fileContext(view.files)),
    context(`${state} · asked ${dateOf(ticket.openedAt)}${link}${linked(view)}`),
    ...looksLike(view),
    ...buttons(view, usualTopic(ticket, desk)),
  ];
  return { text: `Request #${ticket.id} from ${requesterForStaff(view)}: ${escapeText(cut(asked, 500))} (${state})`, blocks };
}

/** What was written to the bot alone nobody else can open. */
const isDirect = (channelId: string): boolean => channelId.startsWith('D');

const PRIVATE_TEXT = 'This request is private. Its readers press Read to see what it says.';

/** Who asked, with their organisation; a person who is not in Slack has a name only. */
function requesterForStaff({ ticket, requester }: Pick<TicketView, 'ticket' | 'requester'>): string {
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

function wayIn({ via, contactBy, loggedById, channelId, isPrivate }: Ticket): string {
  // That somebody answered a survey is nobody's business either.
  if (via === 'survey') return ` ${isPrivate ? '' : 'after a survey, '}opened by <@${loggedById}>`;
  if (via === 'log') return ` by ${contactBy ?? 'phone'}, written down by <@${loggedById}>`;
  return channelId.startsWith('D') || !isInSlack(channelId) ? ' in a direct message' : ` in <#${channelId}>`;
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

const MOST_NUMBERS = 15;

/** After an outage one request can have hundreds merged into it; a card holds some. */
function numbers(ids: number[]): string {
  const more = ids.length - MOST_NUMBERS;
  const shown = ids.slice(0, MOST_NUMBERS).map((id) => `#${id}`);
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

function linked({ ticket, mergedHere, links, parts, sameHere }: TicketView): string {
  return [
    ticket.linkedToId ? ` · follows up #${ticket.linkedToId}` : '',
    ticket.splitFromId ? ` · split from #${ticket.splitFromId}` : '',
    mergedHere.length > 0 ? ` · ${numbers(mergedHere)} ${mergedHere.length > 1 ? 'were' : 'was'} merged into this` : '',
    links.length > 0 ? ` · linked to ${numbers(links)}` : '',
    ticket.partOfId ? ` · part of known problem #${ticket.partOfId}` : '',
    problemLine(ticket, parts, sameHere),
  ].join('');
}

function problemLine({ problem, problemSince, state }: Ticket, parts: number, sameHere: number): string {
  const others =
    parts + sameHere === 0
      ? 'nobody else has it yet'
      : `${parts} more ${parts === 1 ? 'request' : 'requests'}, ${sameHere} ${sameHere === 1 ? 'says' : 'say'} “same here”`;
  if (problemSince) return ` · *known problem*: ${others}`;
  if (problem === null) return '';
  const again = IN_QUEUE.includes(state) ? '; announce it again under *More…* if it is back' : '';
  return ` · was a known problem (${others})${again}`;
}

/** The offer to attach what reads like a known problem to it, with one press. */
function looksLike({ ticket, knownProblems }: TicketView): KnownBlock[] {
  const alike = knownProblems.find(({ ticketId, isAlike }) => isAlike && ticketId !== ticket.id);
  if (!alike || ticket.partOfId !== null || ticket.problemSince || ticket.isPrivate || !IN_QUEUE.includes(ticket.state))
    return [];
  return [
    {
      ...section(`Looks like known problem *#${alike.ticketId}*: ${escapeText(cut(alike.text, 150))}`),
      block_id: 'alike',
      accessory: button(ATTACH_TICKET, 'Attach', `${ticket.id}:${alike.ticketId}`),
    },
  ];
}

/** The buttons of a card, for wherever a ticket can be worked on. */
function buttons({ ticket, canUndo }: Pick<TicketView, 'ticket' | 'canUndo'>, topic: string): ActionsBlock[] {
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

export const RESOLVE_MODAL = 'ticket.resolve-form';
export const OUTCOME_CHOICE = { blockId: 'outcome', actionId: 'choice' };
export const TOPIC_CHOICE = { blockId: 'topic', actionId: 'choice' };
export const ANSWERER_CHOICE = { blockId: 'answerer', actionId: 'choice' };
export const PARTS_CHOICE = { blockId: 'parts', actionId: 'choice' };
export const WITH_PARTS = 'together';

/** The form in which staff say how a ticket ended and what it was about; the usual is chosen already. */
export function resolveModal(view: TicketView, { answerers, parts }: Endings = { answerers: [], parts: 0 }): ModalView {
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
      ...answererInput(answerers),
      ...partsInput(parts),
    ],
  };
}

/** Who answered, for the outcome "answered by a member"; not asked when no other member wrote. */
function answererInput(answerers: Endings['answerers']): InputBlock[] {
  const [last] = answerers;
  if (!last) return [];
  return [
    {
      type: 'input',
      block_id: ANSWERER_CHOICE.blockId,
      optional: true,
      label: plain('If a member answered it: who?'),
      hint: plain('I thank them, and ask whether everybody may know. It counts only if a member answered it.'),
      element: { type: 'users_select', action_id: ANSWERER_CHOICE.actionId, initial_user: last },
    },
  ];
}

/** Whether what is part of a known problem is resolved with it. */
function partsInput(parts: number): InputBlock[] {
  if (parts === 0) return [];
  const together = choice(parts === 1 ? 'This one and its 1 part' : `This one and its ${parts} parts`, WITH_PARTS);
  return [
    {
      type: 'input',
      block_id: PARTS_CHOICE.blockId,
      label: plain('It is a known problem. What is resolved?'),
      element: {
        type: 'radio_buttons',
        action_id: PARTS_CHOICE.actionId,
        options: [together, choice('Only this one', 'alone')],
        initial_option: together,
      },
    },
  ];
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const choice = (text: string, value: string) => ({ text: plain(cut(text, 75)), value });
