// With what a wave is compared before anything of it is told: the waves before it that asked the same of some of the same people.
import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { CountedWave, type Counts, countWaves, isWritten } from './counting.ts';
import { FORGOTTEN } from './ids.ts';
import { type Asking, isSameQuestion } from './same-question.ts';
import type { SharedPeople } from './shared-people.ts';
import { QUESTION_KINDS } from './survey.ts';

/** With so many waves before it a wave is compared at most, of its own survey and of others each: the newest that asked enough of the same people. */
const EARLIER_WAVES = 12;

/** An earlier wave; of another survey, or with other bands, with the people whom both asked. */
export type Earlier = Counts & { shared?: SharedPeople };

/** A version of a questionnaire. */
type Version = { surveyId: number; version: number };

/** The dozen closed waves of the same survey before this one, the newest first. */
export async function wavesBefore(db: Tx, workspaceId: string, wave: CountedWave): Promise<CountedWave[]> {
  const { surveyId, closedAt, id } = wave;
  if (!closedAt) return [];
  const isBefore = [{ closedAt: { lt: closedAt } }, { closedAt, id: { lt: id } }];
  const rows = await db.surveyWave.findMany({
    where: { workspaceId, surveyId, state: 'closed', OR: isBefore },
    orderBy: [{ closedAt: 'desc' }, { id: 'desc' }],
    take: EARLIER_WAVES,
  });
  return rows.map((row) => CountedWave.parse(row));
}

/** Counts what a wave is compared with; `known` are waves that have been counted, `asking` other surveys' versions as `versionsAsking` has them. */
export async function countEarlier(
  db: Tx,
  workspaceId: string,
  { wave, survey }: Pick<Counts, 'wave' | 'survey'>,
  { known = new Map(), asking }: { known?: Map<number, Counts>; asking?: readonly Version[] } = {},
): Promise<Earlier[]> {
  const others = asking ?? (await versionsAsking(db, workspaceId, { wave, survey }));
  const own = await nearBefore(db, workspaceId, wave, Prisma.sql`wave.survey_id = ${wave.surveyId}`);
  const alike = others.length === 0 ? [] : await nearBefore(db, workspaceId, wave, asksAsIn(others));
  const uncounted = [...own, ...alike].filter(({ id }) => !known.has(id));
  for (const counts of await countWaves(db, workspaceId, uncounted)) known.set(counts.wave.id, counts);
  // By the same bands the same groups go by the same names; otherwise it takes the people to know.
  const otherBands = own.filter((before) => bandsOf(before) !== bandsOf(wave));
  const shared = await sharedPeople(db, workspaceId, wave.id, idsOf([...otherBands, ...alike]));
  return [...own, ...alike].flatMap(({ id }): Earlier[] => {
    const [counts, people] = [known.get(id), shared.get(id)];
    return counts ? [{ ...counts, ...(people ? { shared: people } : {}) }] : [];
  });
}

const idsOf = (waves: readonly CountedWave[]) => waves.map(({ id }) => id);
const bandsOf = ({ bands }: CountedWave) => bands.toSorted().join();

function asksAsIn(versions: readonly Version[]): Prisma.Sql {
  const [surveys, numbers] = [versions.map(({ surveyId }) => surveyId), versions.map(({ version }) => version)];
  return Prisma.sql`(wave.survey_id, wave.version) in (select * from unnest(${surveys}::int[], ${numbers}::int[]))`;
}

/** The newest closed waves before this one that asked enough of its people to tell of them in both: of fewer nothing is told. */
async function nearBefore(
  db: Tx,
  workspaceId: string,
  { id, closedAt, smallestGroup }: CountedWave,
  which: Prisma.Sql,
): Promise<CountedWave[]> {
  if (!closedAt) return [];
  const near = await db.$queryRaw<{ id: number }[]>`
    select wave.id from survey_wave wave
    where wave.workspace_id = ${workspaceId} and wave.state = 'closed' and (wave.closed_at, wave.id) < (${closedAt}, ${id}) and ${which}
      and least(wave.smallest_group, ${smallestGroup}::int) <= (
        select count(*) from (
          select from survey_invitation earlier
          where earlier.workspace_id = wave.workspace_id and earlier.wave_id = wave.id and (
            starts_with(earlier.member_id, ${`${FORGOTTEN}:`}) or exists (
              select from survey_invitation this
              where this.workspace_id = earlier.workspace_id and this.wave_id = ${id} and this.member_id = earlier.member_id))
          limit ${smallestGroup}::int
        ) both_asked)
    order by wave.closed_at desc, wave.id desc limit ${EARLIER_WAVES}`;
  const rows = await db.surveyWave.findMany({
    where: { workspaceId, id: { in: near.map((wave) => wave.id) } },
    orderBy: [{ closedAt: 'desc' }, { id: 'desc' }],
  });
  return rows.map((row) => CountedWave.parse(row));
}

