import type { Saying } from '#bot/slack/outbox.ts';
import { type Ticket, talkKey } from './ticket.ts';

type Place = Pick<Saying, 'channelId' | 'threadTs' | 'underKey' | 'ticketId'>;

/** Where a ticket is talked about with its requester: the thread of the message, or their direct message under ours. */
export function talkOf({ id, talksInDm, requesterId, channelId, threadTs }: Ticket): Place {
  return talksInDm ? { channelId: requesterId, underKey: talkKey(id), ticketId: id } : { channelId, threadTs, ticketId: id };
}
