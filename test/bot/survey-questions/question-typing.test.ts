import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { questionTyped, type TypedQuestion, typedOf } from '#bot/survey-questions/question-typing.ts';
import { putQuestion } from '#surveys/editing.ts';
import type { Question } from '#surveys/survey.ts';
import { biggestSurvey } from '#test/bot/surveys/biggest.ts';
import { aSurvey } from '#test/support/surveys.ts';

const survey = aSurvey();
const question = (id: string) => survey.questions.find((one) => one.id === id)!;

/** A question after its form was sent with these changes. */
function sent(id: string, changes: Partial<TypedQuestion>, language = 'en'): Question | { path: string; sentence: string }[] {
  const before = question(id);
  const made = questionTyped(survey, before, { kind: undefined, language, typed: { ...typedOf(before, language), ...changes } });
  if ('problems' in made) return made.problems;
  const put = putQuestion(survey, made.given, id);
  if (!put) throw new Error('it is gone');
  return 'problems' in put ? put.problems : put.survey.questions.find((one) => one.id === id)!;
}

describe('the form of a question', () => {
  it('leaves what nobody touched as it is, in every language', () => {
    for (const one of survey.questions)
      for (const language of ['en', 'es', 'fr']) expect(sent(one.id, {}, language)).toEqual(one);
  });

  it('does so with the biggest ones, too', () => {
    const big = biggestSurvey();
    for (const one of big.questions.slice(0, 10))
      for (const language of ['en', 'es']) {
        const made = questionTyped(big, one, { kind: undefined, language, typed: typedOf(one, language) });
        expect(made).toEqual({ given: one });
      }
  });

  it('keeps an option whose slip was mended, with its translation, and takes another text for another option', () => {
    const options = (text: string) => {
      const after = sent('channel', { options: text });
      return 'options' in after ? after.options.map(({ id, label }) => ({ id, es: label.es })) : after;
    };

    expect(options('The Web!\nA friend\nThe radio')).toEqual([
      { id: 'web', es: 'La web' },
      { id: 'friend', es: 'Una amistad' },
      { id: 'the-radio', es: undefined },
    ]);
    expect(options('A foe')).toEqual([{ id: 'a-foe', es: undefined }]);
  });

  it('takes numbers as people write them, and says where there is none', () => {
    expect(sent('people', { least: '1 000', most: '1,000,000' })).toMatchObject({ least: 1000, most: 1_000_000 });
    expect(sent('people', { least: '' })).not.toHaveProperty('least');
    expect(sent('people', { least: 'few' })).toEqual([{ path: 'least', sentence: 'Please write a number here.' }]);
    expect(sent('easy', { from: '', to: '12' })).toEqual([{ path: 'from', sentence: 'Please write a number here.' }]);
    expect(sent('easy', { to: '12' })).toEqual([{ path: 'to', sentence: expect.stringContaining('11 points') }]);
  });

  it('takes words for the points of a rating, all five or none', () => {
    expect(sent('happy', { points: 'Awful\nBad\nSo so\nGood\nGreat' })).toMatchObject({
      points: [{ en: 'Awful' }, {}, {}, {}, { en: 'Great' }],
    });
    expect(sent('happy', { points: 'Bad\nGood' })).toEqual([{ path: 'points', sentence: expect.stringContaining('exactly 5') }]);
  });

  it('of another language changes its texts only, and takes out what is emptied', () => {
    const after = sent('easy', { label: 'Difficile ?', low: 'dur', high: '', from: '3', isRequired: true }, 'fr');

    expect(after).toEqual({
      ...question('easy'),
      label: { ...question('easy').label, fr: 'Difficile ?' },
      low: { en: 'hard', es: 'difícil', fr: 'dur' },
    });
    expect(sent('easy', { label: '' }, 'es')).toMatchObject({ label: { en: 'How easy was it?' } });
  });

  it('is answered with a question or with problems, whatever is typed in it', () => {
    const text = fc.oneof(fc.string({ maxLength: 80 }), fc.constantFrom('', '5', 'a\nb\na', '\0', 'ñ'));
    const typed = fc.record({
      label: text,
      help: text,
      options: text,
      points: text,
      from: text,
      to: text,
      low: text,
      high: text,
      least: text,
      most: text,
    });
    fc.assert(
      fc.property(
        typed,
        fc.constantFrom(...survey.questions.map(({ id }) => id)),
        fc.constantFrom('en', 'es'),
        (changes, id, language) => {
          const after = sent(id, changes, language);
          if (Array.isArray(after)) expect(after.length).toBeGreaterThan(0);
          else expect(after).toMatchObject({ id, kind: question(id).kind });
        },
      ),
      { numRuns: 200 },
    );
  });
});
