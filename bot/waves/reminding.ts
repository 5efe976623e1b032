import type { Deps } from '#bot/deps.ts';
import { addJobs } from '#bot/queue.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import type { PostingDeps } from '#bot/slack/posting.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { hasOptedOut } from './contact-rule.ts';
import { dueInMornings, PEOPLE_INVITED, ZONE_OF_INVITED } from './due.ts';
import type { DueItem } from './due-items.ts';
import { waitForMorning } from './inviting.ts';
import { isMorning, zoneOf } from './morning.ts';
import { sendingJob } from './timers.ts';
import { findWave, SURVEY_REMINDER } from './wave.ts';

/** Between two messages of the same survey there is at least that much time. */
const LEAST_APART_MS = 20 * 3_600_000;

/** Has those who have not answered reminded in their next morning. */
export async function planReminders(
  deps: Deps,
  { workspaceId, waveId, number }: { workspaceId: string; waveId: number; number: number },
) {
  await deps.db.$transaction(
    async (tx) => {
      const wave = await findWave(tx, workspaceId, waveId);
      const now = deps.now();
      if (wave.state !== 'open' || wave.endsAt === null || wave.endsAt <= now) return;
      const lately = new Date(now.getTime() - LEAST_APART_MS);
      const which = Prisma.sql`invitation.state = 'asked' and not invitation.has_answered and invitation.reminders < ${number}
        and greatest(invitation.asked_at, invitation.reminded_at) <= ${lately} and not ${hasOptedOut(wave.surveyId)}`;
      await dueInMornings(tx, { workspaceId, waveId }, which, now);
      // In some places there is no morning left before the end.
      await tx.surveyInvitation.updateMany({
        where: { workspaceId, waveId, state: 'asked', dueAt: { gte: wave.endsAt } },
        data: { dueAt: null },
      });
      await addJobs(tx, deps, [sendingJob(workspaceId)]);
    },
    { timeout: LONGEST_MS, maxWait: LONGEST_MS },
  );
}

const LONGEST_MS = 60_000;

/** Reminds one person who is still to answer; each reminder is said once, however often this is tried. */
export async function remind(deps: PostingDeps, item: DueItem): Promise<void> {
  if (!isMorning(deps.now(), item.zone)) return waitForMorning(deps, item);
  const { workspaceId, waveId, memberId, surveyId } = item;
  await deps.db.$transaction(async (tx) => {
    const now = deps.now();
    const [reminded] = await tx.$queryRaw<{ reminders: number }[]>`
      update survey_invitation invitation set reminders = invitation.reminders + 1, reminded_at = ${now}, due_at = null
      from survey_wave wave, member
      where invitation.workspace_id = ${workspaceId} and invitation.wave_id = ${waveId} and invitation.member_id = ${memberId}
        and invitation.state = 'asked' and invitation.due_at <= ${now} and not invitation.has_answered
        and wave.workspace_id = invitation.workspace_id and wave.id = invitation.wave_id and wave.state = 'open' and wave.ends_at > ${now}
        and invitation.reminders < (wave.plan ->> 'reminders')::int and not ${hasOptedOut(surveyId)}
        and member.workspace_id = invitation.workspace_id and member.id = invitation.member_id and member.deactivated_at is null
      returning invitation.reminders`;
    if (!reminded) {
      await tx.surveyInvitation.updateMany({ where: { workspaceId, waveId, memberId, state: 'asked' }, data: { dueAt: null } });
      return;
    }
    const key = `${SURVEY_REMINDER}:${waveId}:${memberId}:${reminded.reminders}`;
    const content = { kind: SURVEY_REMINDER, waveId, to: memberId };
    await saySoon(tx, deps, workspaceId, { key, channelId: memberId, content });
  });
}

type ToRemind = { workspaceId: string; waveId: number; memberId: string };

/**
 * A reminder that comes to be said at another hour than it was meant for (the bot was away meanwhile) waits for its person's next morning,
 * as if there had been none yet. False where it is morning, and where an earlier try may have said it already.
 */
export async function putOffToMorning(tx: Tx, deps: Deps, { workspaceId, waveId, memberId }: ToRemind): Promise<boolean> {
  const [at] = await tx.$queryRaw<{ zone: string; fallback: string }[]>`
    select ${ZONE_OF_INVITED} as zone, workspace.time_zone as fallback from ${PEOPLE_INVITED}
    where invitation.workspace_id = ${workspaceId} and invitation.wave_id = ${waveId} and invitation.member_id = ${memberId}`;
  const now = deps.now();
  if (!at || isMorning(now, zoneOf(at.zone, at.fallback))) return false;
  // Its key is what it is known by: the next one gets that again.
  const freed = await tx.$executeRaw`
    update said_message set key = key || ':late:' || id
    where workspace_id = ${workspaceId} and channel_id = ${memberId} and starts_with(key, ${`${SURVEY_REMINDER}:${waveId}:${memberId}:`})
      and sent_at is null and withdrawn_at is null and attempts <= 1`;
  if (freed === 0) return false;
  await tx.surveyInvitation.updateMany({
    where: { workspaceId, waveId, memberId, reminders: { gt: 0 } },
    data: { reminders: { decrement: 1 } },
  });
  await dueInMornings(
    tx,
    { workspaceId, waveId },
    Prisma.sql`invitation.member_id = ${memberId} and invitation.state = 'asked'`,
    now,
  );
  await addJobs(tx, deps, [sendingJob(workspaceId)]);
  return true;
}
