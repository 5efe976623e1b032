import { definitionOf } from '#bot/surveys/survey-row.ts';
import type { Wave } from '#bot/waves/wave.ts';
import { LANGUAGES, type Language, spokenOf, type Words } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
import type { Survey } from '#surveys/survey.ts';
import { textIn } from '#surveys/wording.ts';

/** A wave's questions. */
export const surveyOf = (tx: Tx, { workspaceId, surveyId, version }: Wave): Promise<Survey> =>
  definitionOf(tx, workspaceId, surveyId, version);

/** What a survey is called, and everything else, for one reader. */
export type Reading = { language: Language; words: Words; survey: Survey; name: string };

/** A wave's survey as a person reads it; without a person, as the workspace does. */
export async function readingOf(tx: Tx, wave: Wave, memberId?: string): Promise<Reading> {
  const { workspaceId } = wave;
  const workspace = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { language: true } });
  const member =
    memberId === undefined
      ? null
      : await tx.member.findUnique({ where: { workspaceId_id: { workspaceId, id: memberId } }, select: { language: true } });
  const language = spokenOf(member?.language, workspace.language);
  const survey = await surveyOf(tx, wave);
  return { language, words: LANGUAGES[language], survey, name: textIn(survey.name, language, survey) };
}
