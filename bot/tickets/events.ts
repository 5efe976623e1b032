import { hoursOf } from '#bot/desks/desks.ts';
import type { Tx } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';
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
  | 'linked';

export type TicketFact = {
  workspaceId: string;
  ticketId: number;
  kind: EventKind;
  /** Null for what the clock does. */
  actorId: string | null;
  at: Date;
  detail?: Prisma.InputJsonObject;
};

type Before = { desk_id: string; opened_at: Date; schedule: unknown; previous_at: Date | null };

/**
 * Appends to a ticket's history, with the calendar and business seconds since its event before and since it opened,
 * by the schedule in force now: a later change of the schedule changes no figure.
 */
export async function recordEvent(tx: Tx, fact: TicketFact): Promise<void> {
  const { workspaceId, ticketId, at } = fact;
  const [before] = await tx.$queryRaw<Before[]>`
    select ticket.desk_id, ticket.opened_at, desk.schedule, previous.at as previous_at
    from ticket
    join desk on desk.workspace_id = ticket.workspace_id and desk.id = ticket.desk_id
    left join lateral (
      select at from ticket_event event
      where event.workspace_id = ticket.workspace_id and event.ticket_id = ticket.id order by event.id desc limit 1
    ) previous on true
    where ticket.workspace_id = ${workspaceId} and ticket.id = ${ticketId}`;
  if (!before) throw new Error(`ticket ${ticketId} is gone`);
  const hours = hoursOf(before);
  const since = (from: Date) => Math.max(0, Math.round((at.getTime() - from.getTime()) / 1000));
  const businessSince = (from: Date) => Math.round(businessSecondsBetween(hours, from, at));
  const previous = before.previous_at ?? before.opened_at;
  await tx.$executeRaw`
    insert into ticket_event (workspace_id, ticket_id, desk_id, kind, actor_id, at, calendar_seconds, business_seconds,
      since_opened_calendar_seconds, since_opened_business_seconds, detail)
    values (${workspaceId}, ${ticketId}, ${before.desk_id}, ${fact.kind}, ${fact.actorId}, ${at}, ${since(previous)}, ${businessSince(previous)},
      ${since(before.opened_at)}, ${businessSince(before.opened_at)}, ${JSON.stringify(fact.detail ?? {})}::jsonb)`;
}
