import { describe, expect, it } from 'vitest';
import type { Counts } from '#surveys/counting.ts';
import { figuresOfAll, groupsOf, type Published, publish, publishAll, textsOfAll, whyHidden } from '#surveys/publishing.ts';
import { isSafe } from '#surveys/small-numbers.ts';
import type { Answers, Question } from '#surveys/survey.ts';
import { countsOf, type Someone, SURVEY } from './random-waves.ts';

const question = (id: string): Question => SURVEY.questions.find((one) => one.id === id)!;

/** So many people who share a cell and an answer to everything. */
function people(count: number, region: string, size: string | null, answers: Answers): Someone[] {
  return Array.from({ length: count }, () => ({ cell: [region, size] as const, answers }));
}

const saying = (id: string, answer: Answers[string]) => ({ [id]: answer });
const yes = saying('yes', 'yes');
const no = saying('yes', 'no');

/** How many of each group answered, where that is shown. */
function shown(published: Published, band: 0 | 1, id: string): Record<string, number | null> {
  const groups = groupsOf(published, band).map(({ value, questions }) => {
    const figures = questions.find((one) => one.id === id)?.figures;
    return [String(value), figures?.n ?? null];
  });
  return Object.fromEntries(groups);
}

const told = (counts: Counts, ...earlier: Counts[]) => publish(counts, earlier);

