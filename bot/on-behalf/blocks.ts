import type { KnownBlock, ModalView } from '@slack/types';
import type { Desk } from '#bot/desks/desks.ts';
import { button, plain, section } from '#bot/slack/block-parts.ts';
import { choice } from '#bot/slack/form-parts.ts';
import { CONTACTS, type Contact, type Typed } from './typed.ts';

export const LOG_FORM = 'on-behalf.log-form';
export const ELSEWHERE_FORM = 'on-behalf.elsewhere-form';
export const UNDO_LOG = 'on-behalf.undo';
export const WHAT_FIELD = { blockId: 'what', actionId: 'text' };
export const CONTACT_FIELD = { blockId: 'contact', actionId: 'choice' };
export const MEMBER_FIELD = { blockId: 'member', actionId: 'choice' };
export const NAME_FIELD = { blockId: 'name', actionId: 'text' };
export const ORGANISATION_FIELD = { blockId: 'organisation', actionId: 'text' };
export const TIME_FIELD = { blockId: 'time', actionId: 'choice' };
export const ANSWERED_FIELD = { blockId: 'answered', actionId: 'choice' };
export const DESK_FIELD = { blockId: 'desk', actionId: 'choice' };
export const ANSWERED = 'answered';

const LABELS: Record<Contact, string> = {
  phone: 'Phone',
  'e-mail': 'E-mail',
  'in person': 'In person',
  post: 'Post',
  social: 'Social media',
};
const seconds = (at: Date) => Math.floor(at.getTime() / 1000);

/** The form in which staff write down who reached them outside Slack; everything usual is filled in. */
export function logForm(desks: Desk[], typed: Typed, now: Date): ModalView {
  return {
    type: 'modal',
    callback_id: LOG_FORM,
    title: plain('Write a contact down'),
    submit: plain('Save'),
    close: plain('Cancel'),
    blocks: [
      textBlock(WHAT_FIELD, 'What they want, in a line', { max: 3000, initial: typed.text, isFocused: true }),
      contactBlock(typed.contact ?? 'phone'),
      memberBlock(typed.memberId),
      textBlock(NAME_FIELD, 'Or, if they are not in Slack, their name', { max: 80, isOptional: true }),
      textBlock(ORGANISATION_FIELD, 'Their organisation', {
        max: 100,
        isOptional: true,
        hint: 'Only with a name. You can leave it out.',
      }),
      timeBlock('When they reached you', now),
      {
        type: 'input',
        block_id: ANSWERED_FIELD.blockId,
        optional: true,
        label: plain('Is it done?'),
        element: {
          type: 'checkboxes',
          action_id: ANSWERED_FIELD.actionId,
          options: [choice('Answered on the spot', ANSWERED)],
        },
      },
      ...(desks.length > 1 ? [deskBlock(desks)] : []),
    ],
  };
}

type Line = { max: number; initial?: string; isOptional?: boolean; isFocused?: boolean; hint?: string };

function textBlock({ blockId, actionId }: { blockId: string; actionId: string }, label: string, line: Line): KnownBlock {
  const { max, initial = '', isOptional = false, isFocused = false, hint } = line;
  return {
    type: 'input',
    block_id: blockId,
    optional: isOptional,
    label: plain(label),
    ...(hint ? { hint: plain(hint) } : {}),
    element: {
      type: 'plain_text_input',
      action_id: actionId,
      max_length: max,
      ...(isFocused ? { focus_on_load: true } : {}),
      ...(initial === '' ? {} : { initial_value: initial.replaceAll(/\s+/g, ' ').slice(0, max).toWellFormed() }),
    },
  };
}

function contactBlock(contact: Contact): KnownBlock {
  return {
    type: 'input',
    block_id: CONTACT_FIELD.blockId,
    label: plain('How they reached you'),
    element: {
      type: 'static_select',
      action_id: CONTACT_FIELD.actionId,
      options: CONTACTS.map((one) => choice(LABELS[one], one)),
      initial_option: choice(LABELS[contact], contact),
    },
  };
}

function memberBlock(memberId: string | null): KnownBlock {
  return {
    type: 'input',
    block_id: MEMBER_FIELD.blockId,
    optional: true,
    label: plain('Who they are'),
    element: { type: 'users_select', action_id: MEMBER_FIELD.actionId, ...(memberId ? { initial_user: memberId } : {}) },
  };
}

function timeBlock(label: string, at: Date): KnownBlock {
  return {
    type: 'input',
    block_id: TIME_FIELD.blockId,
    label: plain(label),
    element: { type: 'datetimepicker', action_id: TIME_FIELD.actionId, initial_date_time: seconds(at) },
  };
}

function deskBlock(desks: Desk[]): KnownBlock {
  const options = desks.slice(0, 100).map(({ id, name }) => choice(name, id));
  return {
    type: 'input',
    block_id: DESK_FIELD.blockId,
    label: plain('Desk'),
    element: {
      type: 'static_select',
      action_id: DESK_FIELD.actionId,
      options,
      ...(options[0] ? { initial_option: options[0] } : {}),
    },
  };
}

/** What a form says once it has been sent. */
export function savedForm(title: string, sentence: string): ModalView {
  return { type: 'modal', title: plain(title), close: plain('Close'), blocks: [section(sentence)] };
}

export const loggedSentence = (ticketId: number, isAnswered: boolean): string =>
  isAnswered
    ? `Request #${ticketId} is written down as answered on the spot and solved by you.`
    : `Request #${ticketId} is written down. Its card is in the triage channel.`;

/** Answers `/log phone @maya …` with what came of it and a way back. */
export function loggedAnswer(ticketId: number, memberId: string): { text: string; blocks: KnownBlock[] } {
  const text = `Request #${ticketId} is written down for <@${memberId}>. They read it in their messages with me.`;
  return {
    text,
    blocks: [section(text), { type: 'actions', block_id: 'log', elements: [button(UNDO_LOG, 'Undo', String(ticketId))] }],
  };
}

export const LOG_HELP = [
  '*`/log` writes down who reached you outside Slack*',
  '• `/log` opens a form; what you type after it is filled in',
  '• `/log phone @maya could not log in` writes it down at once. Instead of `phone`: `e-mail`, `in person`, `post`, `social`',
  'In a thread commands do not work: type them in the channel.',
].join('\n');

/** Asks when a request was answered outside Slack. */
export function elsewhereForm(ticketId: number, now: Date): ModalView {
  return {
    type: 'modal',
    callback_id: ELSEWHERE_FORM,
    private_metadata: String(ticketId),
    title: plain(`Answered elsewhere #${ticketId}`.slice(0, 24)),
    submit: plain('Save'),
    close: plain('Cancel'),
    blocks: [
      section('You answered by phone, by e-mail or face to face? Then this is the first reply, by you. The member is not told.'),
      timeBlock('When you answered', now),
    ],
  };
}
