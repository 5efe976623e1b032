import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Edited, moveQuestion, putQuestion, removeQuestion } from '#surveys/editing.ts';
import { readSurvey } from '#surveys/reading.ts';
import { MOST, type Question, type Survey } from '#surveys/survey.ts';
import { anySurvey } from '#test/support/arbitrary-surveys.ts';
import { aSurvey } from '#test/support/surveys.ts';

const ids = ({ survey }: Edited) => survey.questions.map(({ id }) => id);
const done = (edited: ReturnType<typeof putQuestion>): Edited => {
  if (!edited || 'problems' in edited) throw new Error(JSON.stringify(edited));
  return edited;
};
const problemsOf = (edited: ReturnType<typeof putQuestion>) => (edited && 'problems' in edited ? edited.problems : []);
const survey = (...questions: Question[]): Survey => ({ name: { en: 'S' }, language: 'en', questions });
const NEW = { kind: 'yes-no', label: { en: '¿Número de socios?' }, isRequired: false };
const CHOICE: Question = {
  id: 'one',
  kind: 'choice',
  label: { en: 'One' },
  isRequired: false,
  options: ['A', 'B', 'C'].map((en) => ({ id: en.toLowerCase(), label: { en } })),
  hasOther: true,
};
const on = (id: string, condition: object, more: object = {}): Question =>
  ({ id, kind: 'text', label: { en: id }, isRequired: false, showIf: [{ question: 'one', ...condition }], ...more }) as Question;

describe('a question', () => {
  it('that is new comes last, under an id made from what it asks', () => {
    const once = done(putQuestion(survey(), NEW));
    const twice = done(putQuestion(once.survey, NEW));

    expect(ids(twice)).toEqual(['numero-de-socios', 'numero-de-socios-2']);
    expect(ids(done(putQuestion(survey(), { ...NEW, label: { en: 'Constructor' } })))).toEqual(['constructor-2']);
    expect(ids(done(putQuestion(survey(), { ...NEW, label: { en: '???' } })))).toEqual(['question']);
  });

  it('that is changed stays where it is, under the id that its answers have', () => {
    const edited = done(putQuestion(aSurvey(), { ...NEW, id: 'something-else' }, 'again'));

    expect(ids(edited)).toEqual(aSurvey().questions.map(({ id }) => id));
    expect(edited.survey.questions[4]).toEqual({ ...NEW, id: 'again' });
  });

  it('keeps the id of an option that says what it said, and gives a new one an id of its own', () => {
    const options = ['C', 'Other', 'B', 'B!'].map((en) => ({ label: { en } }));

    const edited = done(putQuestion(survey(CHOICE), { ...CHOICE, options }, 'one'));

    const [changed] = edited.survey.questions;
    expect(changed && 'options' in changed && changed.options.map(({ id }) => id)).toEqual(['c', 'other-2', 'b', 'b-2']);
  });

  it('that cannot be read says why, by its own parts, and changes nothing', () => {
    expect(problemsOf(putQuestion(survey(CHOICE), { ...NEW, label: { en: '' }, isRequired: 1 })).map(({ path }) => path)).toEqual(
      ['label.en', 'isRequired'],
    );
    expect(problemsOf(putQuestion(survey(CHOICE), on('one', { anyOf: ['a'] }), 'one')).map(({ path }) => path)).toEqual([
      'showIf.0.question',
    ]);
    for (const given of [undefined, null, 'x', [], { options: Array.from({ length: 100_000 }, () => ({ label: { en: 'x' } })) }])
      expect(problemsOf(putQuestion(survey(CHOICE), given)).length).toBeGreaterThan(0);
  });

  it('is one too many after sixty', () => {
    const full = survey(...Array.from({ length: MOST.questions }, (_, n) => ({ ...NEW, id: `q-${n}` }) as Question));

    expect(problemsOf(putQuestion(full, NEW))).toEqual([
      { path: '', sentence: 'The questions of a survey are 60 at most; here are 61. Please take some out.' },
    ]);
    expect(ids(done(putQuestion(full, NEW, 'q-59')))).toHaveLength(60);
  });

  it('that is gone can be neither changed, moved nor removed', () => {
    expect([
      putQuestion(survey(CHOICE), NEW, 'x'),
      moveQuestion(survey(CHOICE), 'x', 'up'),
      removeQuestion(survey(), 'x'),
    ]).toEqual([undefined, undefined, undefined]);
  });

  it('moves by one, and at the ends not at all', () => {
    const three = survey(...['a', 'b', 'c'].map((id) => ({ ...NEW, id }) as Question));

    expect(ids(moveQuestion(three, 'b', 'up')!)).toEqual(['b', 'a', 'c']);
    expect(ids(moveQuestion(three, 'b', 'down')!)).toEqual(['a', 'c', 'b']);
    expect(ids(moveQuestion(three, 'a', 'up')!)).toEqual(['a', 'b', 'c']);
    expect(ids(moveQuestion(three, 'c', 'down')!)).toEqual(['a', 'b', 'c']);
  });
});

