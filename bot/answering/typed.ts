import { fieldOf } from '#bot/slack/payloads.ts';
import type { Words } from '#bot/words/words.ts';
import { type AnswerProblem, checkAnswer } from '#surveys/answers.ts';
import { type Answers, MOST, type Question } from '#surveys/survey.ts';
import { fieldOfQuestion, otherField } from './fields.ts';
import { numberText } from './question-words.ts';

/** A page as it was filled in: what can be kept of it, what cannot, and under which field what has to be said about that. */
type Typed = { answers: Answers; refused: string[]; errors: Record<string, string> };

/** Reads one page from `view.state.values`. Only its own questions are looked for, and nothing there is believed. */
export function readPage(questions: Question[], values: unknown, words: Words): Typed {
  const typed: Typed = { answers: {}, refused: [], errors: {} };
  for (const question of questions) {
    const given = givenIn(question, { state: { values } });
    const checked = checkAnswer(question, given, words.formFields.decimalMark);
    if ('problem' in checked) {
      typed.refused.push(question.id);
      typed.errors[blockOf(question, checked.problem)] = sentenceFor(checked.problem, question, given, words);
    } else if (checked.answer !== undefined) typed.answers[question.id] = checked.answer;
  }
  return typed;
}

type Values = Parameters<typeof fieldOf>[0];

function givenIn(question: Question, view: Values): unknown {
  const field = fieldOf(view, fieldOfQuestion(question));
  switch (question.kind) {
    case 'text':
    case 'long-text':
    case 'number':
      return field.value ?? undefined;
    case 'date':
      return field.selected_date ?? undefined;
    case 'many':
      return chosenIn(question, view, field.selected_options?.map(({ value }) => value) ?? []);
    case 'choice':
      return chosenIn(question, view, field.selected_option ? [field.selected_option.value] : []);
    default:
      return field.selected_option?.value;
  }
}

function chosenIn(question: Extract<Question, { hasOther: boolean }>, view: Values, chosen: string[]) {
  const other = question.hasOther ? (fieldOf(view, otherField(question)).value ?? '') : '';
  return other.trim() === '' ? { chosen } : { chosen, other };
}

function blockOf(question: Question, problem: AnswerProblem): string {
  const isOfOther = 'hasOther' in question && (problem === 'other_missing' || problem === 'too_long');
  return (isOfOther ? otherField(question) : fieldOfQuestion(question)).blockId;
}

function sentenceFor(problem: AnswerProblem, question: Question, given: unknown, words: Words): string {
  const { answering, formFields } = words;
  if (problem === 'missing') return formFields.missing;
  if (problem === 'other_missing') return answering.otherMissing;
  if (problem === 'too_long') return formFields.tooLong(MOST.text);
  if (problem === 'not_a_date') return formFields.notADay;
  if (question.kind !== 'number') return formFields.notAChoice;
  const { least = -Number.MAX_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER } = question;
  if (problem === 'too_small') return answering.tooSmall(numberText(least, words));
  if (problem === 'too_large') return answering.tooLarge(numberText(most, words));
  return formFields.notANumber(shown(given));
}

function shown(given: unknown): string {
  const letters = typeof given === 'string' ? [...given.replaceAll(/\s+/g, ' ').trim()] : [];
  return letters.length > 40 ? `${letters.slice(0, 39).join('')}…` : letters.join('');
}