describe('a group', () => {
  it('of four is not shown, one of five is, unless all five say the same', () => {
    const tally = (yeses: number, noes: number) => ({
      persons: yeses + noes,
      counts: new Map(Object.entries({ yes: yeses, no: noes })),
    });

    expect([tally(3, 1), tally(4, 1), tally(5, 0), tally(0, 5)].map((one) => isSafe(one, 5))).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  it('that would be what a total leaves beside the others is hidden with one of the others', () => {
    const all = [
      ...[...people(6, 'north', null, yes), ...people(6, 'north', null, no)],
      ...[...people(3, 'south', null, yes), ...people(3, 'south', null, no)],
      ...[...people(2, 'west', null, yes), ...people(1, 'west', null, no)],
    ];

    const published = told(countsOf(all));

    expect(figuresOfAll(published, question('yes'))?.n).toBe(21);
    expect(shown(published, 0, 'yes')).toEqual({ north: 12, south: null, west: null });
  });

  it('is hidden where another band would leave only a few of it', () => {
    const all = [
      ...[...people(5, 'north', 'large', yes), ...people(5, 'north', 'large', no)],
      ...[...people(2, 'north', 'small', yes), ...people(1, 'north', 'small', no)],
      ...[...people(5, 'south', 'large', yes), ...people(5, 'south', 'large', no)],
    ];

    const published = told(countsOf(all));

    expect(shown(published, 0, 'yes')).toEqual({ north: 13, south: 10 });
    expect(shown(published, 1, 'yes')).toEqual({ large: null, small: null });
  });

  it('of one mind is hidden with another, and nobody is told that this is why', () => {
    const all = [...people(9, 'north', null, yes), ...people(8, 'south', null, yes), ...people(4, 'south', null, no)];

    const published = told(countsOf(all));

    expect(shown(published, 0, 'yes')).toEqual({ north: null, south: null });
    expect(figuresOfAll(published, question('yes'))?.n).toBe(21);
    expect(whyHidden(told(countsOf(people(9, 'north', null, yes))))).toBe('protected');
    expect(whyHidden(told(countsOf(people(4, 'north', null, yes))))).toBe('too few');
  });

  it('in which all chose one of several options is hidden, one in which nobody did is not', () => {
    const choosing = (...chosen: string[]) => saying('many', { chosen });
    const all = [
      ...[...people(5, 'north', null, choosing('a', 'b')), ...people(3, 'north', null, choosing('a'))],
      ...[...people(5, 'south', null, choosing('b')), ...people(3, 'south', null, choosing('a'))],
      ...[
        ...people(5, 'west', null, choosing('b')),
        ...people(3, 'west', null, choosing('a', 'b')),
        ...people(1, 'west', null, choosing('c')),
      ],
    ];

    const published = told(countsOf(all));

    expect(shown(published, 0, 'many')).toEqual({ north: null, south: null, west: 9 });
    expect(shown(told(countsOf(all.slice(8))), 0, 'many')).toEqual({ south: 8, west: 9 });
  });

  it('is shown however small, and of one mind, to those who may read each answer anyway', () => {
    const published = publishAll(countsOf([...people(1, 'north', null, yes), ...people(3, 'south', null, no)]));

    expect(shown(published, 0, 'yes')).toEqual({ north: 1, south: 3 });
    expect(shown(published, 0, 'number')).toEqual({ north: 0, south: 0 });
  });
});

describe('a follow-up', () => {
  const choosing = (chosen: string, more: Answers = {}) => ({ choice: { chosen: [chosen] }, ...more });
  const happy = { 'after-choice': 'yes' };
  const unhappy = { 'after-choice': 'no' };

  it('is hidden where its number would tell that a whole group said what led to it', () => {
    const all = [
      ...[...people(5, 'north', null, choosing('a', happy)), ...people(3, 'north', null, choosing('a', unhappy))],
      ...[...people(5, 'south', null, choosing('b', happy)), ...people(3, 'south', null, choosing('a', unhappy))],
      ...people(6, 'south', null, choosing('c')),
    ];

    const published = told(countsOf(all));

    expect(shown(published, 0, 'choice')).toEqual({ north: null, south: null });
    expect(shown(published, 0, 'after-choice')).toEqual({ north: null, south: null });
    expect(figuresOfAll(published, question('after-choice'))?.n).toBe(16);
  });

  it('is hidden altogether, texts and all, where what led to it is', () => {
    const all = people(12, 'north', null, { yes: 'no', words: 'Words', ...choosing('a', happy) });

    const published = told(countsOf(all));

    expect(figuresOfAll(published, question('after-choice'))).toBeNull();
    expect(textsOfAll(published, question('words'))).toBe('protected');
  });

  it('of two conditions is hidden where all who said one thing would be known to have said the other', () => {
    const asked = (count: number, region: string, changes: Answers) =>
      people(count, region, null, { ...choosing('a'), ...yes, ...changes });
    const both = [...asked(3, 'north', { 'after-both': 'yes' }), ...asked(3, 'north', { 'after-both': 'no' })];
    const neither = people(6, 'north', null, { ...choosing('c'), ...no });

    const allOfThem = told(countsOf([...both, ...neither]));
    const notAll = told(
      countsOf([
        ...both,
        ...neither,
        ...people(1, 'north', null, { ...choosing('a'), ...no }),
        ...people(1, 'north', null, { ...choosing('c'), ...yes }),
      ]),
    );

    expect(figuresOfAll(allOfThem, question('after-both'))).toBeNull();
    expect(figuresOfAll(notAll, question('after-both'))?.n).toBe(6);
  });

  it('counts texts from eight people on, of everybody only', () => {
    const writing = (count: number) =>
      countsOf([...people(9, 'north', null, yes), ...people(count, 'south', null, { ...no, words: 'Words' })]);

    expect([7, 8].map((count) => textsOfAll(told(writing(count)), question('words')))).toEqual(['too few', 8]);
  });
});

describe('a wave after another one', () => {
  const before = [
    ...people(6, 'north', null, yes),
    ...people(6, 'north', null, no),
    ...people(7, 'south', null, yes),
    ...people(6, 'south', null, no),
  ];

  it('hides a question when there is one more answer than last time, or one less, and nothing else', () => {
    const more = told(countsOf([...before, ...people(1, 'north', null, yes)]), countsOf(before));
    const less = told(countsOf(before.slice(1)), countsOf(before));

    expect([more, less].map((published) => figuresOfAll(published, question('yes')))).toEqual([null, null]);
  });

  it('hides only the group when others have changed more', () => {
    const after = [...before, ...people(1, 'north', null, yes), ...people(9, 'south', null, no)];

    const published = told(countsOf(after), countsOf(before));

    expect(figuresOfAll(published, question('yes'))?.n).toBe(35);
    expect(shown(published, 0, 'yes')).toEqual({ north: null, south: null });
  });

  it('shows it when somebody changed their mind, too, or when five more have come', () => {
    const another = [...before.slice(1), ...people(2, 'north', null, no)];
    const five = [...before, ...people(5, 'north', null, yes)];

    expect([another, five].map((people) => figuresOfAll(told(countsOf(people), countsOf(before)), question('yes'))?.n)).toEqual([
      26, 30,
    ]);
  });

  it('shows what was hidden last time, since nothing can be taken from it', () => {
    const few = before.slice(0, 5);

    const published = told(countsOf([...few, ...people(1, 'north', null, no)]), countsOf(few));

    expect(figuresOfAll(published, question('yes'))?.n).toBe(6);
  });
});
