import { Prisma } from '#prisma/generated/client.ts';
import { instant } from './queue-moves.ts';

/** The states of a sign-up that nobody has decided yet: with an approver, or back with the member for an answer. A renewal is none. */
const IS_UNDECIDED = Prisma.sql`state in ('asked', 'questioned')`;

/** The states in which a sign-up takes seats away from others; the same as in bot/sign-ups/life.ts. */
export const HOLDS_A_SEAT = Prisma.sql`state in ('offered', 'unsigned', 'setting up', 'ready', 'renewal', 'suspended')`;

export const IS_ASKING = Prisma.sql`kind in ('asked', 'reopened')`;

/** The ways out of being undecided, as long as it was undecided before: a cancelled seat was decided long ago. */
export const IS_DECIDING = Prisma.sql`kind in ('approved', 'declined', 'cancelled', 'expired')`;

/** Every move by which a sign-up becomes undecided, or is so no longer, with `enters` to tell which; all columns of the event. */
export function decisionMoves(workspaceId: string, from: Date, to?: Date): Prisma.Sql {
  const before = to ? Prisma.sql`and at < ${instant(to)}` : Prisma.empty;
  return Prisma.sql`
    select event.*, ${IS_ASKING} as enters
    from (
      select * from sign_up_event where workspace_id = ${workspaceId} and at >= ${instant(from)} ${before}
        and (${IS_ASKING} or ${IS_DECIDING})
    ) as event
    where ${IS_ASKING} or coalesce((
      select ${IS_UNDECIDED} from sign_up_event as previous
      where previous.workspace_id = event.workspace_id and previous.sign_up_id = event.sign_up_id and previous.id < event.id
      order by previous.id desc limit 1
    ), false)`;
}

/** Sign-ups that were undecided at an instant: those that are now, with every first move since then turned back. */
export function undecidedAt(workspaceId: string, at: Date): Prisma.Sql {
  return Prisma.sql`
    with first_move as (
      select distinct on (sign_up_id) sign_up_id, organisation_id, tool_id, enters
      from (${decisionMoves(workspaceId, at)}) as move
      order by sign_up_id, at, id
    )
    select sign_up_id, organisation_id, tool_id from first_move where not enters
    union all
    select id, organisation_id, tool_id from sign_up
    where workspace_id = ${workspaceId} and ${IS_UNDECIDED}
      and not exists (select from first_move where first_move.sign_up_id = sign_up.id)`;
}
