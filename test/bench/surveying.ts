import pg from 'pg';
import { type Db, openDatabase } from '#prisma/db.ts';
import { resultsOf } from '#surveys/results.ts';
import type { Question, Survey } from '#surveys/survey.ts';
import { chooseCores } from './cores.ts';
import { median } from './median.ts';
import { type Measured, readable, type Settings, takeTurns } from './row.ts';
import { openStore } from './store.ts';

const WORKSPACE = 'T0001';
const MOST_OF_PLAIN = 3;
const ANSWERS = 100_000;
/** Two bands of ten values each: twenty ways to look at a part of it. */
const IN_A_BAND = 10;

const label = { en: 'What do you think?' };
const asked = (kind: 'nps' | 'rating' | 'yes-no', id: string): Question => ({ id, kind, label: { en: id }, isRequired: true });
const QUESTIONS: Question[] = [
  asked('nps', 'nps'),
  ...['help', 'tools', 'events', 'prices', 'voice', 'news'].map((id) => asked('rating', id)),
  { id: 'easy', kind: 'scale', from: 1, to: 7, low: label, high: label, label, isRequired: true },
  ...['again', 'known'].map((id) => asked('yes-no', id)),
];
const SURVEY: Survey = { name: label, language: 'en', questions: QUESTIONS };

/** P17: all figures of a wave, of everybody and by twenty groups, under thresholds, against the plain GROUP BY that counts the same. */
export async function measureResults(settings: Settings): Promise<Measured> {
  const { cleanups, rounds, seconds } = settings;
  const { connection } = await openStore(chooseCores(), cleanups);
  const database = openDatabase({ ...connection, max: 4 });
  cleanups.add(database.close);
  const client = new pg.Client(connection);
  await client.connect();
  cleanups.add(() => client.end());
  const waves: number[] = [];
  for (let wave = 0; wave < 4; wave += 1) waves.push(await fill(database.db, client, wave));
  const [first = 0, last = 0] = [waves[0], waves.at(-1)];
  const copied = await fill(database.db, client, waves.length, 2);

  const product = async (waveId: number) => {
    const { segments } = await resultsOf(database.db, { workspaceId: WORKSPACE, waveId });
    const shown = segments.flatMap(({ groups }) =>
      groups.filter(({ questions }) => questions.every(({ figures }) => figures !== null)),
    );
    if (shown.length !== 2 * IN_A_BAND) throw new Error(`${shown.length} groups are shown of ${2 * IN_A_BAND}`);
  };
  const plain = async () => {
    const { rows } = await client.query<{ count: number }>({ name: 'plain', text: PLAIN, values: [WORKSPACE, first] });
    const answers = rows.reduce((sum, { count }) => sum + count, 0);
    if (answers !== ANSWERS) throw new Error(`${answers} answers are there of ${ANSWERS}`);
  };
  await timesOf(() => product(first), seconds / 4);
  await timesOf(plain, seconds / 4);
  const turns = await takeTurns(
    Math.max(3, rounds),
    () => timesOf(() => product(first), seconds / 2),
    () => timesOf(plain, seconds / 2),
  );
  const later = median(await timesOf(() => product(last), seconds / 2));
  const asCopy = median(await timesOf(() => product(copied), seconds / 2));
  const [ours, theirs] = [median(turns.flatMap((turn) => turn.product)), median(turns.flatMap((turn) => turn.reference))];
  await cleanups.run();
  return {
    row: {
      id: 'P17',
      value: ours / theirs,
      unit: `of the plain GROUP BY of ${readable(ANSWERS)} answers, with thresholds, for ${2 * IN_A_BAND} groups`,
      goal: MOST_OF_PLAIN,
      met: ours <= MOST_OF_PLAIN * theirs,
    },
    detail: [
      `p50 ${readable(ours)} ms; the plain GROUP BY ${readable(theirs)} ms`,
      `compared with three waves before it, as many answers each: p50 ${readable(later)} ms`,
      `of a copy, compared with all four by whom both asked: p50 ${readable(asCopy)} ms`,
    ],
  };
}

const PLAIN = `
  select band_one, band_two, answer.key, answer.value, count(*)::int as count
  from survey_response, jsonb_each_text(answers) answer
  where workspace_id = $1 and wave_id = $2
  group by 1, 2, 3, 4`;

/** A closed wave of an anonymous survey, a day after the last. */
async function fill(db: Db, client: pg.Client, index: number, surveyId = 1): Promise<number> {
  const at = new Date(Date.UTC(2026, 0, 1 + index));
  const version = { workspaceId: WORKSPACE, surveyId, version: 1 };
  if (index === 0 || surveyId !== 1) {
    await db.survey.create({ data: { workspaceId: WORKSPACE, id: surveyId, name: 'Pulse', ownerId: 'U1', createdAt: at } });
    await db.surveyVersion.create({ data: { ...version, definition: SURVEY, isAsked: true, savedAt: at } });
  }
  const sent = { createdById: 'U1', createdAt: at, opensForDays: 14, openedAt: at, closedAt: at };
  const wave = await db.surveyWave.create({
    data: {
      ...{ ...version, ...sent, level: 'anonymous', state: 'closed', plan: {}, asksNps: true },
      ...{ bands: ['region', 'size'], smallestGroup: 5, smallestTexts: 8 },
    },
  });
  const answers = QUESTIONS.map(({ id, kind }) => `'${id}', ${RANDOM[kind] ?? 'null'}`).join(', ');
  await client.query(
    `insert into survey_response (workspace_id, wave_id, band_one, band_two, answers)
    select $1, $2, 'region ' || n % ${IN_A_BAND}, 'size ' || n / ${IN_A_BAND} % ${IN_A_BAND}, jsonb_build_object(${answers})
    from generate_series(1, ${ANSWERS / QUESTIONS.length}) n`,
    [WORKSPACE, wave.id],
  );
  await client.query(
    `insert into survey_invitation (workspace_id, wave_id, member_id, band_one, band_two, state)
    select $1, $2, 'U' || n, 'region ' || n % ${IN_A_BAND}, 'size ' || n / ${IN_A_BAND} % ${IN_A_BAND}, 'asked'
    from generate_series(1, ${ANSWERS / QUESTIONS.length}) n`,
    [WORKSPACE, wave.id],
  );
  await client.query('analyze survey_response, survey_invitation');
  return wave.id;
}

const RANDOM: Partial<Record<Question['kind'], string>> = {
  nps: 'floor(11 * random())::int',
  rating: '1 + floor(5 * random())::int',
  scale: '1 + floor(7 * random())::int',
  'yes-no': `case when random() < 0.6 then 'yes' else 'no' end`,
};

async function timesOf(work: () => Promise<void>, seconds: number): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  do {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  } while (performance.now() < end);
  return times;
}
