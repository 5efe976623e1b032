// With what a wave is compared before anything of it is told: the waves before it that asked the same of some of the same people.
import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { CountedWave, type Counts, countWaves, isWritten } from './counting.ts';
import { type Asking, isSameQuestion } from './same-question.ts';
import { type SharedPeople, sharedPeople } from './shared-people.ts';
import { QUESTION_KINDS } from './survey.ts';

/** So many waves back a wave is compared with those before it, of its own survey and of others. */
export const EARLIER_WAVES = 12;
/** Among so many waves of other surveys those are sought that had people in common with it. */
const MOST_LOOKED_AT = 36;

/** An earlier wave; of another survey with the people whom both asked. */
export type Earlier = Counts & { shared?: SharedPeople };

/** Counts a wave, and what it is compared with. */
export async function countWithEarlier(db: Tx, workspaceId: string, wave: CountedWave): Promise<[Counts, ...Earlier[]]> {
  const own = await wavesBefore(db, workspaceId, wave, EARLIER_WAVES);
  const [counts, ...before] = await countWaves(db, workspaceId, [wave, ...own]);
  if (!counts) throw new Error(`wave ${wave.id} could not be counted`);
  return [counts, ...before, ...(await countOthers(db, workspaceId, counts))];
}

/** The closed waves of the same survey before this one, the newest first. */
export async function wavesBefore(
  db: Tx,
  workspaceId: string,
  { surveyId, closedAt, id }: CountedWave,
  most: number,
): Promise<CountedWave[]> {
  if (!closedAt) return [];
  return closedBefore(db, { workspaceId, surveyId }, { closedAt, id }, most);
}

async function closedBefore(
  db: Tx,
  where: Prisma.SurveyWaveWhereInput,
  { closedAt, id }: { closedAt: Date; id: number },
  most: number,
): Promise<CountedWave[]> {
  const rows = await db.surveyWave.findMany({
    where: { AND: [where, { state: 'closed', OR: [{ closedAt: { lt: closedAt } }, { closedAt, id: { lt: id } }] }] },
    orderBy: [{ closedAt: 'desc' }, { id: 'desc' }],
    take: most,
  });
  return rows.map((row) => CountedWave.parse(row));
}

/** Counts the waves of other surveys (a copy, say) that asked something that this one asks, of enough of the same people to tell. */
export async function countOthers(
  db: Tx,
  workspaceId: string,
  { wave, survey }: Pick<Counts, 'wave' | 'survey'>,
  known: ReadonlyMap<number, Counts> = new Map(),
): Promise<Earlier[]> {
  if (!wave.closedAt) return [];
  const asking = await versionsAsking(db, workspaceId, wave.surveyId, survey.questions);
  if (asking.length === 0) return [];
  const before = { closedAt: wave.closedAt, id: wave.id };
  const alike = await closedBefore(db, { workspaceId, OR: asking }, before, MOST_LOOKED_AT);
  const shared = await sharedPeople(
    db,
    workspaceId,
    wave.id,
    alike.map(({ id }) => id),
  );
  const near = alike.filter(({ id, smallestGroup }) => areEnough(shared.get(id), Math.min(wave.smallestGroup, smallestGroup)));
  const compared = near.slice(0, EARLIER_WAVES);
  const counted = await countWaves(
    db,
    workspaceId,
    compared.filter(({ id }) => !known.has(id)),
  );
  const counts = new Map([...known, ...counted.map((one) => [one.wave.id, one] as const)]);
  return compared.flatMap(({ id }): Earlier[] => {
    const [one, people] = [counts.get(id), shared.get(id)];
    return one && people ? [{ ...one, shared: people }] : [];
  });
}

/** What fewer have in common than are told of in one of the two is never a group of both. */
function areEnough(shared: SharedPeople | undefined, smallest: number): boolean {
  const people = shared?.pairs.reduce((sum, pair) => sum + pair.people, shared.unknown) ?? 0;
  return people >= smallest;
}

const Versions = z.array(
  z.object({
    surveyId: z.int(),
    version: z.int(),
    questions: z.array(z.object({ id: z.string(), kind: z.enum(QUESTION_KINDS), label: z.record(z.string(), z.string()) })),
  }),
);

/** The questionnaires of other surveys that ask one of these questions; texts are not compared. */
async function versionsAsking(db: Tx, workspaceId: string, surveyId: number, questions: readonly Asking[]) {
  const counted = questions.filter((question) => !isWritten(question));
  const kinds = [...new Set(counted.map(({ kind }) => kind))];
  const versions = await db.$queryRaw(Prisma.sql`
    select survey_id as "surveyId", version,
      jsonb_agg(jsonb_build_object('id', question->'id', 'kind', question->'kind', 'label', question->'label')) as questions
    from survey_version cross join jsonb_array_elements(definition->'questions') question
    where workspace_id = ${workspaceId} and survey_id <> ${surveyId} and is_asked and question->>'kind' = any(${kinds}::text[])
    group by 1, 2`);
  return Versions.parse(versions)
    .filter((one) => one.questions.some((then) => counted.some((now) => isSameQuestion(now, then))))
    .map(({ surveyId: id, version }) => ({ surveyId: id, version }));
}
