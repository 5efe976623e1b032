import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '#prisma/db.ts';
import { resultsOf } from '#surveys/results.ts';
import { isSameQuestion } from '#surveys/same-question.ts';
import type { Question } from '#surveys/survey.ts';
import { trendsOf } from '#surveys/trend.ts';
import { openTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { aSurvey } from '#test/support/surveys.ts';
import { type Answering, answeredWave, times, WORKSPACE } from './answered.ts';

let database: TestDatabase;
let db: Db;

// Each test has surveys and people of its own.
beforeAll(async () => {
  database = await openTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

type Which = Awaited<ReturnType<typeof answeredWave>>;

let groups = 0;
/** So many people whom no other test asks. */
function somePeople(count: number): string[] {
  groups += 1;
  return Array.from({ length: count }, (_, index) => `U0G${groups}P${index}`);
}

const saying = (yeses: number, noes: number, bandOne?: string): Answering[] => {
  const band = bandOne ? { bandOne } : {};
  return [...times(yeses, { answers: { again: 'yes' }, ...band }), ...times(noes, { answers: { again: 'no' }, ...band })];
};

async function hiddenIn(wave: Which, id = 'again') {
  const { questions } = await resultsOf(db, wave);
  return questions.find(({ question }) => question.id === id)?.hidden;
}

/** The same survey with its yes-no question under another id, and in these words. */
function askingAnew(en: string) {
  const questions = aSurvey().questions.map(
    (question): Question => (question.id === 'again' ? { ...question, id: 'return', label: { en } } : question),
  );
  return aSurvey({ questions });
}

describe('what a copy of a survey tells', () => {
  it('is not what one more person said than in the first, of the same people', async () => {
    const people = somePeople(16);
    await answeredWave(db, saying(10, 5), { asked: people.slice(1) });

    const copy = await answeredWave(db, saying(10, 6), { asked: people });

    expect(await hiddenIn(copy)).toBe('protected');
  });

  it('is all of it where other people were asked', async () => {
    const people = somePeople(20);
    await answeredWave(db, saying(10, 5), { asked: somePeople(15) });
    await answeredWave(db, saying(10, 5), { asked: [...people.slice(0, 14), ...somePeople(2)] });

    expect(await hiddenIn(await answeredWave(db, saying(10, 6), { asked: people }))).toBeNull();
  });

  it('is not what one more person said in a group that both asked, whoever else was asked', async () => {
    const [north, south, west] = [somePeople(12), somePeople(20), somePeople(20)];
    const first = await answeredWave(db, [...saying(7, 4, 'north'), ...saying(9, 8, 'south')], {
      asked: [...north.slice(1), ...south],
      bands: ['region'],
    });
    const copy = await answeredWave(db, [...saying(8, 4, 'north'), ...saying(6, 12, 'south')], {
      asked: [...north, ...west],
      bands: ['region'],
    });
    for (const wave of [first, copy])
      await db.$executeRaw`
        update survey_invitation set band_one = case when member_id = any(${north}) then 'north' else 'south' end
        where wave_id = ${wave.id}`;

    const { segments, questions } = await resultsOf(db, copy);

    const shown = segments[0]?.groups.map(({ questions: of }) => of.find(({ id }) => id === 'again')?.figures);
    expect(shown).toEqual([null, null]);
    expect(questions.find(({ question }) => question.id === 'again')?.figures?.n).toBe(30);
  });

  it('is not told because somebody was forgotten meanwhile', async () => {
    const people = somePeople(16);
    const first = await answeredWave(db, saying(10, 5), { asked: people.slice(1) });
    const copy = await answeredWave(db, saying(10, 6), { asked: people });
    for (const { id } of [first, copy])
      await db.surveyInvitation.updateMany({ where: { waveId: id, memberId: people[3]! }, data: { memberId: `gone:${id}` } });

    expect(await hiddenIn(copy)).toBe('protected');
  });

  it('is not told by the trend of a later wave either', async () => {
    const people = somePeople(40);
    await answeredWave(db, saying(10, 5), { asked: people.slice(25) });
    const copy = await answeredWave(db, saying(10, 6), { asked: people.slice(24) });
    const later = await answeredWave(db, saying(20, 20), { surveyId: copy.surveyId, asked: people });

    const trends = await trendsOf(db, later);

    const again = trends.find(({ questionId }) => questionId === 'again');
    expect(again?.points.map(({ hidden }) => hidden)).toEqual(['protected', null]);
  });
});

it('a question that was taken out and added anew in the same words tells nothing that the first would reveal', async () => {
  const first = await answeredWave(db, saying(10, 5));
  const { surveyId, createdAt: savedAt } = first;
  const definition = askingAnew('Would you come  AGAIN');
  await db.surveyVersion.create({ data: { workspaceId: WORKSPACE, surveyId, version: 2, definition, savedAt } });
  const answers = saying(10, 6).map((one) => ({ answers: { return: one.answers.again! } }));

  const second = await answeredWave(db, answers, { surveyId, version: 2 });

  expect(await hiddenIn(second, 'return')).toBe('protected');
});

it('questions are the same by their id or their words, and never when they are answered in different ways', () => {
  const again: Question = { id: 'again', kind: 'yes-no', label: { en: 'Come again?', es: '¿Volverás?' }, isRequired: true };

  expect(isSameQuestion(again, { ...again, label: { en: 'Would you?' } })).toBe(true);
  expect(isSameQuestion(again, { ...again, id: 'other', label: { es: 'volveras' } })).toBe(true);
  expect(isSameQuestion(again, { ...again, id: 'other', label: { en: 'Come again soon?' } })).toBe(false);
  expect(isSameQuestion(again, { ...again, id: 'other', label: { en: '?!' } })).toBe(false);
  expect(isSameQuestion(again, { ...again, kind: 'nps' })).toBe(false);
});
