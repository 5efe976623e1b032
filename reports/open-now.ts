import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { IN_QUEUE } from './queue-moves.ts';
import type { WeekFigures } from './week-figures.ts';
import { businessSecondsBetween, type WorkingHours } from './working-hours.ts';

const OpenRow = z.object({ us: z.int(), member: z.int(), other: z.int(), unanswered: z.int() });
const OldestRow = z.object({ ticketId: z.int(), requesterId: z.string(), openedAt: z.date() });

/** In the queue now without a public reply of staff. */
export const IS_UNANSWERED = Prisma.sql`
  ticket.state in ${IN_QUEUE} and not exists (
    select from ticket_event
    where ticket_event.workspace_id = ticket.workspace_id and ticket_event.ticket_id = ticket.id and ticket_event.kind = 'replied')`;

/**
 * The queue as it is at the moment of counting: by whose turn it is, and who has waited longest for a first reply.
 *
 * Ours are open and claimed ones; a waiting one is the member's turn, or somebody else's (a vendor).
 */
export async function openNow(
  db: Tx,
  workspaceId: string,
  asOf: Date,
  schedule: WorkingHours,
): Promise<Pick<WeekFigures, 'openNow' | 'unansweredNow' | 'oldestUnanswered'>> {
  const rows = await db.$queryRaw(Prisma.sql`
    select
      count(*) filter (where state <> 'waiting')::int as "us",
      count(*) filter (where state = 'waiting' and waiting_on = 'member')::int as "member",
      count(*) filter (where state = 'waiting' and waiting_on is distinct from 'member')::int as "other",
      count(*) filter (where ${IS_UNANSWERED})::int as "unanswered"
    from ticket
    where workspace_id = ${workspaceId} and state in ${IN_QUEUE}`);
  const [{ unanswered, ...turns }] = z.tuple([OpenRow]).parse(rows);
  const [oldest] = z.array(OldestRow).parse(
    await db.$queryRaw(Prisma.sql`
      select id as "ticketId", requester_id as "requesterId", opened_at as "openedAt"
      from ticket
      where workspace_id = ${workspaceId} and ${IS_UNANSWERED}
      order by opened_at, id
      limit 1`),
  );
  return {
    openNow: turns,
    unansweredNow: unanswered,
    oldestUnanswered: oldest
      ? {
          ticketId: oldest.ticketId,
          requesterId: oldest.requesterId,
          openedAt: oldest.openedAt.toISOString(),
          businessSeconds: businessSecondsBetween(schedule, oldest.openedAt, asOf),
          calendarSeconds: Math.max(0, Math.round((asOf.getTime() - oldest.openedAt.getTime()) / 1000)),
        }
      : null,
  };
}
