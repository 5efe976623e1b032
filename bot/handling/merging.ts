import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { becomePrivate } from '#bot/privacy/privacy.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { IN_QUEUE } from '#bot/tickets/life.ts';
import { moveAlong, tellMerged } from '#bot/tickets/merged.ts';
import { move, show } from '#bot/tickets/moves.ts';
import { findTicket, type Ticket } from '#bot/tickets/ticket.ts';
import type { Action } from '#bot/tickets/tickets.ts';
import { lockTickets, requireInQueue } from './handling.ts';

/**
 * Joins a ticket to another of its desk, which goes on for both; the requester of the merged one is told once. What goes on
 * in a private request of the same member is private from then on. What had been merged into it before moves along, so that
 * everything merged points at the one that goes on.
 *
 * Both are locked, so that two people cannot merge two tickets into each other.
 */
export async function mergeTicket(deps: Deps, action: Action, intoId: number): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  if (intoId === ticketId) throw cannot('itself', `#${ticketId} is this request itself. Please choose the one it goes on in.`);
  await deps.db.$transaction(async (tx) => {
    for (const id of [ticketId, intoId]) {
      await findTicket(tx, workspaceId, id);
      await requireRight(tx, 'work on a request', { ...action, ticketId: id });
    }
    const [ticket, into] = (await lockTickets(tx, workspaceId, ticketId, intoId)) as [Ticket, Ticket];
    requireInQueue(ticket, actorId);
    requireTakesIn(ticket, into);
    const children = await tx.ticket.findMany({ where: { workspaceId, mergedIntoId: ticketId, state: 'merged' } });
    for (const child of children) requireTakesIn(child, into);
    const along = children.map(({ id }) => id);
    const result = { mergedIntoId: intoId };
    await move(tx, deps, action, { move: 'merge', at: deps.now(), known: ticket, result, detail: { along } });
    const moved = await moveAlong(tx, deps, action, { ids: along, from: ticketId, to: intoId });
    for (const id of [ticketId, ...moved.map((child) => child.id)]) {
      if (into.isPrivate) await becomePrivate(tx, deps, { ...action, ticketId: id });
      await tellMerged(tx, deps, await findTicket(tx, workspaceId, id), into);
    }
    await show(tx, deps, await findTicket(tx, workspaceId, ticketId));
    await show(tx, deps, into);
  });
}

/** Throws a sentence unless the other ticket can go on for both. */
function requireTakesIn(ticket: Ticket, into: Ticket): void {
  const name = `#${into.id}`;
  if (into.deskId !== ticket.deskId)
    throw cannot(
      'other_desk',
      `${name} belongs to another desk, and requests are merged within one. You can link the two instead.`,
    );
  if (into.state === 'merged')
    throw cannot('merged_target', `${name} was merged into #${into.mergedIntoId}. Please merge into that one.`);
  if (!IN_QUEUE.includes(into.state))
    throw cannot('ended_target', `${name} has ended, so nothing goes on there. Please choose an open one, or link the two.`);
  if (ticket.isPrivate && !into.isPrivate)
    throw cannot(
      'private_into_public',
      `Request #${ticket.id} is private and ${name} is not: merged, others could read what it says. You can link the two instead.`,
    );
  if (into.isPrivate && !ticket.isPrivate && into.requesterId !== ticket.requesterId)
    throw cannot(
      'public_into_private',
      `${name} is private and somebody else's, so this member could not follow it there. You can link the two instead.`,
    );
}

function cannot(code: string, sentence: string): UserError {
  return new UserError(`merge_${code}`, sentence);
}
