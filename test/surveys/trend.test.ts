import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '#prisma/db.ts';
import { resultsOf } from '#surveys/results.ts';
import { trendsOf } from '#surveys/trend.ts';
import { openTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { aSurvey } from '#test/support/surveys.ts';
import { type Answering, answeredWave, times, WORKSPACE } from './answered.ts';

let database: TestDatabase;
let db: Db;

// Each test has a survey of its own.
beforeAll(async () => {
  database = await openTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

const rating = (counts: [promoters: number, detractors: number]): Answering[] => [
  ...times(counts[0], { answers: { recommend: 10, easy: 3 } }),
  ...times(counts[1], { answers: { recommend: 2, easy: 5 } }),
];

describe('a trend', () => {
  it('has a point for each closed wave that asked the same, the oldest first, hidden ones too', async () => {
    const first = await answeredWave(db, rating([10, 5]));
    const { surveyId } = first;
    await answeredWave(db, rating([2, 1]), { surveyId });
    await answeredWave(db, rating([5, 10]), { surveyId, state: 'withdrawn' });
    const last = await answeredWave(db, rating([14, 20]), { surveyId });

    const trends = await trendsOf(db, last);

    const recommend = trends.find(({ questionId }) => questionId === 'recommend')!;
    expect(recommend.points.map(({ hidden, figures }) => [hidden, figures?.nps?.score ?? null])).toEqual([
      [null, 33],
      ['too few', null],
      [null, -18],
    ]);
    expect(trends.map(({ questionId }) => questionId)).not.toContain('why');
  });

  it('hides in each wave what its own results hide', async () => {
    const first = await answeredWave(db, rating([10, 5]));
    const second = await answeredWave(db, rating([11, 5]), { surveyId: first.surveyId });
    const third = await answeredWave(db, rating([20, 9]), { surveyId: first.surveyId });

    const [results, trends] = [await resultsOf(db, second), await trendsOf(db, third)];

    const hidden = results.questions.find(({ question }) => question.id === 'recommend')?.hidden;
    const points = trends.find(({ questionId }) => questionId === 'recommend')?.points.map((point) => point.hidden);
    expect(hidden).toBe('protected');
    expect(points).toEqual([null, 'protected', null]);
  });

  it('leaves out waves that asked otherwise, and questions that were asked once', async () => {
    const first = await answeredWave(db, rating([10, 5]));
    const easier = aSurvey().questions.map((question) =>
      question.id === 'easy' && question.kind === 'scale' ? { ...question, to: 5 } : question,
    );
    await db.surveyVersion.create({
      data: {
        workspaceId: WORKSPACE,
        surveyId: first.surveyId,
        version: 2,
        definition: aSurvey({ questions: easier }),
        savedAt: first.createdAt,
      },
    });
    const second = await answeredWave(db, rating([4, 9]), { surveyId: first.surveyId, version: 2 });

    const trends = await trendsOf(db, second);

    expect(trends.map(({ questionId }) => questionId)).toContain('recommend');
    expect(trends.map(({ questionId }) => questionId)).not.toContain('easy');
  });
});
