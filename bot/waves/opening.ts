import type { Deps } from '#bot/deps.ts';
import { addJobs, type Job } from '#bot/queue.ts';
import { recordSurveyEvent } from '#bot/surveys/events.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { setBands } from './banding.ts';
import { dueAtOnce, dueInMornings } from './due.ts';
import { lockNps } from './locks.ts';
import { daysLater, zoneOf } from './morning.ts';
import { reminderTimes } from './reminder-times.ts';
import { followingJob } from './repetition.ts';
import { countInvited, leaveOutAskedSince } from './settling.ts';
import { showEverywhere } from './showing.ts';
import { addSkipped } from './skips.ts';
import { END_WAVE, reminderJob, sendingJob, waveJob } from './timers.ts';
import type { Wave } from './wave.ts';

/** Why a wave did not go out: nobody is left to ask, or too few for nobody to be told apart. */
export type NotOpened = 'nobody' | 'too few';

/** Whether another wave of the same survey is out, and until when. */
export async function openUntil(tx: Tx, { workspaceId, surveyId }: Pick<Wave, 'workspaceId' | 'surveyId'>): Promise<Date | null> {
  const open = await tx.surveyWave.findFirst({ where: { workspaceId, surveyId, state: 'open' }, select: { endsAt: true } });
  return open?.endsAt ?? null;
}

/**
 * Sends a wave whose people are counted, while its survey is held: from now on invitations go out and answers come in.
 *
 * What its messages promise (level, readers, bands, questions) is fixed by this.
 */
export async function openWave(tx: Tx, deps: Deps, wave: Wave, actorId: string | null): Promise<'opened' | NotOpened> {
  const { workspaceId, id, surveyId, version } = wave;
  const now = deps.now();
  const counted = await countAtLast(tx, wave, now);
  const obstacle = obstacleTo({ ...wave, invited: counted.invited });
  if (obstacle) {
    await tx.surveyWave.update({ where: { workspaceId_id: { workspaceId, id } }, data: counted });
    return obstacle;
  }
  const zone = await zoneIn(tx, workspaceId);
  const startsAt = wave.startsAt ?? now;
  const endsAt = daysLater(now, wave.opensForDays, zone);
  const { count } = await tx.surveyWave.updateMany({
    where: { workspaceId, id, state: { in: ['ready', 'scheduled'] } },
    data: { ...counted, state: 'open', startsAt, openedAt: now, endsAt },
  });
  if (count === 0) throw new Error('a wave was opened that is not ready');
  await tx.surveyVersion.updateMany({ where: { workspaceId, surveyId, version }, data: { isAsked: true } });
  const of = { workspaceId, waveId: id };
  if (wave.plan.timing === 'morning') await dueInMornings(tx, of, Prisma.sql`invitation.state = 'waiting'`, now);
  else await dueAtOnce(tx, of, now);
  const opened = { ...wave, startsAt, openedAt: now, endsAt };
  await addJobs(tx, deps, [sendingJob(workspaceId), ...timersOf(opened, now), ...(await followingJob(tx, opened, zone, now))]);
  const detail = { invited: counted.invited };
  await recordSurveyEvent(tx, { workspaceId, surveyId, waveId: id, kind: 'wave_opened', actorId, at: now, detail });
  await showEverywhere(tx, deps, wave);
  return 'opened';
}

async function countAtLast(tx: Tx, wave: Wave, now: Date) {
  if (!wave.asksNps) return { invited: wave.invited, skipped: wave.skipped };
  await lockNps(tx, wave.workspaceId);
  const nps = await leaveOutAskedSince(tx, wave, now);
  // Fewer share a band now.
  if (nps > 0) await setBands(tx, wave, now);
  return { invited: await countInvited(tx, wave), skipped: addSkipped(wave.skipped, nps > 0 ? { nps } : {}) };
}

/** What keeps a counted wave from being sent, if anything does. */
export function obstacleTo({
  invited,
  level,
  smallestGroup,
}: Pick<Wave, 'invited' | 'level' | 'smallestGroup'>): NotOpened | null {
  if (invited === 0) return 'nobody';
  return level === 'anonymous' && invited < smallestGroup ? 'too few' : null;
}

/** The end of an open wave, and its reminders that are still ahead. */
export function timersOf(wave: Wave & { openedAt: Date; endsAt: Date }, now: Date): Job[] {
  const reminders = reminderTimes(wave.openedAt, wave.endsAt, wave.plan.reminders).flatMap((at, index) =>
    at > now ? [reminderJob(wave, index + 1, at)] : [],
  );
  return [waveJob(END_WAVE, wave, wave.endsAt), ...reminders];
}

/** The zone by whose clock waves begin and end. */
export async function zoneIn(tx: Tx, workspaceId: string): Promise<string> {
  const { timeZone } = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { timeZone: true } });
  return zoneOf(timeZone);
}
