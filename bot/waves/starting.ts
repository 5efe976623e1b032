import type { Deps } from '#bot/deps.ts';
import { addJobs } from '#bot/queue.ts';
import { recordSurveyEvent } from '#bot/surveys/events.ts';
import type { SurveyRow } from '#bot/surveys/survey-row.ts';
import type { Tx } from '#prisma/db.ts';
import { lockWave } from './locks.ts';
import { openUntil, openWave, zoneIn } from './opening.ts';
import { countAgain } from './planning.ts';
import { followingJob } from './repetition.ts';
import { showCard } from './showing.ts';
import { START_WAVE, waveJob } from './timers.ts';
import type { Wave } from './wave.ts';

const MINUTE_MS = 60_000;

/** The time of a scheduled wave has come: its people are counted once more, and then it goes out by itself. */
export async function startWave(deps: Deps, { workspaceId, waveId }: { workspaceId: string; waveId: number }): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const { survey, wave } = await lockWave(tx, workspaceId, waveId);
    if (wave.state !== 'scheduled' || wave.startsAt === null) return;
    if (wave.startsAt > deps.now()) return addJobs(tx, deps, [waveJob(START_WAVE, wave, wave.startsAt)]);
    if (survey.archivedAt !== null) return dropUnsent(tx, deps, wave, 'archived');
    if (await putOff(tx, deps, wave)) return;
    await countAgain(tx, deps, survey, wave);
  });
}

/** One wave of a survey at a time: true when another is out, and this one waits for its end. */
async function putOff(tx: Tx, deps: Deps, wave: Wave): Promise<boolean> {
  const until = await openUntil(tx, wave);
  if (until === null) return false;
  const at = new Date(Math.max(until.getTime(), deps.now().getTime()) + MINUTE_MS);
  await addJobs(tx, deps, [waveJob(START_WAVE, wave, at)]);
  return true;
}

/** The people of a scheduled wave are counted: it goes out when its time has come, or is dropped when there is nobody to ask. */
export async function openCounted(tx: Tx, deps: Deps, survey: SurveyRow, wave: Wave): Promise<void> {
  const isDue = wave.startsAt !== null && wave.startsAt <= deps.now();
  if (!isDue || survey.archivedAt !== null) return showCard(tx, deps, wave);
  if (await putOff(tx, deps, wave)) return;
  const outcome = await openWave(tx, deps, wave, null);
  if (outcome !== 'opened') await dropUnsent(tx, deps, wave, outcome);
}

/** A wave that would have gone out by itself does not; the one after it still may. */
async function dropUnsent(tx: Tx, deps: Deps, wave: Wave, why: 'nobody' | 'too few' | 'archived'): Promise<void> {
  const { workspaceId, surveyId, id: waveId } = wave;
  const now = deps.now();
  const { count } = await tx.surveyWave.updateMany({
    where: { workspaceId, id: waveId, state: 'scheduled' },
    data: { state: 'dropped', closedAt: now },
  });
  if (count === 0) return;
  await recordSurveyEvent(tx, { workspaceId, surveyId, waveId, kind: 'wave_dropped', actorId: null, at: now, detail: { why } });
  if (why !== 'archived') await addJobs(tx, deps, await followingJob(tx, wave, await zoneIn(tx, workspaceId), now));
  await showCard(tx, deps, wave);
}
