import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readySurveys } from '#surveys/catalogue.ts';
import { estimateOf } from '#surveys/estimate.ts';
import { readSurvey } from '#surveys/reading.ts';
import type { Survey, Translated } from '#surveys/survey.ts';

const ready = readySurveys().map(({ id, survey }) => [id, survey] as const);

/** Every text of a survey. */
function textsOf({ name, intro, thanks, questions }: Survey): Translated[] {
  const of = questions.flatMap((question) => [
    question.label,
    ...(question.help ? [question.help] : []),
    ...('options' in question ? question.options.map(({ label }) => label) : []),
    ...(question.kind === 'rating' ? (question.points ?? []) : []),
    ...(question.kind === 'scale' ? [question.low, question.high] : []),
  ]);
  return [name, ...(intro ? [intro] : []), ...(thanks ? [thanks] : []), ...of];
}

describe('the ready surveys', () => {
  it('are all that lie in the folder, and are read once', () => {
    const files = readdirSync(new URL('../../surveys/catalogue', import.meta.url)).map((name) => name.replace('.json', ''));

    expect(ready.map(([id]) => id).toSorted()).toEqual(files.toSorted());
    expect(readySurveys()).toBe(readySurveys());
  });

  it.each(ready)('%s: comes back the same from a file', (_, survey) => {
    expect(readSurvey(JSON.parse(JSON.stringify(survey)))).toEqual({ survey });
  });

  it.each(ready)('%s: says everything in English and Spanish, and says hello and thanks', (_, survey) => {
    expect([survey.intro, survey.thanks].every((text) => text !== undefined)).toBe(true);
    for (const text of textsOf(survey)) {
      expect(Object.keys(text)).toEqual(['en', 'es']);
      expect(text.es?.includes('?')).toBe(text.en?.includes('?'));
      expect(text.es?.includes('¿')).toBe(text.es?.includes('?'));
      expect(text.es).not.toMatch(/\busted/i);
    }
  });

  it.each(ready)(
    '%s: asks little, needs one answer only, has a word on every point, and ends with an open question',
    (_, survey) => {
      expect(survey.questions.length).toBeGreaterThanOrEqual(3);
      expect(survey.questions.length).toBeLessThanOrEqual(12);
      expect(estimateOf(survey).minutes).toBeLessThanOrEqual(4);
      expect(survey.questions.map(({ isRequired }) => isRequired).indexOf(true)).toBe(0);
      expect(survey.questions.filter(({ isRequired }) => isRequired)).toHaveLength(1);
      expect(survey.questions.filter((question) => question.kind === 'rating' && !question.points)).toEqual([]);
      expect(survey.questions.slice(-2).some(({ kind }) => kind === 'long-text')).toBe(true);
    },
  );
});
