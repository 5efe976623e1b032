import type { Wave } from '#bot/waves/wave.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';

/** Of `invitation`: who was asked, is still here, and has not said that they want no more of this survey or of any. */
export const toTell = ({ workspaceId, id, surveyId }: Wave) => Prisma.sql`
  from survey_invitation invitation
  left join member on member.workspace_id = invitation.workspace_id and member.id = invitation.member_id
  where invitation.workspace_id = ${workspaceId} and invitation.wave_id = ${id} and invitation.state = 'asked'
    and invitation.asked_at is not null
    and member.deactivated_at is null and coalesce(member.kind, 'member') <> 'bot'
    and not exists (
      select from survey_opt_out opt_out
      where opt_out.workspace_id = invitation.workspace_id and opt_out.member_id = invitation.member_id
        and opt_out.survey_id in (0, ${surveyId})
    )`;

/** How many a note about what follows from a wave would reach now. */
export async function peopleToTell(tx: Tx, wave: Wave): Promise<number> {
  const [found] = await tx.$queryRaw<{ count: number }[]>(Prisma.sql`select count(*)::int as count ${toTell(wave)}`);
  return found?.count ?? 0;
}
