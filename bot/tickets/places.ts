import { type Place, placeOf } from '#bot/desks/desks.ts';
import type { Tx } from '#prisma/db.ts';

type Message = { workspaceId: string; channelId: string; threadTs: string | null };

/**
 * Where a message belongs, with its locks held: to the desk of its channel or, under a card, to the card's desk.
 *
 * Cards stay where they were posted when a desk moves to another triage channel, and staff go on writing notes under them.
 */
export async function placeOfMessage(tx: Tx, message: Message, locks: string[]): Promise<Place | null> {
  const { workspaceId, channelId, threadTs } = message;
  const place = await placeOf(tx, workspaceId, channelId, locks);
  if (place || threadTs === null) return place;
  const [card] = await tx.$queryRaw<{ triageChannelId: string }[]>`
    select desk.triage_channel_id as "triageChannelId"
    from owned_message card
    join ticket on ticket.workspace_id = card.workspace_id
      and ticket.id = case when card.key like 'card:%' then split_part(card.key, ':', 2)::int end
    join desk on desk.workspace_id = ticket.workspace_id and desk.id = ticket.desk_id
    where card.workspace_id = ${workspaceId} and card.channel_id = ${channelId} and card.ts = ${threadTs}`;
  return card ? placeOf(tx, workspaceId, card.triageChannelId, locks) : null;
}
