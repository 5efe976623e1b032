import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSurvey } from '#surveys/reading.ts';
import { MOST, Survey } from '#surveys/survey.ts';
import { anySurvey } from '#test/support/arbitrary-surveys.ts';
import { HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { aSurvey } from '#test/support/surveys.ts';
import { workingMs } from '#test/support/working-time.ts';

const problemsOf = (value: unknown) => {
  const read = readSurvey(value);
  return 'problems' in read ? read.problems : [];
};
const pathsOf = (value: unknown) => problemsOf(value).map(({ path }) => path);
const sentenceOf = (value: unknown) => problemsOf(value).map(({ path, sentence }) => `${path}: ${sentence}`);
const asking = (...questions: object[]) => ({ name: { en: 'S' }, language: 'en', questions });
const question = (more: object = {}) => ({ id: 'one', kind: 'yes-no', label: { en: 'One?' }, isRequired: false, ...more });
const options = (...labels: string[]) => labels.map((en, index) => ({ id: `o-${index}`, label: { en } }));

describe('a survey that is read', () => {
  it('is what was written down, of every kind of question', () => {
    expect(readSurvey(aSurvey())).toEqual({ survey: aSurvey() });
  });

  it('has no spaces around its texts, and labels on one line', () => {
    const read = readSurvey({ ...asking(question({ label: { en: '  One\n or two? ' } })), intro: { en: ' a\nb\0 ' } });

    expect(read).toMatchObject({ survey: { intro: { en: 'a\nb' }, questions: [{ label: { en: 'One or two?' } }] } });
  });

  it('comes back the same from a file, whatever it asks', () => {
    fc.assert(
      fc.property(anySurvey, (survey) => {
        expect(readSurvey(JSON.parse(JSON.stringify(survey)))).toEqual({ survey });
      }),
    );
  });

  it('with one thing changed is a survey still, or has problems that are to be found where they are said to be', () => {
    fc.assert(
      fc.property(anySurvey, fc.nat(), mutation, (survey, where, change) => {
        const mutated = mutate(JSON.parse(JSON.stringify(survey)), where, change);

        const read = readSurvey(mutated);

        if ('survey' in read) expect(readSurvey(read.survey)).toEqual({ survey: Survey.parse(read.survey) });
        else {
          expect(read.problems.length).toBeGreaterThan(0);
          expect(read.problems.filter(({ path }) => !isIn(mutated, path))).toEqual([]);
          expect(read.problems.filter(({ sentence }) => !/^[A-Z“0-9].*[.?]$/.test(sentence))).toEqual([]);
        }
      }),
      { numRuns: 400 },
    );
  });
});

describe('a survey that cannot be read', () => {
  it('is told every problem at once, each with its place and what to do', () => {
    const bad = {
      name: 'Pulse',
      lable: 1,
      language: 'en',
      questions: [
        question({ id: 'One', isRequired: 'yes' }),
        question({ id: 'two', kind: 'choice', options: [{ id: 'a', label: { es: 'A' } }], hasOther: false, form: 3 }),
        { id: 'two', kind: 'stars', label: { en: '' } },
      ],
    };

    expect(sentenceOf(bad)).toEqual([
      'lable: There is no “lable” in a survey. Please take it out.',
      'name: A text is written by language, such as { "en": "…" }.',
      'questions.0.id: An id is made of a–z, 0–9 and -, at most 40 of them, between quotation marks.',
      'questions.0.isRequired: This is true or false, without quotation marks.',
      'questions.1.form: There is no “form” in a question of the kind “choice”. Please take it out.',
      "questions.1.options.0.label.en: The survey's own language is “en”, so this text has to be there in it.",
      'questions.2.kind: The kind of a question is one of: nps, rating, scale, yes-no, choice, many, text, long-text, number, date.',
      'questions.2.label.en: This text is empty. Please write it, or take it out.',
      'questions.2.isRequired: Please say whether an answer is needed: true or false.',
      'questions.2.id: The id “two” is that of question 2 already. Please take another.',
    ]);
  });

  it('is told what a mistyped word was probably meant to be', () => {
    const { label, ...rest } = question();

    expect(sentenceOf(asking({ ...rest, lable: label }))[0]).toBe(
      'questions.0.lable: There is no “lable” in a question of the kind “yes-no”. Did you mean “label”?',
    );
  });

  it.each<[string, object, string[]]>([
    ['no question', asking(), ['questions']],
    ['too many', asking(...Array.from({ length: 61 }, (_, n) => question({ id: `q-${n}` }))), ['questions']],
    ['a long label', asking(question({ label: { en: 'x'.repeat(301) } })), ['questions.0.label.en']],
    [
      'four points',
      asking(question({ kind: 'rating', points: options('a', 'b', 'c', 'd').map(({ label }) => label) })),
      ['questions.0.points'],
    ],
    [
      'a point twice',
      asking(question({ kind: 'rating', points: ['a', 'b', 'c', 'd', 'a'].map((en) => ({ en })) })),
      ['questions.0.points.4.en'],
    ],
    [
      'a scale downwards',
      asking(question({ kind: 'scale', from: 5, to: 1, low: { en: 'a' }, high: { en: 'b' } })),
      ['questions.0.to'],
    ],
    [
      'a long scale',
      asking(question({ kind: 'scale', from: 0, to: 11, low: { en: 'a' }, high: { en: 'b' } })),
      ['questions.0.to'],
    ],
    [
      'half a point',
      asking(question({ kind: 'scale', from: 0.5, to: 3, low: { en: 'a' }, high: { en: 'b' } })),
      ['questions.0.from'],
    ],
    ['least over most', asking(question({ kind: 'number', least: 3, most: 2 })), ['questions.0.most']],
    ['no options', asking(question({ kind: 'many', options: [], hasOther: true })), ['questions.0.options']],
    [
      '31 options',
      asking(question({ kind: 'many', options: options(...Array.from({ length: 31 }, (_, n) => `${n}`)), hasOther: true })),
      ['questions.0.options'],
    ],
    [
      'a long option',
      asking(question({ kind: 'many', options: options('x'.repeat(76)), hasOther: true })),
      ['questions.0.options.0.label.en'],
    ],
    [
      'an option twice',
      asking(question({ kind: 'many', options: options('a', 'b', ' a'), hasOther: true })),
      ['questions.0.options.2.label.en'],
    ],
    [
      'an option’s id twice',
      asking(question({ kind: 'many', options: [...options('a'), { id: 'o-0', label: { en: 'b' } }], hasOther: true })),
      ['questions.0.options.1.id'],
    ],
    [
      'an option called other',
      asking(question({ kind: 'many', options: [{ id: 'other', label: { en: 'b' } }], hasOther: true })),
      ['questions.0.options.0.id'],
    ],
    ['an id that every object has', asking(question({ id: 'constructor' })), ['questions.0.id']],
  ])('because of %s', (_, bad, paths) => {
    expect(pathsOf(bad)).toEqual(paths);
  });

  it('because two options read the same in one of its languages only', () => {
    const twice = [
      { id: 'a', label: { en: 'Often', es: 'A menudo' } },
      { id: 'b', label: { en: 'Frequently', es: 'A menudo' } },
    ];

    expect(pathsOf(asking(question({ kind: 'choice', options: twice, hasOther: false })))).toEqual([
      'questions.0.options.1.label.es',
    ]);
  });
});

describe('a condition', () => {
  const earlier: Record<string, object> = {
    nps: {},
    rating: {},
    scale: { from: 1, to: 7, low: { en: 'a' }, high: { en: 'b' } },
    number: { least: 0 },
    'yes-no': {},
    choice: { options: options('a', 'b'), hasOther: false },
    many: { options: options('a', 'b'), hasOther: true },
    text: {},
    date: {},
  };
  const on = (kind: string, condition: object) =>
    pathsOf(asking(question({ kind, ...earlier[kind] }), question({ id: 'two', showIf: [{ question: 'one', ...condition }] })));
  const AT = 'questions.1.showIf.0';

  it('names an answer that the earlier question can have', () => {
    expect([
      ...on('nps', { atMost: 6 }),
      ...on('rating', { atLeast: 1, atMost: 5 }),
      ...on('scale', { atLeast: 7 }),
      ...on('number', { atLeast: 1000 }),
      ...on('yes-no', { anyOf: ['yes', 'no'] }),
      ...on('choice', { anyOf: ['o-1'] }),
      ...on('many', { anyOf: ['o-0', 'other'] }),
    ]).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['nps', { atLeast: 11 }, `${AT}.atLeast`],
    ['nps', { anyOf: ['yes'] }, `${AT}.anyOf`],
    ['rating', { atMost: 0 }, `${AT}.atMost`],
    ['rating', { atLeast: 4, atMost: 2 }, `${AT}.atMost`],
    ['scale', { atMost: 8 }, `${AT}.atMost`],
    ['number', { atMost: -1 }, `${AT}.atMost`],
    ['yes-no', { anyOf: ['yes', 'maybe'] }, `${AT}.anyOf.1`],
    ['yes-no', { atLeast: 1 }, `${AT}.atLeast`],
    ['choice', { anyOf: ['other'] }, `${AT}.anyOf.0`],
    ['many', { anyOf: ['a'] }, `${AT}.anyOf.0`],
    ['many', { anyOf: [] }, `${AT}.anyOf`],
    ['text', { anyOf: ['yes'] }, `${AT}.anyOf`],
    ['date', { atLeast: 1 }, `${AT}.atLeast`],
    ['nps', {}, AT],
  ])('on %s is refused when it says %o', (kind, condition, path) => {
    expect(on(kind, condition)).toEqual([path]);
  });

  it('looks back: to no later question, not to its own, to none that is not there, and never from the first', () => {
    const showIf = (id: string) => ({ showIf: [{ question: id, anyOf: ['yes'] }] });
    const asked = asking(
      question(),
      question({ id: 'two', ...showIf('three') }),
      question({ id: 'three', ...showIf('three') }),
      question({ id: 'four', ...showIf('nobody') }),
      question({ id: 'five', ...showIf('two') }),
    );

    expect(pathsOf(asked)).toEqual([1, 2, 3].map((index) => `questions.${index}.showIf.0.question`));
    expect(sentenceOf(asking(question(showIf('one'))))).toEqual([
      'questions.0.showIf.0.question: The first question has no earlier one to depend on. Please take the condition out.',
    ]);
  });
});

describe('something hostile', () => {
  const deep = (levels: number) => JSON.parse(`${'{"questions":['.repeat(levels)}1${']}'.repeat(levels)}`);
  const huge = Array.from({ length: 200_000 }, (_, n) => n);
  const crowd = Object.fromEntries(huge.map((n) => [`k${n}`, n]));

  it.each<[string, unknown]>([
    ['deep', deep(2000)],
    ['a long list', huge],
    ['questions without end', { ...asking(), questions: huge }],
    ['options without end', asking(question({ kind: 'many', options: huge, hasOther: true }))],
    ['conditions without end', asking(question({ showIf: huge }))],
    ['languages without end', asking(question({ label: crowd }))],
    ['keys without end', { ...asking(question()), ...crowd }],
    ['a prototype of its own', JSON.parse('{"__proto__":{"name":{"en":"S"},"language":"en","questions":[]}}')],
    ['a language of no object', JSON.parse('{"name":{"__proto__":"x"},"language":"en","questions":[{"__proto__":1}]}')],
    ['long texts', asking(question({ id: 'x'.repeat(40_000), label: { en: ' '.repeat(40_000) }, ['y'.repeat(40_000)]: 1 }))],
    ['not even an object', 'name'],
  ])('(%s) is refused at once, with few words', (_, value) => {
    const problems = problemsOf(value);

    expect(workingMs(() => problemsOf(value), 1000)).toBeLessThan(1000);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(500);
    expect(problems.filter(({ path, sentence }) => path.length > 200 || sentence.length > 300)).toEqual([]);
    expect(({} as { name?: unknown }).name).toBeUndefined();
  });

  it('never makes it throw, and never gets in', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.jsonValue()), (value) => {
        expect(problemsOf(value).length).toBeGreaterThan(0);
        expect(problemsOf(asking(question({ label: value }))).length).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('stands in a text as it was written, as far as it can be stored', () => {
    for (const text of HOSTILE_TEXTS.filter((one) => one.trim() !== '' && one.length <= MOST.label)) {
      const read = readSurvey(asking(question({ label: { en: text } })));

      if ('survey' in read) expect(read.survey.questions[0]?.label.en?.isWellFormed()).toBe(true);
      else expect(read.problems.map(({ path }) => path)).toEqual(['questions.0.label.en']);
    }
  });
});

const anyJson = fc.anything({
  key: fc.constantFrom('en', 'id', 'label', 'x-y'),
  values: [fc.string(), fc.integer(), fc.boolean(), fc.constantFrom(null, 'yes', 1, 11, -3)],
  maxDepth: 2,
});
const mutation = fc.oneof(
  fc.record({ kind: fc.constant('replace' as const), value: anyJson }),
  fc.record({ kind: fc.constant('remove' as const) }),
  fc.record({ kind: fc.constant('add' as const), value: anyJson }),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;
type Place = { holder: Record<string, unknown>; key: string };

/** One of all the places in a JSON value, changed. */
function mutate(root: Record<string, unknown>, where: number, change: Mutation): unknown {
  const places = placesIn(root);
  const { holder, key } = places[where % places.length]!;
  if (change.kind === 'replace') holder[key] = change.value;
  else if (change.kind === 'add' && !Array.isArray(holder)) holder['added-key'] = change.value;
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
  return root;
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesIn(holder[key])]);
}

/** What is said to be missing is not there, but what it is missing from is. */
function isIn(value: unknown, path: string): boolean {
  const names = path === '' ? [] : path.split('.');
  let at = value;
  return names.every((name, index) => {
    if (typeof at !== 'object' || at === null) return false;
    const isThere = Object.hasOwn(at, name);
    at = isThere ? (at as Record<string, unknown>)[name] : undefined;
    return isThere || index === names.length - 1;
  });
}
