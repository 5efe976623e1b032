import type { Deps } from '#bot/deps.ts';

/** An answer that nobody has picked up or replied to for so long ends the letter. */
const QUIET_DAYS = 90;
/** For so long after its end a letter can be read. */
const KEEP_DAYS = 180;

/** Ends the letters whose writers have not come back, and deletes, words and all, those that ended half a year ago. To the day, where the cooperative is. */
export async function pruneLetters({ db, now }: Pick<Deps, 'db' | 'now'>): Promise<void> {
  await db.$executeRaw`
    update survey_letter letter set ended_on = (${now()}::timestamptz at time zone workspace.time_zone)::date, is_our_turn = false
    from workspace
    where workspace.id = letter.workspace_id and letter.ended_on is null and not letter.is_our_turn and (
      select max(written_on) from survey_letter_text said where said.workspace_id = letter.workspace_id and said.letter_id = letter.id
    ) + ${QUIET_DAYS}::int <= (${now()}::timestamptz at time zone workspace.time_zone)::date`;
  await db.$executeRaw`
    with gone as (
      delete from survey_letter letter using workspace
      where workspace.id = letter.workspace_id and letter.ended_on + ${KEEP_DAYS}::int <= (${now()}::timestamptz at time zone workspace.time_zone)::date
      returning letter.workspace_id, letter.id
    )
    delete from survey_letter_text said using gone where said.workspace_id = gone.workspace_id and said.letter_id = gone.id`;
}
