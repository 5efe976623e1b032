import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { lockTickets } from '#bot/handling/handling.ts';
import { addJobs, removeJob } from '#bot/queue.ts';
import { showCalls } from '#bot/ratings/calls.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { forgetInHomes } from '#bot/slack/homes.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import { recordEvent } from '#bot/tickets/events.ts';
import { show } from '#bot/tickets/moves.ts';
import {
  ASK_RATING,
  cardKey,
  copyKey,
  deleteHelpKey,
  findTicket,
  hasLeftItsThread,
  isOutside,
  type Ticket,
  WITHDRAW_RATING,
} from '#bot/tickets/ticket.ts';
import type { Action } from '#bot/tickets/tickets.ts';
import { timer } from '#bot/tickets/timers.ts';
import type { Tx } from '#prisma/db.ts';

/** The job that takes back what the bot said of a request that is now private, where others read it. */
export const CLEAR_SAYINGS = 'clear-sayings';

/**
 * Makes a request private, for good: from now on only its requester and its readers see what it says.
 *
 * A talk in a channel goes on in the requester's direct message. Everything of ours that shows words of it is rendered
 * again without them, and so is what the same requester had asked before it was merged into this one. Of two people
 * pressing at once one does it, and the other is told that it is done.
 */
export async function makePrivate(deps: Deps, action: Action): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    await findTicket(tx, action.workspaceId, action.ticketId);
    await requireRight(tx, 'make a request private', action);
    if (await becomePrivate(tx, deps, action)) return;
    throw new UserError('private_already', ({ privacy }) => privacy.alreadyPrivate(`#${action.ticketId}`));
  });
}

/** The same as part of something else, by somebody whose right to it has been asked; false when it is private already. */
export async function becomePrivate(tx: Tx, deps: Deps, action: Action): Promise<boolean> {
  const { ticketId, actorId } = action;
  const open = (await lockFamily(tx, action)).filter(({ isPrivate }) => !isPrivate);
  for (const before of open) await turn(tx, deps, before, actorId);
  return open.some(({ id }) => id === ticketId);
}

/** All of them at once, so that locks are taken in one order; again, when one was merged into it meanwhile. */
async function lockFamily(tx: Tx, action: Action): Promise<Ticket[]> {
  for (let ids = await familyOf(tx, action); ; ) {
    const locked = await lockTickets(tx, action.workspaceId, ...ids);
    const now = await familyOf(tx, action);
    if (now.every((id) => ids.includes(id))) return locked;
    ids = now;
  }
}

/** The request, and those of the same member that go on in it, directly or by way of another. */
async function familyOf(tx: Tx, { workspaceId, ticketId }: Action): Promise<number[]> {
  const family = await tx.$queryRaw<{ id: number }[]>`
    with recursive family as (
      select id, requester_id from ticket where workspace_id = ${workspaceId} and id = ${ticketId}
      union
      select merged.id, merged.requester_id from ticket merged
      join family on merged.merged_into_id = family.id and merged.requester_id = family.requester_id
      where merged.workspace_id = ${workspaceId} and merged.state = 'merged'
    )
    select id from family`;
  return family.map(({ id }) => id);
}

/** Locked by the caller, so that nobody else has turned it meanwhile. */
async function turn(tx: Tx, deps: Deps, before: Ticket, actorId: string): Promise<void> {
  const { workspaceId, id: ticketId } = before;
  await tx.ticket.update({
    where: { workspaceId_id: { workspaceId, id: ticketId } },
    data: { isPrivate: true, ...(isReadByOthers(before) ? { talksInDm: true } : {}) },
  });
  await recordEvent(tx, { workspaceId, ticketId, kind: 'made_private', actorId, at: deps.now() });
  const ticket = await findTicket(tx, workspaceId, ticketId);
  await show(tx, deps, ticket);
  await forgetInHomes(tx, workspaceId, ticket.deskId, [ticket.requesterId, ticket.ownerId]);
  await showCopiesAgain(tx, deps, ticket);
  await showCalls(tx, deps, workspaceId, ticketId);
  await takeRatingBack(tx, deps, ticket);
  await addJobs(tx, deps, [
    { task: CLEAR_SAYINGS, payload: { workspaceId, ticketId }, key: `${CLEAR_SAYINGS}:${workspaceId}:${ticketId}` },
  ]);
  if (hasLeftItsThread(ticket))
    await syncSoon(tx, deps, workspaceId, [{ key: deleteHelpKey(ticketId), channelId: ticket.requesterId }]);
}

/** It is talked about in a channel; with somebody who is not in Slack there is no talk to move. */
const isReadByOthers = ({ channelId, talksInDm, requesterId }: Ticket): boolean =>
  /^[CG]/.test(channelId) && !talksInDm && !isOutside(requesterId);

/**
 * Also those whose job is about to post them: it may have read the request before this was committed.
 *
 * What was split off is no reply any more, but its copy is still under the card of the request that it was split from.
 */
async function showCopiesAgain(tx: Tx, deps: Deps, { workspaceId, id, mergedIntoId, deskId }: Ticket): Promise<void> {
  const posted = await tx.$queryRaw<{ key: string; channelId: string }[]>`
    select copy.key, copy.channel_id as "channelId" from channel_message message
    join owned_message copy on copy.workspace_id = message.workspace_id and copy.key = 'copy:' || message.channel_id || ':' || message.ts
    where message.workspace_id = ${workspaceId} and message.ticket_id = ${id}`;
  await syncSoon(tx, deps, workspaceId, posted);
  const written = await tx.channelMessage.findMany({
    where: { workspaceId, ticketId: id, standing: 'reply', reason: { in: ['requester', 'member'] } },
    select: { channelId: true, ts: true },
  });
  const known = new Set(posted.map(({ key }) => key));
  const awaited = written.map(({ channelId, ts }) => copyKey(channelId, ts)).filter((key) => !known.has(key));
  if (awaited.length === 0) return;
  const card = await tx.ownedMessage.findUnique({
    where: { workspaceId_key: { workspaceId, key: cardKey(mergedIntoId ?? id) } },
  });
  const desk = await tx.desk.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: deskId } } });
  const copyIn = card?.channelId ?? desk.triageChannelId;
  await syncSoon(
    tx,
    deps,
    workspaceId,
    awaited.map((key) => ({ key, channelId: copyIn })),
  );
}

/** Nobody is asked to rate a private request; one resolved a moment ago may be about to be. */
async function takeRatingBack(tx: Tx, deps: Deps, ticket: Ticket): Promise<void> {
  if (ticket.state !== 'resolved') return;
  await removeJob(tx, timer(ASK_RATING, ticket, deps.now()).key);
  await addJobs(tx, deps, [timer(WITHDRAW_RATING, ticket, deps.now())]);
}
