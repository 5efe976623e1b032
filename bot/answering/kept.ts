import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { refreshHomes } from '#bot/slack/homes.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import { invitationKey } from '#bot/waves/wave.ts';
import type { Tx } from '#prisma/db.ts';
import { checkAnswer, isWhole } from '#surveys/answers.ts';
import type { Answers, Question } from '#surveys/survey.ts';
import { type Asked, askedIn, type Kept } from './asked.ts';
import { answerableHere } from './in-message.ts';
import { type Answering, holdOpen } from './responses.ts';
import { type At, nextAt, withPage } from './walking.ts';

/** One page as it was filled in; `at` when it was sent, and not merely left by going back. */
type Filled = { questions: Question[]; answers: Answers; at?: At };

/**
 * Keeps one page of an answer that has a name, half done or not, and has their message say so.
 *
 * Their invitation's row is held meanwhile, so that any number of pages sent at once, on any instance, are one response.
 */
export async function keepPage(deps: Deps, answering: Answering, filled: (asked: Asked) => Filled): Promise<Kept> {
  const { workspaceId, waveId, actorId: memberId } = answering;
  return deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'answer a survey', answering);
    const { level } = await holdOpen(tx, answering);
    if (level === 'anonymous') throw new UserError('one_sitting', (words) => words.answering.openForm);
    await tx.$executeRaw`
      select 1 from survey_invitation where workspace_id = ${workspaceId} and wave_id = ${waveId} and member_id = ${memberId} for update`;
    const asked = await askedIn(tx, { workspaceId, waveId, memberId });
    if (!asked) throw new UserError('not_asked', (words) => words.answering.notAsked);
    const { questions, answers: typed, at } = filled(asked);
    const answers = withPage(asked.survey, asked.kept?.answers ?? {}, questions, typed);
    const isAtEnd = at !== undefined && nextAt(asked.survey, answers, at) === null && isWhole(asked.survey, answers);
    const kept = { answers, isComplete: isAtEnd || (asked.kept?.isComplete ?? false) };
    await store(tx, deps, answering, { ...kept, isFirst: asked.kept === null });
    await syncSoon(tx, deps, workspaceId, [{ key: invitationKey(waveId, memberId), channelId: memberId }]);
    await refreshHomes(tx, deps, workspaceId, [memberId]);
    return kept;
  });
}

async function store(
  tx: Tx,
  deps: Deps,
  { workspaceId, waveId, actorId: memberId }: Answering,
  { answers, isComplete, isFirst }: Kept & { isFirst: boolean },
): Promise<void> {
  const at = deps.now();
  const author = { workspaceId_waveId_memberId: { workspaceId, waveId, memberId } };
  if (isFirst) {
    const invitation = await tx.surveyInvitation.findUniqueOrThrow({ where: author });
    const { organisationId, bandOne, bandTwo } = invitation;
    const data = { workspaceId, waveId, answers, isComplete, bandOne, bandTwo };
    const { id: responseId } = await tx.surveyResponse.create({ data, select: { id: true } });
    await tx.surveyAuthor.create({
      data: { workspaceId, waveId, memberId, responseId, organisationId, begunAt: at, changedAt: at },
    });
  } else {
    const { responseId } = await tx.surveyAuthor.update({ where: author, data: { changedAt: at } });
    await tx.surveyResponse.update({
      where: { workspaceId_id: { workspaceId, id: responseId } },
      data: { answers, isComplete },
    });
  }
  if (!isComplete) return;
  await tx.surveyInvitation.updateMany({
    where: { workspaceId, waveId, memberId, hasAnswered: false },
    data: { hasAnswered: true },
  });
}

/** Keeps what was pressed under the question in the message itself. */
export function keepHere(deps: Deps, answering: Answering, pressed: { questionId: string; value: unknown }): Promise<Kept> {
  return keepPage(deps, answering, ({ survey }) => {
    const question = answerableHere(survey);
    const checked = question && question.id === pressed.questionId ? checkAnswer(question, pressed.value) : undefined;
    if (!question || !checked || 'problem' in checked || checked.answer === undefined)
      throw new UserError('not_an_option', (words) => words.formFields.notAChoice);
    const answers = { [question.id]: checked.answer };
    // The whole survey, where this is all of it.
    return { questions: [question], answers, ...(survey.questions.length === 1 ? { at: question.id } : {}) };
  });
}
