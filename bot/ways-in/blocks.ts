import type { KnownBlock, ModalView } from '@slack/types';
import type { Desk } from '#bot/desks/desks.ts';
import { button, context, plain, section } from '#bot/slack/block-parts.ts';
import { quoteBlock } from '#bot/slack/escape.ts';
import { choice } from '#bot/slack/form-parts.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import type { Words } from '#bot/words/words.ts';
import type { Note } from './notes.ts';

export const MAKE_REQUEST = 'ways-in.shortcut';
export const SEND_TO_MEMBER = 'send.shortcut';
export const ACCEPT_OFFER = 'ways-in.accept-offer';
export const DECLINE_OFFER = 'ways-in.decline-offer';
export const SOMETHING_NEW = 'ways-in.something-new';
export const REQUEST_FORM = 'ways-in.request-form';
export const SEND_NOTE_FORM = 'ways-in.send-note-form';
export const DESK_FIELD = { blockId: 'desk', actionId: 'choice' };
export const TOPIC_FIELD = { blockId: 'topic', actionId: 'choice' };
export const TEXT_FIELD = { blockId: 'text', actionId: 'text' };
export const PRIVATE_FIELD = { blockId: 'private', actionId: 'choice' };
export const PRIVATE = 'private';

/** What a request from the form may hold. */
const LONGEST = 3000;

/** Where a message is, in the value of a button or the metadata of a form. */
const placeValue = ({ channelId, ts }: { channelId: string; ts: string }) => `${channelId}:${ts}`;

/** A channel by its name; what has none (a group's conversation) as that. */
export const placeName = (channelId: string, waysIn: Words['waysIn']): string =>
  channelId.startsWith('C') ? `<#${channelId}>` : waysIn.thatPlace;

type Offered = { actorId: string; channelId: string; ts: string; threadTs: string | null };

/** Asks the author of a message whether it shall become a request. */
export function offerMessage(offered: Offered, workspaceUrl: string, { waysIn }: Words): Rendering {
  const { channelId, ts, threadTs } = offered;
  const inThread = threadTs === null ? '' : `?thread_ts=${threadTs}&cid=${channelId}`;
  const link = `${workspaceUrl.replace(/\/$/, '')}/archives/${channelId}/p${ts.replace('.', '')}${inThread}`;
  const text = waysIn.offer(`<@${offered.actorId}>`, placeName(channelId, waysIn), link);
  const value = placeValue(offered);
  const elements = [
    { ...button(ACCEPT_OFFER, waysIn.offerYes, value), style: 'primary' as const },
    button(DECLINE_OFFER, waysIn.offerNo, value),
  ];
  return { text, blocks: [section(text), { type: 'actions', block_id: 'offer', elements }] };
}

type Added = { ticketId: number; channelId: string; ts: string; canBeNew: boolean };

/** Says to which request a direct message was added, with a way out. */
export function answerTaken(added: Added, { waysIn }: Words): Rendering {
  const text = waysIn.answerTaken(`*#${added.ticketId}*`);
  if (!added.canBeNew) return { text };
  const elements = [button(SOMETHING_NEW, waysIn.somethingNew, placeValue(added))];
  return { text, blocks: [section(text), { type: 'actions', block_id: 'something-new', elements }] };
}

/** The form in which members ask for help, with what they have typed already. */
export function requestForm(desks: Desk[], typed: string, via: 'command' | 'home', { waysIn }: Words): ModalView {
  const [desk, ...others] = desks;
  return {
    type: 'modal',
    callback_id: REQUEST_FORM,
    private_metadata: via,
    title: plain(waysIn.formTitle),
    submit: plain(waysIn.formSend),
    close: plain(waysIn.formCancel),
    blocks: [
      ...(others.length > 0 ? [deskBlock(desks, waysIn)] : []),
      {
        type: 'input',
        block_id: TEXT_FIELD.blockId,
        label: plain(waysIn.formText),
        hint: plain(waysIn.formTextHint),
        element: {
          type: 'plain_text_input',
          action_id: TEXT_FIELD.actionId,
          multiline: true,
          max_length: LONGEST,
          focus_on_load: true,
          ...(typed === '' ? {} : { initial_value: typed.slice(0, LONGEST).toWellFormed() }),
        },
      },
      ...(others.length === 0 && desk ? topicBlock(desk, waysIn) : []),
      {
        type: 'input',
        block_id: PRIVATE_FIELD.blockId,
        optional: true,
        label: plain(waysIn.formPrivate),
        hint: plain(waysIn.formPrivateHint),
        element: {
          type: 'checkboxes',
          action_id: PRIVATE_FIELD.actionId,
          options: [choice(waysIn.formPrivateChoice, PRIVATE)],
        },
      },
    ],
  };
}

function deskBlock(desks: Desk[], waysIn: Words['waysIn']): KnownBlock {
  const options = desks.slice(0, MOST_OPTIONS).map(({ id, name }) => choice(name, id));
  return {
    type: 'input',
    block_id: DESK_FIELD.blockId,
    label: plain(waysIn.formDesk),
    element: {
      type: 'static_select',
      action_id: DESK_FIELD.actionId,
      options,
      ...(options[0] ? { initial_option: options[0] } : {}),
    },
  };
}

/** Topics belong to a desk, so they are asked for only where there is but one. */
function topicBlock({ topics }: Desk, waysIn: Words['waysIn']): KnownBlock[] {
  if (topics.length === 0) return [];
  const options = topics.slice(0, MOST_OPTIONS).map((topic) => choice(topic, topic));
  return [
    {
      type: 'input',
      block_id: TOPIC_FIELD.blockId,
      optional: true,
      label: plain(waysIn.formTopic),
      hint: plain(waysIn.formTopicHint),
      element: { type: 'static_select', action_id: TOPIC_FIELD.actionId, options },
    },
  ];
}

const MOST_OPTIONS = 100;

/** What the form turns into once it has been sent. */
export function receivedForm(ticketId: number, { waysIn }: Words): ModalView {
  return {
    type: 'modal',
    title: plain(waysIn.formDoneTitle),
    close: plain(waysIn.formClose),
    blocks: [section(waysIn.formDone(`#${ticketId}`))],
  };
}

/** Shows staff what goes out to the member, before it does. */
export function sendNoteForm({ ticketId, text, files }: Note, place: { channelId: string; ts: string }): ModalView {
  const left = files > 0 ? [context('Its files stay here. To send them, post them in the member’s thread.')] : [];
  return {
    type: 'modal',
    callback_id: SEND_NOTE_FORM,
    private_metadata: placeValue(place),
    title: plain(`Send to member, #${ticketId}`),
    submit: plain('Send'),
    close: plain('Cancel'),
    blocks: [section('The member reads this in their thread, with your name:'), quoteBlock(text), ...left],
  };
}
