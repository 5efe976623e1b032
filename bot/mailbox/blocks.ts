import type { KnownBlock, ModalView } from '@slack/types';
import { button, context, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, quoteBlock } from '#bot/slack/escape.ts';
import { form, textField } from '#bot/slack/form-parts.ts';
import type { Words } from '#bot/words/words.ts';
import { CODE_FORM, END_OWN, LETTER_FORM, OPEN_MAILBOX, OWN_EARLIER, OWN_LETTER, WRITE_LETTER } from './action-ids.ts';
import { dayText } from './day-text.ts';
import { LONGEST_TEXT, type Thread, textFieldAt } from './letter.ts';
import { grouped } from './pick-up-codes.ts';
import type { Mailbox } from './writing.ts';

export const LETTER_FIELD = { blockId: 'letter', actionId: 'text' };
export const CODE_FIELD = { blockId: 'code', actionId: 'typed' };

/** The form of a letter; `token` makes of all its sendings one letter. */
export function letterForm({ waveId, name }: Mailbox, token: string, { mailbox }: Words): ModalView {
  return form({
    callbackId: LETTER_FORM,
    title: mailbox.title,
    metadata: JSON.stringify({ waveId, token }),
    submit: mailbox.send,
    close: mailbox.cancel,
    blocks: [
      section(mailbox.promise(escapeText(cut(name, 150)))),
      textField(LETTER_FIELD, { label: mailbox.label, longest: LONGEST_TEXT, isLong: true, isFirst: true }),
      context(mailbox.whatWeKeep),
    ],
  });
}

/** The one page that ever shows a pick-up code, large, and once more as Slack lets it be copied. */
export function codePage(code: string, { mailbox }: Words): ModalView {
  return form({
    callbackId: LETTER_FORM,
    title: mailbox.codeTitle,
    metadata: '',
    close: mailbox.close,
    blocks: [
      section(mailbox.codeIs),
      { type: 'header', text: plain(grouped(code)) },
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: grouped(code) }] }],
      },
      section(mailbox.keepIt),
      section(mailbox.cannotTell),
      context(mailbox.neverShare),
    ],
  });
}

/** One sentence where nothing can be written, and the way to what was. */
export function closedPage(sentence: string, title: string, { mailbox }: Words): ModalView {
  const lookIn = button(OPEN_MAILBOX, cut(mailbox.pickUp, 75), 'open');
  return form({
    callbackId: LETTER_FORM,
    title,
    metadata: '',
    close: mailbox.close,
    blocks: [section(sentence), { type: 'actions', block_id: 'look-in', elements: [lookIn] }],
  });
}

/** More of them make a form nobody reads. */
const MOST_MAILBOXES = 5;

/** Asks for a code, and offers to write anew where its reader was asked. */
export function codeForm(typed: string, mailboxes: Mailbox[], { mailbox }: Words): ModalView {
  const offers = mailboxes
    .slice(0, MOST_MAILBOXES)
    .map(({ waveId, name }) => button(WRITE_LETTER, cut(name, 75), String(waveId)));
  return form({
    callbackId: CODE_FORM,
    title: mailbox.pickUpTitle,
    metadata: '',
    submit: mailbox.open,
    close: mailbox.cancel,
    blocks: [
      textField(CODE_FIELD, {
        label: mailbox.codeLabel,
        hint: mailbox.codeHint,
        longest: 100,
        isFirst: true,
        text: cut(typed, 100),
      }),
      ...offers.flatMap((offer, index): KnownBlock[] => [
        ...(index === 0 ? [{ type: 'divider' as const }, section(mailbox.orWrite)] : []),
        { type: 'actions', block_id: `write-${index}`, elements: [offer] },
      ]),
    ],
  });
}

type OwnLetter = {
  thread: Thread;
  /** What stands for the letter in this form (see `handleOf`). */
  handle: string;
  notice?: string;
  /** What they had typed and could not send. */
  unsent?: string;
};

/** The letter that a code opened: both sides' texts with their days, a field to go on, and an end. */
export function ownLetter({ thread, handle, notice, unsent }: OwnLetter, { mailbox }: Words): ModalView {
  const { letter, texts, last, hasEarlier } = thread;
  const position = last + 1;
  const standing = letter.endedOn ? mailbox.ended : letter.isOurTurn ? mailbox.waiting : mailbox.answered;
  const earlier = button(OWN_EARLIER, cut(mailbox.earlier, 75), String(texts[0]?.position ?? 1));
  const end = {
    ...button(END_OWN, mailbox.done, 'done'),
    confirm: {
      title: plain(mailbox.doneTitle),
      text: plain(mailbox.doneExplained),
      confirm: plain(mailbox.doneYes),
      deny: plain(mailbox.doneNo),
    },
  };
  const goOn: KnownBlock[] = [
    // A new name for each place, so that Slack does not put what was sent into the field again.
    textField(textFieldAt(position), {
      label: mailbox.sayMore,
      longest: LONGEST_TEXT,
      isLong: true,
      isOptional: true,
      ...(unsent ? { text: unsent } : {}),
    }),
    { type: 'actions', block_id: 'end', elements: [end] },
  ];
  return form({
    callbackId: OWN_LETTER,
    title: mailbox.letterTitle,
    metadata: JSON.stringify({ handle, position }),
    ...(letter.endedOn ? {} : { submit: mailbox.send }),
    close: mailbox.close,
    blocks: [
      ...(notice ? [section(notice)] : []),
      ...(hasEarlier ? [{ type: 'actions' as const, block_id: 'earlier', elements: [earlier] }] : []),
      ...texts.flatMap(({ staffId, text, writtenOn }) => [
        context(staffId === null ? mailbox.you(dayText(writtenOn)) : mailbox.we(dayText(writtenOn))),
        quoteBlock(text),
      ]),
      context(standing),
      ...(letter.endedOn ? [] : goOn),
    ],
  });
}
