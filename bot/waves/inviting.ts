import { refreshHomes } from '#bot/slack/homes.ts';
import { isPlatformError } from '#bot/slack/own-messages.ts';
import { bringMessage, type PostingDeps } from '#bot/slack/posting.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { hasOptedOut, wasAskedNpsElsewhere } from './contact-rule.ts';
import { dueInMornings } from './due.ts';
import type { DueItem } from './due-items.ts';
import { isMorning } from './morning.ts';
import { invitationKey } from './wave.ts';

/** What Slack says of somebody who cannot be written to, now or ever. */
const UNREACHABLE = [
  'channel_not_found',
  'user_not_found',
  'user_not_visible',
  'user_disabled',
  'user_is_bot',
  'cannot_dm_bot',
  'cannot_message_user',
  'is_inactive',
  'messages_tab_disabled',
  'not_in_channel',
  'is_archived',
];

/**
 * Asks one person, once: the message carries its mark, and only when it is in Slack is it noted that they were asked. Killed in
 * between, the next try finds it. Who wants no more of it by now, has left, or cannot be written to is missed, and the wave goes on.
 */
export async function sendInvitation(deps: PostingDeps, item: DueItem): Promise<void> {
  const { workspaceId, waveId, memberId } = item;
  if (item.isForMornings && !isMorning(deps.now(), item.zone)) return waitForMorning(deps, item);
  if (await missWhoIsOut(deps, item)) return;
  const message = { workspaceId, key: invitationKey(waveId, memberId), channelId: memberId };
  try {
    const outcome = await bringMessage(deps, message);
    // Nobody can have deleted a message that was not there; it is looked for and posted when it comes up next.
    if (outcome !== 'done') throw new Error(`an invitation is ${outcome}`);
  } catch (error) {
    if (!UNREACHABLE.some((name) => isPlatformError(error, name))) throw error;
    return miss(deps, item);
  }
  await noteAsked(deps, item);
}

/** Only what is in Slack counts; what came to nothing (the wave has just ended, say) has missed them. */
async function noteAsked(deps: PostingDeps, item: DueItem): Promise<void> {
  const { workspaceId, waveId, memberId } = item;
  await deps.db.$transaction(async (tx) => {
    const [found] = await tx.$queryRaw<{ state: string }[]>`
      update survey_invitation set due_at = null,
        state = case when posted.ts is null then 'missed' else 'asked' end, asked_at = case when posted.ts is null then null else ${deps.now()}::timestamptz end
      from owned_message posted
      where posted.workspace_id = ${workspaceId} and posted.key = ${invitationKey(waveId, memberId)}
        and survey_invitation.workspace_id = ${workspaceId} and survey_invitation.wave_id = ${waveId}
        and survey_invitation.member_id = ${memberId} and survey_invitation.state = 'waiting'
      returning survey_invitation.state`;
    if (found?.state === 'asked') await refreshHomes(tx, deps, workspaceId, [memberId]);
  });
}

async function miss({ db }: PostingDeps, { workspaceId, waveId, memberId }: DueItem): Promise<void> {
  await db.surveyInvitation.updateMany({
    where: { workspaceId, waveId, memberId, state: 'waiting' },
    data: { state: 'missed', dueAt: null },
  });
}

/** In one step, since the count may be days old. */
async function missWhoIsOut(deps: PostingDeps, { workspaceId, waveId, memberId, surveyId, asksNps }: DueItem): Promise<boolean> {
  const count = await deps.db.$executeRaw`
    update survey_invitation invitation set state = 'missed', due_at = null
    where invitation.workspace_id = ${workspaceId} and invitation.wave_id = ${waveId} and invitation.member_id = ${memberId}
      and invitation.state = 'waiting' and (
        ${hasOptedOut(surveyId)} or (${asksNps} and ${wasAskedNpsElsewhere(waveId, deps.now())})
        or not exists (
          select 1 from member where member.workspace_id = invitation.workspace_id and member.id = invitation.member_id
            and member.deactivated_at is null and member.kind in ('member', 'guest', 'stranger')
        )
      )`;
  return count > 0;
}

/** What has not gone out by the end of a morning waits for the next one. */
export async function waitForMorning(deps: PostingDeps, { workspaceId, waveId, memberId }: DueItem): Promise<void> {
  const which = Prisma.sql`invitation.member_id = ${memberId} and invitation.due_at <= ${deps.now()}`;
  await dueInMornings(deps.db, { workspaceId, waveId }, which, deps.now());
}
