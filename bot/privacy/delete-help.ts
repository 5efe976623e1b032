import { findTicket, hasLeftItsThread } from '#bot/tickets/ticket.ts';
import { messageLink } from '#bot/tickets/views.ts';
import { type Words, wordsFor } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';

/** What helps a requester to delete what they wrote where others read it; `messages` in the order of writing. */
export type DeleteHelp = { ticketId: number; words: Words; messages: { link: string; isDeleted: boolean }[] };

/** Null when there is nothing of theirs to delete. */
export async function deleteHelpFor(tx: Tx, workspaceId: string, ticketId: number): Promise<DeleteHelp | null> {
  const ticket = await findTicket(tx, workspaceId, ticketId);
  if (!hasLeftItsThread(ticket)) return null;
  const { channelId, requesterId } = ticket;
  const written = await tx.channelMessage.findMany({
    where: { workspaceId, ticketId, channelId, authorId: requesterId, standing: { in: ['request', 'joined', 'reply'] } },
    orderBy: { ts: 'asc' },
    select: { ts: true, threadTs: true, deletedAt: true },
  });
  if (written.length === 0) return null;
  const { url } = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { url: true } });
  const messages = written.map(({ ts, threadTs, deletedAt }) => ({
    // Slack finds an answer in a thread only when told which.
    link: `${messageLink(url, channelId, ts)}${threadTs ? `?thread_ts=${threadTs}&cid=${channelId}` : ''}`,
    isDeleted: deletedAt !== null,
  }));
  return { ticketId, words: await wordsFor(tx, workspaceId, requesterId), messages };
}
