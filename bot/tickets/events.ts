import { hoursOf } from '#bot/desks/desks.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { businessSecondsBetween } from '#reports/working-hours.ts';

/** What can have happened to a ticket; figures are counted from these alone (see reports/metrics.ts). */
export type EventKind =
  | 'opened'
  | 'joined'
  | 'member_wrote'
  | 'replied'
  | 'noted'
  | 'edited'
  | 'deleted'
  | 'claimed'
  | 'released'
  | 'assigned'
  | 'waiting'
  | 'resumed'
  | 'resolved'
  | 'reopened'
  | 'closed'
  | 'dismissed'
  | 'merged'
  | 'undone'
  | 'linked'
  | 'withdrawn'
  | 'prioritised'
  | 'topic_chosen'
  | 'split'
  | 'made_private'
  | 'nudged'
  | 'attached'
  | 'detached'
  | 'announced'
  | 'problem_updated'
  | 'rating_asked'
  | 'rated'
  | 'call_taken'
  | 'called';

export type TicketFact = {
  workspaceId: string;
  ticketId: number;
  kind: EventKind;
  /** Null for what the clock does. */
  actorId: string | null;
  at: Date;
  detail?: Prisma.InputJsonObject;
};

/** What an event's seconds are counted from. */
export type Before = { deskId: string; openedAt: Date; schedule: unknown; previousAt: Date | null };

/** When the last event of a ticket was, as a column beside the ticket's own. */
export const PREVIOUS_AT = Prisma.sql`(
  select at from ticket_event event
  where event.workspace_id = ticket.workspace_id and event.ticket_id = ticket.id order by event.id desc limit 1
)`;

async function readBefore(tx: Tx, { workspaceId, ticketId }: TicketFact): Promise<Before> {
  const [before] = await tx.$queryRaw<Before[]>`
    select ticket.desk_id as "deskId", ticket.opened_at as "openedAt", desk.schedule, ${PREVIOUS_AT} as "previousAt"
    from ticket join desk on desk.workspace_id = ticket.workspace_id and desk.id = ticket.desk_id
    where ticket.workspace_id = ${workspaceId} and ticket.id = ${ticketId}`;
  if (!before) throw new Error(`ticket ${ticketId} is gone`);
  return before;
}

/** The columns of an event after those that name the ticket: kind, who, when, and the seconds by the schedule now in force. */
export function eventValues(
  { kind, actorId, at, detail = {} }: Omit<TicketFact, 'workspaceId' | 'ticketId'>,
  before: Before,
): Prisma.Sql {
  const hours = hoursOf(before);
  const since = (from: Date) => Math.max(0, Math.round((at.getTime() - from.getTime()) / 1000));
  const businessSince = (from: Date) => Math.round(businessSecondsBetween(hours, from, at));
  const { openedAt, previousAt } = before;
  const previous = previousAt ?? openedAt;
  return Prisma.sql`${before.deskId}, ${kind}, ${actorId}, ${at}::timestamptz, ${since(previous)}::int, ${businessSince(previous)}::int,
    ${since(openedAt)}::int, ${businessSince(openedAt)}::int, ${JSON.stringify(detail)}::jsonb`;
}

export const EVENT_COLUMNS = Prisma.sql`workspace_id, ticket_id, desk_id, kind, actor_id, at, calendar_seconds, business_seconds,
  since_opened_calendar_seconds, since_opened_business_seconds, detail`;

/**
 * Appends to a ticket's history, with the calendar and business seconds since its event before and since it opened,
 * by the schedule in force now: a later change of the schedule changes no figure.
 */
export async function recordEvent(tx: Tx, fact: TicketFact): Promise<void> {
  const values = eventValues(fact, await readBefore(tx, fact));
  await tx.$executeRaw`insert into ticket_event (${EVENT_COLUMNS}) values (${fact.workspaceId}, ${fact.ticketId}, ${values})`;
}