describe('a condition', () => {
  const asked = survey(CHOICE, on('two', { anyOf: ['a', 'b'] }), on('three', { anyOf: ['c'] }));
  const dropped = (edited: Edited) => edited.dropped.map(({ question, dependedOn }) => `${question} on ${dependedOn}`);
  const conditions = (edited: Edited) => edited.survey.questions.map(({ showIf }) => showIf?.flatMap(({ anyOf }) => anyOf));

  it('falls, and it is said which, with the question that it looks back to', () => {
    const edited = removeQuestion(asked, 'one')!;

    expect(dropped(edited)).toEqual(['two on one', 'three on one']);
    expect(conditions(edited)).toEqual([undefined, undefined]);
  });

  it('falls when its question moves before the one that it looks back to', () => {
    const edited = moveQuestion(asked, 'two', 'up')!;

    expect(dropped(edited)).toEqual(['two on one']);
    expect(conditions(edited)).toEqual([undefined, undefined, ['c']]);
  });

  it('keeps those of its answers that there still are, and falls with the last one', () => {
    const options = CHOICE.kind === 'choice' ? CHOICE.options.filter(({ id }) => id === 'a') : [];

    const edited = done(putQuestion(asked, { ...CHOICE, options }, 'one'));

    expect(conditions(edited)).toEqual([undefined, ['a'], undefined]);
    expect(dropped(edited)).toEqual(['three on one']);
  });

  it('falls when the earlier question becomes one of another kind', () => {
    expect(dropped(done(putQuestion(asked, NEW, 'one')))).toEqual(['two on one', 'three on one']);
  });
});

it('whatever is changed, a survey that was right stays right, and nothing else in it changes', () => {
  const change = fc.record({ move: fc.constantFrom('up', 'down', 'remove', 'put'), which: fc.nat(), by: fc.nat() });
  fc.assert(
    fc.property(anySurvey, anySurvey, fc.array(change, { maxLength: 5 }), (start, { questions: others }, changes) => {
      let now = start;
      for (const { move, which, by } of changes) {
        const { id } = now.questions[which % now.questions.length]!;
        if (move === 'remove' && now.questions.length === 1) continue;

        const edited = edit(now, move, id, others[by % others.length]!);

        expect(readSurvey(edited.survey)).toEqual({ survey: edited.survey });
        const untouched = edited.survey.questions.filter((question) => question.id !== id && !isTouched(question, id, edited));
        expect(now.questions).toEqual(expect.arrayContaining(untouched));
        now = edited.survey;
      }
    }),
  );
});

function edit(survey: Survey, move: string, id: string, { showIf: _, ...other }: Question): Edited {
  if (move === 'remove') return removeQuestion(survey, id)!;
  if (move === 'put') return done(putQuestion(survey, other, id));
  return moveQuestion(survey, id, move === 'up' ? 'up' : 'down')!;
}

/** Whether it lost a condition, or has one on the question that was changed, and may have lost a part of that. */
function isTouched({ id, showIf = [] }: Question, changed: string, { dropped }: Edited): boolean {
  return dropped.some(({ question }) => question === id) || showIf.some(({ question }) => question === changed);
}
