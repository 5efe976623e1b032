import type { Deps } from '#bot/deps.ts';
import { type Place, roleAt } from '#bot/desks/desks.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import { instantOf } from '#bot/slack/timestamps.ts';
import type { Tx } from '#prisma/db.ts';
import { recordEvent } from './events.ts';
import { LIFE, stateOf } from './life.ts';
import { move, show } from './moves.ts';
import { openTicket } from './opening.ts';
import { asItIsNow, type Now, recordWhatOvertook, type Seen } from './overtaking.ts';
import { isThanks } from './small-talk.ts';
import { copyKey, findTicket, type Ticket } from './ticket.ts';
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
export async function hearReply(tx: Tx, deps: Deps, place: Place, reply: Reply, seen: Seen | undefined): Promise<void> {
  if (seen && seen.standing !== 'early') return;
  const { workspaceId, channelId, ts, authorId, isHuman } = reply;
  if (!isHuman || authorId === null) return;
  const ticket = place.kind === 'help' ? await ticketOfThread(tx, reply) : await ticketOfCard(tx, reply);
  if (ticket === 'none, and none will come') return;
  const now = asItIsNow(reply, seen);
  const row = { authorId, ticketId: ticket?.id ?? null, ...now };
  const role = ticket ? await roleIn(tx, ticket, authorId) : null;
  const standing = !ticket ? 'early' : place.kind === 'triage' ? 'note' : 'reply';
  await tx.channelMessage.upsert({
    where: { workspaceId_channelId_ts: { workspaceId, channelId, ts } },
    create: { workspaceId, channelId, ts, threadTs: reply.threadTs, ...row, standing, reason: role, seenAt: deps.now() },
    update: { ...row, threadTs: reply.threadTs, standing, reason: role },
  });
  if (!ticket || !role) return;
  if (standing === 'note') await note(tx, ticket, reply);
  else if (role === 'staff') await noteStaffReply(tx, deps, ticket, { actorId: authorId, at: instantOf(ts), via: 'thread' });
  else await noteMemberReply(tx, deps, place, ticket, { ...reply, authorId, now }, role === 'requester');
  await recordWhatOvertook(tx, { workspaceId, ticketId: ticket.id, authorId, now });
}

/** Null while the thread's first message has not been heard; a thread under something that opened nothing will never be a ticket's. */
type Found = Ticket | null | 'none, and none will come';

/** The newest ticket talked about in this thread, or the one that the thread's first message joined. */
async function ticketOfThread(tx: Tx, { workspaceId, channelId, threadTs }: Reply): Promise<Found> {
  // Locked, so that what the reply does is decided on the state it finds.
  const [found] = await tx.$queryRaw<{ id: number }[]>`
    select id from ticket
    where workspace_id = ${workspaceId} and (
      (channel_id = ${channelId} and thread_ts = ${threadTs})
      or id = (select ticket_id from channel_message where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = ${threadTs})
    )
    order by thread_ts = ${threadTs} desc, id desc limit 1 for update`;
  if (found) return findTicket(tx, workspaceId, found.id);
  const root = await tx.channelMessage.findUnique({
    where: { workspaceId_channelId_ts: { workspaceId, channelId, ts: threadTs } },
  });
  // Small talk may still be edited into a request.
  return root?.standing === 'ignored' && root.reason !== 'smallTalk' ? 'none, and none will come' : null;
}

async function ticketOfCard(tx: Tx, { workspaceId, channelId, threadTs }: Reply): Promise<Found> {
  const card = await tx.ownedMessage.findUnique({
    where: { workspaceId_channelId_ts: { workspaceId, channelId, ts: threadTs } },
  });
  const id = Number(card?.key.match(/^card:(\d+)$/)?.[1]);
  const ticket = Number.isNaN(id) ? null : await tx.ticket.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
  return ticket ?? 'none, and none will come';
}

async function roleIn(tx: Tx, ticket: Ticket, authorId: string): Promise<'requester' | 'staff' | 'member'> {
  if (authorId === ticket.requesterId) return 'requester';
  return (await roleAt(tx, ticket.workspaceId, ticket.deskId, authorId)) ? 'staff' : 'member';
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
  const moved = await move(tx, deps, { workspaceId, ticketId: ticket.id, actorId: authorId }, { move: name, at });
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
