import type { Deps } from '#bot/deps.ts';
import { addJobs, removeJob } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { recordSurveyEvent } from '#bot/surveys/events.ts';
import type { Tx } from '#prisma/db.ts';
import { type WaveAction, whyNot } from './confirming.ts';
import { forgetWhoAnswered, rewriteResponses } from './forgetting.ts';
import { showEverywhere } from './showing.ts';
import { showAgainSoon } from './showing-again.ts';
import { END_WAVE, reminderJob, START_WAVE, waveJob } from './timers.ts';
import { findWave, type Wave } from './wave.ts';

type Which = { workspaceId: string; waveId: number };

/** The end of a wave has come, unless it was moved. */
export async function endWave(deps: Deps, { workspaceId, waveId }: Which): Promise<void> {
  const wave = await findWave(deps.db, workspaceId, waveId);
  if (wave.state !== 'open' || wave.endsAt === null) return;
  if (wave.endsAt > deps.now()) return addJobs(deps.db, deps, [waveJob(END_WAVE, wave, wave.endsAt)]);
  await closeWave(deps, { workspaceId, waveId });
}

/** Somebody closes a wave before its time. */
export async function closeNow(deps: Deps, action: WaveAction): Promise<void> {
  await requireRight(deps.db, 'send a survey', action);
  if (!(await closeWave(deps, action))) throw whyNot(await findWave(deps.db, action.workspaceId, action.waveId));
}

/**
 * Closes an open wave: no answer comes in after this, and nobody is asked or reminded. False when it is not open.
 *
 * Of an anonymous one nothing that is kept joins an answer to a person from then on: see bot/waves/forgetting.ts.
 */
export async function closeWave(
  deps: Deps,
  { workspaceId, waveId, actorId = null }: Which & { actorId?: string | null },
): Promise<boolean> {
  return deps.db.$transaction(
    async (tx) => {
      const at = deps.now();
      // Waits for answers that are under way, which hold the wave; those that come after it find it closed.
      const count = await tx.$executeRaw`
        update survey_wave set state = 'closed', closed_at = ${at}, ends_at = least(ends_at, ${at}::timestamptz)
        where workspace_id = ${workspaceId} and id = ${waveId} and state = 'open'`;
      if (count === 0) return false;
      const wave = await findWave(tx, workspaceId, waveId);
      await endAsking(tx, wave);
      if (wave.level === 'anonymous') {
        await rewriteResponses(tx, wave);
        await forgetWhoAnswered(tx, deps, wave);
      }
      const { surveyId } = wave;
      await recordSurveyEvent(tx, { workspaceId, surveyId, waveId, kind: 'wave_closed', actorId, at });
      await letNextStart(tx, deps, wave);
      await showAgainSoon(tx, deps, wave);
      await showEverywhere(tx, deps, wave);
      return true;
    },
    { timeout: LONGEST_MS, maxWait: LONGEST_MS },
  );
}

const LONGEST_MS = 120_000;

/** Nobody is asked or reminded any more in a wave that has ended. */
export async function endAsking(tx: Tx, { workspaceId, id: waveId, level, openedAt }: Wave): Promise<void> {
  // Whoever answered in a channel's post before their own message came was asked by it. Of an anonymous wave that would tell who has.
  if (level !== 'anonymous')
    await tx.surveyInvitation.updateMany({
      where: { workspaceId, waveId, state: { in: ['waiting', 'missed'] }, hasAnswered: true },
      data: { state: 'asked', askedAt: openedAt },
    });
  await tx.surveyInvitation.updateMany({ where: { workspaceId, waveId, state: 'waiting' }, data: { state: 'missed' } });
  await tx.surveyInvitation.updateMany({ where: { workspaceId, waveId, dueAt: { not: null } }, data: { dueAt: null } });
  const of = { workspaceId, id: waveId };
  for (const number of [1, 2]) await removeJob(tx, reminderJob(of, number, new Date(0)).key);
  await removeJob(tx, waveJob(END_WAVE, of).key);
}

/** A wave of the same survey whose time came meanwhile waits no longer. */
export async function letNextStart(tx: Tx, deps: Deps, { workspaceId, surveyId }: Wave): Promise<void> {
  const waiting = await tx.surveyWave.findMany({
    where: { workspaceId, surveyId, state: 'scheduled', startsAt: { lte: deps.now() } },
    select: { workspaceId: true, id: true },
  });
  await addJobs(
    tx,
    deps,
    waiting.map((wave) => waveJob(START_WAVE, wave)),
  );
}
