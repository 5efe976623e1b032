import { MOST, QUESTION_KINDS, type Question, type Survey, type Translated } from '#surveys/survey.ts';

/** A survey with as much of everything as there may be, in letters that are long when they are escaped. */
export function biggestSurvey(): Survey {
  const questions = Array.from({ length: MOST.questions }, (_, index) => bigQuestion(index));
  return { name: big(MOST.name), intro: big(MOST.intro), thanks: big(MOST.intro), language: 'en', questions };
}

const big = (length: number, mark = ''): Translated => ({
  en: `${mark}${'&<'.repeat(length)}`.slice(0, length),
  es: `${mark}${'>ñ'.repeat(length)}`.slice(0, length),
});

function bigQuestion(index: number): Question {
  const kind = QUESTION_KINDS[index % QUESTION_KINDS.length] ?? 'nps';
  const condition = { question: idOf(0), atLeast: 1, atMost: 9 };
  const common = {
    id: idOf(index),
    label: big(MOST.label, `${index} `),
    help: big(MOST.help),
    isRequired: true,
    startsPage: true,
    ...(index > 0 ? { showIf: Array.from({ length: 10 }, () => condition) } : {}),
  };
  switch (kind) {
    case 'rating':
      return { ...common, kind, points: Array.from({ length: 5 }, (_, point) => big(MOST.point, `${point}`)) };
    case 'scale':
      return { ...common, kind, from: -5, to: 5, low: big(MOST.point), high: big(MOST.point) };
    case 'choice':
    case 'many': {
      const options = Array.from({ length: MOST.options }, (_, at) => ({
        id: `o${at}-`.padEnd(40, 'x'),
        label: big(MOST.option, `${at} `),
      }));
      return { ...common, kind, options, hasOther: true };
    }
    case 'number':
      return { ...common, kind, least: -9_007_199_254_740_991, most: 9_007_199_254_740_991 };
    default:
      return { ...common, kind };
  }
}

const idOf = (index: number) => `q${index}`.padEnd(40, '-');
