import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '#prisma/db.ts';
import { csvFile } from '#reports/csv.ts';
import { EXPORT_COLUMNS, exportRows, namedRows } from '#surveys/export-rows.ts';
import { resultsOf } from '#surveys/results.ts';
import { openTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { aSurvey } from '#test/support/surveys.ts';
import { answeredWave, LEA, nameAuthors, times, WORKSPACE } from './answered.ts';

let database: TestDatabase;
let db: Db;

// Each test has a survey of its own.
beforeAll(async () => {
  database = await openTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

const few = aSurvey({ questions: aSurvey().questions.filter(({ id }) => ['again', 'channel', 'people', 'word'].includes(id)) });

describe('a file of results', () => {
  it('has counts of everybody and of each group, in the reader’s language, and says what is hidden', async () => {
    const said = (again: string, bandOne: string) => ({ answers: { again, people: again === 'yes' ? 3 : 4 }, bandOne });
    const responses = [
      ...times(4, said('yes', '1-10')),
      ...times(2, said('no', '1-10')),
      ...times(5, said('no', '251+')),
      ...times(2, said('yes', '251+')),
      ...times(3, said('yes', 'unknown')),
    ];
    const wave = await answeredWave(db, responses, { definition: few, bands: ['size'] });

    const rows = exportRows(await resultsOf(db, wave), 'es');

    expect(rows.filter(({ question, band }) => question === 'again' && !band)).toEqual([
      { ...AGAIN, band: null, group: null, value: 'yes', label: null, count: 9, n: 16, hidden: null },
      { ...AGAIN, band: null, group: null, value: 'no', label: null, count: 7, n: 16, hidden: null },
    ]);
    expect(
      rows
        .filter(({ question, band }) => question === 'again' && band)
        .map(({ group, count, n, hidden }) => [group, count, n, hidden]),
    ).toEqual([
      ['1 to 10 people', null, null, 'protected'],
      ['over 250 people', 2, 7, null],
      ['over 250 people', 5, 7, null],
      ['not known', null, null, 'protected'],
    ]);
    expect(rows.filter(({ question }) => question === 'people')[0]).toMatchObject({ value: 'median', count: 3, n: 16 });
    expect(rows.find(({ question }) => question === 'word')).toMatchObject({ value: null, hidden: 'too few' });
    expect(csvFile([[...EXPORT_COLUMNS], ...rows.map((row) => EXPORT_COLUMNS.map((column) => row[column]))])).toContain(
      '"again","¿Volverías?","yes-no"',
    );
  });

  it('has the score of an NPS, with its margin from thirty answers on', async () => {
    const scores = [...times(18, { answers: { recommend: 10 } }), ...times(12, { answers: { recommend: 3 } })];
    const wave = await answeredWave(db, scores);

    const rows = exportRows(await resultsOf(db, wave), 'en').filter(({ question }) => question === 'recommend');

    expect(rows.filter(({ value }) => value === 'nps' || value === 'margin')).toMatchObject([
      { value: 'nps', count: 20, n: 30, hidden: null },
      { value: 'margin', count: 36, n: 30, hidden: null },
    ]);
  });

  it('has no row, and no number, of a single response', async () => {
    const wave = await answeredWave(db, times(3, { answers: { again: 'yes', people: 321, word: 'Secret' } }), {
      definition: few,
    });

    const rows = exportRows(await resultsOf(db, wave), 'en');

    expect(rows.map(({ value, count, n, hidden }) => [value, count, n, hidden])).toEqual(
      few.questions.map(() => [null, null, null, 'too few']),
    );
  });
});

describe('a file of who said what', () => {
  it('has a row for each person of a named wave, half-done ones too, with what they chose in words', async () => {
    const person = { workspaceId: WORKSPACE, kind: 'member' };
    await db.member.createMany({
      data: [
        { ...person, id: LEA, displayName: 'Lea' },
        { ...person, id: 'U1', displayName: 'Bo' },
      ],
    });
    await db.organisation.create({ data: { workspaceId: WORKSPACE, id: 'o1', name: 'Maple Street' } });
    const wave = await answeredWave(
      db,
      [{ answers: { again: 'yes', channel: { chosen: ['friend'], other: 'A poster' }, people: 3 } }],
      { definition: few, level: 'named' },
    );
    await nameAuthors(db, wave.id, [{ memberId: LEA, organisationId: 'o1' }]);
    await db.surveyResponse.create({
      data: { workspaceId: WORKSPACE, waveId: wave.id, answers: { word: '=1+1' }, isComplete: false },
    });
    const left = await db.surveyResponse.findFirstOrThrow({ where: { waveId: wave.id, isComplete: false } });
    await db.surveyAuthor.create({
      data: {
        workspaceId: WORKSPACE,
        waveId: wave.id,
        memberId: 'U1',
        responseId: left.id,
        begunAt: wave.createdAt,
        changedAt: wave.createdAt,
      },
    });

    const { header, rows } = await namedRows(db, wave, 'en');

    expect(header).toEqual([
      'name',
      'organisation',
      'complete',
      'Would you come again?',
      'Where did you hear of us?',
      'In one word?',
      'How many are you?',
    ]);
    expect(rows).toEqual([
      ['Bo', null, 'no', null, null, '=1+1', null],
      ['Lea', 'Maple Street', 'yes', 'yes', 'A friend; A poster', null, 3],
    ]);
  });

  it('is empty for an anonymous wave', async () => {
    const wave = await answeredWave(db, times(9, { answers: { again: 'yes' } }));

    const { rows } = await namedRows(db, wave, 'en');

    expect(rows).toEqual([]);
  });
});

const AGAIN = { question: 'again', text: '¿Volverías?', kind: 'yes-no' };
