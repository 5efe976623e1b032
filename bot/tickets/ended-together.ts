import type { Deps } from '#bot/deps.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
import { talkOf } from './talk.ts';
import { isOutside, type Outcome, type Ticket } from './ticket.ts';

type Ended = { ticket: Pick<Ticket, 'workspaceId' | 'id'>; at: Date; outcome: Outcome | undefined };

/** Tells everybody whose request had been merged into this one that it has ended, each once, where theirs was talked about. */
export async function tellWhoseWereMerged(tx: Tx, deps: Deps, { ticket: into, at, outcome }: Ended): Promise<void> {
  const { workspaceId, id: mergedIntoId } = into;
  const merged = await tx.ticket.findMany({ where: { workspaceId, mergedIntoId, state: 'merged' }, orderBy: { id: 'asc' } });
  const newest = new Map(merged.map((ticket) => [ticket.requesterId, ticket]));
  for (const ticket of newest.values()) {
    if (isOutside(ticket.requesterId)) continue;
    const { requests } = await wordsFor(tx, workspaceId, ticket.requesterId);
    const isDone = outcome === 'solved' || outcome === 'answered by a member';
    const text = (isDone ? requests.doneWith : requests.endedWith)(`*#${ticket.id}*`, `*#${mergedIntoId}*`);
    const key = `ended-together:${ticket.id}:${mergedIntoId}:${at.getTime()}`;
    await saySoon(tx, deps, workspaceId, { key, ...talkOf(ticket), content: { kind: 'text', text } });
  }
}
