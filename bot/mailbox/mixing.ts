import type { Deps } from '#bot/deps.ts';

/**
 * Writes the letters of earlier days anew, in random order, wherever one has come since that was last done.
 *
 * Of a letter the day is kept and no time. PostgreSQL's own row versions, and the order in which rows lie, would tell it all the same,
 * and with it who was in Slack just then.
 */
export async function mixLetters({ db, now }: Pick<Deps, 'db' | 'now'>): Promise<void> {
  const mixed = await db.$queryRaw<{ id: string; today: string }[]>`
    with here as (
      select id, (${now()}::timestamptz at time zone time_zone)::date as today from workspace
    ), written as (
      select workspace_id, written_on, xmin::text as version from survey_letter
      union all
      select workspace_id, written_on, xmin::text from survey_letter_text
    )
    select here.id, here.today::text as today from written
    join here on here.id = written.workspace_id and written.written_on < here.today
    group by here.id, here.today having count(distinct written.version) > 1`;
  for (const { id, today } of mixed)
    await db.$transaction(async (tx) => {
      // Whoever writes to a letter holds it by its row in this table, which would be another one meanwhile.
      await tx.$executeRaw`lock table survey_letter in exclusive mode`;
      await tx.$executeRaw`
        with gone as (delete from survey_letter where workspace_id = ${id} and written_on < ${today}::date returning *)
        insert into survey_letter select * from gone order by random()`;
      await tx.$executeRaw`
        with gone as (delete from survey_letter_text where workspace_id = ${id} and written_on < ${today}::date returning *)
        insert into survey_letter_text select * from gone order by random()`;
    });
}
