import type { Deps } from '#bot/deps.ts';
import { saySoon, syncSoon } from '#bot/slack/outbox.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
import { talkOf } from './talk.ts';
import { deleteHelpKey, hasLeftItsThread, type Ticket, talkKey } from './ticket.ts';

type Written = { channelId: string; authorId: string; role: 'requester' | 'staff' | 'member' };

/**
 * Somebody wrote in the thread of a request that has been made private: it is kept for its readers, the requester is
 * shown once where to go on, and staff that others can read what they wrote.
 */
export async function pointToTalk(tx: Tx, deps: Deps, ticket: Ticket, { channelId, authorId, role }: Written): Promise<void> {
  if (!hasLeftItsThread(ticket) || channelId !== ticket.channelId) return;
  const { workspaceId, id, requesterId } = ticket;
  const owned = [talkKey(id), ...(role === 'requester' ? [deleteHelpKey(id)] : [])];
  await syncSoon(
    tx,
    deps,
    workspaceId,
    owned.map((key) => ({ key, channelId: requesterId })),
  );
  if (role === 'requester') {
    const { privacy } = await wordsFor(tx, workspaceId, requesterId);
    const content = { kind: 'text', text: privacy.goOnHere };
    await saySoon(tx, deps, workspaceId, { key: `go-on-here:${id}`, ...talkOf(ticket), content });
  }
  if (role === 'staff') {
    const content = { kind: 'text', text: wroteInPublic(id) };
    await saySoon(tx, deps, workspaceId, { key: `wrote-in-public:${id}:${authorId}`, channelId: authorId, content });
  }
}

const wroteInPublic = (id: number) =>
  `Request #${id} is private now, and everybody in the channel can read what you just wrote in its old thread. Please delete it there. Press *Reply* on the card instead: the member reads that in their direct message.`;
