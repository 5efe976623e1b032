import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { button, context, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { form, textField } from '#bot/slack/form-parts.ts';
import { jsonIn } from '#bot/slack/payloads.ts';
import { PLACEHOLDERS } from './placeholders.ts';
import { LONGEST_NAME, LONGEST_TEXT, type SavedReply, type SavedReplyList } from './saved-replies.ts';

export const NEW_REPLY = 'saved-replies.new';
export const EDIT_REPLY = 'saved-replies.edit';
export const ARCHIVE_REPLY = 'saved-replies.archive';
export const SAVE_REPLY = 'saved-replies.form';

export const REPLY_NAME = { blockId: 'name', actionId: 'text' };
export const SAVED_TEXT = { blockId: 'text', actionId: 'text' };

const Which = z.object({ deskId: z.string(), id: z.string().optional() });
export type Which = z.infer<typeof Which>;

/** Which desk's, and which of them, in a button's value or a form's metadata. */
export function whichIn(value: unknown): Which {
  const parsed = Which.safeParse(jsonIn(value));
  if (!parsed.success) throw new UserError('no_saved_reply', 'That saved reply cannot be found. Please open the list again.');
  return parsed.data;
}

/** All saved replies of a desk; leads change them here, staff see what there is. */
export function replyList({ desk, replies, mayChange }: SavedReplyList, done?: string): ModalView {
  const which = (id?: string) => JSON.stringify({ deskId: desk.id, ...(id ? { id } : {}) });
  const none = mayChange ? 'There are none yet. Write the first one.' : 'There are none yet. A lead of this desk writes them.';
  const lines = replies.map((reply): KnownBlock => {
    const words = section(`*${escapeText(reply.name)}*\n${escapeText(cut(reply.text.replaceAll(/\s+/g, ' '), 150))}`);
    return mayChange ? { ...words, accessory: button(EDIT_REPLY, 'Change…', which(reply.id)) } : words;
  });
  return form({
    callbackId: 'saved-replies.list',
    title: 'Saved replies',
    close: 'Close',
    metadata: '',
    blocks: [
      ...(done ? [section(`:white_check_mark: ${done}`)] : []),
      section(`Texts to begin an answer with, at *${escapeText(desk.name)}*. Choose one in the reply form.`),
      ...(mayChange ? [{ type: 'actions' as const, elements: [button(NEW_REPLY, 'New saved reply…', which())] }] : []),
      ...(lines.length > 0 ? lines : [section(none)]),
    ],
  });
}

/** The form for a new saved reply, or for another wording of one. */
export function replyForm(deskId: string, reply?: SavedReply): ModalView {
  const which = JSON.stringify({ deskId, ...(reply ? { id: reply.id } : {}) });
  const known = Object.entries(PLACEHOLDERS).map(([name, meaning]) => `\`{${name}}\` ${meaning}`);
  return form({
    callbackId: SAVE_REPLY,
    title: reply ? 'Change a saved reply' : 'New saved reply',
    submit: 'Save',
    metadata: which,
    blocks: [
      textField(REPLY_NAME, {
        label: 'Name',
        hint: 'Staff choose it by this name.',
        longest: LONGEST_NAME,
        ...(reply ? { text: reply.name } : {}),
      }),
      textField(SAVED_TEXT, {
        label: 'What it says',
        longest: LONGEST_TEXT,
        isLong: true,
        ...(reply ? { text: reply.text } : {}),
      }),
      context(`Filled in for each member: ${known.join(', ')}.`),
      ...(reply ? [archiving(which)] : []),
    ],
  });
}

function archiving(which: string): KnownBlock {
  const confirm = {
    title: plain('Put it away?'),
    text: plain('Staff cannot choose it any more. What was said with it stays.'),
    confirm: plain('Put it away'),
    deny: plain('Keep it'),
  };
  return { type: 'actions', elements: [{ ...button(ARCHIVE_REPLY, 'Put it away', which), confirm }] };
}
