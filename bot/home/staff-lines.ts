import type { Ticket } from '#bot/tickets/ticket.ts';
import { namesIn } from '#bot/tickets/views.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';

/** What staff see of a ticket in a list: one line of its words, and nothing of a private one's. */
export type StaffLine = Pick<
  Ticket,
  | 'id'
  | 'requesterId'
  | 'state'
  | 'waitingOn'
  | 'waitingFor'
  | 'followUpAt'
  | 'ownerId'
  | 'openedAt'
  | 'priority'
  | 'isPrivate'
  | 'firstReplyAt'
> & {
  /** As far as we know them; the only name of somebody who is not in Slack. */
  requesterName: string | null;
  organisation: string | null;
  text: string | null;
  /** Of the card in the triage channel; null while it is not posted. */
  card: { channelId: string; ts: string } | null;
};

/** The first lines of a list, and how many there are in all. */
export type StaffList = { lines: StaffLine[]; total: number };

/** Which of a desk's tickets, in which order; both speak of `ticket`. */
export type Which = { where: Prisma.Sql; order: Prisma.Sql };

const PRIORITY = Prisma.sql`array_position(array['urgent', 'high', 'normal', 'low'], ticket.priority)`;
export const IN_QUEUE = Prisma.sql`ticket.state in ('open', 'claimed', 'waiting')`;

/** Urgent first, and then who has waited longest. */
export const BY_PRIORITY = Prisma.sql`${PRIORITY}, ticket.opened_at, ticket.id`;
export const BY_AGE = Prisma.sql`ticket.opened_at, ticket.id`;

export const ownedBy = (memberId: string): Prisma.Sql => Prisma.sql`${IN_QUEUE} and ticket.owner_id = ${memberId}`;
/** It is our turn to say something for the first time. */
export const UNANSWERED = Prisma.sql`${IN_QUEUE} and ticket.first_reply_at is null and ticket.waiting_on is distinct from 'member'`;
export const UNASSIGNED = Prisma.sql`ticket.state = 'open'`;

/** Waits for somebody else, with a date on which we wanted to ask again, before then. */
export const followUpBefore = (at: Date): Prisma.Sql =>
  Prisma.sql`ticket.state = 'waiting' and ticket.waiting_on = 'other' and ticket.follow_up_at < ${at}::timestamptz`;

/** Where it is our turn first: what waits for others comes last. */
export const BY_TURN = Prisma.sql`ticket.state = 'waiting', ${BY_PRIORITY}`;

/** The first of a desk's tickets that are meant, as lines; one question. */
export async function staffLines(
  tx: Tx,
  { workspaceId, deskId }: { workspaceId: string; deskId: string },
  { where, order }: Which,
  most: number,
): Promise<StaffList> {
  const rows = await tx.$queryRaw<(StaffLine & { total: bigint })[]>`
    select listed.*, requester.display_name as "requesterName", organisation.name as organisation, asked.text,
      case when card.ts is not null then json_build_object('channelId', card.channel_id, 'ts', card.ts) end as card
    from (
      select ticket.id, ticket.requester_id as "requesterId", ticket.state, ticket.waiting_on as "waitingOn", ticket.waiting_for as "waitingFor",
        ticket.follow_up_at as "followUpAt", ticket.owner_id as "ownerId", ticket.opened_at as "openedAt", ticket.priority,
        ticket.is_private as "isPrivate", ticket.first_reply_at as "firstReplyAt", count(*) over () as total,
        row_number() over (order by ${order}) as place
      from ticket where ticket.workspace_id = ${workspaceId} and ticket.desk_id = ${deskId} and ${where}
      order by place limit ${most}
    ) listed
    left join member requester on requester.workspace_id = ${workspaceId} and requester.id = listed."requesterId"
    left join organisation on organisation.workspace_id = ${workspaceId} and organisation.id = requester.organisation_id
    left join owned_message card on card.workspace_id = ${workspaceId} and card.key = 'card:' || listed.id
    left join lateral (
      select text from channel_message message
      where message.workspace_id = ${workspaceId} and message.ticket_id = listed.id and message.standing = 'request'
        and message.deleted_at is null and not listed."isPrivate"
      order by message.ts limit 1
    ) asked on true
    order by listed.place`;
  return { lines: rows.map(({ total: _, ...line }) => line), total: Number(rows[0]?.total ?? 0) };
}

/** Names of people mentioned in lines. */
export function namesInLines(tx: Tx, workspaceId: string, lists: StaffList[]): Promise<Map<string, string>> {
  return namesIn(
    tx,
    workspaceId,
    lists.flatMap(({ lines }) => lines),
  );
}
