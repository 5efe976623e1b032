import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { morningFrom, zoneOf } from './morning.ts';

type Of = { workspaceId: string; waveId: number };

/** In a query of `survey_invitation invitation`, `member` and `workspace`: where somebody lives, as far as anybody has said. */
export const ZONE_OF_INVITED = Prisma.sql`coalesce(member.time_zone, (
  select organisation.time_zone from organisation
  where organisation.workspace_id = invitation.workspace_id and organisation.id = invitation.organisation_id
), workspace.time_zone)`;
/** Everybody who is invited, with what we know of them. */
export const PEOPLE_INVITED = Prisma.sql`survey_invitation invitation
  join workspace on workspace.id = invitation.workspace_id
  left join member on member.workspace_id = invitation.workspace_id and member.id = invitation.member_id`;

/**
 * Makes these invitations of a wave due in the next morning of each person, by their own clock, spread over it in random order.
 *
 * `which` chooses among `invitation`; for a reminder as for the first message.
 */
export async function dueInMornings(tx: Tx, { workspaceId, waveId }: Of, which: Prisma.Sql, from: Date): Promise<void> {
  const ofWave = Prisma.sql`invitation.workspace_id = ${workspaceId} and invitation.wave_id = ${waveId} and ${which}`;
  const rows = await tx.$queryRaw<{ zone: string; fallback: string }[]>`
    select distinct ${ZONE_OF_INVITED} as zone, workspace.time_zone as fallback from ${PEOPLE_INVITED} where ${ofWave}`;
  const mornings = rows.map(({ zone, fallback }) => morningFrom(from, zoneOf(zone, fallback)));
  await tx.$executeRaw`
    update survey_invitation set due_at = morning.starts + spread.share * (morning.ends - morning.starts)
    from (
      select invitation.member_id, ${ZONE_OF_INVITED} as zone,
        (row_number() over (partition by ${ZONE_OF_INVITED} order by random()) - 1) / count(*) over (partition by ${ZONE_OF_INVITED})::float8 as share
      from ${PEOPLE_INVITED} where ${ofWave}
    ) spread
    join unnest(
      ${rows.map(({ zone }) => zone)}::text[], ${mornings.map((morning) => morning.from)}::timestamptz[], ${mornings.map(({ to }) => to)}::timestamptz[]
    ) as morning(zone, starts, ends) on morning.zone = spread.zone
    where survey_invitation.workspace_id = ${workspaceId} and survey_invitation.wave_id = ${waveId} and survey_invitation.member_id = spread.member_id`;
}

/** Makes all of a wave due now. */
export async function dueAtOnce(tx: Tx, { workspaceId, waveId }: Of, now: Date): Promise<void> {
  await tx.surveyInvitation.updateMany({ where: { workspaceId, waveId, state: 'waiting' }, data: { dueAt: now } });
}
