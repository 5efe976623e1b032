import { hasRight, requireRight } from '#bot/rights/rights.ts';
import type { Tx } from '#prisma/db.ts';
import type { Edited } from '#surveys/editing.ts';
import type { Survey } from '#surveys/survey.ts';
import { textIn } from '#surveys/wording.ts';
import type { Which } from './action-ids.ts';
import { type NewestWave, newestWaves } from './listing.ts';
import { languagesOf } from './question-words.ts';
import { type Keeper, type Kept, keptSurvey } from './surveys.ts';

/** What the page of one survey shows to one of staff; `note` is what was just done. */
export type SurveyPage = Kept & {
  wave: NewestWave | null;
  /** The newest wave that has results, or is going to */
  sentWaveId: number | null;
  canChange: boolean;
  page: number;
  language: string;
  note?: Note;
};

/** What became of what was just pressed; a warning when it was nothing. */
export type Note = { said: string; isWarning?: boolean };

export const QUESTIONS_ON_A_PAGE = 20;

/** One survey, for whoever builds them. Throws a sentence for everybody else. */
export async function surveyPage(tx: Tx, keeper: Keeper, which: Which, note?: Note): Promise<SurveyPage> {
  const { workspaceId, actorId } = keeper;
  await requireRight(tx, 'build surveys', keeper);
  const kept = await keptSurvey(tx, workspaceId, which.id);
  const [wave] = (await newestWaves(tx, workspaceId, [which.id])).values();
  const sent = await tx.surveyWave.findFirst({
    where: { workspaceId, surveyId: which.id, state: { in: ['open', 'closed'] } },
    orderBy: { id: 'desc' },
    select: { id: true },
  });
  const canChange = await hasRight(tx, 'change a survey', { workspaceId, actorId, surveyId: which.id });
  const pages = Math.max(1, Math.ceil(kept.definition.questions.length / QUESTIONS_ON_A_PAGE));
  return {
    ...kept,
    wave: wave ?? null,
    sentWaveId: sent?.id ?? null,
    canChange,
    page: Math.min(which.page ?? 0, pages - 1),
    language: languageIn(kept.definition, which),
    ...(note === undefined ? {} : { note }),
  };
}

/** The page a question is on. */
export function pageOf({ questions }: Survey, questionId: string): number | undefined {
  const at = questions.findIndex(({ id }) => id === questionId);
  return at < 0 ? undefined : Math.floor(at / QUESTIONS_ON_A_PAGE);
}

/** The language that was chosen; the survey's own for one that it cannot be written in. */
export function languageIn(survey: Survey, { language }: Which): string {
  return language !== undefined && languagesOf(survey).includes(language) ? language : survey.language;
}

/** What was saved, with the conditions that went with it. */
export function savedNote(survey: Survey, said: string, dropped: Edited['dropped']): string {
  const names = [...new Set(dropped.map(({ question }) => question))].flatMap((id) => {
    const at = survey.questions.findIndex((question) => question.id === id);
    const question = survey.questions[at];
    return question ? [`“${at + 1}. ${textIn(question.label, survey.language, survey)}”`] : [];
  });
  if (names.length === 0) return said;
  return `${said} What ${new Intl.ListFormat('en').format(names)} depended on is not there before it any more, so that condition is gone.`;
}
