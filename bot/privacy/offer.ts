import type { Deps } from '#bot/deps.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { isOutside } from '#bot/tickets/ticket.ts';
import type { Tx } from '#prisma/db.ts';
import { sensitiveIn } from './patterns.ts';

/** How the offer is said; its words and buttons are in this room's jobs. */
export const OFFER_PRIVACY = 'offer-privacy';

/**
 * Asks the requester, once a request, whether to go on in private, when what they wrote looks like it should not be in a channel.
 *
 * Nothing else follows from it: nobody on staff hears what was found, and no log. It goes by direct message, since a
 * message "only visible to you" may be lost.
 */
export async function offerPrivacy(
  tx: Tx,
  deps: Deps,
  { workspaceId, id }: { workspaceId: string; id: number },
  text: string | null,
): Promise<void> {
  const holds = text === null ? null : sensitiveIn(text);
  if (holds === null) return;
  const ticket = await tx.ticket.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id } } });
  const { isPrivate, talksInDm, channelId, requesterId } = ticket;
  // Only where others read it, too.
  if (isPrivate || talksInDm || isOutside(requesterId) || !/^[CG]/.test(channelId)) return;
  const content = { kind: OFFER_PRIVACY, ticketId: id, holds };
  await saySoon(tx, deps, workspaceId, { key: `offer-privacy:${id}`, channelId: requesterId, ticketId: id, content });
}
