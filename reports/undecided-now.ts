import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { scheduleReader } from './desk-hours.ts';
import { instant } from './queue-moves.ts';
import type { Undecided } from './sign-up-figures.ts';
import { businessSecondsBetween, type WorkingHours } from './working-hours.ts';

const Row = z.object({
  signUpId: z.int(),
  tool: z.string(),
  state: z.enum(['asked', 'questioned', 'renewal']),
  memberId: z.string(),
  askedAt: z.date(),
  seconds: z.int(),
  lastAt: z.date(),
  approverIds: z.array(z.string()),
  schedule: z.unknown(),
});

type Page = { limit: number; offset?: number };

/**
 * Who waits for a decision at this moment, renewals too, those asked for longest first: how old it is and who has it.
 *
 * Its age is that since it was last asked for, in working time, without what the member had it for.
 */
export async function undecidedNow(db: Tx, workspaceId: string, asOf: Date, { limit, offset = 0 }: Page): Promise<Undecided[]> {
  const rows = await db.$queryRaw(Prisma.sql`
    select sign_up.id as "signUpId", tool.name as tool, sign_up.state, sign_up.member_id as "memberId", asking.at as "askedAt",
      spent.seconds, spent.last_at as "lastAt", desk.schedule, array(
        select approver_id from sign_up_approval as approval
        where approval.workspace_id = sign_up.workspace_id and approval.sign_up_id = sign_up.id and approval.round = sign_up.round
          and approval.stage = sign_up.stage and approval.decision is null
        order by approval.asked_at, approver_id
      ) as "approverIds"
    from sign_up
    join tool on tool.workspace_id = sign_up.workspace_id and tool.id = sign_up.tool_id
    join desk on desk.workspace_id = tool.workspace_id and desk.id = tool.desk_id
    join lateral (
      select id, at from sign_up_event
      where workspace_id = ${workspaceId} and sign_up_id = sign_up.id and kind in ('asked', 'reopened', 'renewal_asked')
      order by id desc limit 1
    ) as asking on true
    cross join lateral (
      select coalesce(sum(business_seconds) filter (where id > asking.id and before <> 'questioned'), 0)::int as seconds,
        max(at) as last_at
      from (
        select id, at, business_seconds, lag(state) over (order by id) as before from sign_up_event
        where workspace_id = ${workspaceId} and sign_up_id = sign_up.id and id >= asking.id and at <= ${instant(asOf)}
      ) as step
    ) as spent
    where sign_up.workspace_id = ${workspaceId} and sign_up.state in ('asked', 'questioned', 'renewal')
      and asking.at <= ${instant(asOf)}
    order by asking.at, sign_up.id limit ${limit} offset ${offset}`);
  const hoursOf = scheduleReader();
  return z
    .array(Row)
    .parse(rows)
    .map((row) => undecidedOf(row, hoursOf(row.schedule), asOf));
}

function undecidedOf(row: z.infer<typeof Row>, hours: WorkingHours, asOf: Date): Undecided {
  const { signUpId, tool, state, memberId, askedAt, seconds, lastAt, approverIds } = row;
  const isWithMember = state === 'questioned';
  const since = isWithMember ? 0 : businessSecondsBetween(hours, lastAt, asOf);
  return {
    signUpId,
    tool,
    isRenewal: state === 'renewal',
    askedAt: askedAt.toISOString(),
    businessSeconds: seconds + since,
    turn: isWithMember ? 'member' : approverIds.length > 0 ? 'approvers' : 'nobody',
    memberIds: isWithMember ? [memberId] : approverIds,
  };
}

/** How many there are of them in all. */
export async function undecidedCount(db: Tx, workspaceId: string): Promise<number> {
  return db.signUp.count({ where: { workspaceId, state: { in: ['asked', 'questioned', 'renewal'] } } });
}
