import fc from 'fast-check';
import type { Answer, Answers, Condition, Question, Survey, Translated } from '#surveys/survey.ts';
import { QUESTION_KINDS } from '#surveys/survey.ts';
import { cleanLine } from '#surveys/wording.ts';

const words = fc
  .string({ maxLength: 20 })
  .map((text) => cleanLine(text))
  .filter((text) => text !== '');
const numbers = fc.record({ back: fc.nat(5), low: fc.nat(30), high: fc.nat(30) });
const seed = fc.record({
  kind: fc.constantFrom(...QUESTION_KINDS),
  words,
  isTranslated: fc.boolean(),
  isRequired: fc.boolean(),
  startsPage: fc.boolean(),
  hasOther: fc.boolean(),
  options: fc.integer({ min: 1, max: 5 }),
  from: fc.integer({ min: -3, max: 3 }),
  points: fc.integer({ min: 1, max: 10 }),
  conditions: fc.array(numbers, { maxLength: 2 }),
});
type Seed = typeof seed extends fc.Arbitrary<infer T> ? T : never;

/** Any survey that staff could have written, with conditions on all kinds of earlier questions. */
export const anySurvey: fc.Arbitrary<Survey> = fc
  .record({ seeds: fc.array(seed, { minLength: 1, maxLength: 12 }), name: words, hasIntro: fc.boolean() })
  .map(({ seeds, name, hasIntro }) => {
    const questions: Question[] = [];
    for (const one of seeds) questions.push(questionOf(one, questions));
    return { name: { en: name }, ...(hasIntro ? { intro: { en: `${name}\n${name}` } } : {}), language: 'en', questions };
  });

function questionOf(one: Seed, earlier: Question[]): Question {
  const text = (more = ''): Translated => ({
    en: `${one.words}${more}`,
    ...(one.isTranslated ? { es: `¿${one.words}${more}?` } : {}),
  });
  const showIf = one.conditions.flatMap((numbers) => conditionOn(earlier.at(-1 - (numbers.back % earlier.length)), numbers));
  const common = {
    id: `q-${earlier.length}`,
    label: text(),
    isRequired: one.isRequired,
    ...(one.startsPage ? { startsPage: true } : {}),
    ...(showIf.length > 0 ? { showIf } : {}),
  };
  const { kind } = one;
  switch (kind) {
    case 'rating':
      return { ...common, kind, ...(one.hasOther ? { points: [1, 2, 3, 4, 5].map((point) => text(` ${point}`)) } : {}) };
    case 'scale':
      return { ...common, kind, from: one.from, to: one.from + one.points, low: text(' low'), high: text(' high') };
    case 'choice':
    case 'many': {
      const options = Array.from({ length: one.options }, (_, index) => ({ id: `o-${index}`, label: text(` ${index}`) }));
      return { ...common, kind, options, hasOther: one.hasOther };
    }
    case 'number':
      return { ...common, kind, least: one.from, ...(one.hasOther ? { most: one.from + one.points } : {}) };
    default:
      return { ...common, kind };
  }
}

type Numbers = { low: number; high: number };

function conditionOn(question: Question | undefined, { low, high }: Numbers): Condition[] {
  if (!question) return [];
  const about = { question: question.id };
  const values = optionsOf(question);
  if (values.length > 0)
    return [{ ...about, anyOf: [...new Set([values[low % values.length]!, values[high % values.length]!])] }];
  const range = rangeOf(question);
  if (!range) return [];
  const count = range.most - range.least + 1;
  const ends = [range.least + (low % count), range.least + (high % count)].toSorted((a, b) => a - b);
  return [{ ...about, ...(low % 3 > 0 ? { atLeast: ends[0]! } : {}), ...(low % 3 !== 1 ? { atMost: ends[1]! } : {}) }];
}

function optionsOf(question: Question): string[] {
  if (question.kind === 'yes-no') return ['yes', 'no'];
  if (question.kind !== 'choice' && question.kind !== 'many') return [];
  return [...question.options.map(({ id }) => id), ...(question.hasOther ? ['other'] : [])];
}

function rangeOf(question: Question): { least: number; most: number } | undefined {
  if (question.kind === 'nps') return { least: 0, most: 10 };
  if (question.kind === 'rating') return { least: 1, most: 5 };
  if (question.kind === 'scale') return { least: question.from, most: question.to };
  if (question.kind !== 'number') return undefined;
  const least = question.least ?? 0;
  return { least, most: question.most ?? least + 5 };
}

/** An answer that this question can have, as it is stored; the same numbers give the same one. */
function answerTo(question: Question, { low, high }: Numbers): Answer {
  const range = rangeOf(question);
  if (range) return range.least + (low % (range.most - range.least + 1));
  const values = optionsOf(question);
  if (question.kind === 'yes-no') return values[low % 2]!;
  if (values.length === 0)
    return question.kind === 'date' ? `2026-11-${String(1 + (low % 30)).padStart(2, '0')}` : `words ${low}`;
  const picked = values.filter(
    (_, index) => index === low % values.length || (question.kind === 'many' && index === high % values.length),
  );
  const chosen = picked.filter((id) => id !== 'other');
  return picked.includes('other') ? { chosen, other: `words ${high}` } : { chosen };
}

/** A survey with answers to some of its questions, shown or not. */
export const anyAnswered: fc.Arbitrary<{ survey: Survey; answers: Answers }> = fc
  .record({ survey: anySurvey, picks: fc.array(fc.option(numbers), { minLength: 12, maxLength: 12 }) })
  .map(({ survey, picks }) => ({
    survey,
    answers: Object.fromEntries(
      survey.questions.flatMap((question, index) => {
        const pick = picks[index];
        return pick ? [[question.id, answerTo(question, pick)]] : [];
      }),
    ),
  }));
