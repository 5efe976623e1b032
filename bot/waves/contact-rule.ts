import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';

/** Nobody is asked how likely they are to recommend us more often than that. */
const NPS_EVERY_DAYS = 90;
const DAY_MS = 86_400_000;

/**
 * Whether a wave that is open asks somebody, so that they are not asked to rate a request meanwhile.
 *
 * Whether they have answered it makes no difference: otherwise a rating would tell who answered an anonymous one.
 */
export async function isMutedByWave(tx: Tx, workspaceId: string, memberId: string, now: Date): Promise<boolean> {
  const [found] = await tx.$queryRaw<{ isMuted: boolean }[]>`
    select exists (
      select 1 from survey_invitation invitation
      join survey_wave wave on wave.workspace_id = invitation.workspace_id and wave.id = invitation.wave_id
      where invitation.workspace_id = ${workspaceId} and invitation.member_id = ${memberId} and invitation.state in ('waiting', 'asked')
        and wave.state = 'open' and wave.ends_at > ${now}
    ) as "isMuted"`;
  return found?.isMuted ?? false;
}

/** In a query of `survey_invitation invitation`: whether another wave than this has asked the same person an NPS in the last 90 days. */
export function wasAskedNpsElsewhere(waveId: number, now: Date): Prisma.Sql {
  return npsElsewhere(waveId, Prisma.sql`other.asked_at > ${npsSince(now)}`);
}

/** The same, or is about to ask them. */
export function isAskedNpsElsewhere(waveId: number, now: Date): Prisma.Sql {
  const isAboutTo = Prisma.sql`other.state = 'waiting' and asking.state = 'open'`;
  return npsElsewhere(waveId, Prisma.sql`(other.asked_at > ${npsSince(now)} or (${isAboutTo}))`);
}

const npsSince = (now: Date) => new Date(now.getTime() - NPS_EVERY_DAYS * DAY_MS);

const npsElsewhere = (waveId: number, which: Prisma.Sql) => Prisma.sql`exists (
  select 1 from survey_invitation other
  join survey_wave asking on asking.workspace_id = other.workspace_id and asking.id = other.wave_id and asking.asks_nps
  where other.workspace_id = invitation.workspace_id and other.member_id = invitation.member_id and other.wave_id <> ${waveId} and ${which}
)`;

/** In a query of `survey_invitation invitation`: whether the person wants no more of this survey, or of any. */
export function hasOptedOut(surveyId: number | Prisma.Sql): Prisma.Sql {
  return Prisma.sql`exists (
    select 1 from survey_opt_out opt_out
    where opt_out.workspace_id = invitation.workspace_id and opt_out.member_id = invitation.member_id and opt_out.survey_id in (0, ${surveyId})
  )`;
}
