// WHAT STAFF DO WITH A REQUEST BESIDES ANSWERING IT: hand it on, sort it, let it wait, note, merge, split, link.
// Claiming, answering and resolving are in bot/tickets; what a message does to a ticket is there, too.
import type { Deps } from '#bot/deps.ts';
import { type Desk, deskOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { type Deed, requireRight } from '#bot/rights/rights.ts';
import { LIFE, stateOf } from '#bot/tickets/life.ts';
import { refusal, show } from '#bot/tickets/moves.ts';
import { cardKey, findTicket, lockTicket, noTicket, TICKET_COLUMNS, type Ticket } from '#bot/tickets/ticket.ts';
import type { Action } from '#bot/tickets/tickets.ts';
import type { Tx } from '#prisma/db.ts';

/**
 * A ticket that nobody else can change before this transaction ends: of two who do the same at once the second finds it done.
 *
 * Two tickets are locked in the order of their numbers, so that two people who merge them into each other do not wait for ever.
 */
export async function lockTickets(tx: Tx, workspaceId: string, ...ids: number[]): Promise<Ticket[]> {
  const found = await tx.$queryRaw<Ticket[]>`
    select ${TICKET_COLUMNS} from ticket where workspace_id = ${workspaceId} and id = any(${ids}) order by id for update`;
  return ids.map((id) => {
    const ticket = found.find((one) => one.id === id);
    if (!ticket) throw noTicket(id);
    return ticket;
  });
}

/** One thing a staff member does with a ticket: rights, then the work on the locked ticket, then everything that shows it again. */
export async function handle(
  deps: Deps,
  action: Action,
  work: (tx: Tx, ticket: Ticket, at: Date) => Promise<void>,
  deed: Deed = 'work on a request',
): Promise<void> {
  const { workspaceId, ticketId } = action;
  await deps.db.$transaction(async (tx) => {
    await findTicket(tx, workspaceId, ticketId);
    await requireRight(tx, deed, action);
    const ticket = await lockTicket(tx, workspaceId, ticketId);
    await work(tx, ticket, deps.now());
    await show(tx, deps, await findTicket(tx, workspaceId, ticketId));
  });
}

/** Throws a sentence for a ticket that has ended: what is sorted, split or merged is still being worked on. */
export function requireInQueue(ticket: Ticket, actorId: string): void {
  const step = LIFE.merge[stateOf(ticket)];
  if (typeof step === 'object' && 'refused' in step) throw refusal(ticket, step.refused, actorId);
}

/** Where a ticket's card is, or will be posted. */
export async function cardPlace(
  tx: Tx,
  ticket: Ticket,
): Promise<{ channelId: string; underKey: string; ticketId: number; desk: Desk }> {
  const { workspaceId, id } = ticket;
  const desk = await deskOf(tx, workspaceId, ticket.deskId);
  const key = cardKey(id);
  const card = await tx.ownedMessage.findUnique({
    where: { workspaceId_key: { workspaceId, key } },
    select: { channelId: true },
  });
  return { channelId: card?.channelId ?? desk.triageChannelId, underKey: key, ticketId: id, desk };
}

export function alreadySo(sentence: string): UserError {
  return new UserError('already_so', sentence);
}
