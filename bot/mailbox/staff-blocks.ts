import { button, context, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, quoteBlock } from '#bot/slack/escape.ts';
import { form, textField } from '#bot/slack/form-parts.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import { FORGOTTEN } from '#surveys/ids.ts';
import {
  END_LETTER,
  NEWER_LETTERS,
  OLDER_LETTERS,
  READ_LETTER,
  SHOW_LETTERS,
  STAFF_EARLIER,
  STAFF_LETTER,
} from './action-ids.ts';
import type { LetterList, ListedLetter, OpenLetter } from './answering.ts';
import { dayText } from './day-text.ts';
import { LONGEST_TEXT, textFieldAt, type Written } from './letter.ts';

/** The letters somebody may answer, a page at a time. */
export function letterList({ letters, page, pages }: LetterList) {
  const heading =
    letters.length === 0
      ? 'No letters. Whoever was asked in a survey without names can write to its owners without their own; the letters come here.'
      : 'Letters without a name. You learn what somebody writes and on which day, and they read your answer with a code that only they have.';
  const turns = [
    ...(page > 0 ? [button(NEWER_LETTERS, 'Before', String(page - 1))] : []),
    ...(page + 1 < pages ? [button(OLDER_LETTERS, 'More', String(page + 1))] : []),
  ];
  return form({
    callbackId: STAFF_LETTER,
    title: 'Letters',
    metadata: String(page),
    close: 'Close',
    blocks: [
      section(heading),
      ...letters.map((letter) => ({ ...section(lineOf(letter)), accessory: button(READ_LETTER, 'Read', letter.id) })),
      ...(turns.length > 0 ? [{ type: 'actions' as const, block_id: 'turns', elements: turns }] : []),
    ],
  });
}

function lineOf({ survey, writtenOn, isOurTurn, endedOn, texts }: ListedLetter): string {
  const state = endedOn
    ? `:lock: ended on ${dayText(endedOn)}`
    : isOurTurn
      ? ':large_blue_circle: waits for your answer'
      : ':hourglass: answered; its writer has not written again';
  const length = texts === 1 ? '' : ` · ${texts} texts`;
  return `*${escapeText(cut(survey, 150))}* · written on ${dayText(writtenOn)}${length}\n${state}`;
}

const NOTICES: Partial<Record<Written, string>> = {
  written: ':white_check_mark: Your answer is kept. Its writer reads it when they look in; we cannot tell them.',
  same: ':white_check_mark: Your answer is kept. Its writer reads it when they look in; we cannot tell them.',
  overtaken: ':warning: Somebody wrote in the meantime: please read it first. Your text is still below, and was not sent.',
  ended: ':warning: This letter has ended in the meantime, so your answer was not sent.',
  full: ':warning: That is a lot for one day, so your answer was not sent. Please write the rest tomorrow.',
};

/** `page`: the one of the list below it. */
type Shown = OpenLetter & { page: number; outcome?: Written; unsent?: string };

/** One letter with all that was said, a field for the answer, and its end. */
export function staffLetter({ survey, thread, page, outcome, unsent }: Shown) {
  const { letter, texts, last, hasEarlier } = thread;
  const notice = outcome && NOTICES[outcome];
  const end = {
    ...button(END_LETTER, 'End this letter', letter.id),
    confirm: {
      title: plain('End this letter?'),
      text: plain('Its writer can read it for another half year, and can write no more.'),
      confirm: plain('End it'),
      deny: plain('Not yet'),
    },
  };
  const earlier = button(STAFF_EARLIER, 'Show what was said before', String(texts[0]?.position ?? 1));
  return form({
    callbackId: STAFF_LETTER,
    title: 'A letter',
    metadata: JSON.stringify({ id: letter.id, position: last + 1, page }),
    ...(letter.endedOn ? {} : { submit: 'Answer' }),
    close: 'Close',
    blocks: [
      section(`*${escapeText(cut(survey, 150))}*`),
      ...(notice ? [section(notice)] : []),
      ...(hasEarlier ? [{ type: 'actions' as const, block_id: 'earlier', elements: [earlier] }] : []),
      ...texts.flatMap(({ staffId, text, writtenOn }) => [
        context(`${writerOf(staffId)} wrote on ${dayText(writtenOn)}:`),
        quoteBlock(text),
      ]),
      ...(letter.endedOn
        ? [context(`Ended on ${dayText(letter.endedOn)}.`)]
        : [
            textField(textFieldAt(last + 1), {
              label: 'Your answer',
              hint: 'Its writer reads “We wrote”, and not who of us did.',
              longest: LONGEST_TEXT,
              isLong: true,
              ...(unsent ? { text: unsent } : {}),
            }),
            { type: 'actions' as const, block_id: 'end', elements: [end] },
          ]),
    ],
  });
}

function writerOf(staffId: string | null): string {
  if (staffId === null) return 'They';
  return staffId === FORGOTTEN ? 'One of us' : `<@${staffId}>`;
}

/** What those who look after a survey read when letters have come: that there are some, and nothing of them. */
export function lettersCame(survey: string, waiting: number): Rendering {
  const name = `*${escapeText(cut(survey, 150))}*`;
  const text =
    waiting === 0
      ? `A letter had come in the mailbox of the survey ${name}. It is answered already.`
      : `${waiting === 1 ? 'A letter waits' : `${waiting} letters wait`} for your answer in the mailbox of the survey ${name}. \`/survey letters\` shows ${waiting === 1 ? 'it' : 'them'}.`;
  return {
    text,
    blocks: [section(text), { type: 'actions', block_id: 'letters', elements: [button(SHOW_LETTERS, 'Read letters', 'all')] }],
  };
}
