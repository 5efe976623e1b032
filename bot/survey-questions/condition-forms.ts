import { context, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, fromInput } from '#bot/slack/escape.ts';
import { checkField, choice, form, listField, manyField, textField } from '#bot/slack/form-parts.ts';
import { fieldOf } from '#bot/slack/payloads.ts';
import { SAVE_CONDITION, SAVE_CONDITIONS, type Which, written } from '#bot/surveys/action-ids.ts';
import { conditionKind, conditionWords, valuesOf } from '#bot/surveys/question-words.ts';
import { field } from '#bot/surveys/text-fields.ts';
import type { Condition, Question, Survey } from '#surveys/survey.ts';
import { readNumber } from '#surveys/typed-values.ts';
import { textIn } from '#surveys/wording.ts';

const KEPT = field('kept');
const ABOUT = field('about');
const VALUES = field('values');
const LEAST = field('atLeast');
const MOST = field('atMost');

/** The earlier questions that a question can depend on. */
function earlierOnes({ questions }: Survey, question: Question): { at: number; earlier: Question }[] {
  const here = questions.findIndex(({ id }) => id === question.id);
  return questions
    .slice(0, Math.max(0, here))
    .map((earlier, at) => ({ at, earlier }))
    .filter(({ earlier }) => conditionKind(earlier) !== 'none');
}

/** What a question depends on: what there is can be taken out, and one more be added. */
export function conditionsForm(which: Which, survey: Survey, question: Question, language: string, warning?: string) {
  const earlier = earlierOnes(survey, question);
  const showIf = question.showIf ?? [];
  const name = cut(escapeText(textIn(question.label, language, survey)), 300);
  const options = earlier.map((one) => choice(`${one.at + 1}. ${textIn(one.earlier.label, language, survey)}`, one.earlier.id));
  const kept = showIf.map((condition, index) => choice(plainly(conditionWords(survey, condition, language)), `${index}`));
  return form({
    callbackId: SAVE_CONDITIONS,
    title: 'When is it shown?',
    submit: 'Go on',
    metadata: written(which),
    blocks: [
      ...(warning === undefined ? [] : [section(`:warning: ${warning}`)]),
      section(`*${name}*\n${showIf.length === 0 ? 'It is shown to everybody.' : 'It is shown if all of these are so:'}`),
      ...(kept.length === 0 ? [] : [checkField(KEPT, { label: 'Conditions', isOptional: true, areChosen: true, options: kept })]),
      ...(options.length === 0
        ? [context('No earlier question can decide it: people write those answers themselves.')]
        : [
            listField(ABOUT, {
              label: showIf.length === 0 ? 'Show it only if this one was answered …' : 'And if this one was answered …',
              hint: 'On the next page you say how. Leave it empty to add nothing.',
              isOptional: true,
              options,
            }),
          ]),
    ],
  });
}

/** Slack's own options are plain text. */
const plainly = (mrkdwn: string) => mrkdwn.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Which conditions stay, by their place, and which question another one is about. */
export function conditionsIn(view: Parameters<typeof fieldOf>[0]): { kept: number[]; about: string | undefined } {
  const kept = (fieldOf(view, KEPT).selected_options ?? []).map(({ value }) => Number(value)).filter(Number.isSafeInteger);
  return { kept, about: fieldOf(view, ABOUT).selected_option?.value };
}

/** How the earlier question has to be answered. */
export function conditionForm(which: Which, survey: Survey, earlier: Question, language: string) {
  const name = cut(escapeText(textIn(earlier.label, language, survey)), 300);
  const values = valuesOf(survey, earlier, language).map(({ value, words }) => choice(words, value));
  return form({
    callbackId: SAVE_CONDITION,
    title: 'When is it shown?',
    submit: 'Save',
    metadata: written(which),
    blocks: [
      section(`It is shown if this was answered as follows:\n*${name}*`),
      ...(conditionKind(earlier) === 'values'
        ? [manyField(VALUES, { label: 'With one of these', options: values })]
        : [
            textField(LEAST, { label: 'With at least', longest: 20, isOptional: true }),
            textField(MOST, { label: 'With at most', hint: 'One of the two is enough.', longest: 20, isOptional: true }),
          ]),
    ],
  });
}

type Read = { condition: Condition } | { errors: Record<string, string> };

/** The condition that was typed in `conditionForm`; what it says is checked when it is saved. */
export function conditionIn(view: Parameters<typeof fieldOf>[0], earlier: Question): Read {
  if (conditionKind(earlier) === 'values') {
    const anyOf = (fieldOf(view, VALUES).selected_options ?? []).map(({ value }) => value);
    return anyOf.length === 0
      ? { errors: { [VALUES.blockId]: 'Please choose at least one.' } }
      : { condition: { question: earlier.id, anyOf } };
  }
  const typed = [LEAST, MOST].map((name) => fromInput(fieldOf(view, name).value ?? '').trim());
  const [atLeast, atMost] = typed.map((text) => (text === '' ? undefined : readNumber(text, '.')));
  const errors = Object.fromEntries(
    [LEAST, MOST].flatMap(({ blockId }, index) =>
      typed[index] !== '' && [atLeast, atMost][index] === undefined ? [[blockId, 'Please write a number here.']] : [],
    ),
  );
  if (Object.keys(errors).length > 0) return { errors };
  if (atLeast === undefined && atMost === undefined)
    return { errors: { [LEAST.blockId]: 'Please write at least one of the two.' } };
  const ends = {
    ...(atLeast === undefined ? {} : { atLeast: Number(atLeast) }),
    ...(atMost === undefined ? {} : { atMost: Number(atMost) }),
  };
  return { condition: { question: earlier.id, ...ends } };
}

/** Problems of a condition under the fields of its form. */
export function conditionErrors(problems: { path: string; sentence: string }[], earlier: Question): Record<string, string> {
  const isList = conditionKind(earlier) === 'values';
  const of = (path: string) => (isList ? VALUES.blockId : path.endsWith(MOST.blockId) ? MOST.blockId : LEAST.blockId);
  return Object.fromEntries(problems.map(({ path, sentence }) => [of(path), cut(sentence, 600)]));
}
