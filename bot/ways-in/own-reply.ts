import type { Deps } from '#bot/deps.ts';
import { deskOf } from '#bot/desks/desks.ts';
import { offerPrivacy } from '#bot/privacy/offer.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { recordEvent } from '#bot/tickets/events.ts';
import { hearMessage } from '#bot/tickets/hearing.ts';
import { channelLock, holdLocks, threadLock } from '#bot/tickets/locks.ts';
import { show } from '#bot/tickets/moves.ts';
import { openTicket, type Request } from '#bot/tickets/opening.ts';
import { lockTicket } from '#bot/tickets/ticket.ts';
import { type Message, ticketFor } from './ways-in.ts';

/**
 * Makes a request of its author's own of what they wrote in the thread of somebody else's, when they mark it; answers its number.
 *
 * It has no thread of its own, so it goes on in their direct message. Null for anything else that belongs to a request already.
 */
export async function splitOffOwnReply(
  deps: Deps,
  message: Message,
  { actorId, at }: { actorId: string; at: Date },
): Promise<number | null> {
  const { workspaceId, channelId, ts, threadTs, authorId } = message;
  if (actorId !== authorId || threadTs === null) return null;
  // Its own event may be on its way still.
  await hearMessage(deps, { ...message, isHuman: true });
  return deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'ask for help', { workspaceId, actorId });
    await holdLocks(tx, [channelLock(message), threadLock(message, threadTs)]);
    const known = await ticketFor(tx, message);
    if (known === null) return null;
    const from = await lockTicket(tx, workspaceId, known);
    if (from.requesterId === authorId) return null;
    const [reply] = await tx.channelMessage.updateManyAndReturn({
      where: { workspaceId, channelId, ts, authorId, ticketId: known, standing: 'reply', reason: 'member', deletedAt: null },
      data: { standing: 'early', reason: null },
    });
    if (!reply) return null;
    const desk = await deskOf(tx, workspaceId, from.deskId);
    const ticketId = await openTicket(tx, deps, {
      workspaceId,
      deskId: desk.id,
      triageChannelId: desk.triageChannelId,
      requesterId: authorId,
      channelId,
      ts,
      threadTs,
      text: reply.text,
      files: (reply.files ?? []) as Request['files'],
      editedTs: reply.editedTs,
      deletedAt: null,
      linkedToId: null,
      way: { via: 'reaction', openedAt: at, talksInDm: true, isPrivate: from.isPrivate, splitFromId: from.id },
    });
    await recordEvent(tx, { workspaceId, ticketId: from.id, kind: 'split', actorId, at: deps.now(), detail: { into: ticketId } });
    await offerPrivacy(tx, deps, { workspaceId, id: ticketId }, reply.text);
    await show(tx, deps, from);
    return ticketId;
  });
}
