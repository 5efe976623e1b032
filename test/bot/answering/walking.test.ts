import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type At,
  firstAt,
  isLastPage,
  missingAt,
  nextAt,
  openAt,
  pageAt,
  previousAt,
  progressOf,
  withPage,
} from '#bot/answering/walking.ts';
import { isWhole } from '#surveys/answers.ts';
import { shownQuestions } from '#surveys/showing.ts';
import type { Answers, Condition, Question, Survey } from '#surveys/survey.ts';
import { aSurvey } from '#test/support/surveys.ts';

/** Up to a dozen yes-no questions, shown or not as earlier ones are answered, on pages of any length. */
const aLongWalk = fc
  .array(
    fc.record({
      isRequired: fc.boolean(),
      startsPage: fc.boolean(),
      dependsOn: fc.option(fc.nat({ max: 11 }), { freq: 2 }),
      wanted: fc.constantFrom('yes', 'no'),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((drawn): Survey => {
    const questions = drawn.map(({ isRequired, startsPage, dependsOn, wanted }, index): Question => {
      const showIf: Condition[] = dependsOn !== null && dependsOn < index ? [{ question: `q${dependsOn}`, anyOf: [wanted] }] : [];
      return { id: `q${index}`, kind: 'yes-no', label: { en: `Question ${index}?` }, isRequired, startsPage, showIf };
    });
    return { name: { en: 'A walk' }, language: 'en', questions };
  });
const someAnswers = fc.array(fc.constantFrom('yes', 'no', undefined), { minLength: 12, maxLength: 12 });

/** What somebody fills in on one page: what is to be answered always, the rest as they like. */
const typedOn = (questions: Question[], drawn: (string | undefined)[]): Answers =>
  Object.fromEntries(
    questions.flatMap(({ id, isRequired }) => {
      const answer = drawn[Number(id.slice(1))] ?? (isRequired ? 'yes' : undefined);
      return answer === undefined ? [] : [[id, answer]];
    }),
  );

describe('the way through a survey', () => {
  it('leads past every question that is shown, once, to an answer that is whole; and Send is always the last press', () => {
    fc.assert(
      fc.property(aLongWalk, someAnswers, (survey, drawn) => {
        const seen: string[] = [];
        let answers: Answers = {};
        for (let at: At | null = firstAt(survey); at !== null; at = nextAt(survey, answers, at)) {
          const page = pageAt(survey, answers, at)!;
          const saidSend = isLastPage(survey, answers, page);
          seen.push(...page.questions.map(({ id }) => id));
          answers = withPage(survey, answers, page.questions, typedOn(page.questions, drawn));
          if (saidSend) expect(nextAt(survey, answers, at)).toBeNull();
        }

        expect(seen).toEqual(shownQuestions(survey, answers).map(({ id }) => id));
        expect(isWhole(survey, answers)).toBe(true);
        expect(missingAt(survey, answers)).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('leads back the way it came, from wherever one is', () => {
    fc.assert(
      fc.property(aLongWalk, someAnswers, (survey, drawn) => {
        const answers = withPage(survey, {}, survey.questions, typedOn(survey.questions, drawn));
        const there: At[] = [];
        for (let at: At | null = firstAt(survey); at !== null; at = nextAt(survey, answers, at)) there.push(at);
        const back: At[] = [];
        for (let at = previousAt(survey, answers, ''); at !== null; at = previousAt(survey, answers, at)) back.unshift(at);

        expect(back).toEqual(there);
      }),
      { numRuns: 200 },
    );
  });

  it('goes on at the first page that is not answered, and counts only what is shown', () => {
    const survey = aSurvey();

    expect(openAt(survey, {})).toBe('recommend');
    expect(openAt(survey, { recommend: 9 })).toBe('recommend');
    expect(openAt(survey, { recommend: 9, happy: 1 })).toBe('why');
    expect(openAt(survey, { recommend: 9, happy: 5 })).toBe('easy');
    expect(progressOf(survey, { recommend: 9, happy: 5 })).toEqual({ answered: 2, questions: 9 });
    expect(missingAt(survey, { happy: 5 })).toBe('recommend');
  });

  it('is not lost where what begins a page is not shown any more', () => {
    expect(pageAt(aSurvey(), { recommend: 9, happy: 5 }, 'why')).toBeUndefined();
    expect(nextAt(aSurvey(), { recommend: 9, happy: 5 }, 'why')).toBe('easy');
  });
});
