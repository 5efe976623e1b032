import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Db } from '#prisma/db.ts';
import { resultsOf, type WaveResults } from '#surveys/results.ts';
import type { Answers } from '#surveys/survey.ts';
import { openTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { aSurvey } from '#test/support/surveys.ts';
import { type Answering, answeredWave, LEA, nameAuthors, times, WORKSPACE } from './answered.ts';

let database: TestDatabase;
let db: Db;

// Each test has a survey of its own.
beforeAll(async () => {
  database = await openTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());

const of = (results: WaveResults, id: string) => results.questions.find(({ question }) => question.id === id)!;
const counts = (results: WaveResults, id: string) =>
  Object.fromEntries((of(results, id).figures?.distribution ?? []).map(({ value, count }) => [value, count]));
const saying = (answers: Answers, more: Omit<Answering, 'answers'> = {}): Answering => ({ answers, ...more });

/** One answer to a question of every kind. */
const EVERYTHING: Answers = {
  recommend: 9,
  happy: 2,
  why: 'It took a week.',
  easy: 7,
  again: 'yes',
  channel: { chosen: ['friend'] },
  uses: { chosen: ['maps', 'data'] },
  word: 'Fine',
  people: 12,
  since: '2024-03-09',
};

describe('results', () => {
  it('count people for every kind of question, with all that could have been answered', async () => {
    const other: Answers = {
      recommend: 3,
      happy: 5,
      again: 'no',
      channel: { chosen: [], other: 'A poster' },
      uses: { chosen: ['maps'], other: 'A boat' },
      people: 4,
      since: '2024-04-01',
    };
    const wave = await answeredWave(
      db,
      [...times(8, saying(EVERYTHING)), ...times(4, saying(other)), saying({ recommend: 10 })],
      {
        asked: [],
      },
    );
    await db.surveyInvitation.createMany({
      data: ['asked', 'asked', 'waiting', 'missed'].map((state, index) => ({ ...invitation(wave.id, index), state })),
    });

    const results = await resultsOf(db, wave);

    expect(results).toMatchObject({
      reached: 13,
      responses: 13,
      complete: 13,
      halfDone: 0,
      notYet: null,
      isLive: false,
      segments: [],
    });
    expect(of(results, 'recommend').figures?.nps).toMatchObject({ n: 13, promoters: 9, detractors: 4, score: 38 });
    expect(counts(results, 'happy')).toEqual({ 1: 0, 2: 8, 3: 0, 4: 0, 5: 4 });
    expect(of(results, 'why')).toMatchObject({ texts: 8, figures: null, hidden: null });
    expect(of(results, 'easy')).toMatchObject({ figures: null, hidden: 'protected' });
    expect(counts(results, 'again')).toEqual({ yes: 8, no: 4 });
    expect(counts(results, 'channel')).toEqual({ friend: 8, web: 0, other: 4 });
    expect(of(results, 'channel').texts).toBeNull();
    expect(of(results, 'uses')).toMatchObject({ hidden: 'protected' });
    expect(of(results, 'people').figures).toMatchObject({
      n: 12,
      distribution: [],
      number: { median: 12, p10: null, p90: null },
    });
    expect(counts(results, 'since')).toEqual({ '2024-03': 8, '2024-04': 4 });
    expect(of(results, 'channel').figures?.distribution[0]?.label).toEqual({ en: 'A friend', es: 'Una amistad' });
  });

  it('of several choices count each person once, and tell apart who chose what', async () => {
    const wave = await answeredWave(db, [
      ...times(6, saying({ uses: { chosen: ['maps', 'data'] } })),
      ...times(3, saying({ uses: { chosen: ['data'] } })),
      ...times(2, saying({ uses: { chosen: ['maps'], other: 'A boat' } })),
    ]);

    const results = await resultsOf(db, wave);

    expect(of(results, 'uses').figures?.n).toBe(11);
    expect(counts(results, 'uses')).toEqual({ maps: 8, data: 9, other: 2 });
  });

  it('say of a wave with fewer than five people only how many they were', async () => {
    const wave = await answeredWave(db, [...times(3, saying({ again: 'yes' })), saying({ again: 'no' })]);

    const results = await resultsOf(db, wave);

    expect(results.responses).toBe(4);
    expect(results.questions.map(({ hidden, figures, texts }) => [hidden, figures, texts])).toEqual(
      aSurvey().questions.map(() => ['too few', null, null]),
    );
  });

  it('of an anonymous wave are nothing but a number until it is closed, for everybody', async () => {
    const open = { state: 'open', closedAt: null };
    const [anonymous, named] = [
      await answeredWave(db, times(9, saying(EVERYTHING)), open),
      await answeredWave(db, times(9, saying(EVERYTHING)), { ...open, level: 'named' }),
    ];

    const results = [await resultsOf(db, anonymous), await resultsOf(db, anonymous, { live: true }), await resultsOf(db, named)];

    expect(results).toMatchObject(
      times(3, saying({})).map(() => ({ notYet: 'still open', isLive: false, responses: 9, questions: [], segments: [] })),
    );
  });

  it('of a named wave are live and complete for those who may read each answer anyway, half-done ones counted apart', async () => {
    const responses = [saying(EVERYTHING), saying({ recommend: 0 }, { isComplete: false })];
    const wave = await answeredWave(db, responses, { level: 'named', state: 'open', closedAt: null });

    const results = await resultsOf(db, wave, { live: true });

    expect(results).toMatchObject({ notYet: null, isLive: true, responses: 2, complete: 1, halfDone: 1 });
    expect(of(results, 'recommend').figures?.nps).toMatchObject({ n: 2, promoters: 1, detractors: 1 });
    expect(of(results, 'why').texts).toBe(1);
    expect(of(results, 'people').figures?.number).toEqual({ median: 12, p10: 12, p90: 12 });
  });

  it('say so of a wave that was withdrawn or has not been sent', async () => {
    const withdrawn = await answeredWave(db, [], { state: 'withdrawn' });
    const ready = await answeredWave(db, [], { state: 'ready' });

    expect((await resultsOf(db, withdrawn)).notYet).toBe('withdrawn');
    expect((await resultsOf(db, ready)).notYet).toBe('not sent');
  });
});

describe('segments', () => {
  const inGroup = (bandOne: string, bandTwo: string, promoters: number, detractors: number) => [
    ...times(promoters, saying({ recommend: 10 }, { bandOne, bandTwo })),
    ...times(detractors, saying({ recommend: 2 }, { bandOne, bandTwo })),
  ];

  it('show each band by itself, and what is hidden is named', async () => {
    const responses = [
      ...[...inGroup('North', '1-10', 4, 3), ...inGroup('North', '251+', 5, 1), ...inGroup('South', '251+', 2, 6)],
      ...[...inGroup('West', '1-10', 1, 1), ...inGroup('East', '1-10', 3, 0)],
    ];
    const wave = await answeredWave(db, responses, { bands: ['region', 'size'] });

    const { segments } = await resultsOf(db, wave);
    const said = segments.map(({ band, groups }) => [
      band,
      groups.map(({ value, responses, questions }) => [
        value,
        responses,
        questions.find(({ id }) => id === 'recommend')?.figures?.nps?.score ?? null,
      ]),
    ]);

    expect(said).toEqual([
      [
        'region',
        [
          ['East', null, null],
          ['North', 13, 38],
          ['South', 8, -50],
          ['West', null, null],
        ],
      ],
      [
        'size',
        [
          ['1-10', 12, 33],
          ['251+', 14, 0],
        ],
      ],
    ]);
  });

  it('give organisations their names and one voice each, where at least two are shown', async () => {
    await db.organisation.createMany({
      data: ['o1', 'o2', 'o3'].map((id) => ({ workspaceId: WORKSPACE, id, name: `Org ${id}` })),
    });
    const asked = (bandOne: string, promoters: number, detractors: number) => [
      ...times(promoters, saying({ recommend: 10 }, { bandOne })),
      ...times(detractors, saying({ recommend: 2 }, { bandOne })),
    ];
    const responses = [...asked('o1', 30, 10), ...asked('o2', 1, 4), ...asked('others', 3, 3)];
    const wave = await answeredWave(db, responses, { bands: ['organisation'] });
    const alone = await answeredWave(db, [...asked('o1', 30, 10), ...asked('others', 3, 3)], { bands: ['organisation'] });

    const results = await resultsOf(db, wave);

    expect(results.segments[0]?.groups.map(({ value, organisation }) => [value, organisation])).toEqual([
      ['o1', 'Org o1'],
      ['o2', 'Org o2'],
      ['others', null],
    ]);
    expect(of(results, 'recommend').npsByOrganisation).toMatchObject({
      organisations: 2,
      promoters: 0.475,
      detractors: 0.525,
      score: -5,
    });
    expect(of(await resultsOf(db, alone), 'recommend').npsByOrganisation).toBeNull();
  });

  it('are not needed for one voice per organisation where the names are known', async () => {
    const wave = await answeredWave(db, [...times(3, saying({ recommend: 10 })), saying({ recommend: 0 })], { level: 'named' });
    await nameThem(db, wave.id);

    const [live, told] = [await resultsOf(db, wave, { live: true }), await resultsOf(db, wave)];

    expect(of(live, 'recommend').npsByOrganisation).toMatchObject({ organisations: 2 });
    expect(of(told, 'recommend').npsByOrganisation).toBeNull();
  });
});

describe('a wave after another one of its survey', () => {
  it('hides what one more answer would give away, and nothing that other surveys asked', async () => {
    const before = [...times(6, saying({ again: 'yes', happy: 4 })), ...times(6, saying({ again: 'no', happy: 3 }))];
    const after = [...before.slice(1), saying({ again: 'yes', happy: 5 }), saying({ again: 'no' })];
    const first = await answeredWave(db, before);

    const second = await resultsOf(db, await answeredWave(db, after, { surveyId: first.surveyId }));
    const elsewhere = await resultsOf(db, await answeredWave(db, after));

    expect(of(second, 'again')).toMatchObject({ hidden: 'protected', figures: null });
    expect(of(second, 'happy').figures?.n).toBe(12);
    expect(of(elsewhere, 'again').figures?.n).toBe(13);
  });
});

function invitation(waveId: number, index: number) {
  return { workspaceId: WORKSPACE, waveId, memberId: `U${index}` };
}

async function nameThem(db: Db, waveId: number): Promise<void> {
  await nameAuthors(db, waveId, [
    ...[
      { memberId: LEA, organisationId: 'o1' },
      { memberId: 'U1', organisationId: 'o1' },
    ],
    ...[{ memberId: 'U2', organisationId: 'o2' }, { memberId: 'U3' }],
  ]);
}
