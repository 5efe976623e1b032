import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { recordSurveyEvent } from '#bot/surveys/events.ts';
import { type WaveAction, whyNot } from './confirming.ts';
import { lockWave } from './locks.ts';
import { daysLater } from './morning.ts';
import { timersOf, zoneIn } from './opening.ts';
import { MOST_DAYS } from './settings.ts';
import { showEverywhere } from './showing.ts';
import { showAgainSoon } from './showing-again.ts';

/** How many days more an open wave can be given at once. */
export const MORE_DAYS = [1, 2, 3, 7, 14] as const;

/** Gives those who were asked more time. */
export async function extendWave(deps: Deps, action: WaveAction, days: number): Promise<void> {
  const { workspaceId, actorId, waveId } = action;
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'send a survey', action);
    const { wave } = await lockWave(tx, workspaceId, waveId);
    if (wave.state !== 'open' || wave.openedAt === null || wave.endsAt === null) throw whyNot(wave);
    const zone = await zoneIn(tx, workspaceId);
    const endsAt = daysLater(wave.endsAt, days, zone);
    if (endsAt > daysLater(wave.openedAt, MOST_DAYS, zone))
      throw new UserError('wave_too_long', `A survey is open for ${MOST_DAYS} days at most.`);
    const now = deps.now();
    const { count } = await tx.surveyWave.updateMany({ where: { workspaceId, id: waveId, state: 'open' }, data: { endsAt } });
    if (count === 0) throw whyNot(wave);
    const extended = { ...wave, openedAt: wave.openedAt, endsAt };
    await addJobs(tx, deps, timersOf(extended, now));
    const detail = { endsAt: endsAt.toISOString() };
    await recordSurveyEvent(tx, { workspaceId, surveyId: wave.surveyId, waveId, kind: 'wave_changed', actorId, at: now, detail });
    await showAgainSoon(tx, deps, wave);
    await showEverywhere(tx, deps, wave);
  });
}