const Versions = z.array(
  z.object({
    surveyId: z.int(),
    version: z.int(),
    questions: z.array(z.object({ id: z.string(), kind: z.enum(QUESTION_KINDS), label: z.record(z.string(), z.string()) })),
  }),
);

/** The versions of other surveys that ask something that this one asks; texts are not compared. */
export async function versionsAsking(
  db: Tx,
  workspaceId: string,
  { wave, survey }: Pick<Counts, 'wave' | 'survey'>,
): Promise<Version[]> {
  const counted: Asking[] = survey.questions.filter((question) => !isWritten(question));
  const versions = await db.$queryRaw(Prisma.sql`
    select survey_id as "surveyId", version,
      jsonb_agg(jsonb_build_object('id', question->'id', 'kind', question->'kind', 'label', question->'label')) as questions
    from survey_version cross join jsonb_array_elements(definition->'questions') question
    where workspace_id = ${workspaceId} and survey_id <> ${wave.surveyId} and is_asked
    group by 1, 2`);
  return Versions.parse(versions)
    .filter(({ questions }) => questions.some((then) => !isWritten(then) && counted.some((now) => isSameQuestion(now, then))))
    .map(({ surveyId, version }) => ({ surveyId, version }));
}

const Row = z.object({
  waveId: z.int(),
  one: z.string().nullable(),
  two: z.string().nullable(),
  oneBefore: z.string().nullable(),
  twoBefore: z.string().nullable(),
  people: z.int(),
});

/** Whom a wave shares with each of these, by their number. */
async function sharedPeople(
  db: Tx,
  workspaceId: string,
  waveId: number,
  earlier: readonly number[],
): Promise<Map<number, SharedPeople>> {
  if (earlier.length === 0) return new Map();
  const rows = await db.$queryRaw(Prisma.sql`
    select earlier.wave_id as "waveId", this.band_one as one, this.band_two as two,
      earlier.band_one as "oneBefore", earlier.band_two as "twoBefore", count(*)::int as people
    from survey_invitation this
    join survey_invitation earlier on earlier.workspace_id = this.workspace_id and earlier.member_id = this.member_id
    where this.workspace_id = ${workspaceId} and this.wave_id = ${waveId} and earlier.wave_id = any(${[...earlier]}::int[])
    group by 1, 2, 3, 4, 5`);
  const forgotten = await forgottenIn(db, workspaceId, [waveId, ...earlier]);
  const byWave = Map.groupBy(z.array(Row).parse(rows), (row) => row.waveId);
  return new Map(
    earlier.map((id) => {
      const pairs = (byWave.get(id) ?? []).map(({ one, two, oneBefore, twoBefore, people }) => ({
        cell: [one, two] as const,
        before: [oneBefore, twoBefore] as const,
        people,
      }));
      return [id, { pairs, unknown: (forgotten.get(waveId) ?? 0) + (forgotten.get(id) ?? 0) }];
    }),
  );
}

/** The places of people who were forgotten (bot/surveys/forgetting.ts): each may be somebody whom the other wave asked. */
async function forgottenIn(db: Tx, workspaceId: string, waveIds: readonly number[]): Promise<Map<number, number>> {
  const rows = await db.surveyInvitation.groupBy({
    by: ['waveId'],
    where: { workspaceId, waveId: { in: [...waveIds] }, memberId: { startsWith: `${FORGOTTEN}:` } },
    _count: true,
  });
  return new Map(rows.map(({ waveId, _count }) => [waveId, _count]));
}
