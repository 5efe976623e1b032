import type { Deps } from '#bot/deps.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
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
