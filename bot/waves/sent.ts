import type { Deps } from '#bot/deps.ts';
import { recordSurveyEvent } from '#bot/surveys/events.ts';
import { showCard, showCardWithin } from './showing.ts';
import { waveOf } from './wave.ts';

const SECONDS_BETWEEN_CARDS = 30;

/** Has the cards of waves that are going out show how far they are; one that has reached everybody is noted as sent. */
export async function noteSent(deps: Deps, workspaceId: string): Promise<void> {
  const going = await deps.db.surveyWave.findMany({ where: { workspaceId, state: 'open', sentAt: null } });
  for (const row of going) {
    const wave = waveOf(row);
    await deps.db.$transaction(async (tx) => {
      const at = deps.now();
      const count = await tx.$executeRaw`
        update survey_wave set sent_at = ${at} where workspace_id = ${workspaceId} and id = ${wave.id} and state = 'open' and sent_at is null
          and not exists (select 1 from survey_invitation where workspace_id = ${workspaceId} and wave_id = ${wave.id} and state = 'waiting')`;
      if (count === 0) return showCardWithin(tx, deps, wave, SECONDS_BETWEEN_CARDS);
      const asked = await tx.surveyInvitation.count({ where: { workspaceId, waveId: wave.id, state: 'asked' } });
      const { surveyId, id: waveId } = wave;
      await recordSurveyEvent(tx, { workspaceId, surveyId, waveId, kind: 'wave_sent', actorId: null, at, detail: { asked } });
      await showCard(tx, deps, wave);
    });
  }
}
