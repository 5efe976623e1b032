import { UserError } from '#bot/errors.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';

export type Ticket = Prisma.TicketGetPayload<object>;

export const OUTCOMES = ['solved', 'answered by a member', 'no longer needed', 'stale'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How long a resolved ticket can be reopened, and a step be undone. */
export const DAYS_TO_RETURN = 7;
export const DAY_MS = 86_400_000;

/** Jobs that follow a ticket's state; they are scheduled by bot/tickets/timers.ts. */
export const CLOSE_TICKET = 'close-ticket';
export const NUDGE_MEMBER = 'nudge-member';
export const GO_STALE = 'go-stale';
export const FOLLOW_UP = 'follow-up';
export const ASK_RATING = 'ask-rating';
export const WITHDRAW_RATING = 'withdraw-rating';
export const THANK_MEMBER = 'thank-member';
export const END_PROBLEM = 'end-problem';

export const cardKey = (ticketId: number) => `card:${ticketId}`;
export const acknowledgementKey = (ticketId: number) => `acknowledgement:${ticketId}`;
/** Our message in the requester's direct message, under which a ticket is talked about that has no thread of its own. */
export const talkKey = (ticketId: number) => `talk:${ticketId}`;
/** Our message that helps a requester to delete what they wrote where others read it. */
export const deleteHelpKey = (ticketId: number) => `delete-help:${ticketId}`;
/** A request from a form was written in no channel: it stands under its requester's id. */
export const isInSlack = (channelId: string): boolean => /^[CDG]/.test(channelId);
/** Somebody we know of who is not in Slack: a caller, a visitor. Nothing can be said to them here. */
export const isOutside = (memberId: string): boolean => memberId.startsWith('X');

/** It was made private after it had been asked in a channel: its thread is there, and the talk is not. */
export const hasLeftItsThread = ({ isPrivate, talksInDm, channelId, requesterId }: Ticket): boolean =>
  isPrivate && talksInDm && /^[CG]/.test(channelId) && !isOutside(requesterId);

/** The copy, under the card, of something written in the member's thread. */
export const copyKey = (channelId: string, ts: string) => `copy:${channelId}:${ts}`;

export const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** The ways in which a request can come. */
export type Via = 'message' | 'reaction' | 'shortcut' | 'mention' | 'dm' | 'command' | 'home' | 'log' | 'survey';

/** A ticket's columns under their names here, for questions that ask for more than a ticket. */
export const TICKET_COLUMNS = Prisma.sql`
  ticket.workspace_id as "workspaceId", ticket.id, ticket.desk_id as "deskId", ticket.requester_id as "requesterId",
  ticket.channel_id as "channelId", ticket.ts, ticket.thread_ts as "threadTs", ticket.state, ticket.waiting_on as "waitingOn",
  ticket.waiting_for as "waitingFor", ticket.follow_up_at as "followUpAt", ticket.owner_id as "ownerId", ticket.topic,
  ticket.suggested_topic as "suggestedTopic", ticket.outcome, ticket.opened_at as "openedAt", ticket.last_joined_ts as "lastJoinedTs",
  ticket.first_reply_at as "firstReplyAt", ticket.first_reply_by as "firstReplyBy", ticket.resolved_at as "resolvedAt",
  ticket.merged_into_id as "mergedIntoId", ticket.linked_to_id as "linkedToId", ticket.split_from_id as "splitFromId", ticket.priority,
  ticket.via, ticket.contact_by as "contactBy", ticket.logged_by_id as "loggedById", ticket.talks_in_dm as "talksInDm",
  ticket.is_private as "isPrivate", ticket.waiting_since as "waitingSince", ticket.nudged_at as "nudgedAt",
  ticket.answered_by_id as "answeredById", ticket.problem, ticket.problem_since as "problemSince", ticket.part_of_id as "partOfId",
  ticket.tool_id as "toolId", ticket.sign_up_id as "signUpId"`;

/** A ticket by the number people see. Throws a sentence when there is none. */
export async function findTicket(tx: Tx, workspaceId: string, ticketId: number): Promise<Ticket> {
  const ticket = await tx.ticket.findUnique({ where: { workspaceId_id: { workspaceId, id: ticketId } } });
  if (!ticket) throw noTicket(ticketId);
  return ticket;
}

/** The same, and held until the transaction ends: what is decided on it stays true. */
export async function lockTicket(tx: Tx, workspaceId: string, ticketId: number): Promise<Ticket> {
  const [ticket] = await tx.$queryRaw<Ticket[]>`
    select ${TICKET_COLUMNS} from ticket where workspace_id = ${workspaceId} and id = ${ticketId} for update`;
  if (!ticket) throw noTicket(ticketId);
  return ticket;
}

export function noTicket(ticketId: number): UserError {
  return new UserError('no_ticket', ({ refusals }) => refusals.noRequest(`#${ticketId}`));
}

/** What a ticket is about as far as can be guessed: what was chosen before, or what the desk's tickets are mostly about. */
export function usualTopic(ticket: { topic: string | null; suggestedTopic: string | null }, desk: { topics: string[] }): string {
  const wanted = [ticket.topic, ticket.suggestedTopic].find((topic) => topic !== null && desk.topics.includes(topic));
  return wanted ?? desk.topics.at(-1) ?? 'other';
}
