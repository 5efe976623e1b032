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

  it('is not what an organisation said without one of its people, whose answers were a group before', async () => {
    const [maple, oak] = [somePeople(16), somePeople(20)];
    const first = await answeredWave(db, [...saying(10, 6, 'maple'), ...saying(9, 8, 'oak')], {
      asked: [...maple, ...oak],
      bands: ['organisation'],
    });
    await db.$executeRaw`
      update survey_invitation set band_one = case when member_id = any(${maple}) then 'maple' else 'oak' end
      where wave_id = ${first.id}`;

    const second = await answeredWave(db, saying(10, 5), { surveyId: first.surveyId, asked: maple.slice(1) });
    const others = await answeredWave(db, saying(9, 7), { surveyId: first.surveyId, asked: somePeople(17) });

    expect([await hiddenIn(second), await hiddenIn(others)]).toEqual(['protected', null]);
  });

  it('is not what one person of a group said whose people are all but one those of another band', async () => {
    const one = await answeredWave(db, [...saying(10, 5, 'north'), ...saying(8, 12, 'south')], { bands: ['region'] });
    const { surveyId } = one;

    const two = await answeredWave(db, [...saying(10, 6, 'gold'), ...saying(8, 11, 'free')], { surveyId, bands: ['plan'] });

    const { segments } = await resultsOf(db, two);
    const shown = segments[0]?.groups.map(({ questions: of }) => of.find(({ id }) => id === 'again')?.figures);
    expect(shown).toEqual([null, null]);
  });

  it('is not told because somebody was forgotten meanwhile', async () => {
    const people = somePeople(16);
    const first = await answeredWave(db, saying(10, 5), { asked: people.slice(1) });
    const copy = await answeredWave(db, saying(10, 6), { asked: people });
    for (const { id } of [first, copy])
      await db.surveyInvitation.updateMany({ where: { waveId: id, memberId: people[3]! }, data: { memberId: `gone:${id}` } });

    expect(await hiddenIn(copy)).toBe('protected');
  });

  it('is not told because somebody was forgotten after the first, and asked again', async () => {
    const people = somePeople(16);
    const first = await answeredWave(db, saying(10, 5), { asked: people.slice(1) });
    await db.surveyInvitation.updateMany({ where: { waveId: first.id, memberId: people[3]! }, data: { memberId: 'gone:1' } });

    expect(await hiddenIn(await answeredWave(db, saying(10, 6), { asked: people }))).toBe('protected');
  });

  it('is not found behind any number of waves to somebody else, of the survey or of another copy', async () => {
    const [people, lea] = [somePeople(16), somePeople(1)];
    const { surveyId } = await answeredWave(db, saying(10, 5), { asked: people.slice(1) });
    for (let decoys = 0; decoys < 13; decoys += 1) {
      await answeredWave(db, saying(1, 0), { surveyId, asked: lea, level: 'named' });
      await answeredWave(db, saying(1, 0), { asked: lea, level: 'named' });
    }

    expect(await hiddenIn(await answeredWave(db, saying(10, 6), { surveyId, asked: people }))).toBe('protected');
    expect(await hiddenIn(await answeredWave(db, saying(10, 4), { asked: people.slice(2) }))).toBe('protected');
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

describe('the same question asked in another way', () => {
  const choice = (id: string, ids: string[], labels: string[]) =>
    aSurvey({
      questions: [
        {
          id,
          kind: 'choice',
          label: { en: 'Do you trust the board?' },
          options: ids.map((option, index) => ({ id: option, label: { en: labels[index]! } })),
          hasOther: false,
          isRequired: false,
        },
      ],
    });
  const choosing = (id: string, counts: Record<string, number>) =>
    Object.entries(counts).flatMap(([option, count]) => times(count, { answers: { [id]: { chosen: [option] } } }));

  it('tells nothing by options that are called otherwise, nor by another kind', async () => {
    const people = somePeople(16);
    await answeredWave(db, choosing('trust', { once: 10, never: 5 }), {
      definition: choice('trust', ['once', 'never'], ['Yes, once', 'No']),
      asked: people.slice(1),
    });
    const anew = await answeredWave(db, choosing('board', { 'yes-once': 10, no: 6 }), {
      definition: choice('board', ['yes-once', 'no'], ['Yes, once', 'No']),
      asked: people,
    });
    const asYesNo = aSurvey({
      questions: [{ id: 'b', kind: 'yes-no', label: { en: 'Do you trust the board?' }, isRequired: false }],
    });
    const otherwise = await answeredWave(db, [...times(8, { answers: { b: 'yes' } }), ...times(9, { answers: { b: 'no' } })], {
      definition: asYesNo,
      asked: [...people, ...somePeople(1)],
    });

    expect([await hiddenIn(anew, 'board'), await hiddenIn(otherwise, 'b')]).toEqual(['protected', 'protected']);
  });

  it('tells nothing in one wave of the few who were asked once only', async () => {
    const again = { kind: 'yes-no', label: { en: 'Do you trust the board?' }, isRequired: false } as const;
    const definition = aSurvey({
      questions: [
        { id: 'role', kind: 'yes-no', label: { en: 'Are you the treasurer?' }, isRequired: false },
        { ...again, id: 'first' },
        { ...again, id: 'second', showIf: [{ question: 'role', anyOf: ['no'] }] },
      ],
    });
    const role = (one: 'yes' | 'no') => ({ role: one });
    const wave = await answeredWave(
      db,
      [
        ...times(10, { answers: { ...role('no'), first: 'yes', second: 'yes' } }),
        ...times(5, { answers: { ...role('no'), first: 'no', second: 'no' } }),
        ...times(1, { answers: { ...role('yes'), first: 'no' } }),
      ],
      { definition },
    );

    expect([await hiddenIn(wave, 'first'), await hiddenIn(wave, 'second')]).toEqual([null, 'protected']);
  });

  it('tells nothing after a wave with names, whose answers somebody has read', async () => {
    const people = somePeople(16);
    const { surveyId } = await answeredWave(db, saying(15, 0), { asked: people.slice(1), level: 'named' });

    expect(await hiddenIn(await answeredWave(db, saying(15, 1), { surveyId, asked: people }))).toBe('protected');
  });
});

it('questions are the same by their words, and by their id where they are answered in one way', () => {
  const again: Question = { id: 'again', kind: 'yes-no', label: { en: 'Come again?', es: '¿Volverás?' }, isRequired: true };

  expect(isSameQuestion(again, { ...again, label: { en: 'Would you?' } })).toBe(true);
  expect(isSameQuestion(again, { ...again, id: 'other', label: { es: 'volveras' } })).toBe(true);
  expect(isSameQuestion(again, { ...again, id: 'other', label: { en: 'Come again soon?' } })).toBe(false);
  expect(isSameQuestion(again, { ...again, id: 'other', label: { en: '?!' } })).toBe(false);
  expect(isSameQuestion(again, { ...again, id: 'other', kind: 'nps' })).toBe(true);
  expect(isSameQuestion(again, { ...again, kind: 'nps', label: { en: 'Would you?' } })).toBe(false);
});
