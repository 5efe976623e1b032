import type { Deps } from '#bot/deps.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
import { recordEvent } from './events.ts';
import { show } from './moves.ts';
import { talkOf } from './talk.ts';
import { findTicket, isInSlack, isOutside, type Ticket } from './ticket.ts';
import { messageLink } from './views.ts';

/** Tells the requester of a merged ticket, in its own talk, where it goes on. */
export async function tellMerged(tx: Tx, deps: Deps, ticket: Ticket, into: Ticket): Promise<void> {
  const { workspaceId, id, requesterId } = ticket;
  if (isOutside(requesterId)) return;
  const { requests } = await wordsFor(tx, workspaceId, requesterId);
  const text = requests.merged(`*#${id}*`, await placeToFollow(tx, into));
  const key = `merged:${id}:${into.id}:${deps.now().getTime()}`;
  await saySoon(tx, deps, workspaceId, { key, ...talkOf(ticket), content: { kind: 'text', text } });
}

/** Merged tickets whose survivor is merged itself (or comes back) point at the other from then on; answers those that do. */
export async function moveAlong(
  tx: Tx,
  deps: Deps,
  { workspaceId, actorId }: { workspaceId: string; actorId: string },
  { ids, from, to }: { ids: number[]; from: number; to: number },
): Promise<Ticket[]> {
  if (ids.length === 0) return [];
  const moved = await tx.ticket.updateManyAndReturn({
    where: { workspaceId, id: { in: ids }, state: 'merged', mergedIntoId: from },
    data: { mergedIntoId: to },
  });
  for (const ticket of moved) {
    const detail = { with: to, mergedIntoId: to };
    await recordEvent(tx, { workspaceId, ticketId: ticket.id, kind: 'linked', actorId, at: deps.now(), detail });
    await show(tx, deps, ticket);
  }
  return moved;
}

/** Tells them that it goes on by itself again, and takes the line about it off the other card. */
export async function tellUnmerged(tx: Tx, deps: Deps, ticket: Ticket, intoId: number): Promise<void> {
  const { workspaceId, id, requesterId } = ticket;
  await show(tx, deps, await findTicket(tx, workspaceId, intoId));
  if (isOutside(requesterId)) return;
  const { handling } = await wordsFor(tx, workspaceId, requesterId);
  const text = handling.unmerged(`*#${id}*`);
  const key = `unmerged:${id}:${intoId}:${deps.now().getTime()}`;
  await saySoon(tx, deps, workspaceId, { key, ...talkOf(ticket), content: { kind: 'text', text } });
}

/** A link where everybody can follow it: in a direct message or of a private request there is none. */
async function placeToFollow(tx: Tx, { workspaceId, id, channelId, ts, talksInDm, isPrivate }: Ticket): Promise<string> {
  if (isPrivate || talksInDm || !isInSlack(channelId) || channelId.startsWith('D')) return `*#${id}*`;
  const { url } = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { url: true } });
  return `*<${messageLink(url, channelId, ts)}|#${id}>*`;
}
