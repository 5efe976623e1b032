import type { Counts } from '#surveys/counting.ts';
import { dependenceOf } from '#surveys/depending.ts';
import { shownQuestions } from '#surveys/showing.ts';
import type { Answers, Question, Survey } from '#surveys/survey.ts';
import type { Cell, Tally } from '#surveys/tallies.ts';

/** Somebody who answered: what they are in two bands, and what they said. */
export type Someone = { cell: Cell; answers: Answers };

const asked = (id: string) => ({ id, label: { en: id }, isRequired: true });
const options = ['a', 'b', 'c'].map((id) => ({ id, label: { en: id } }));

/** Follow-ups of every sort: on one answer, on a follow-up, on one of several options, on a number, and where two conditions meet. */
export const SURVEY: Survey = {
  name: { en: 'What?' },
  language: 'en',
  questions: [
    { ...asked('choice'), kind: 'choice', options, hasOther: false },
    { ...asked('yes'), kind: 'yes-no' },
    { ...asked('many'), kind: 'many', options, hasOther: false },
    { ...asked('number'), kind: 'number' },
    { ...asked('after-choice'), kind: 'yes-no', showIf: [{ question: 'choice', anyOf: ['a', 'b'] }] },
    {
      ...asked('after-that'),
      kind: 'choice',
      options,
      hasOther: false,
      showIf: [{ question: 'after-choice', anyOf: ['yes'] }],
    },
    { ...asked('after-many'), kind: 'yes-no', showIf: [{ question: 'many', anyOf: ['a', 'b'] }] },
    { ...asked('after-number'), kind: 'yes-no', showIf: [{ question: 'number', atLeast: 3 }] },
    {
      ...asked('after-both'),
      kind: 'yes-no',
      showIf: [
        { question: 'choice', anyOf: ['a'] },
        { question: 'yes', anyOf: ['yes'] },
      ],
    },
    { ...asked('words'), kind: 'text', showIf: [{ question: 'yes', anyOf: ['no'] }] },
    { ...asked('skipped'), isRequired: false, kind: 'rating' },
  ],
};

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** People in cells of very different size, many of these of one mind. */
export function somePeople(random: () => number): Someone[] {
  const below = (count: number) => Math.floor(random() * count);
  const [ones, twos] = [1 + below(4), 1 + below(3)];
  const isSparse = random() < 0.4;
  const people: Someone[] = [];
  for (let one = 0; one < ones; one += 1)
    for (let two = 0; two < twos; two += 1) {
      if (isSparse && random() < 0.4) continue;
      const cell: Cell = [`one-${one}`, random() < 0.1 ? null : `two-${two}`];
      const ofOneMind = random() < 0.35 ? someAnswers(random) : undefined;
      const size = random() < 0.5 ? below(7) : below(25);
      for (let person = 0; person < size; person += 1) people.push({ cell, answers: ofOneMind ?? someAnswers(random) });
    }
  return people;
}

function someAnswers(random: () => number): Answers {
  const skew = random();
  const pick = <T>(values: readonly T[]): T =>
    values[Math.min(values.length - 1, Math.floor(random() ** (1 + 2 * skew) * values.length))] as T;
  const several = () => options.map(({ id }) => id).filter(() => random() < 0.4 + skew / 2);
  const answers: Answers = {};
  for (const question of SURVEY.questions) {
    const isShown = shownQuestions(SURVEY, answers).includes(question);
    const answer = isShown && (question.isRequired || random() < 0.4) ? anAnswer(question) : undefined;
    if (answer !== undefined) answers[question.id] = answer;
  }
  return answers;

  function anAnswer({ kind }: Question): Answers[string] | undefined {
    if (kind === 'choice') return { chosen: [pick(['a', 'b', 'c'])] };
    if (kind === 'yes-no') return pick(['yes', 'no']);
    if (kind === 'number') return pick([5, 4, 3, 2, 1]);
    if (kind === 'rating') return pick([5, 4, 1]);
    if (kind === 'text') return 'Words';
    const chosen = several();
    return chosen.length > 0 ? { chosen } : undefined;
  }
}

/** The next wave: the same people and a few more or less, one who changed their mind, or all anew. */
export function nextPeople(people: readonly Someone[], random: () => number): Someone[] {
  const fate = random();
  if (fate < 0.2 || people.length === 0) return somePeople(random);
  const few = 1 + Math.floor(random() * 5);
  if (fate < 0.5) return people.slice(few);
  const like = () => people[Math.floor(random() * people.length)] as Someone;
  const more = Array.from({ length: few }, () => ({ cell: like().cell, answers: someAnswers(random) }));
  if (fate < 0.9) return [...people, ...more];
  return [...people.slice(1), ...more.slice(0, 1)];
}

/** What the store would count; `smallest` is the wave's threshold. */
export function countsOf(people: readonly Someone[], smallest = 5): Counts {
  const byCell = Map.groupBy(people, ({ cell }) => JSON.stringify(cell));
  const groups = [...byCell.values()];
  const questions = new Map(
    SURVEY.questions.map((question) => [question.id, { question, tallies: groups.map((group) => tallyOf(group, question.id)) }]),
  );
  const census = {
    bands: ['region', 'size'],
    cells: groups.map(([first]) => first?.cell ?? ([null, null] as const)),
    people: groups.map((group) => group.length),
    questions: [...questions.values()].map(({ question, tallies }) => ({
      id: question.id,
      tallies,
      ...dependenceOf(SURVEY, question, questions),
      isWritten: question.kind === 'text',
    })),
  };
  return { wave: { ...WAVE, smallestGroup: smallest }, survey: SURVEY, census };
}

const WAVE: Counts['wave'] = {
  id: 1,
  surveyId: 1,
  version: 1,
  level: 'anonymous',
  state: 'closed',
  bands: ['region', 'size'],
  smallestGroup: 5,
  smallestTexts: 8,
  invited: 100,
  openedAt: null,
  endsAt: null,
  closedAt: null,
};

/** Counted by hand, so that a slip in the product's counting is not made twice. */
export function tallyOf(people: readonly Someone[], questionId: string): Tally {
  const counts = new Map<string, number>();
  const answered = people.filter(({ answers }) => answers[questionId] !== undefined);
  for (const { answers } of answered) {
    const answer = answers[questionId];
    const values = typeof answer === 'object' ? answer.chosen : answer === 'Words' ? [] : [String(answer)];
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return { persons: answered.length, counts };
}
