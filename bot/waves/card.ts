import { definitionOf, findSurvey } from '#bot/surveys/survey-row.ts';
import type { Tx } from '#prisma/db.ts';
import { estimateText } from '#surveys/estimate.ts';
import { daysLater } from './morning.ts';
import { zoneIn } from './opening.ts';
import { nextTime } from './repetition.ts';
import { findWave, type Wave } from './wave.ts';

/** What whoever sends a wave reads of it. */
export type WaveCard = {
  wave: Wave;
  survey: string;
  /** Such as `12 questions, about 4 minutes` */
  estimate: string;
  /** Of those who are invited: who has been asked, who still waits for it, and who could not be */
  asked: number;
  waiting: number;
  missed: number;
  responses: number;
  /** When it ends or, not sent yet, would */
  endsAt: Date | null;
  /** When the wave after it is due, where one follows */
  nextAt: Date | null;
};

/** A wave as its card shows it. Of answers it knows their number, and nothing else. */
export async function cardOf(tx: Tx, workspaceId: string, waveId: number): Promise<WaveCard> {
  const wave = await findWave(tx, workspaceId, waveId);
  const survey = await findSurvey(tx, workspaceId, wave.surveyId);
  const zone = await zoneIn(tx, workspaceId);
  const [counted] = await tx.$queryRaw<
    { asked: number; waiting: number; missed: number; responses: number; isFollowed: boolean }[]
  >`
    select count(*) filter (where state = 'asked')::int as asked, count(*) filter (where state = 'waiting')::int as waiting,
      count(*) filter (where state = 'missed')::int as missed,
      (select count(*)::int from survey_response where workspace_id = ${workspaceId} and wave_id = ${waveId} and is_complete) as responses,
      exists (select 1 from survey_wave where workspace_id = ${workspaceId} and previous_wave_id = ${waveId}) as "isFollowed"
    from survey_invitation where workspace_id = ${workspaceId} and wave_id = ${waveId}`;
  const { isFollowed = false, ...numbers } = counted ?? { asked: 0, waiting: 0, missed: 0, responses: 0 };
  return {
    wave,
    survey: survey.name,
    estimate: estimateText(await definitionOf(tx, workspaceId, wave.surveyId, wave.version)),
    ...numbers,
    endsAt: wave.endsAt ?? (wave.startsAt && daysLater(wave.startsAt, wave.opensForDays, zone)),
    nextAt: isFollowed || wave.openedAt === null ? null : await nextTime(tx, wave, zone, wave.openedAt),
  };
}
