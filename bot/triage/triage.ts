import type { Deps } from '#bot/deps.ts';
import { type Desk, deskForStaff, desksOfStaff, hoursOf, placeOf } from '#bot/desks/desks.ts';
import { hasRight, requireRight } from '#bot/rights/rights.ts';
import { IN_QUEUE } from '#bot/tickets/life.ts';
import { move, show } from '#bot/tickets/moves.ts';
import { findTicket, PRIORITIES, type Ticket } from '#bot/tickets/ticket.ts';
import { namesIn } from '#bot/tickets/views.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import type { After, Filter, ListPlace } from './filters.ts';
import { dueForReply, isOverdue } from './overdue.ts';

/** Tickets shown at once in a list. */
const PAGE = 10;
/** A longer queue is said to be longer than this; counting it all would cost more than the page. */
export const MOST_COUNTED = 1000;

export type TicketLine = Pick<
  Ticket,
  | 'id'
  | 'requesterId'
  | 'state'
  | 'waitingOn'
  | 'waitingFor'
  | 'followUpAt'
  | 'ownerId'
  | 'openedAt'
  | 'firstReplyAt'
  | 'priority'
  | 'isPrivate'
> & {
  requesterName: string | null;
  organisation: string | null;
  /** Of what was asked; null for a private request. */
  text: string | null;
  isOverdue: boolean;
};

/** One page of the queue: `next` is where the next one begins, `names` are those of people mentioned. */
export type QueuePage = {
  desk: Desk;
  filter: Filter;
  lines: TicketLine[];
  names: Map<string, string>;
  /** How many match, up to MOST_COUNTED and one. */
  open: number;
  after: After | null;
  next: After | null;
};

type Who = { workspaceId: string; memberId: string };
type Row = TicketLine & { rank: number; matching: number };

/** The desk a person's command is about: that of the channel they type in, if they are its staff, or else their first. */
export async function deskMeant(tx: Tx, { workspaceId, memberId }: Who, channelId: string): Promise<Desk> {
  const theirs = await desksOfStaff(tx, workspaceId, memberId);
  const [first, ...others] = theirs;
  if (!first) return (await deskForStaff(tx, workspaceId, memberId)).desk;
  if (others.length === 0) return first.desk;
  const here = (await placeOf(tx, workspaceId, channelId))?.desk.id;
  return (theirs.find(({ desk }) => desk.id === here) ?? first).desk;
}

/** The number of a ticket that somebody may work on. Throws a sentence otherwise. */
export async function ticketToWorkOn(tx: Tx, { workspaceId, memberId }: Who, ticketId: number): Promise<number> {
  await findTicket(tx, workspaceId, ticketId);
  await requireRight(tx, 'work on a request', { workspaceId, actorId: memberId, ticketId });
  return ticketId;
}

/**
 * A page of a desk's queue: urgent first, and of one priority the oldest first.
 *
 * It begins after a ticket's priority and number, so pages hold while the queue moves. Each state and priority is a walk of
 * its own along the index, ten tickets at most, so a page costs the same however long the queue and its history are.
 */
