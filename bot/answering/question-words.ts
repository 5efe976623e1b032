import type { Words } from '#bot/words/words.ts';
import type { Answer, Question, Survey } from '#surveys/survey.ts';
import { textIn } from '#surveys/wording.ts';
import type { Reader } from './asked.ts';

/** The language that every text of it is there in. */
type Asked = Pick<Survey, 'language'>;

/** One point of a scale, one option: what is stored, and what somebody reads. */
type Option = { value: string; label: string };

/** What there is to choose from, in order; undefined for questions that are answered in words, numbers or days. */
export function optionsOf(survey: Asked, question: Question, reader: Reader): Option[] | undefined {
  const { words } = reader;
  switch (question.kind) {
    case 'nps':
      return pointsFrom(0, 10, [words.answering.lowest, words.answering.highest]);
    case 'scale':
      return pointsFrom(question.from, question.to, endsOf(survey, question, reader));
    case 'rating':
      return ratingWords(survey, question, reader).map((label, index) => ({ value: String(index + 1), label }));
    case 'yes-no':
      return [
        { value: 'yes', label: words.answering.yes },
        { value: 'no', label: words.answering.no },
      ];
    case 'choice':
    case 'many':
      return [
        ...question.options.map(({ id, label }) => ({ value: id, label: textIn(label, reader.language, survey) })),
        ...(question.hasOther ? [{ value: 'other', label: words.answering.other }] : []),
      ];
    default:
      return undefined;
  }
}

type Scale = Extract<Question, { kind: 'nps' | 'scale' }>;

/** What the lowest and the highest point mean. */
export function endsOf(survey: Asked, question: Scale, { words, language }: Reader): [string, string] {
  if (question.kind === 'nps') return [words.answering.lowest, words.answering.highest];
  return [textIn(question.low, language, survey), textIn(question.high, language, survey)];
}

function pointsFrom(from: number, to: number, [low, high]: [string, string]): Option[] {
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const point = from + index;
    const meaning = point === from ? ` · ${low}` : point === to ? ` · ${high}` : '';
    return { value: String(point), label: `${point}${meaning}` };
  });
}

function ratingWords(survey: Asked, question: Extract<Question, { kind: 'rating' }>, reader: Reader): string[] {
  const own = question.points?.map((point) => textIn(point, reader.language, survey));
  return own ?? reader.words.ratings.points;
}

/** An answer that was chosen, as its writer reads it again. */
export function chosenText(survey: Asked, question: Question, answer: Answer, reader: Reader): string {
  if (question.kind === 'nps' || question.kind === 'scale') return String(answer);
  const options = optionsOf(survey, question, reader) ?? [];
  const labels = options.filter(({ value }) => chosenValues(answer).includes(value)).map(({ label }) => label);
  const other = typeof answer === 'object' ? answer.other : undefined;
  return [...(other === undefined ? labels : labels.slice(0, -1)), ...(other === undefined ? [] : [other])].join(', ');
}

/** Which options an answer stands for; `other` where something was written under it. */
export function chosenValues(answer: Answer | undefined): string[] {
  if (answer === undefined) return [];
  if (typeof answer !== 'object') return [String(answer)];
  return [...answer.chosen, ...(answer.other === undefined ? [] : ['other'])];
}

/** A number as this reader writes it. */
export const numberText = (number: number, { formFields }: Words) => String(number).replace('.', formFields.decimalMark);
