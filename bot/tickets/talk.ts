import type { Saying } from '#bot/slack/outbox.ts';
import type { Tx } from '#prisma/db.ts';
import { findTicket, hasLeftItsThread, type Ticket, talkKey } from './ticket.ts';

type Place = Pick<Saying, 'channelId' | 'threadTs' | 'underKey' | 'ticketId'>;

/** Where a ticket is talked about with its requester: the thread of the message, or their direct message under ours. */
export function talkOf({ id, talksInDm, requesterId, channelId, threadTs }: Ticket): Place {
  return talksInDm ? { channelId: requesterId, underKey: talkKey(id), ticketId: id } : { channelId, threadTs, ticketId: id };
}

/** Where something waiting to be said in a ticket's thread is to be said instead, since the ticket has been made private; null if it has not. */
export async function movedTo(
  tx: Tx,
  workspaceId: string,
  { ticketId, channelId }: { ticketId: number; channelId: string },
): Promise<{ channelId: string; underKey: string } | null> {
  const ticket = await findTicket(tx, workspaceId, ticketId);
  if (!hasLeftItsThread(ticket) || ticket.channelId !== channelId) return null;
  return { channelId: ticket.requesterId, underKey: talkKey(ticketId) };
}
