import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { recordSurveyEvent } from '#bot/surveys/events.ts';
import type { SurveyRow } from '#bot/surveys/survey-row.ts';
import type { Tx } from '#prisma/db.ts';
import { lockWave } from './locks.ts';
import { obstacleTo, openUntil, openWave } from './opening.ts';
import { countAgain } from './planning.ts';
import { showCard } from './showing.ts';
import { START_WAVE, waveJob } from './timers.ts';
import type { Wave } from './wave.ts';

export type WaveAction = { workspaceId: string; actorId: string; waveId: number };

/** A yes to a number that is older than that is no yes to today's. */
const COUNT_IS_GOOD_FOR_MS = 30 * 60_000;

const NOT_SENT = {
  nobody: 'There is nobody left to ask, so nothing was sent. *Change…* whom it is for.',
  'too few': 'These are too few people for an anonymous survey: each could be told by what they answer. Nothing was sent.',
  'counted again':
    'It has been a while since I counted, or the survey has changed. I am counting again; please look at the new number.',
} as const;

/** Somebody says yes to what the card shows: the wave goes out, or will at its time. Of two who press at once one sends it. */
export async function confirmWave(deps: Deps, action: WaveAction): Promise<void> {
  // What was found out is kept also where it is a no, so the sentence follows the commit.
  const outcome = await deps.db.$transaction((tx) => confirm(tx, deps, action));
  if (outcome !== 'confirmed') throw new UserError('wave_not_sent', NOT_SENT[outcome]);
}

async function confirm(tx: Tx, deps: Deps, action: WaveAction): Promise<'confirmed' | keyof typeof NOT_SENT> {
  const { workspaceId, actorId, waveId } = action;
  await requireRight(tx, 'send a survey', action);
  const { survey, wave } = await lockWave(tx, workspaceId, waveId);
  if (wave.state !== 'ready') throw whyNot(wave);
  const now = deps.now();
  if (await isOld(tx, survey, wave, now)) {
    await countAgain(tx, deps, survey, wave);
    return 'counted again';
  }
  const obstacle = obstacleTo(wave);
  if (obstacle) return obstacle;
  await noteConfirmed(tx, wave, actorId, now);
  if (wave.startsAt === null) {
    const until = await openUntil(tx, wave);
    if (until !== null)
      throw new UserError(
        'wave_open',
        'This survey is out already. Please close that one first, or choose a time after its end.',
      );
    const outcome = await openWave(tx, deps, wave, actorId);
    if (outcome === 'opened') return 'confirmed';
    await showCard(tx, deps, wave);
    return outcome;
  }
  await schedule(tx, deps, wave, wave.startsAt);
  return 'confirmed';
}

/** Counted too long ago, or for other questions than the survey has now. */
async function isOld(tx: Tx, { version }: SurveyRow, wave: Wave, now: Date): Promise<boolean> {
  const { workspaceId, surveyId, countedAt } = wave;
  if (countedAt === null || now.getTime() - countedAt.getTime() > COUNT_IS_GOOD_FOR_MS || version !== wave.version) return true;
  const where = { workspaceId_surveyId_version: { workspaceId, surveyId, version } };
  const { savedAt } = await tx.surveyVersion.findUniqueOrThrow({ where, select: { savedAt: true } });
  return savedAt > countedAt;
}

async function noteConfirmed(tx: Tx, wave: Wave, actorId: string, at: Date): Promise<void> {
  const { workspaceId, surveyId, id: waveId, invited, level } = wave;
  const detail = { invited, level };
  await recordSurveyEvent(tx, { workspaceId, surveyId, waveId, kind: 'wave_confirmed', actorId, at, detail });
}

async function schedule(tx: Tx, deps: Deps, wave: Wave, startsAt: Date): Promise<void> {
  const { workspaceId, id, surveyId, version } = wave;
  const { count } = await tx.surveyWave.updateMany({
    where: { workspaceId, id, state: 'ready' },
    data: { state: 'scheduled' },
  });
  if (count === 0) throw whyNot(wave);
  // What was said yes to is what will be asked.
  await tx.surveyVersion.updateMany({ where: { workspaceId, surveyId, version }, data: { isAsked: true } });
  await addJobs(tx, deps, [waveJob(START_WAVE, wave, startsAt)]);
  await showCard(tx, deps, wave);
}

/** Gives a wave up that has not been sent. */
export async function dropWave(deps: Deps, action: WaveAction): Promise<void> {
  const { workspaceId, actorId, waveId } = action;
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'send a survey', action);
    const { wave } = await lockWave(tx, workspaceId, waveId);
    const at = deps.now();
    const { count } = await tx.surveyWave.updateMany({
      where: { workspaceId, id: waveId, state: { in: ['counting', 'ready', 'scheduled'] } },
      data: { state: 'dropped', repeats: null, closedAt: at },
    });
    if (count === 0) throw whyNot(wave);
    await tx.surveyInvitation.deleteMany({ where: { workspaceId, waveId } });
    await recordSurveyEvent(tx, { workspaceId, surveyId: wave.surveyId, waveId, kind: 'wave_dropped', actorId, at });
    await showCard(tx, deps, wave);
  });
}

const WHY_NOT: Record<Wave['state'], string> = {
  counting: 'I am still counting whom it is for. One moment, please.',
  ready: 'Somebody has just changed it. Please look at the card again.',
  scheduled: 'That was said already: it goes out by itself at its time.',
  open: 'It is on its way already.',
  closed: 'It has been sent and closed already.',
  withdrawn: 'It has been sent and taken back already.',
  dropped: 'It was dropped. Please send the survey anew.',
};

export const whyNot = ({ state }: Wave) => new UserError(`wave_${state}`, WHY_NOT[state]);
