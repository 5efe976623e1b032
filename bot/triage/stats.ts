import type { Deps } from '#bot/deps.ts';
import { type Desk, hoursOf } from '#bot/desks/desks.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { IN_QUEUE } from '#bot/tickets/life.ts';
import { weekFigures } from '#reports/metrics.ts';
import { weekOf } from '#reports/period.ts';
import type { WeekFigures } from '#reports/week-figures.ts';
import { dueForReply, isOverdue } from './overdue.ts';

/** What one person has on their hands right now. */
type Load = { memberId: string; theirTurn: number; waiting: number };
type Queue = { us: number; member: number; other: number; unassigned: number; overdue: number };
export type DeskStats = {
  desk: Desk;
  queue: Queue;
  oldest: { id: number; openedAt: Date } | null;
  /** Of the whole cooperative, from Monday until now, as the digest counts them. */
  week: WeekFigures;
  load: Load;
};

type Asking = { workspaceId: string; memberId: string };

/**
 * How a desk stands now, how the week goes, and one person's load.
 *
 * A load is for that person's eyes and the leads' only, and never stands beside another's: this is no leaderboard.
 */
export async function deskStats(deps: Deps, { workspaceId, memberId }: Asking, desk: Desk, about: string): Promise<DeskStats> {
  const doing = { workspaceId, actorId: memberId, deskId: desk.id };
  await requireRight(deps.db, about === memberId ? 'see the queue' : "see somebody's load", doing);
  const now = deps.now();
  const hours = hoursOf(desk);
  const [queue] = await deps.db.$queryRaw<(Queue & Omit<Load, 'memberId'>)[]>`
    select count(*) filter (where state <> 'waiting')::int as us,
      count(*) filter (where waiting_on = 'member')::int as member,
      count(*) filter (where waiting_on = 'other')::int as other,
      count(*) filter (where state = 'open')::int as unassigned,
      count(*) filter (where ${isOverdue(dueForReply(hours, now), now)})::int as overdue,
      count(*) filter (where owner_id = ${about} and state <> 'waiting')::int as "theirTurn",
      count(*) filter (where owner_id = ${about} and state = 'waiting')::int as waiting
    from ticket where workspace_id = ${workspaceId} and desk_id = ${desk.id} and state = any(${[...IN_QUEUE]})`;
  if (!queue) throw new Error('a count without a row');
  const { theirTurn, waiting, ...rest } = queue;
  const oldest = await deps.db.ticket.findFirst({
    where: { workspaceId, deskId: desk.id, state: { in: [...IN_QUEUE] } },
    orderBy: { id: 'asc' },
    select: { id: true, openedAt: true },
  });
  const { timeZone } = await deps.db.workspace.findUniqueOrThrow({ where: { id: workspaceId } });
  const week = await weekFigures(deps.db, { workspaceId, week: weekOf(now, timeZone), asOf: now, schedule: hours });
  return { desk, queue: rest, oldest, week, load: { memberId: about, theirTurn, waiting } };
}
