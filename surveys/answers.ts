import { shownQuestions } from './showing.ts';
import { type Answer, type Answers, Chosen, MOST, type Question, type Survey } from './survey.ts';
import { readDay, readNumber } from './typed-values.ts';
import { cleanText } from './wording.ts';

export type AnswerProblem =
  | 'missing'
  | 'not_a_number'
  | 'too_small'
  | 'too_large'
  | 'not_a_date'
  | 'not_an_option'
  | 'other_missing'
  | 'too_long';
type Checked = { answer: Answer | undefined } | { problem: AnswerProblem };

/**
 * What a form or a button gives, as it is stored; `answer` is undefined for what may be left empty, and was.
 *
 * Choices come as an option's id or as `Chosen`, where `other` among the chosen says that something is written under it. Numbers may be
 * typed; what can be read in two ways (`1.234`) is read with the decimal mark of the person's own language.
 */
export function checkAnswer(question: Question, value: unknown, decimalMark = '.'): Checked {
  const given = typeof value === 'string' ? cleanText(value) : value;
  const checked: Checked = given === undefined || given === null || given === '' ? EMPTY : check(question, given, decimalMark);
  const isEmpty = 'answer' in checked && checked.answer === undefined;
  return isEmpty && question.isRequired ? { problem: 'missing' } : checked;
}

const EMPTY = { answer: undefined };

function check(question: Question, given: unknown, decimalMark: string): Checked {
  switch (question.kind) {
    case 'nps':
      return checkPoint(given, 0, 10);
    case 'rating':
      return checkPoint(given, 1, 5);
    case 'scale':
      return checkPoint(given, question.from, question.to);
    case 'yes-no':
      return given === 'yes' || given === 'no' ? { answer: given } : { problem: 'not_an_option' };
    case 'choice':
    case 'many':
      return checkChosen(question, given);
    case 'text':
    case 'long-text':
      return typeof given === 'string' ? within(given) : { problem: 'not_an_option' };
    case 'number': {
      const number = numberIn(given, decimalMark);
      return number === undefined ? { problem: 'not_a_number' } : between(number, question.least, question.most);
    }
    case 'date': {
      const day = typeof given === 'string' ? readDay(given) : undefined;
      return day === undefined ? { problem: 'not_a_date' } : { answer: day };
    }
  }
}

function checkPoint(given: unknown, from: number, to: number): Checked {
  const point = numberIn(given, '.');
  if (point === undefined) return { problem: 'not_a_number' };
  return Number.isInteger(point) ? between(point, from, to) : { problem: 'not_an_option' };
}

/** Beyond it, what is stored would not be what was typed. */
const LARGEST = Number.MAX_SAFE_INTEGER;

function between(number: number, least = -LARGEST, most = LARGEST): Checked {
  if (number < least) return { problem: 'too_small' };
  if (number > most) return { problem: 'too_large' };
  return { answer: number };
}

function numberIn(given: unknown, decimalMark: string): number | undefined {
  if (typeof given === 'number') return Number.isNaN(given) ? undefined : given + 0;
  const digits = typeof given === 'string' && given.length <= 60 ? readNumber(given, decimalMark) : undefined;
  return digits === undefined ? undefined : Number(digits);
}

function checkChosen(question: Extract<Question, { kind: 'choice' | 'many' }>, given: unknown): Checked {
  const parsed = Chosen.safeParse(typeof given === 'string' ? { chosen: [given] } : given);
  if (!parsed.success) return { problem: 'not_an_option' };
  const ticked = new Set(parsed.data.chosen);
  const words = cleanText(parsed.data.other ?? '');
  // Options keep the order of the questionnaire, so that the order of ticking is nowhere.
  const chosen = question.options.map(({ id }) => id).filter((id) => ticked.has(id));
  const hasTickedOther = ticked.has('other');
  if (chosen.length + (hasTickedOther ? 1 : 0) < ticked.size) return { problem: 'not_an_option' };
  if (!question.hasOther && (hasTickedOther || words !== '')) return { problem: 'not_an_option' };
  if (hasTickedOther && words === '') return { problem: 'other_missing' };
  if (question.kind === 'choice') return checkChoice(chosen, words, hasTickedOther);
  if (chosen.length === 0 && words === '') return EMPTY;
  return words === '' ? { answer: { chosen } } : withOther(chosen, words);
}

/** One option or words of one's own: words without the tick count only where no option is chosen. */
function checkChoice(chosen: string[], words: string, hasTickedOther: boolean): Checked {
  if (chosen.length + (hasTickedOther ? 1 : 0) > 1) return { problem: 'not_an_option' };
  if (chosen.length === 1) return { answer: { chosen } };
  return words === '' ? EMPTY : withOther([], words);
}

function withOther(chosen: string[], words: string): Checked {
  const checked = within(words);
  return 'problem' in checked ? checked : { answer: { chosen, other: words } };
}

function within(text: string): Checked {
  return [...text].length > MOST.text ? { problem: 'too_long' } : { answer: text };
}

/** Only what was answered to questions that are shown; the answers to hidden ones are not even looked at for what else is shown. */
export function onlyShown(survey: Survey, answers: Answers): Answers {
  const shown = shownQuestions(survey, answers).map(({ id }) => id);
  return Object.fromEntries(
    shown.flatMap((id) => {
      const answer = Object.hasOwn(answers, id) ? answers[id] : undefined;
      return answer === undefined ? [] : [[id, answer]];
    }),
  );
}

/** Whether every question that is shown, and has to be answered, is. */
export function isWhole(survey: Survey, answers: Answers): boolean {
  return shownQuestions(survey, answers).every((question) => {
    const answer = Object.hasOwn(answers, question.id) ? answers[question.id] : undefined;
    return !('problem' in checkAnswer(question, answer));
  });
}
