import type { Tx } from '#prisma/db.ts';
import type { Level } from '#surveys/survey.ts';
import { Answers, Survey } from '#surveys/survey.ts';
import type { Kept } from './asked.ts';

/** A survey that somebody can answer now, or change their answers to. */
export type OpenSurvey = {
  waveId: number;
  surveyId: number;
  survey: Survey;
  level: Level;
  endsAt: Date | null;
  kept: Kept | null;
};

type Row = Omit<OpenSurvey, 'survey' | 'kept'> & { definition: unknown; answers: unknown; isComplete: boolean | null };

/** More are in nobody's patience. */
const MOST = 20;

/**
 * What is open for one person and has reached them, what ends first before the rest; what they want no more of is left out, and so is an
 * anonymous survey that they have answered.
 */
export async function openSurveysOf(tx: Tx, workspaceId: string, memberId: string, now: Date): Promise<OpenSurvey[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select wave.id as "waveId", wave.survey_id as "surveyId", version.definition, wave.level, wave.ends_at as "endsAt",
      response.answers, response.is_complete as "isComplete"
    from survey_invitation invitation
    join survey_wave wave on wave.workspace_id = invitation.workspace_id and wave.id = invitation.wave_id
    join survey_version version on version.workspace_id = wave.workspace_id and version.survey_id = wave.survey_id and version.version = wave.version
    left join survey_author author on author.workspace_id = invitation.workspace_id and author.wave_id = invitation.wave_id
      and author.member_id = invitation.member_id
    left join survey_response response on response.workspace_id = author.workspace_id and response.id = author.response_id
    where invitation.workspace_id = ${workspaceId} and invitation.member_id = ${memberId} and invitation.state = 'asked'
      and wave.state = 'open' and (wave.ends_at is null or wave.ends_at > ${now})
      and not (wave.level = 'anonymous' and invitation.has_answered)
      and not exists (
        select 1 from survey_opt_out opt_out where opt_out.workspace_id = invitation.workspace_id
          and opt_out.member_id = invitation.member_id and opt_out.survey_id in (0, wave.survey_id)
      )
    order by wave.ends_at nulls last, wave.id limit ${MOST}`;
  return rows.map(({ definition, answers, isComplete, ...row }) => ({
    ...row,
    survey: Survey.parse(definition),
    kept: isComplete === null ? null : { answers: Answers.parse(answers), isComplete },
  }));
}

/** A sending of a confidential survey whose answers somebody reads. */
export type ConfidedSurvey = { waveId: number; survey: Survey; openedAt: Date };

/** Those for which this person was named when they were sent, whoever they are, the newest first: readers need not be staff. */
export async function confidedTo(tx: Tx, workspaceId: string, memberId: string): Promise<ConfidedSurvey[]> {
  const rows = await tx.$queryRaw<{ waveId: number; definition: unknown; openedAt: Date }[]>`
    select wave.id as "waveId", version.definition, wave.opened_at as "openedAt"
    from survey_wave wave
    join survey_version version on version.workspace_id = wave.workspace_id and version.survey_id = wave.survey_id and version.version = wave.version
    where wave.workspace_id = ${workspaceId} and wave.level = 'confidential' and ${memberId} = any(wave.reader_ids)
      and wave.state in ('open', 'closed') and wave.opened_at is not null
    order by wave.id desc limit ${MOST}`;
  return rows.map(({ definition, ...row }) => ({ ...row, survey: Survey.parse(definition) }));
}

/** What they want no more of; `survey` is null for all of them. */
export type OptedOut = { surveyId: number; survey: Survey | null };

export async function optOutsOf(tx: Tx, workspaceId: string, memberId: string): Promise<OptedOut[]> {
  const rows = await tx.$queryRaw<{ surveyId: number; definition: unknown }[]>`
    select opt_out.survey_id as "surveyId", version.definition
    from survey_opt_out opt_out
    left join survey on survey.workspace_id = opt_out.workspace_id and survey.id = opt_out.survey_id
    left join survey_version version on version.workspace_id = survey.workspace_id and version.survey_id = survey.id and version.version = survey.version
    where opt_out.workspace_id = ${workspaceId} and opt_out.member_id = ${memberId} and (opt_out.survey_id = 0 or version.version is not null)
    order by opt_out.survey_id limit ${MOST}`;
  return rows.map(({ surveyId, definition }) => ({ surveyId, survey: surveyId === 0 ? null : Survey.parse(definition) }));
}
