import { type Look, report } from './given.ts';
import type { ReadCondition, ReadQuestion } from './given-questions.ts';

/** The conditions of one question: each looks back to an earlier one, and to an answer which that one can have. */
export function checkConditions(look: Look, questions: ReadQuestion[], index: number): void {
  for (const [number, condition] of (questions[index]?.showIf ?? []).entries()) {
    const path = `questions.${index}.showIf.${number}`;
    const { question, anyOf, atLeast, atMost } = condition;
    if (anyOf === undefined && atLeast === undefined && atMost === undefined)
      report(look, path, 'Please say which answers it depends on: anyOf, atLeast or atMost.');
    if (question === undefined) continue;
    const target = questions.findIndex(({ id }) => id === question);
    const earlier = target >= 0 && target < index ? questions[target] : undefined;
    if (earlier) checkValues(look, path, condition, earlier);
    else report(look, `${path}.question`, notEarlier(question, index, target));
  }
}

function notEarlier(id: string, index: number, target: number): string {
  if (index === 0) return 'The first question has no earlier one to depend on. Please take the condition out.';
  if (target < 0) return `There is no question with the id “${id}”. Please name an earlier question, or take the condition out.`;
  return `“${id}” is asked ${target === index ? 'right here' : 'later'}. A question depends on earlier ones only.`;
}

function checkValues(look: Look, path: string, condition: ReadCondition, earlier: ReadQuestion): void {
  const { kind } = earlier;
  if (kind === undefined) return;
  const range = rangeOf(earlier);
  const { anyOf, atLeast, atMost } = condition;
  if (anyOf !== undefined) checkAnyOf(look, path, anyOf, earlier);
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
    report(look, `${path}.atMost`, `Nothing is at least ${atLeast} and at most ${atMost}.`);
  for (const key of ['atLeast', 'atMost'] as const) {
    const value = condition[key];
    if (value === undefined) continue;
    if (range === undefined)
      report(look, `${path}.${key}`, `“${earlier.id}” is no question with numbers. Please use anyOf instead.`);
    else if (value < range.least || value > range.most)
      report(look, `${path}.${key}`, `“${earlier.id}” is answered with ${rangeText(range)}, so ${value} cannot be meant.`);
  }
}

type Range = { least: number; most: number };

/** What a question with numbers can be answered with; undefined for any other. */
function rangeOf({ kind, from, to, least, most }: ReadQuestion): Range | undefined {
  if (kind === 'nps') return { least: 0, most: 10 };
  if (kind === 'rating') return { least: 1, most: 5 };
  if (kind === 'scale') return { least: from ?? -Infinity, most: to ?? Infinity };
  if (kind === 'number') return { least: least ?? -Infinity, most: most ?? Infinity };
  return undefined;
}

function rangeText({ least, most }: Range): string {
  if (most === Infinity) return `${least} or more`;
  return least === -Infinity ? `${most} or less` : `${least} to ${most}`;
}

function checkAnyOf(look: Look, path: string, anyOf: (string | undefined)[], earlier: ReadQuestion): void {
  const known = valuesOf(earlier);
  if (known === 'numbers')
    report(look, `${path}.anyOf`, `“${earlier.id}” is answered with a number. Please use atLeast or atMost.`);
  else if (known === 'none')
    report(look, `${path}.anyOf`, `No question can depend on “${earlier.id}”, since people write its answer themselves.`);
  else if (known)
    for (const [index, value] of anyOf.entries())
      if (value !== undefined && !known.includes(value))
        report(look, `${path}.anyOf.${index}`, `“${earlier.id}” has no answer “${value}”. It has: ${known.join(', ')}.`);
}

/** What may stand in `anyOf` for this question; undefined where its own options could not be read. */
function valuesOf(question: ReadQuestion): string[] | 'numbers' | 'none' | undefined {
  if (rangeOf(question)) return 'numbers';
  if (question.kind === 'yes-no') return ['yes', 'no'];
  if (question.kind !== 'choice' && question.kind !== 'many') return 'none';
  if (!question.options || question.options.some(({ id }) => id === undefined)) return undefined;
  return [...question.options.flatMap(({ id }) => id ?? []), ...(question.hasOther ? ['other'] : [])];
}
