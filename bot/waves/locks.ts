import { findSurvey, type SurveyRow } from '#bot/surveys/survey-row.ts';
import type { Tx } from '#prisma/db.ts';
import { findWave, type Wave } from './wave.ts';

/** Holds a survey until the transaction ends: what becomes of its waves is decided one after the other. */
export async function lockSurvey(tx: Tx, workspaceId: string, surveyId: number): Promise<SurveyRow> {
  await tx.$queryRaw`select 1 from survey where workspace_id = ${workspaceId} and id = ${surveyId} for update`;
  return findSurvey(tx, workspaceId, surveyId);
}

/** A wave as it is while its survey is held. */
export async function lockWave(tx: Tx, workspaceId: string, waveId: number): Promise<{ survey: SurveyRow; wave: Wave }> {
  const { surveyId } = await findWave(tx, workspaceId, waveId);
  const survey = await lockSurvey(tx, workspaceId, surveyId);
  return { survey, wave: await findWave(tx, workspaceId, waveId) };
}

/** Only one NPS wave of a workspace opens at a time, so that two of them do not ask the same person. */
export async function lockNps(tx: Tx, workspaceId: string): Promise<void> {
  await tx.$queryRaw`select pg_advisory_xact_lock(hashtextextended(${`nps:${workspaceId}`}, 0))::text`;
}
