import { MOST, type Question, type Translated } from './survey.ts';

/** What a form needs for a question and for each of its options, besides what somebody wrote. */
const QUESTION_BYTES = 600;
const OPTION_BYTES = 150;
/** A letter in UTF-8, at most */
const LETTER_BYTES = 4;

/** How many bytes a question with its answer takes in a form at most, in whichever of its languages, whatever is answered. */
export function mostBytes(question: Question): number {
  return QUESTION_BYTES + longest(question.label) + longest(question.help) + ofAnswer(question);
}

function ofAnswer(question: Question): number {
  switch (question.kind) {
    case 'long-text':
      return MOST.text * LETTER_BYTES;
    case 'text':
      return MOST.shortText * LETTER_BYTES;
    case 'choice':
    case 'many': {
      // Each stands there twice when all are chosen.
      const options = question.options.map(({ label }) => 2 * (OPTION_BYTES + longest(label)));
      const other = 2 * OPTION_BYTES + longest(question.label) + MOST.shortText * LETTER_BYTES;
      return sum(options) + (question.hasOther ? other : 0);
    }
    case 'rating':
      return sum((question.points ?? []).map((point) => OPTION_BYTES + longest(point)));
    case 'scale':
      return longest(question.low) + longest(question.high) + 11 * OPTION_BYTES;
    default:
      return 11 * OPTION_BYTES;
  }
}

const encoder = new TextEncoder();
const longest = (text: Translated | undefined): number =>
  Math.max(0, ...Object.values(text ?? {}).map((words) => encoder.encode(words).length));
const sum = (numbers: number[]): number => numbers.reduce((all, one) => all + one, 0);
