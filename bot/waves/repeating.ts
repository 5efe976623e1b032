import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs, removeJob } from '#bot/queue.ts';
import { hasRight, requireRight } from '#bot/rights/rights.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { recordSurveyEvent } from '#bot/surveys/events.ts';
import type { SurveyRow } from '#bot/surveys/survey-row.ts';
import type { Tx } from '#prisma/db.ts';
import type { WaveAction } from './confirming.ts';
import { lockWave } from './locks.ts';
import { hasItsReaders } from './planning.ts';
import { showCard } from './showing.ts';
import { NEXT_WAVE, START_WAVE, waveJob } from './timers.ts';
import { type Wave, waveCardKey } from './wave.ts';

/** Under the card, to whoever sent it. */
const READERS_GONE =
  'One of the people who were to read it has left, so it does not repeat any more: what members are promised would not be true. Please send it again and name the readers.';

/**
 * Makes the wave that follows a repeating one, with the survey as it is now; it is counted and goes out by itself, after the one
 * before it has ended. Whoever sent the first is told by its card, or who owns the survey when they are not on staff any more.
 */
export async function followWave(deps: Deps, { workspaceId, waveId }: { workspaceId: string; waveId: number }): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const { survey, wave } = await lockWave(tx, workspaceId, waveId);
    const isFollowed = (await tx.surveyWave.count({ where: { workspaceId, previousWaveId: waveId } })) > 0;
    if (wave.repeats === null || isFollowed) return;
    const now = deps.now();
    const sender = await senderOf(tx, survey, wave);
    if (sender === null || survey.archivedAt !== null) return endRepeating(tx, deps, wave, null);
    if (!(await hasItsReaders(tx, workspaceId, wave))) return endWithoutReaders(tx, deps, wave, sender);
    const { level, bands, readerIds, plan, repeats, hasMailbox, smallestGroup, smallestTexts, opensForDays, surveyId } = wave;
    const kept = { level, bands, readerIds, plan, repeats, hasMailbox, smallestGroup, smallestTexts, opensForDays, surveyId };
    const next = await tx.surveyWave.create({
      data: {
        workspaceId,
        ...kept,
        version: survey.version,
        asksNps: await asksNps(tx, survey),
        state: 'scheduled',
        createdById: sender,
        createdAt: now,
        startsAt: now,
        previousWaveId: waveId,
      },
    });
    // What is counted for is what will be asked.
    await tx.surveyVersion.updateMany({ where: { workspaceId, surveyId, version: survey.version }, data: { isAsked: true } });
    const detail = { follows: waveId };
    await recordSurveyEvent(tx, { workspaceId, surveyId, waveId: next.id, kind: 'wave_planned', actorId: null, at: now, detail });
    await addJobs(tx, deps, [waveJob(START_WAVE, next)]);
    await showCard(tx, deps, wave);
    await showCard(tx, deps, next);
  });
}

async function endWithoutReaders(tx: Tx, deps: Deps, wave: Wave, sender: string): Promise<void> {
  const { workspaceId, id } = wave;
  await endRepeating(tx, deps, wave, null);
  await saySoon(tx, deps, workspaceId, {
    key: `wave-readers:${id}`,
    channelId: sender,
    underKey: waveCardKey(id),
    content: { kind: 'text', text: READERS_GONE },
  });
}

async function senderOf(
  tx: Tx,
  { workspaceId, id: surveyId, ownerId }: SurveyRow,
  { createdById }: Wave,
): Promise<string | null> {
  for (const actorId of new Set([createdById, ownerId]))
    if (await hasRight(tx, 'send a survey', { workspaceId, actorId, surveyId })) return actorId;
  return null;
}

async function asksNps(tx: Tx, { workspaceId, id, version }: SurveyRow): Promise<boolean> {
  const [found] = await tx.$queryRaw<{ asksNps: boolean }[]>`
    select definition -> 'questions' @> '[{"kind": "nps"}]' as "asksNps" from survey_version
    where workspace_id = ${workspaceId} and survey_id = ${id} and version = ${version}`;
  return found?.asksNps ?? false;
}

/** No wave follows this one any more, nor one that has been made already and has not gone out. */
export async function stopRepeating(deps: Deps, action: WaveAction): Promise<void> {
  const { workspaceId, actorId, waveId } = action;
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'send a survey', action);
    const { wave } = await lockWave(tx, workspaceId, waveId);
    if (wave.repeats === null) throw new UserError('wave_not_repeating', 'It does not repeat any more.');
    await endRepeating(tx, deps, wave, actorId);
  });
}

async function endRepeating(tx: Tx, deps: Deps, wave: Wave, actorId: string | null): Promise<void> {
  const { workspaceId, surveyId, id: waveId } = wave;
  const at = deps.now();
  const { count } = await tx.surveyWave.updateMany({
    where: { workspaceId, id: waveId, repeats: { not: null } },
    data: { repeats: null },
  });
  if (count === 0) return;
  await removeJob(tx, waveJob(NEXT_WAVE, wave).key);
  await recordSurveyEvent(tx, { workspaceId, surveyId, waveId, kind: 'repeating_stopped', actorId, at });
  await showCard(tx, deps, wave);
}
