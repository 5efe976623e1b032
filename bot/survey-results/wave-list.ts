import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { reachedBy } from '#surveys/results.ts';
import { LEVELS } from '#surveys/survey.ts';

/** One sending of a survey, and how many of those it reached have answered: all that is known of an anonymous one while it is open. */
const Listed = z.object({
  id: z.int(),
  name: z.string(),
  level: z.enum(LEVELS),
  state: z.enum(['open', 'closed', 'withdrawn']),
  openedAt: z.date(),
  endsAt: z.date().nullable(),
  closedAt: z.date().nullable(),
  reached: z.int(),
  answered: z.int(),
});
export type ListedWave = z.infer<typeof Listed>;

export type WaveList = { waves: ListedWave[]; page: number; pages: number; count: number; search: string };

const PAGE = 10;

type Wanted = { page: number; search: string };

/** What was sent, newest first; with words, of surveys that are called so. For staff. */
export async function listWaves(deps: Deps, reader: { workspaceId: string; actorId: string }, wanted: Wanted): Promise<WaveList> {
  const { db } = deps;
  const { workspaceId } = reader;
  await requireRight(db, 'read survey results', reader);
  const like = `%${wanted.search.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const [found] = await db.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from survey_wave wave
    join survey on survey.workspace_id = wave.workspace_id and survey.id = wave.survey_id
    where wave.workspace_id = ${workspaceId} and wave.opened_at is not null and wave.state in ('open', 'closed', 'withdrawn') and survey.name ilike ${like}`;
  const count = found?.count ?? 0;
  const pages = Math.max(1, Math.ceil(count / PAGE));
  const page = Math.min(wanted.page, pages - 1);
  const rows = await db.$queryRaw<unknown[]>`
    select wave.id, survey.name, wave.level, wave.state, wave.opened_at as "openedAt", wave.ends_at as "endsAt", wave.closed_at as "closedAt",
      (select count(*)::int from survey_invitation invitation
        where invitation.workspace_id = wave.workspace_id and invitation.wave_id = wave.id and invitation.state = 'asked') as reached,
      (select count(*)::int from survey_response response
        where response.workspace_id = wave.workspace_id and response.wave_id = wave.id and response.is_complete) as answered
    from survey_wave wave
    join survey on survey.workspace_id = wave.workspace_id and survey.id = wave.survey_id
    where wave.workspace_id = ${workspaceId} and wave.opened_at is not null and wave.state in ('open', 'closed', 'withdrawn') and survey.name ilike ${like}
    order by wave.opened_at desc, wave.id desc offset ${page * PAGE} limit ${PAGE}`;
  const waves = z.array(Listed).parse(rows);
  return {
    waves: waves.map((wave) => ({ ...wave, reached: reachedBy(wave.reached, wave.answered) })),
    page,
    pages,
    count,
    search: wanted.search,
  };
}
