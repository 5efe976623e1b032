import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { recordSurveyEvent } from './events.ts';
import { findSurvey, type SurveyRow } from './survey-row.ts';
import type { Keeper, KeeperDeps } from './surveys.ts';

/** Puts a survey away: it is not sent any more, and what came back of it stays to be read. Not while one of its waves is under way. */
export function archiveSurvey(deps: KeeperDeps, { workspaceId, actorId }: Keeper, surveyId: number): Promise<SurveyRow> {
  return deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'change a survey', { workspaceId, actorId, surveyId });
    const at = deps.now();
    const count = await tx.$executeRaw`
      update survey set archived_at = ${at.toISOString()}::timestamptz
      where workspace_id = ${workspaceId} and id = ${surveyId} and archived_at is null and not exists (
        select from survey_wave wave where wave.workspace_id = survey.workspace_id and wave.survey_id = survey.id
          and wave.state in ('counting', 'ready', 'scheduled', 'open'))`;
    const survey = await findSurvey(tx, workspaceId, surveyId);
    if (count === 1) await recordSurveyEvent(tx, { workspaceId, surveyId, kind: 'archived', actorId, at });
    else if (survey.archivedAt === null)
      throw new UserError(
        'under_way',
        'A wave of this survey is under way. Please close it, or take it back, and then put the survey away.',
      );
    return survey;
  });
}

/** Brings back a survey that was put away. */
export function restoreSurvey(deps: KeeperDeps, { workspaceId, actorId }: Keeper, surveyId: number): Promise<SurveyRow> {
  return deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'change a survey', { workspaceId, actorId, surveyId });
    const where = { workspaceId, id: surveyId, archivedAt: { not: null } };
    const { count } = await tx.survey.updateMany({ where, data: { archivedAt: null } });
    if (count === 1) await recordSurveyEvent(tx, { workspaceId, surveyId, kind: 'restored', actorId, at: deps.now() });
    return findSurvey(tx, workspaceId, surveyId);
  });
}
