import { type Desk, desksOfStaff, hoursOf } from '#bot/desks/desks.ts';
import { dueForReply, isOverdue } from '#bot/triage/overdue.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { dayOf, startOfDay } from '#reports/days.ts';
import {
  BY_AGE,
  BY_PRIORITY,
  BY_TURN,
  followUpBefore,
  IN_QUEUE,
  namesInLines,
  ownedBy,
  type StaffList,
  staffLines,
  UNASSIGNED,
} from './staff-lines.ts';

/** One desk as one of its staff sees it in App Home; no ticket is in two lists. */
export type DeskBoard = {
  desk: Desk;
  own: StaffList;
  /** Others' and nobody's, as `/triage list overdue` has them. */
  overdue: StaffList;
  unassigned: StaffList;
  /** Others', waiting for somebody else until a date that is today or past. */
  dueToday: StaffList;
  problems: { id: number; text: string; parts: number }[];
  /** For leads only: tickets in the queue by state. */
  counts: QueueCounts | null;
  names: Map<string, string>;
};

export type QueueCounts = { open: number; claimed: number; waitingOnMember: number; waitingOnOther: number };

/** Lines shown of one list. */
const MOST_LINES = 10;
/** Desks shown in one Home. */
const MOST_DESKS = 4;

/** What somebody who is staff right now has before them, desk by desk; nothing for everybody else. */
export async function boardsOf(
  tx: Tx,
  workspaceId: string,
  memberId: string,
  now: Date,
): Promise<{ boards: DeskBoard[]; moreDesks: number }> {
  const desks = await desksOfStaff(tx, workspaceId, memberId);
  const boards: DeskBoard[] = [];
  for (const { desk, role } of desks.slice(0, MOST_DESKS)) boards.push(await boardOf(tx, desk, { memberId, role, now }));
  return { boards, moreDesks: Math.max(0, desks.length - MOST_DESKS) };
}

type Seat = { memberId: string; role: 'staff' | 'lead'; now: Date };

async function boardOf(tx: Tx, desk: Desk, { memberId, role, now }: Seat): Promise<DeskBoard> {
  const hours = hoursOf(desk);
  const late = isOverdue(dueForReply(hours, now), now);
  const isNotMine = Prisma.sql`ticket.owner_id is distinct from ${memberId}`;
  const place = { workspaceId: desk.workspaceId, deskId: desk.id };
  const list = (where: Prisma.Sql, order: Prisma.Sql) => staffLines(tx, place, { where, order }, MOST_LINES);
  const own = await list(ownedBy(memberId), BY_TURN);
  const overdue = await list(Prisma.sql`${IN_QUEUE} and ${late} and ${isNotMine}`, BY_AGE);
  const unassigned = await list(Prisma.sql`${UNASSIGNED} and ${late} is not true`, BY_PRIORITY);
  const due = Prisma.sql`${followUpBefore(endOfDay(hours.timeZone, now))} and ${late} is not true and ${isNotMine}`;
  const dueToday = await list(due, Prisma.sql`ticket.follow_up_at, ticket.id`);
  return {
    desk,
    own,
    overdue,
    unassigned,
    dueToday,
    problems: await problemsOf(tx, place),
    counts: role === 'lead' ? await countsOf(tx, place) : null,
    names: await namesInLines(tx, desk.workspaceId, [own, overdue, unassigned, dueToday]),
  };
}

/** The first instant of tomorrow in a zone. */
export function endOfDay(timeZone: string, now: Date): Date {
  return startOfDay(dayOf(now, { timeZone }).add({ days: 1 }), { timeZone });
}

type DeskId = { workspaceId: string; deskId: string };

/** Known problems while they last, the newest first. */
function problemsOf(tx: Tx, { workspaceId, deskId }: DeskId): Promise<DeskBoard['problems']> {
  return tx.$queryRaw`
    select ticket.id, ticket.problem as text, (
      select count(*)::int from ticket part where part.workspace_id = ticket.workspace_id and part.part_of_id = ticket.id
    ) as parts
    from ticket
    where ticket.workspace_id = ${workspaceId} and ticket.desk_id = ${deskId} and ticket.problem_since is not null
      and ticket.problem is not null and not ticket.is_private and ticket.state in ('open', 'claimed', 'waiting')
    order by ticket.problem_since desc limit 5`;
}

async function countsOf(tx: Tx, { workspaceId, deskId }: DeskId): Promise<QueueCounts> {
  const [counts] = await tx.$queryRaw<[QueueCounts]>`
    select count(*) filter (where state = 'open')::int as open, count(*) filter (where state = 'claimed')::int as claimed,
      count(*) filter (where waiting_on = 'member')::int as "waitingOnMember",
      count(*) filter (where waiting_on = 'other')::int as "waitingOnOther"
    from ticket where workspace_id = ${workspaceId} and desk_id = ${deskId} and state in ('open', 'claimed', 'waiting')`;
  return counts;
}
