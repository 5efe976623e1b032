import { cut, escapeText, inFewTexts } from '#bot/slack/escape.ts';
import type { Answers, FormField } from './form-fields.ts';
import { fileIn } from './reading.ts';

/** Longer answers are cut, so that a card stays one. */
const LONGEST_SHOWN = 700;

/** What somebody filled in, a line (or a few) each, as mrkdwn in which nothing they wrote is live; fields left empty are not there. */
export function answerLines(fields: FormField[], answers: Answers, longest = LONGEST_SHOWN): string[] {
  return fields.flatMap((field) => {
    const answer = Object.hasOwn(answers, field.id) ? answers[field.id] : undefined;
    const several = (Array.isArray(answer) ? answer : [answer ?? '']).filter((one) => one !== '');
    if (several.length === 0) return [];
    const words = several.map((one) => answerText(field, one)).join(', ');
    const label = oneLine(field.label);
    return [`*${cut(escapeText(label), 150)}*${/[?:!.…]$/.test(label) ? '' : ':'} ${cut(words, longest)}`];
  });
}

/** The same in as few texts as hold it, none longer than a section of a message. */
export function answerTexts(fields: FormField[], answers: Answers, longest = LONGEST_SHOWN): string[] {
  return inFewTexts(answerLines(fields, answers, longest), LONGEST_TEXT);
}

const LONGEST_TEXT = 2900;

function answerText({ kind }: FormField, answer: string): string {
  if (kind === 'person' && /^[UW][A-Z0-9]{1,99}$/.test(answer)) return `<@${answer}>`;
  if (kind === 'file') {
    const { id, name } = fileIn(answer);
    return `:paperclip: ${escapeText(oneLine(name || id))}`;
  }
  return escapeText(answer.trim());
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim();
