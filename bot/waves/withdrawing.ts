import type { Deps } from '#bot/deps.ts';
import { removeJob } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { recordSurveyEvent } from '#bot/surveys/events.ts';
import { endAsking, letNextStart } from './closing.ts';
import { type WaveAction, whyNot } from './confirming.ts';
import { forgetWhoAnswered } from './forgetting.ts';
import { showEverywhere } from './showing.ts';
import { showAgainSoon } from './showing-again.ts';
import { NEXT_WAVE, waveJob } from './timers.ts';
import { findWave } from './wave.ts';

const LONGEST_MS = 120_000;

/** Takes a wave back that is out: its answers are thrown away, and everybody who was asked reads in their message that it is off. */
export async function withdrawWave(deps: Deps, action: WaveAction): Promise<void> {
  const { workspaceId, actorId, waveId } = action;
  await deps.db.$transaction(
    async (tx) => {
      await requireRight(tx, 'send a survey', action);
      const at = deps.now();
      const { count } = await tx.surveyWave.updateMany({
        where: { workspaceId, id: waveId, state: 'open' },
        data: { state: 'withdrawn', closedAt: at, repeats: null },
      });
      const wave = await findWave(tx, workspaceId, waveId);
      if (count === 0) throw whyNot(wave);
      await endAsking(tx, wave);
      const of = { workspaceId, waveId };
      await tx.surveyAuthor.deleteMany({ where: of });
      await tx.surveyTheme.deleteMany({ where: of });
      await tx.surveyResponse.deleteMany({ where: of });
      await forgetWhoAnswered(tx, deps, wave);
      await removeJob(tx, waveJob(NEXT_WAVE, wave).key);
      await recordSurveyEvent(tx, { workspaceId, surveyId: wave.surveyId, waveId, kind: 'wave_withdrawn', actorId, at });
      await showAgainSoon(tx, deps, wave);
      await letNextStart(tx, deps, wave);
      await showEverywhere(tx, deps, wave);
    },
    { timeout: LONGEST_MS, maxWait: LONGEST_MS },
  );
}
