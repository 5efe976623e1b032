import { Prisma } from '#prisma/generated/client.ts';

/** The states of a ticket that is in the queue: somebody still has to act. */
export const IN_QUEUE = Prisma.sql`('open', 'claimed', 'waiting')`;

const KINDS = Prisma.sql`('opened', 'reopened', 'undone', 'resolved', 'dismissed', 'merged', 'withdrawn')`;

/** An undone resolve, dismissal or merge brings the ticket back; an undone claim moves nothing. */
const IS_COMING_BACK = Prisma.sql`kind = 'undone' and detail->>'undid' in ('resolved', 'dismissed', 'merged')`;

/** Events by which a ticket enters or leaves the queue. 'closed' is none: it was resolved before. */
export const IS_MOVE = Prisma.sql`kind in ${KINDS} and (kind <> 'undone' or (${IS_COMING_BACK}))`;

export const IS_REOPENING = Prisma.sql`(kind = 'reopened' or (${IS_COMING_BACK}))`;

export const IS_LEAVING = Prisma.sql`kind in ('resolved', 'dismissed', 'merged', 'withdrawn')`;

/** An instant as a parameter; as text with its zone, so that no session setting can shift it. */
export function instant(date: Date): Prisma.Sql {
  return Prisma.sql`${date.toISOString()}::timestamptz`;
}

/** The events of one workspace in [start, end), read by the index on (workspace, kind, at) when the kinds are named too. */
export function eventsOf(workspaceId: string, start: Date, end: Date): Prisma.Sql {
  return Prisma.sql`workspace_id = ${workspaceId} and at >= ${instant(start)} and at < ${instant(end)}`;
}

/** Tickets that were in the queue at an instant: those in it now, with every first move since then turned back. */
export function openAt(workspaceId: string, at: Date): Prisma.Sql {
  return Prisma.sql`
    with first_move as (
      select distinct on (ticket_id) ticket_id, ${IS_LEAVING} as leaves
      from ticket_event
      where workspace_id = ${workspaceId} and at >= ${instant(at)} and ${IS_MOVE}
      order by ticket_id, at, id
    )
    select ticket_id from first_move where leaves
    union all
    select t.id from ticket t
    where t.workspace_id = ${workspaceId} and t.state in ${IN_QUEUE}
      and not exists (select from first_move where first_move.ticket_id = t.id)`;
}
