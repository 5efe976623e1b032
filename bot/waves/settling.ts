import type { Tx } from '#prisma/db.ts';
import { hasOptedOut, isAskedNpsElsewhere } from './contact-rule.ts';
import { quotasOf } from './sampling.ts';
import type { Skipped, SkipReason } from './skips.ts';
import type { Wave } from './wave.ts';

/** Of those a wave is meant for takes out everybody who is not to be asked, and draws the sample; answers how many and why. */
export async function leaveOut(tx: Tx, wave: Wave, now: Date): Promise<Skipped> {
  const { workspaceId, id, surveyId, asksNps, plan } = wave;
  const rows = await tx.$queryRaw<{ reason: SkipReason; count: number }[]>`
    with judged as (
      select invitation.member_id, case
        when member.id is null then 'unknown'
        when member.kind = 'bot' then 'bots'
        when member.kind = 'outside' then 'outside'
        when member.deactivated_at is not null then 'deactivated'
        when member.kind = 'guest' and not ${plan.takesGuests} then 'guests'
        when member.kind = 'stranger' and not ${plan.takesStrangers} then 'strangers'
        when ${hasOptedOut(surveyId)} then 'optedOut'
        when ${asksNps} and ${isAskedNpsElsewhere(id, now)} then 'nps'
      end as reason
      from survey_invitation invitation
      left join member on member.workspace_id = invitation.workspace_id and member.id = invitation.member_id
      where invitation.workspace_id = ${workspaceId} and invitation.wave_id = ${id}
    ), gone as (
      delete from survey_invitation using judged
      where survey_invitation.workspace_id = ${workspaceId} and survey_invitation.wave_id = ${id}
        and survey_invitation.member_id = judged.member_id and judged.reason is not null
      returning judged.reason
    )
    select reason, count(*)::int as count from gone group by reason`;
  const skipped: Skipped = Object.fromEntries(rows.map(({ reason, count }) => [reason, count]));
  const notDrawn = plan.sample === undefined ? 0 : await drawSample(tx, wave, plan.sample);
  return notDrawn > 0 ? { ...skipped, notDrawn } : skipped;
}

/** Leaves so many by lot, of each organisation in proportion (and of those who belong to none); answers how many were not drawn. */
async function drawSample(tx: Tx, { workspaceId, id }: Wave, size: number): Promise<number> {
  const groups = await tx.$queryRaw<{ key: string; count: number }[]>`
    select coalesce(organisation_id, '') as key, count(*)::int as count from survey_invitation
    where workspace_id = ${workspaceId} and wave_id = ${id} group by 1`;
  const quotas = quotasOf(new Map(groups.map(({ key, count }) => [key, count])), size);
  return tx.$executeRaw`
    with placed as (
      select member_id, coalesce(organisation_id, '') as key,
        row_number() over (partition by organisation_id order by random()) as place
      from survey_invitation where workspace_id = ${workspaceId} and wave_id = ${id}
    )
    delete from survey_invitation using placed
      join unnest(${[...quotas.keys()]}::text[], ${[...quotas.values()]}::int[]) as quota(key, size) on quota.key = placed.key
    where survey_invitation.workspace_id = ${workspaceId} and survey_invitation.wave_id = ${id}
      and survey_invitation.member_id = placed.member_id and placed.place > quota.size`;
}

/** Just before a wave goes out: who has been asked an NPS since its people were counted is left out, too. */
export async function leaveOutAskedSince(tx: Tx, { workspaceId, id }: Wave, now: Date): Promise<number> {
  return tx.$executeRaw`
    delete from survey_invitation invitation
    where invitation.workspace_id = ${workspaceId} and invitation.wave_id = ${id} and ${isAskedNpsElsewhere(id, now)}`;
}

export async function countInvited(tx: Tx, { workspaceId, id }: Pick<Wave, 'workspaceId' | 'id'>): Promise<number> {
  return tx.surveyInvitation.count({ where: { workspaceId, waveId: id } });
}
