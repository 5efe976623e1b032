import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateOf, estimateText } from '#surveys/estimate.ts';
import type { Question } from '#surveys/survey.ts';
import { anySurvey } from '#test/support/arbitrary-surveys.ts';
import { aSurvey } from '#test/support/surveys.ts';

const asked = (count: number, kind: 'nps' | 'long-text', more: object = {}) => ({
  questions: Array.from(
    { length: count },
    (_, n): Question => ({ id: `q-${n}`, kind, label: { en: '?' }, isRequired: true, ...more }),
  ),
});

describe('an estimate', () => {
  it('says plainly how much is asked', () => {
    expect(estimateText(asked(1, 'nps'))).toBe('1 question, less than a minute');
    expect(estimateText(asked(7, 'nps'))).toBe('7 questions, less than a minute');
    expect(estimateText(asked(8, 'nps'))).toBe('8 questions, about 2 minutes');
    expect(estimateText(aSurvey())).toBe('10 questions, about 3 minutes');
  });

  it('counts a question half that not everybody is asked', () => {
    expect(estimateOf(asked(4, 'long-text')).minutes).toBe(4);
    expect(estimateOf(asked(4, 'long-text', { showIf: [{ question: 'q', atLeast: 1 }] })).minutes).toBe(2);
    expect(estimateOf(asked(4, 'long-text', { showIf: [] })).minutes).toBe(4);
  });

  it('never becomes shorter by another question', () => {
    fc.assert(
      fc.property(anySurvey, (survey) => {
        const { questions, minutes } = estimateOf(survey);
        const fewer = estimateOf({ questions: survey.questions.slice(1) });

        expect(fewer.questions).toBe(questions - 1);
        expect(fewer.minutes).toBeLessThanOrEqual(minutes);
      }),
    );
  });
});
