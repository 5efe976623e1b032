import { z } from 'zod';
import { requireRight } from '#bot/rights/rights.ts';
import type { Tx } from '#prisma/db.ts';
import { estimateText } from '#surveys/estimate.ts';
import { Survey } from '#surveys/survey.ts';
import type { Keeper } from './surveys.ts';

/** The newest sending of a survey, as far as everybody on staff may know: how many came back, never who. */
export const NewestWave = z.object({
  id: z.int(),
  state: z.enum(['counting', 'ready', 'scheduled', 'open', 'closed', 'withdrawn']),
  startsAt: z.date().nullable(),
  endsAt: z.date().nullable(),
  closedAt: z.date().nullable(),
  invited: z.int(),
  answered: z.int(),
});
export type NewestWave = z.infer<typeof NewestWave>;

export type ListedSurvey = {
  id: number;
  name: string;
  ownerId: string;
  estimate: string;
  wave: NewestWave | null;
};
export type SurveyList = { lines: ListedSurvey[]; page: number; pages: number; count: number; putAway: number; view: ListView };

/** What of the list is looked at; what a button says of it is a wish. */
export const ListView = z.object({ page: z.int().min(0).max(100_000).catch(0), isPutAway: z.boolean().catch(false) });
export type ListView = z.infer<typeof ListView>;

const PAGE = 8;

/** The surveys that staff keep, the newest first, a page at a time. Throws a sentence for everybody else. */
export async function listSurveys(tx: Tx, keeper: Keeper, wanted: ListView): Promise<SurveyList> {
  const { workspaceId } = keeper;
  await requireRight(tx, 'build surveys', keeper);
  const putAway = await tx.survey.count({ where: { workspaceId, archivedAt: { not: null } } });
  const isPutAway = wanted.isPutAway && putAway > 0;
  const where = { workspaceId, archivedAt: isPutAway ? { not: null } : null };
  const count = isPutAway ? putAway : await tx.survey.count({ where });
  const pages = Math.max(1, Math.ceil(count / PAGE));
  const page = Math.min(wanted.page, pages - 1);
  const surveys = await tx.survey.findMany({ where, orderBy: { id: 'desc' }, skip: page * PAGE, take: PAGE });
  const waves = await newestWaves(
    tx,
    workspaceId,
    surveys.map(({ id }) => id),
  );
  const versions = await tx.surveyVersion.findMany({
    where: { workspaceId, OR: surveys.map(({ id, version }) => ({ surveyId: id, version })) },
  });
  const estimates = new Map(versions.map(({ surveyId, definition }) => [surveyId, estimateText(Survey.parse(definition))]));
  const lines = surveys.map(({ id, name, ownerId }) => ({
    id,
    name,
    ownerId,
    estimate: estimates.get(id) ?? '',
    wave: waves.get(id) ?? null,
  }));
  return { lines, page, pages, count, putAway, view: { page, isPutAway } };
}

/** Of each of these surveys its newest wave; one that was dropped before it went out is none. */
export async function newestWaves(tx: Tx, workspaceId: string, surveyIds: number[]): Promise<Map<number, NewestWave>> {
  const rows = await tx.$queryRaw<{ surveyId: number }[]>`
    select wave.survey_id as "surveyId", wave.id, wave.state, wave.starts_at as "startsAt", wave.ends_at as "endsAt",
      wave.closed_at as "closedAt", wave.invited, answers.answered
    from unnest(${surveyIds}::int[]) as wanted (id)
    cross join lateral (
      select * from survey_wave
      where workspace_id = ${workspaceId} and survey_id = wanted.id and state <> 'dropped'
      order by id desc limit 1
    ) wave
    cross join lateral (
      select count(*)::int as answered from survey_response
      where workspace_id = wave.workspace_id and wave_id = wave.id and is_complete
    ) answers`;
  return new Map(rows.map(({ surveyId, ...wave }) => [surveyId, NewestWave.parse(wave)]));
}
