import { type Wave, waveOf } from '#bot/waves/wave.ts';
import { LANGUAGES, spokenOf, type Words } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
import { Answers, Survey } from '#surveys/survey.ts';

/** In which language somebody reads: the bot's own words, and what staff wrote, which may be there in more languages. */
export type Reader = { words: Words; language: string };

/** What somebody has answered so far in a survey that is not anonymous. */
export type Kept = { answers: Answers; isComplete: boolean };

/** One wave as one person has it before them. */
export type Asked = {
  wave: Wave;
  survey: Survey;
  memberId: string;
  /** Who runs the survey */
  keeperIds: string[];
  hasAnswered: boolean;
  kept: Kept | null;
  /** They want no more of this survey, or of any */
  optedOut: 'this' | 'all' | null;
  reader: Reader;
};

type Who = { workspaceId: string; waveId: number; memberId: string };
type Row = {
  definition: unknown;
  keeperIds: string[];
  hasAnswered: boolean;
  optedOut: 'this' | 'all' | null;
  answers: unknown;
  isComplete: boolean | null;
  theirs: string | null;
  language: string;
};

/** The wave as this person has it; null for whoever was not asked, or was left out at the last moment. */
export async function askedIn(tx: Tx, { workspaceId, waveId, memberId }: Who): Promise<Asked | null> {
  const wave = await tx.surveyWave.findUnique({ where: { workspaceId_id: { workspaceId, id: waveId } } });
  if (!wave) return null;
  const [row] = await tx.$queryRaw<Row[]>`
    select version.definition, array[survey.owner_id] || survey.co_owner_ids as "keeperIds", invitation.has_answered as "hasAnswered",
      (
        select case when min(opt_out.survey_id) = 0 then 'all' when min(opt_out.survey_id) > 0 then 'this' end from survey_opt_out opt_out
        where opt_out.workspace_id = invitation.workspace_id and opt_out.member_id = invitation.member_id and opt_out.survey_id in (0, survey.id)
      ) as "optedOut",
      response.answers, response.is_complete as "isComplete", member.language as theirs, workspace.language
    from survey_invitation invitation
    join workspace on workspace.id = invitation.workspace_id
    join survey on survey.workspace_id = invitation.workspace_id and survey.id = ${wave.surveyId}
    join survey_version version on version.workspace_id = survey.workspace_id and version.survey_id = survey.id and version.version = ${wave.version}
    left join member on member.workspace_id = invitation.workspace_id and member.id = invitation.member_id
    left join survey_author author on author.workspace_id = invitation.workspace_id and author.wave_id = invitation.wave_id
      and author.member_id = invitation.member_id
    left join survey_response response on response.workspace_id = author.workspace_id and response.id = author.response_id
    where invitation.workspace_id = ${workspaceId} and invitation.wave_id = ${waveId} and invitation.member_id = ${memberId}
      and invitation.state <> 'missed'`;
  if (!row) return null;
  const { keeperIds, hasAnswered, optedOut } = row;
  const kept = row.isComplete === null ? null : { answers: Answers.parse(row.answers), isComplete: row.isComplete };
  const reader = readerOf(row);
  return { wave: waveOf(wave), survey: Survey.parse(row.definition), memberId, keeperIds, hasAnswered, kept, optedOut, reader };
}

/** Theirs, else the workspace's; our own words in whichever of them we speak. */
function readerOf({ theirs, language }: { theirs: string | null; language: string }): Reader {
  return { words: LANGUAGES[spokenOf(theirs, language)], language: theirs ?? language };
}

/** How one person reads. */
export async function readerFor(tx: Tx, workspaceId: string, memberId: string): Promise<Reader> {
  const [found] = await tx.$queryRaw<{ theirs: string | null; language: string }[]>`
    select member.language as theirs, workspace.language
    from workspace left join member on member.workspace_id = workspace.id and member.id = ${memberId} where workspace.id = ${workspaceId}`;
  return readerOf(found ?? { theirs: null, language: 'en' });
}

/** How everybody reads in a channel. */
export async function readerOfAll(tx: Tx, workspaceId: string): Promise<Reader> {
  const { language } = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { language: true } });
  return readerOf({ theirs: null, language });
}
