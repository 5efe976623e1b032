import { type Place, placeOf } from '#bot/desks/desks.ts';
import type { Tx } from '#prisma/db.ts';

type Message = { workspaceId: string; channelId: string; ts: string; threadTs: string | null };

/**
 * Where a message belongs, with its locks held: to the desk of its channel or, under a card or in a ticket's thread, to that ticket's desk.
 *
 * Cards stay where they were posted when a desk moves to another triage channel, and staff go on writing notes under them.
 * Requests that came by a 🎫, a mention or a direct message are talked about in channels that no desk serves.
 */
export async function placeOfMessage(tx: Tx, message: Message, locks: string[]): Promise<Place | null> {
  const { workspaceId, channelId, ts, threadTs } = message;
  const place = await placeOf(tx, workspaceId, channelId, locks);
  if (place) return place;
  const root = threadTs ?? ts;
  const [found] = await tx.$queryRaw<{ triageChannelId: string; isCard: boolean }[]>`
    with own as (
      select split_part(key, ':', 1) = 'card' as is_card, split_part(key, ':', 2)::int as ticket_id from owned_message
      where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = ${root} and key ~ '^(card|talk|delete-help):[0-9]+$'
    )
    select desk.triage_channel_id as "triageChannelId", coalesce(own.is_card, false) as "isCard"
    from ticket
    left join own on own.ticket_id = ticket.id
    join desk on desk.workspace_id = ticket.workspace_id and desk.id = ticket.desk_id
    where ticket.workspace_id = ${workspaceId} and ticket.id = coalesce(
      (select ticket_id from own),
      (select max(id) from ticket other where other.workspace_id = ${workspaceId} and other.channel_id = ${channelId} and other.thread_ts = ${root}),
      (select ticket_id from channel_message where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = ${ts})
    )`;
  if (!found) return null;
  const served = await placeOf(tx, workspaceId, found.triageChannelId, locks);
  return served && { desk: served.desk, kind: found.isCard ? 'triage' : 'thread' };
}

/**
 * The ticket a message belongs to, whatever it is of it: the request, a message in its thread, its card, its acknowledgement,
 * a note or a copy under the card. Null when it belongs to none (yet).
 */
export async function ticketOfMessage(tx: Tx, { workspaceId, channelId, ts, threadTs }: Message): Promise<number | null> {
  const root = threadTs ?? ts;
  const [found] = await tx.$queryRaw<{ ticketId: number | null }[]>`
    select coalesce(
      (select ticket_id from channel_message where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = ${ts}),
      (select split_part(key, ':', 2)::int from owned_message
        where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = ${ts} and key ~ '^(card|talk|acknowledgement|delete-help):[0-9]+$'),
      (select split_part(key, ':', 2)::int from owned_message
        where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = ${root} and key ~ '^(card|talk|delete-help):[0-9]+$'),
      (select max(id) from ticket where workspace_id = ${workspaceId} and channel_id = ${channelId} and thread_ts = ${root}),
      (select ticket_id from channel_message where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = ${root})
    ) as "ticketId"`;
  return found?.ticketId ?? null;
}
