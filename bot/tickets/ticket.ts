import { UserError } from '#bot/errors.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';

export type Ticket = Prisma.TicketGetPayload<object>;

export const OUTCOMES = ['solved', 'answered by a member', 'no longer needed', 'stale'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How long a resolved ticket can be reopened, and a step be undone. */
export const DAYS_TO_RETURN = 7;
export const DAY_MS = 86_400_000;

/** The job that closes a resolved ticket when nobody came back to it. */
export const CLOSE_TICKET = 'close-ticket';

export const cardKey = (ticketId: number) => `card:${ticketId}`;
export const acknowledgementKey = (ticketId: number) => `acknowledgement:${ticketId}`;

/** The copy, under the card, of something written in the member's thread. */
export const copyKey = (channelId: string, ts: string) => `copy:${channelId}:${ts}`;

/** A ticket's columns under their names here, for questions that ask for more than a ticket. */
export const TICKET_COLUMNS = Prisma.sql`
  ticket.workspace_id as "workspaceId", ticket.id, ticket.desk_id as "deskId", ticket.requester_id as "requesterId",
  ticket.channel_id as "channelId", ticket.ts, ticket.thread_ts as "threadTs", ticket.state, ticket.waiting_on as "waitingOn",
  ticket.waiting_for as "waitingFor", ticket.follow_up_at as "followUpAt", ticket.owner_id as "ownerId", ticket.topic,
  ticket.suggested_topic as "suggestedTopic", ticket.outcome, ticket.opened_at as "openedAt", ticket.last_joined_ts as "lastJoinedTs",
  ticket.first_reply_at as "firstReplyAt", ticket.first_reply_by as "firstReplyBy", ticket.resolved_at as "resolvedAt",
  ticket.merged_into_id as "mergedIntoId", ticket.linked_to_id as "linkedToId"`;

/** A ticket by the number people see. Throws a sentence when there is none. */
export async function findTicket(tx: Tx, workspaceId: string, ticketId: number): Promise<Ticket> {
  const ticket = await tx.ticket.findUnique({ where: { workspaceId_id: { workspaceId, id: ticketId } } });
  if (!ticket) throw noTicket(ticketId);
  return ticket;
}

export function noTicket(ticketId: number): UserError {
  return new UserError('no_ticket', `There is no request #${ticketId}. \`/triage list\` shows the open ones.`);
}

/** What a ticket is about as far as can be guessed: what was chosen before, or what the desk's tickets are mostly about. */
export function usualTopic(ticket: { topic: string | null; suggestedTopic: string | null }, desk: { topics: string[] }): string {
  const wanted = [ticket.topic, ticket.suggestedTopic].find((topic) => topic !== null && desk.topics.includes(topic));
  return wanted ?? desk.topics.at(-1) ?? 'other';
}
