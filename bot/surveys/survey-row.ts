import { UserError } from '#bot/errors.ts';
import type { Tx } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { Survey } from '#surveys/survey.ts';

export type SurveyRow = Prisma.SurveyGetPayload<object>;

/** A survey that staff keep. Throws a sentence when there is none. */
export async function findSurvey(tx: Tx, workspaceId: string, surveyId: number): Promise<SurveyRow> {
  const row = await tx.survey.findUnique({ where: { workspaceId_id: { workspaceId, id: surveyId } } });
  if (!row) throw new UserError('no_survey', 'That survey cannot be found. Please type `/survey` again.');
  return row;
}

/** What a survey asks in one version. */
export async function definitionOf(tx: Tx, workspaceId: string, surveyId: number, version: number): Promise<Survey> {
  const row = await tx.surveyVersion.findUniqueOrThrow({
    where: { workspaceId_surveyId_version: { workspaceId, surveyId, version } },
    select: { definition: true },
  });
  return Survey.parse(row.definition);
}
