import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWhole, onlyShown } from '#surveys/answers.ts';
import { pagesOf, shownQuestions } from '#surveys/showing.ts';
import { type Answers, MOST, type Question, type Survey } from '#surveys/survey.ts';
import { anyAnswered } from '#test/support/arbitrary-surveys.ts';
import { aSurvey } from '#test/support/surveys.ts';

const ids = (questions: Question[]) => questions.map(({ id }) => id);
const yesNo = (id: string, more: Partial<Question> = {}): Question =>
  ({ id, kind: 'yes-no', label: { en: id }, isRequired: false, ...more }) as Question;
const survey = (...questions: Question[]): Survey => ({ name: { en: 'S' }, language: 'en', questions });
const onYes = (question: string) => ({ showIf: [{ question, anyOf: ['yes'] }] });

describe('what is shown', () => {
  it('is asked further only of those whose answer asks for it', () => {
    const shownTo = (answers: Answers) => ids(shownQuestions(aSurvey(), answers)).includes('why');

    expect([shownTo({}), shownTo({ happy: 3 }), shownTo({ happy: 2 }), shownTo({ happy: 1 })]).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('depends on what was chosen, on what was written under “other”, and on numbers up to a limit and from one on', () => {
    const [channel] = aSurvey().questions.filter(({ id }) => id === 'channel');
    const [easy] = aSurvey().questions.filter(({ id }) => id === 'easy');
    const asked = survey(
      channel!,
      easy!,
      yesNo('friend', { showIf: [{ question: 'channel', anyOf: ['friend'] }] }),
      yesNo('other', { showIf: [{ question: 'channel', anyOf: ['web', 'other'] }] }),
      yesNo('middle', { showIf: [{ question: 'easy', atLeast: 3, atMost: 5 }] }),
      yesNo('both', {
        showIf: [
          { question: 'channel', anyOf: ['friend'] },
          { question: 'easy', atLeast: 7 },
        ],
      }),
    );
    const shown = (answers: Answers) => ids(shownQuestions(asked, answers)).slice(2);

    expect(shown({})).toEqual([]);
    expect(shown({ channel: { chosen: ['friend'] }, easy: 2 })).toEqual(['friend']);
    expect(shown({ channel: { chosen: [], other: 'a poster' }, easy: 3 })).toEqual(['other', 'middle']);
    expect(shown({ channel: { chosen: ['friend'] }, easy: 7 })).toEqual(['friend', 'both']);
  });

  it('is not decided by the answer to a question that is hidden itself', () => {
    const asked = survey(yesNo('one'), yesNo('two', onYes('one')), yesNo('three', onYes('two')));
    const answers: Answers = { one: 'no', two: 'yes', three: 'yes' };

    expect(ids(shownQuestions(asked, answers))).toEqual(['one']);
    expect(onlyShown(asked, answers)).toEqual({ one: 'no' });
  });

  it('is the same for answers that somebody made up under the names of things in every object', () => {
    const asked = survey(yesNo('one'), yesNo('two', onYes('constructor')), yesNo('three', onYes('one')));

    expect(ids(shownQuestions(asked, JSON.parse('{"__proto__":{"one":"yes"}}')))).toEqual(['one']);
  });

  it('keeps no answer to a question that is not shown, and once cleared stays as it is', () => {
    fc.assert(
      fc.property(anyAnswered, ({ survey, answers }) => {
        const kept = onlyShown(survey, answers);

        expect(onlyShown(survey, kept)).toEqual(kept);
        expect(shownQuestions(survey, kept)).toEqual(shownQuestions(survey, answers));
        const shown = ids(shownQuestions(survey, kept));
        expect(Object.keys(kept).filter((id) => !shown.includes(id))).toEqual([]);
        expect(shown.filter((id) => Object.hasOwn(answers, id))).toEqual(shown.filter((id) => Object.hasOwn(kept, id)));
      }),
    );
  });

  it('is whole when everything is answered that is shown and has to be', () => {
    const asked = survey(yesNo('one', { isRequired: true }), yesNo('two', { ...onYes('one'), isRequired: true }), yesNo('three'));

    expect([{}, { one: 'no' }, { one: 'yes' }, { one: 'yes', two: 'no' }].map((answers) => isWhole(asked, answers))).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});

describe('pages', () => {
  it('end where a survey says so, and before what depends on an answer of the same page', () => {
    expect(pagesOf(aSurvey(), { happy: 1 }).map(ids)).toEqual([
      ['recommend', 'happy'],
      ['why', 'easy', 'again'],
      ['channel', 'uses', 'word', 'people', 'since'],
    ]);
    expect(pagesOf(aSurvey(), { happy: 5 }).map(ids)).toEqual([
      ['recommend', 'happy'],
      ['easy', 'again'],
      ['channel', 'uses', 'word', 'people', 'since'],
    ]);
  });

  it('hold twenty questions at most, and an empty one is passed over', () => {
    const many = Array.from({ length: 45 }, (_, index) => yesNo(`q-${index}`));
    const asked = survey(yesNo('first'), yesNo('hidden', onYes('first')), yesNo('next', { startsPage: true }), ...many);

    expect(pagesOf(asked, {}).map(({ length }) => length)).toEqual([1, 20, 20, 6]);
  });

  it('hold no more than a form may, whatever is answered in them', () => {
    const label = { en: '𝕏'.repeat(MOST.option) };
    const options = Array.from({ length: MOST.options }, (_, index) => ({ id: `o${index}`, label }));
    const many = Array.from({ length: 20 }, (_, index) => yesNo(`m-${index}`, { kind: 'many', options, hasOther: true }));
    const long = Array.from({ length: 21 }, (_, index) => yesNo(`t-${index}`, { kind: 'long-text' }));

    expect(pagesOf(survey(...long, yesNo('last')), {}).map(({ length }) => length)).toEqual([17, 5]);
    expect(pagesOf(survey(...many), {}).map(({ length }) => length)).toEqual([7, 7, 6]);
  });

  it('together show exactly what is shown, in order, and none holds a question with one that it depends on', () => {
    fc.assert(
      fc.property(anyAnswered, ({ survey, answers }) => {
        const pages = pagesOf(survey, answers);

        expect(pages.flat()).toEqual(shownQuestions(survey, answers));
        for (const page of pages) {
          expect(page.length).toBeGreaterThan(0);
          expect(page.length).toBeLessThanOrEqual(20);
          const here = ids(page);
          expect(page.flatMap(({ showIf }) => showIf ?? []).filter(({ question }) => here.includes(question))).toEqual([]);
        }
      }),
    );
  });

  it('stay as they are up to the one that is being answered, whatever is answered there', () => {
    fc.assert(
      fc.property(anyAnswered, fc.nat(11), ({ survey, answers }, upTo) => {
        const pages = pagesOf(survey, answers);
        const before = ids(pages.slice(0, upTo).flat());
        const soFar = Object.fromEntries(Object.entries(answers).filter(([id]) => before.includes(id)));

        expect(pagesOf(survey, soFar).slice(0, upTo + 1)).toEqual(pages.slice(0, upTo + 1));
      }),
    );
  });
});
