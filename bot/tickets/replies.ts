import type { Deps } from '#bot/deps.ts';
import type { Place } from '#bot/desks/desks.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import { instantOf } from '#bot/slack/timestamps.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { recordEvent } from './events.ts';
import { LIFE, stateOf } from './life.ts';
import { move, show } from './moves.ts';
import { openTicket } from './opening.ts';
import {
  asItIsNow,
  type Now,
  recordWhatOvertook,
  type Seen,
  type StoredSeen,
  seenBefore,
  seenColumn,
  seenFrom,
} from './overtaking.ts';
import { isThanks } from './small-talk.ts';
import { copyKey, TICKET_COLUMNS, type Ticket } from './ticket.ts';
import { noteStaffReply } from './tickets.ts';

/** A message in a thread. */
export type Reply = {
  workspaceId: string;
  channelId: string;
  ts: string;
  threadTs: string;
  authorId: string | null;
  isHuman: boolean;
  text: string;
  files: { name: string; url: string }[];
};

/**
 * Takes a message in a thread for what it is: the requester's, a staff member's answer, another member's, or a note under a card.
 *
 * The caller holds the thread's lock. A reply whose request is not here yet is kept until it comes.
 */
export async function hearReply(tx: Tx, deps: Deps, place: Place, reply: Reply): Promise<void> {
  const { workspaceId, channelId, ts, threadTs, authorId, isHuman } = reply;
  if (!isHuman || authorId === null) return;
  const { ticket, seen, isByStaff, isHopeless } = await thread(tx, place, { ...reply, authorId });
  if ((seen && seen.standing !== 'early') || isHopeless) return;
  const now = asItIsNow(reply, seen);
  const role = !ticket ? null : authorId === ticket.requesterId ? 'requester' : isByStaff ? 'staff' : 'member';
  const standing = !ticket ? 'early' : place.kind === 'triage' ? 'note' : 'reply';
  await tx.$executeRaw`
    insert into channel_message (workspace_id, channel_id, ts, thread_ts, author_id, standing, reason, ticket_id, text, files, edited_ts, deleted_at, seen_at)
    values (${workspaceId}, ${channelId}, ${ts}, ${threadTs}, ${authorId}, ${standing}, ${role}, ${ticket?.id ?? null}::int, ${now.text},
      ${JSON.stringify(now.files)}::jsonb, ${now.editedTs}, ${now.deletedAt}::timestamptz, ${deps.now()})
    on conflict (workspace_id, channel_id, ts) do update set
      thread_ts = excluded.thread_ts, author_id = excluded.author_id, standing = excluded.standing, reason = excluded.reason,
      ticket_id = excluded.ticket_id, text = excluded.text, files = excluded.files`;
  if (!ticket || !role) return;
  if (standing === 'note') await note(tx, ticket, reply);
  else if (role === 'staff') await noteStaffReply(tx, deps, ticket, { actorId: authorId, at: instantOf(ts), via: 'thread' });
  else await noteMemberReply(tx, deps, place, ticket, { ...reply, authorId, now }, role === 'requester');
  await recordWhatOvertook(tx, { workspaceId, ticketId: ticket.id, authorId, now });
}

type Thread = {
  ticket: Ticket | null;
  seen: Seen | null | undefined;
  isByStaff: boolean;
  /** The thread's first message opened nothing and never will. */
  isHopeless: boolean;
};

/** What a reply is judged by. Its ticket is locked, so that what the reply does is decided on the state it finds. */
async function thread(tx: Tx, place: Place, reply: Reply & { authorId: string }): Promise<Thread> {
  const { workspaceId, channelId, ts, threadTs, authorId } = reply;
  const id = place.kind === 'help' ? ticketOfThread(reply) : ticketOfCard(reply);
  const [found] = await tx.$queryRaw<(Ticket & { seen: StoredSeen | null; isByStaff: boolean })[]>`
    select ${TICKET_COLUMNS}, ${seenColumn(workspaceId, channelId, ts)} as seen, exists (
      select 1 from desk_staff staff
      where staff.workspace_id = ticket.workspace_id and staff.desk_id = ticket.desk_id and member_id = ${authorId} and is_present
    ) as "isByStaff"
    from ticket where ticket.workspace_id = ${workspaceId} and ticket.id = ${id} for update of ticket`;
  if (found) {
    const { seen, isByStaff, ...ticket } = found;
    return { ticket, seen: seenFrom(seen), isByStaff, isHopeless: false };
  }
  const root = await tx.channelMessage.findUnique({
    where: { workspaceId_channelId_ts: { workspaceId, channelId, ts: threadTs } },
  });
  // Small talk may still be edited into a request; what hangs under no card is no note.
  const isHopeless = place.kind === 'triage' || (root?.standing === 'ignored' && root.reason !== 'smallTalk');
  return { ticket: null, seen: await seenBefore(tx, reply), isByStaff: false, isHopeless };
}

/** The newest ticket talked about in this thread, or the one that the thread's first message joined. */
function ticketOfThread({ workspaceId, channelId, threadTs }: Reply): Prisma.Sql {
  return Prisma.sql`coalesce(
    (select max(id) from ticket where workspace_id = ${workspaceId} and channel_id = ${channelId} and thread_ts = ${threadTs}),
    (select ticket_id from channel_message where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = ${threadTs})
  )`;
}

function ticketOfCard({ workspaceId, channelId, threadTs }: Reply): Prisma.Sql {
  return Prisma.sql`(
    select split_part(key, ':', 2)::int from owned_message
    where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = ${threadTs} and key like 'card:%'
  )`;
}

async function note(tx: Tx, { workspaceId, id }: Ticket, { authorId, ts }: Reply): Promise<void> {
  await recordEvent(tx, { workspaceId, ticketId: id, kind: 'noted', actorId: authorId, at: instantOf(ts) });
}

type MemberReply = Reply & { authorId: string; now: Now };

async function noteMemberReply(
  tx: Tx,
  deps: Deps,
  place: Place,
  ticket: Ticket,
  reply: MemberReply,
  byRequester: boolean,
): Promise<void> {
  const { workspaceId, channelId, ts, authorId, text } = reply;
  const at = instantOf(ts);
  const thanks = reply.files.length === 0 && isThanks(text);
  const name = !byRequester ? 'somebody else writes' : thanks ? 'requester thanks' : 'requester writes';
  if (LIFE[name][stateOf(ticket)] === 'opens a linked ticket') return followUp(tx, deps, place, ticket, reply);
  await recordEvent(tx, {
    workspaceId,
    ticketId: ticket.id,
    kind: 'member_wrote',
    actorId: authorId,
    at,
    detail: { thanks, byRequester },
  });
  const who = { workspaceId, ticketId: ticket.id, actorId: authorId };
  const moved = await move(tx, deps, who, { move: name, at, known: ticket });
  if (moved) await show(tx, deps, ticket);
  await syncSoon(tx, deps, workspaceId, [{ key: copyKey(channelId, ts), channelId: place.desk.triageChannelId }]);
}

/** A closed ticket stays locked: what its requester writes now is a new one, talked about in the same thread. */
async function followUp(tx: Tx, deps: Deps, { desk }: Place, closed: Ticket, reply: MemberReply): Promise<void> {
  const { workspaceId, authorId, ts, now } = reply;
  await openTicket(tx, deps, {
    ...reply,
    ...now,
    requesterId: authorId,
    deskId: desk.id,
    triageChannelId: desk.triageChannelId,
    linkedToId: closed.id,
  });
  await recordEvent(tx, { workspaceId, ticketId: closed.id, kind: 'linked', actorId: authorId, at: instantOf(ts) });
}