export async function queuePage(deps: Deps, { workspaceId, memberId }: Who, { filter, after }: ListPlace): Promise<QueuePage> {
  await requireRight(deps.db, 'see the queue', { workspaceId, actorId: memberId, deskId: filter.deskId });
  const desk = await deps.db.desk.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: filter.deskId } } });
  const due = dueForReply(hoursOf(desk), deps.now());
  const conditions = conditionsOf(filter, memberId, isOverdue(due, deps.now()));
  const rows = await deps.db.$queryRaw<Row[]>`
    with page as (
      select found.id, rank.position::int as rank
      from unnest(${[...PRIORITIES]}::text[]) with ordinality as rank(priority, position)
      cross join unnest(${statesOf(filter)}::text[]) as held(state)
      cross join lateral (
        select ticket.id from ticket
        where ticket.workspace_id = ${workspaceId} and ticket.desk_id = ${filter.deskId}
          and ticket.state = held.state and ticket.priority = rank.priority
          and ticket.id > case when rank.position = ${after?.rank ?? 0}::int then ${after?.id ?? 0}::int else 0 end ${conditions}
        order by ticket.id limit ${PAGE + 1}
      ) found
      where rank.position >= ${after?.rank ?? 0}::int
      order by rank.position, found.id limit ${PAGE + 1}
    ), matching as (
      select count(*)::int as matching from (
        select from unnest(${statesOf(filter)}::text[]) as held(state)
        cross join lateral (
          select from ticket
          where ticket.workspace_id = ${workspaceId} and ticket.desk_id = ${filter.deskId} and ticket.state = held.state ${conditions}
          limit ${MOST_COUNTED + 1}
        ) one
        limit ${MOST_COUNTED + 1}
      ) counted
    )
    select page.rank, matching.matching, ticket.id, ticket.requester_id as "requesterId", ticket.state, ticket.waiting_on as "waitingOn",
      ticket.waiting_for as "waitingFor", ticket.follow_up_at as "followUpAt", ticket.owner_id as "ownerId", ticket.opened_at as "openedAt",
      ticket.first_reply_at as "firstReplyAt", ticket.priority, ticket.is_private as "isPrivate", requester.display_name as "requesterName",
      organisation.name as organisation, coalesce(${isOverdue(due, deps.now())}, false) as "isOverdue",
      case when ticket.is_private then null else coalesce((
        select left(message.text, 400) from channel_message message
        where message.workspace_id = ticket.workspace_id and message.ticket_id = ticket.id and message.standing = 'request'
          and message.deleted_at is null
        order by message.ts limit 1
      ), '') end as text
    from matching
    left join page on true
    left join ticket on ticket.workspace_id = ${workspaceId} and ticket.id = page.id
    left join member requester on requester.workspace_id = ${workspaceId} and requester.id = ticket.requester_id
    left join organisation on organisation.workspace_id = ${workspaceId} and organisation.id = requester.organisation_id
    order by page.rank, page.id`;
  const found = rows.filter((row) => row.id !== null);
  const lines = found.slice(0, PAGE);
  const last = lines.at(-1);
  return {
    desk,
    filter,
    lines,
    names: await namesIn(deps.db, workspaceId, lines),
    open: rows[0]?.matching ?? 0,
    after,
    next: found.length > PAGE && last ? { rank: last.rank, id: last.id } : null,
  };
}

/** Nobody has what is open, and only what waits is waiting: those lists are walked by state alone. */
function statesOf({ whose, waiting }: Filter): string[] {
  if (whose === 'unassigned') return waiting ? [] : ['open'];
  return waiting ? ['waiting'] : [...IN_QUEUE];
}

function conditionsOf(filter: Filter, memberId: string, overdue: Prisma.Sql): Prisma.Sql {
  const all = [
    filter.whose === 'mine' ? Prisma.sql`ticket.owner_id = ${memberId}` : null,
    filter.overdue ? overdue : null,
    filter.private ? Prisma.sql`ticket.is_private` : null,
    filter.priority ? Prisma.sql`ticket.priority = ${filter.priority}` : null,
    filter.topic ? Prisma.sql`coalesce(ticket.topic, ticket.suggested_topic) = ${filter.topic}` : null,
    filter.organisation
      ? Prisma.sql`exists (select from member belongs where belongs.workspace_id = ticket.workspace_id
          and belongs.id = ticket.requester_id and belongs.organisation_id = ${filter.organisation.id})`
      : null,
  ].filter((one) => one !== null);
  return all.length > 0 ? Prisma.sql`and ${Prisma.join(all, ' and ')}` : Prisma.empty;
}

/**
 * Gives a staff member the next request that nobody has: the most urgent, and of those the oldest. Null when none is left.
 *
 * It is locked before it is claimed and what others have locked is skipped, so two people at once get two different ones.
 * Private ones go to their readers only.
 */
export async function takeNext(deps: Deps, { workspaceId, memberId }: Who, deskId: string): Promise<number | null> {
  return deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'see the queue', { workspaceId, actorId: memberId, deskId });
    const mayRead = await hasRight(tx, 'read a private request', { workspaceId, actorId: memberId, deskId });
    const ticketId = await lockNext(tx, workspaceId, deskId, mayRead);
    if (ticketId === null) return null;
    const action = { workspaceId, ticketId, actorId: memberId };
    await requireRight(tx, 'work on a request', action);
    await move(tx, deps, action, { move: 'claim', at: deps.now() });
    await show(tx, deps, await findTicket(tx, workspaceId, ticketId));
    return ticketId;
  });
}

async function lockNext(tx: Tx, workspaceId: string, deskId: string, mayRead: boolean): Promise<number | null> {
  for (const priority of PRIORITIES) {
    const [found] = await tx.$queryRaw<{ id: number }[]>`
      select id from ticket
      where workspace_id = ${workspaceId} and desk_id = ${deskId} and state = 'open' and priority = ${priority}
        and (${mayRead} or not is_private)
      order by id limit 1 for update skip locked`;
    if (found) return found.id;
  }
  return null;
}
