import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { NOTE } from '#bot/handling/notes.ts';
import { button, context, dateOf, plain, section } from '#bot/slack/block-parts.ts';
import { cut, quoteBlock } from '#bot/slack/escape.ts';
import { choice, form, textField } from '#bot/slack/form-parts.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import { jsonIn } from '#bot/slack/payloads.ts';
import { askedIn } from '#bot/tickets/asked.ts';
import type { LostReply, Overtaken, ReplyFacts } from './replying.ts';

export const REPLY_MODAL = 'replies.form';
export const INSERT_SAVED_REPLY = 'replies.insert';
export const TRY_REPLY_AGAIN = 'replies.try-again';
export const EDIT_LOST_REPLY = 'replies.edit-lost';

const LONGEST_REPLY = 3000;

/** What the form carries with it. It is input like everything that comes back from Slack: no right hangs on it. */
const Draft = z.object({
  ticketId: z.number().int().positive().max(2_147_483_647),
  /** Milliseconds: what was answered before then, the writer has seen. */
  since: z.number().int().positive().max(8_640_000_000_000_000),
  /** Slack keeps what was typed in a field for as long as the field's id stays, so one that we fill gets a new id. */
  version: z.number().int().min(0).max(1000),
  replaces: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
});
export type Draft = z.infer<typeof Draft>;

export function draftIn(metadata: unknown): Draft {
  const parsed = Draft.safeParse(jsonIn(metadata));
  if (!parsed.success) throw new UserError('no_ticket', 'That request cannot be found. Please open its card again.');
  return parsed.data;
}

/** The field that the answer is typed in. */
export const replyText = (version = 0) => ({ blockId: version === 0 ? 'reply' : `reply:${version}`, actionId: 'text' });

type Filled = {
  text?: string;
  /** Somebody was faster. */
  overtaken?: Overtaken;
  /** A word about what was just pressed. */
  remark?: string;
};

/** The form in which staff answer a member, with whoever else is writing, and the desk's saved replies to begin with. */
export function replyModal(
  { view, writing, saved }: ReplyFacts,
  draft: Draft,
  { text = '', overtaken, remark }: Filled = {},
): ModalView {
  const { ticket } = view;
  const place = ticket.talksInDm ? 'in their direct message' : 'in their thread';
  return {
    ...form({
      callbackId: REPLY_MODAL,
      title: `Reply to #${ticket.id}`,
      submit: overtaken ? 'Send mine too' : 'Send',
      metadata: JSON.stringify(draft),
      blocks: [
        quoteBlock(cut(askedIn(view), 800)),
        ...writing
          .slice(0, 5)
          .map(({ memberId, openedAt }) =>
            context(`:pencil2: <@${memberId}> has been writing an answer since ${timeOf(openedAt)}.`),
          ),
        ...(overtaken ? answered(overtaken) : []),
        ...(saved.length > 0 ? [savedChoice(saved, draft.version)] : []),
        textField(replyText(draft.version), {
          label: 'Your answer',
          hint: `The member reads it ${place}, with your name.`,
          longest: LONGEST_REPLY,
          isLong: true,
          isFirst: true,
          ...(text ? { text } : {}),
        }),
        ...(remark ? [context(remark)] : []),
      ],
    }),
    notify_on_close: true,
  };
}

function answered({ memberId, at, text }: Overtaken): KnownBlock[] {
  return [
    section(`:warning: <@${memberId}> answered at ${timeOf(at)}${text === null ? '.' : ':'} Send yours too?`),
    ...(text === null ? [] : [quoteBlock(cut(text, 500))]),
  ];
}

function savedChoice(saved: ReplyFacts['saved'], version: number): KnownBlock {
  return {
    type: 'section',
    block_id: `saved:${version}`,
    text: { type: 'mrkdwn', text: 'Begin with a text of this desk' },
    accessory: {
      type: 'static_select',
      action_id: INSERT_SAVED_REPLY,
      placeholder: plain('Insert a saved reply'),
      options: saved.map(({ id, name }) => choice(name, id)),
    },
  };
}

/** The time of day, where the reader is. */
function timeOf(at: Date): string {
  return `<!date^${Math.floor(at.getTime() / 1000)}^{time}|${at.toISOString().slice(11, 16)} UTC>`;
}

/** What was typed with a saved text after it; null when that would be more than fits. */
export function appended(typed: string, inserted: string): string | null {
  const text = typed.trim() === '' ? inserted : `${typed.trimEnd()}\n\n${inserted}`;
  return [...text].length > LONGEST_REPLY ? null : text;
}

/** What the author of an answer, or a note, that was given up reads, with its words, so that they are not lost. */
export function lostReplyOffer(id: string, reply: LostReply | null, ticketId: number): Rendering {
  const number = `*#${ticketId}*`;
  if (!reply) return { text: `What you wrote for request ${number} did not get through at first. It is settled by now.` };
  const isNote = reply.kind === NOTE;
  const what = isNote
    ? `Your note on request ${number} is not under its card`
    : `Your answer to request ${number} has not reached the member`;
  const sentence = `:warning: ${what}, and I have stopped trying. Here it is, so that nothing is lost:`;
  return {
    text: sentence,
    blocks: [
      section(sentence),
      quoteBlock(cut(reply.text, 2900)),
      {
        type: 'actions',
        elements: [
          { ...button(TRY_REPLY_AGAIN, 'Try again', id), style: 'primary' },
          ...(isNote ? [] : [button(EDIT_LOST_REPLY, 'Edit…', id)]),
        ],
      },
    ],
  };
}

/** When a moment of the day alone would not do. */
export function triedAgain(ticketId: number, at: Date): Rendering {
  const text = `I am trying again to post what you wrote for request *#${ticketId}* (${dateOf(at)}). If it does not get through, I come back to you.`;
  return { text, blocks: [section(text)] };
}
