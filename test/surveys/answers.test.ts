import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAnswer } from '#surveys/answers.ts';
import { Answers, MOST, QUESTION_KINDS, type Question } from '#surveys/survey.ts';
import { anyAnswered, anySurvey } from '#test/support/arbitrary-surveys.ts';
import { aSurvey } from '#test/support/surveys.ts';

const OPTIONS = ['maps', 'data', 'mail'].map((id) => ({ id, label: { en: id } }));
const OWN: Partial<Record<Question['kind'], object>> = {
  scale: { from: 1, to: 7, low: { en: 'hard' }, high: { en: 'easy' } },
  choice: { options: OPTIONS, hasOther: true },
  many: { options: OPTIONS, hasOther: true },
  number: { least: 0, most: 500 },
};
const asked = (kind: Question['kind'], more: object = {}): Question =>
  ({ id: kind, kind, label: { en: kind }, isRequired: false, ...OWN[kind], ...more }) as Question;

describe('an answer', () => {
  it.each([undefined, null, '', '  ', { chosen: [] }, { chosen: [], other: ' ' }])(
    'that was left empty (%o) is none, and missing only where one is needed',
    (value) => {
      const kinds = typeof value === 'object' && value !== null ? (['choice', 'many'] as const) : QUESTION_KINDS;

      for (const kind of kinds) {
        expect(checkAnswer(asked(kind), value)).toEqual({ answer: undefined });
        expect(checkAnswer(asked(kind, { isRequired: true }), value)).toEqual({ problem: 'missing' });
      }
    },
  );

  it('is stored as its kind is, from what a form or a button gives', () => {
    const stored = (kind: Question['kind'], value: unknown, decimalMark?: string) => {
      const checked = checkAnswer(asked(kind), value, decimalMark);
      return 'problem' in checked ? checked.problem : checked.answer;
    };

    expect([stored('nps', '10'), stored('nps', 0), stored('rating', '4'), stored('scale', 7)]).toEqual([10, 0, 4, 7]);
    expect([stored('yes-no', 'yes'), stored('date', '2028-02-29')]).toEqual(['yes', '2028-02-29']);
    expect([stored('text', '  two words\0 '), stored('long-text', 'one\ntwo')]).toEqual(['two words', 'one\ntwo']);
    expect([stored('number', '2,5'), stored('number', ' 1 0 '), stored('number', '−0')]).toEqual([2.5, 'not_a_number', 0]);
    expect([stored('number', '1.234'), stored('number', '1.234', ',')]).toEqual([1.234, 'too_large']);
    expect(stored('choice', 'maps')).toEqual({ chosen: ['maps'] });
    expect(stored('many', { chosen: ['data', 'maps', 'data'] })).toEqual({ chosen: ['maps', 'data'] });
  });

  it('in people’s own words stands under “other”: beside what is ticked of many, and instead of it for one', () => {
    const [one, many] = [asked('choice'), asked('many')];

    expect(checkAnswer(one, { chosen: ['other'], other: ' a poster ' })).toEqual({ answer: { chosen: [], other: 'a poster' } });
    expect(checkAnswer(one, { chosen: [], other: 'a poster' })).toEqual({ answer: { chosen: [], other: 'a poster' } });
    expect(checkAnswer(one, { chosen: ['maps'], other: 'from before' })).toEqual({ answer: { chosen: ['maps'] } });
    expect(checkAnswer(one, { chosen: ['maps', 'other'], other: 'x' })).toEqual({ problem: 'not_an_option' });
    expect(checkAnswer(many, { chosen: ['other', 'data'], other: 'x' })).toEqual({ answer: { chosen: ['data'], other: 'x' } });
    for (const question of [one, many])
      expect(checkAnswer(question, { chosen: ['other'], other: ' ' })).toEqual({ problem: 'other_missing' });
  });

  it.each<[Question['kind'], unknown, string]>([
    ['nps', 'eleven', 'not_a_number'],
    ['nps', 11, 'too_large'],
    ['nps', -1, 'too_small'],
    ['rating', 0, 'too_small'],
    ['rating', '4.5', 'not_an_option'],
    ['scale', '8', 'too_large'],
    ['nps', Number.NaN, 'not_a_number'],
    ['number', '5e2', 'not_a_number'],
    ['number', '-1', 'too_small'],
    ['number', '501', 'too_large'],
    ['number', Number.POSITIVE_INFINITY, 'too_large'],
    ['number', { value: 1 }, 'not_a_number'],
    ['yes-no', 'maybe', 'not_an_option'],
    ['yes-no', true, 'not_an_option'],
    ['date', '2027-02-29', 'not_a_date'],
    ['date', 'tomorrow', 'not_a_date'],
    ['choice', 'constructor', 'not_an_option'],
    ['choice', { chosen: ['maps', 'data'] }, 'not_an_option'],
    ['many', { chosen: ['maps', 'nothing'] }, 'not_an_option'],
    ['many', ['maps'], 'not_an_option'],
    ['text', 'x'.repeat(MOST.text + 1), 'too_long'],
    ['many', { chosen: [], other: 'x'.repeat(MOST.text + 1) }, 'too_long'],
    ['long-text', 3, 'not_an_option'],
  ])('to %s that is %o is refused as %s', (kind, value, problem) => {
    expect(checkAnswer(asked(kind), value)).toEqual({ problem });
  });

  it('under “other” is none of a question that has no such thing', () => {
    const question = asked('many', { hasOther: false });

    expect(checkAnswer(question, { chosen: ['maps', 'other'], other: 'x' })).toEqual({ problem: 'not_an_option' });
    expect(checkAnswer(question, { chosen: ['maps'], other: 'x' })).toEqual({ problem: 'not_an_option' });
  });

  it('that is stored is taken again as it stands', () => {
    fc.assert(
      fc.property(anyAnswered, ({ survey, answers }) => {
        for (const question of survey.questions)
          if (Object.hasOwn(answers, question.id))
            expect(checkAnswer(question, answers[question.id])).toEqual({ answer: answers[question.id] });
      }),
    );
  });

  it('whatever it is, is either refused or of a form that can be stored, and then taken again', () => {
    fc.assert(
      fc.property(fc.oneof(anySurvey, fc.constant(aSurvey())), fc.oneof(fc.anything(), fc.string()), ({ questions }, value) => {
        for (const question of questions) {
          const checked = checkAnswer(question, value);
          if ('problem' in checked || checked.answer === undefined) continue;

          expect(Answers.parse({ [question.id]: checked.answer })).toEqual({ [question.id]: checked.answer });
          expect(checkAnswer(question, checked.answer)).toEqual(checked);
        }
      }),
    );
  });
});
