import type { Deps } from '#bot/deps.ts';
import { desksOfStaff, hoursOf, STAFF_NOW } from '#bot/desks/desks.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import type { Tx } from '#prisma/db.ts';
import { nextOpening, type WorkingHours } from '#reports/working-hours.ts';

/** What is said when letters have come; rendered by bot/mailbox/jobs.ts. */
export const LETTERS = 'letters';

type Came = { workspaceId: string; waveId: number; surveyId: number; newest: string };

/**
 * Has those who look after a survey told that letters have come: at most once a day, on a day after they were written, while their
 * desk is open. So what is said, when, and the job that says it tell nothing of who was in Slack at that time.
 */
export async function planLetterNews(deps: Deps): Promise<void> {
  const came = await deps.db.$queryRaw<Came[]>`
    select letter.workspace_id as "workspaceId", wave.id as "waveId", wave.survey_id as "surveyId", max(said.written_on)::text as newest
    from survey_letter letter
    join survey_letter_text said on said.workspace_id = letter.workspace_id and said.letter_id = letter.id and said.staff_id is null
    join survey_wave wave on wave.workspace_id = letter.workspace_id and wave.id = letter.wave_id
    join workspace on workspace.id = letter.workspace_id
    where letter.ended_on is null and letter.is_our_turn
      and said.written_on < (${deps.now()}::timestamptz at time zone workspace.time_zone)::date
    group by letter.workspace_id, wave.id, wave.survey_id`;
  for (const { workspaceId, waveId, surveyId, newest } of came) {
    for (const to of await whoHears(deps.db, workspaceId, surveyId)) {
      if (!(await isAtWork(deps, workspaceId, to))) continue;
      // The newest day that is told of is in the key: the same letters are never told of twice.
      const key = `${LETTERS}:${waveId}:${newest}:${to}`;
      const saying = { key, channelId: to, content: { kind: LETTERS, waveId } };
      await deps.db.$transaction((tx) => saySoon(tx, deps, workspaceId, saying));
    }
  }
}

/** The owner and co-owners of a survey; when all of them have gone, the leads. */
async function whoHears(tx: Tx, workspaceId: string, surveyId: number): Promise<string[]> {
  const found = await tx.$queryRaw<{ id: string; isKeeper: boolean }[]>`
    select named.member_id as id, bool_or(named.member_id = survey.owner_id or named.member_id = any(survey.co_owner_ids)) as "isKeeper"
    from survey
    join desk_staff named on named.workspace_id = survey.workspace_id
      and (named.role = 'lead' or named.member_id = survey.owner_id or named.member_id = any(survey.co_owner_ids))
    where survey.workspace_id = ${workspaceId} and survey.id = ${surveyId} and ${STAFF_NOW}
    group by 1 order by 1`;
  const keepers = found.filter(({ isKeeper }) => isKeeper);
  return (keepers.length > 0 ? keepers : found).map(({ id }) => id);
}

/** While their desk is open: never at night, nor on a day off. */
async function isAtWork({ db, now }: Deps, workspaceId: string, memberId: string): Promise<boolean> {
  const desks = await desksOfStaff(db, workspaceId, memberId);
  return desks.some(({ desk }) => isOpen(hoursOf(desk), now()));
}

function isOpen(hours: WorkingHours, at: Date): boolean {
  try {
    return nextOpening(hours, at) <= at;
  } catch (error) {
    // A desk that never opens has no closed hours to respect either.
    if (error instanceof RangeError) return true;
    throw error;
  }
}

/** The survey that letters have come for, and how many wait; for those who are told. */
export async function waitingLetters(tx: Tx, workspaceId: string, waveId: number): Promise<{ survey: string; waiting: number }> {
  const wave = await tx.surveyWave.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: waveId } } });
  const survey = await tx.survey.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: wave.surveyId } } });
  const waiting = await tx.surveyLetter.count({ where: { workspaceId, waveId, isOurTurn: true, endedOn: null } });
  return { survey: survey.name, waiting };
}
