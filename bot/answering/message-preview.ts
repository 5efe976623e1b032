import type { Deps } from '#bot/deps.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { definitionOf, findSurvey } from '#bot/surveys/survey-row.ts';
import { daysLater } from '#bot/waves/morning.ts';
import { zoneIn } from '#bot/waves/opening.ts';
import { findWave } from '#bot/waves/wave.ts';
import { type Asked, readerFor } from './asked.ts';

/** A wave as whoever it is meant for would have it before them if it went out now, in the language of whoever looks. Throws a sentence for who may not. */
export async function askedIfSent(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  { workspaceId, actorId }: { workspaceId: string; actorId: string },
  waveId: number,
): Promise<Asked> {
  await requireRight(db, 'send a survey', { workspaceId, actorId, waveId });
  const wave = await findWave(db, workspaceId, waveId);
  const { ownerId, coOwnerIds } = await findSurvey(db, workspaceId, wave.surveyId);
  const zone = await zoneIn(db, workspaceId);
  return {
    wave: { ...wave, endsAt: wave.endsAt ?? daysLater(wave.startsAt ?? now(), wave.opensForDays, zone) },
    survey: await definitionOf(db, workspaceId, wave.surveyId, wave.version),
    memberId: actorId,
    keeperIds: [ownerId, ...coOwnerIds],
    hasAnswered: false,
    kept: null,
    optedOut: null,
    reader: await readerFor(db, workspaceId, actorId),
  };
}
