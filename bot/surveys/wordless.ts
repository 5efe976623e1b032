import type { Deps } from '#bot/deps.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';

/** What people wrote in their own words is kept for so long after the end of a survey; how many wrote something, and every figure, stays. */
const KEEP_TEXTS_MONTHS = 24;

/**
 * Takes the words out of responses: what was written to a question, or under "other", is an empty text from then on.
 *
 * Empty and not gone, so that no figure changes: how many wrote something is one. `which` is said of `response` and its `wave`.
 */
export async function takeWordsOut(tx: Tx, which: Prisma.Sql): Promise<void> {
  await tx.$executeRaw`
    update survey_response response set answers = (
      select jsonb_object_agg(given.id, case
        when given.id = any(asked.written) then '""'::jsonb
        when jsonb_typeof(given.answer) = 'object' and given.answer ? 'other' then given.answer || '{"other": ""}'
        else given.answer end)
      from jsonb_each(response.answers) as given(id, answer)
    )
    from survey_wave wave
    join survey_version version on version.workspace_id = wave.workspace_id and version.survey_id = wave.survey_id and version.version = wave.version
    cross join lateral (
      select array(
        select question->>'id' from jsonb_array_elements(version.definition->'questions') question where question->>'kind' in ('text', 'long-text')
      ) as written
    ) asked
    where wave.workspace_id = response.workspace_id and wave.id = response.wave_id and (${which}) and exists (
      select from jsonb_each(response.answers) as given(id, answer)
      where (given.id = any(asked.written) and given.answer <> '""')
        or (jsonb_typeof(given.answer) = 'object' and given.answer->>'other' <> '')
    )`;
}

/** Forgets the words of surveys that ended two years ago, to the day. */
export async function pruneTexts({ db, now }: Pick<Deps, 'db' | 'now'>): Promise<void> {
  await takeWordsOut(
    db,
    Prisma.sql`wave.state = 'closed' and wave.closed_at + make_interval(months => ${KEEP_TEXTS_MONTHS}::int) <= ${now()}::timestamptz`,
  );
}
