import type { Deps } from '#bot/deps.ts';
import type { Desk } from '#bot/desks/desks.ts';
import { showCalls } from '#bot/ratings/calls.ts';
import { forgetInHomes } from '#bot/slack/homes.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import { instantOf } from '#bot/slack/timestamps.ts';
import type { Tx } from '#prisma/db.ts';
import { recordEvent } from './events.ts';
import { type Heard, hearTopLevel } from './hearing.ts';
import { channelLock, threadLock } from './locks.ts';
import { show } from './moves.ts';
import { opensNothing } from './overtaking.ts';
import { placeOfMessage } from './places.ts';
import { copyKey, DAY_MS, deleteHelpKey, findTicket, hasLeftItsThread } from './ticket.ts';

export type Edit = Omit<Heard, 'isHuman'> & { editedTs: string };

/**
 * Takes an edit over into the ticket; an edit that overtook its message is kept for it.
 *
 * A message that opened nothing is judged again by its new words: "hello" may have become a question. What the requester
 * edits in the thread that a private request has left keeps its words, as if deleted: its readers still need them.
 */
export async function hearEdit(deps: Deps, edit: Edit): Promise<void> {
  const { workspaceId, channelId, ts } = edit;
  await deps.db.$transaction(async (tx) => {
    const place = await placeOfMessage(tx, edit, [channelLock(edit), threadLock(edit, edit.threadTs ?? ts)]);
    if (!place) return;
    const seen = await tx.channelMessage.findUnique({ where: { workspaceId_channelId_ts: { workspaceId, channelId, ts } } });
    if (seen) await takeEditOver(tx, deps, place.desk, edit, seen);
    else if (place.kind === 'help') await keepEarly(tx, deps, edit);
  });
}

type Kept = {
  authorId: string | null;
  standing: string;
  reason: string | null;
  threadTs: string | null;
  ticketId: number | null;
  editedTs: string | null;
  deletedAt: Date | null;
};

async function takeEditOver(tx: Tx, deps: Deps, desk: Desk, edit: Edit, seen: Kept): Promise<void> {
  const { workspaceId, channelId, ts, editedTs, text, files } = edit;
  if (seen.editedTs !== null && seen.editedTs >= editedTs) return;
  const isJudgedAgain = seen.reason === 'smallTalk' && seen.threadTs === null && !seen.deletedAt;
  if (seen.standing === 'ignored' && !isJudgedAgain) return;
  const isKept = seen.ticketId !== null && (await isKeptForReaders(tx, edit, { ...seen, ticketId: seen.ticketId }));
  const words = seen.deletedAt || isKept ? {} : { text, files };
  await tx.channelMessage.update({
    where: { workspaceId_channelId_ts: { workspaceId, channelId, ts } },
    data: isJudgedAgain ? { ...words, editedTs, standing: 'early', reason: null } : { ...words, editedTs },
  });
  if (isJudgedAgain) return hearTopLevel(tx, deps, desk, { ...edit, isHuman: true });
  const { ticketId } = seen;
  if (ticketId !== null) await changed(tx, deps, { ...edit, ticketId, kind: 'edited', at: instantOf(editedTs) });
}

/** Slack gives up on an event within hours, and a sweep brings a message as it reads by then: an older one was never ours. */
const OVERTAKEN_WITHIN_MS = DAY_MS;

/** Not a word is kept of what will never be heard: an old message, or one in a thread that opened nothing. */
async function keepEarly(tx: Tx, deps: Deps, { text, files, editedTs, ...edit }: Edit): Promise<void> {
  const { workspaceId, channelId, ts, threadTs, authorId } = edit;
  if (deps.now().getTime() - instantOf(ts).getTime() > OVERTAKEN_WITHIN_MS) return;
  if (threadTs !== null && (await opensNothing(tx, edit, threadTs))) return;
  const row = { workspaceId, channelId, ts, threadTs, authorId, standing: 'early', text, files, editedTs };
  await tx.channelMessage.create({ data: { ...row, seenAt: deps.now() } });
}

export type Deletion = {
  workspaceId: string;
  channelId: string;
  ts: string;
  threadTs: string | null;
  authorId: string | null;
  /** A bot's own message, which is never heard; we may have kept what we posted for staff. */
  isByBot?: boolean;
  at: Date;
};

/**
 * Forgets what a deleted message said, everywhere we keep or show it; the ticket stays.
 *
 * Of a request made private its readers keep what its requester, or the bot, deleted from the channel: deleting it there
 * is what we ask for. What anybody else deletes there is gone.
 */
export async function hearDeletion(deps: Deps, deletion: Deletion): Promise<void> {
  const { workspaceId, channelId, ts, threadTs, authorId, isByBot = false, at } = deletion;
  await deps.db.$transaction(async (tx) => {
    const place = await placeOfMessage(tx, deletion, [channelLock(deletion), threadLock(deletion, threadTs ?? ts)]);
    if (!place) return;
    const seen = await tx.channelMessage.findUnique({ where: { workspaceId_channelId_ts: { workspaceId, channelId, ts } } });
    if (!seen) {
      if (place.kind === 'triage' || isByBot) return;
      await tx.channelMessage.create({
        data: { workspaceId, channelId, ts, threadTs, authorId, standing: 'early', deletedAt: at, seenAt: deps.now() },
      });
      return;
    }
    if (seen.deletedAt) return;
    const isKept = seen.ticketId !== null && (await isKeptForReaders(tx, deletion, { ...seen, ticketId: seen.ticketId }));
    await tx.channelMessage.update({
      where: { workspaceId_channelId_ts: { workspaceId, channelId, ts } },
      data: isKept ? { deletedAt: at } : { text: null, files: [], deletedAt: at },
    });
    if (seen.ticketId !== null) await changed(tx, deps, { ...deletion, ticketId: seen.ticketId, kind: 'deleted', at });
  });
}

async function isKeptForReaders(
  tx: Tx,
  { workspaceId, channelId, isByBot = false }: Pick<Deletion, 'workspaceId' | 'channelId' | 'isByBot'>,
  { ticketId, authorId }: { ticketId: number; authorId: string | null },
): Promise<boolean> {
  const ticket = await findTicket(tx, workspaceId, ticketId);
  const isTheirs = isByBot || authorId === ticket.requesterId;
  if (hasLeftItsThread(ticket) && ticket.channelId === channelId && isTheirs) return true;
  // Our own note under the card, for one.
  return ticket.isPrivate && isByBot && !channelId.startsWith('D');
}

type Changed = {
  workspaceId: string;
  channelId: string;
  ts: string;
  authorId: string | null;
  ticketId: number;
  kind: 'edited' | 'deleted';
  at: Date;
};

async function changed(tx: Tx, deps: Deps, { workspaceId, channelId, ts, authorId, ticketId, kind, at }: Changed): Promise<void> {
  const ticket = await tx.ticket.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: ticketId } } });
  await recordEvent(tx, { workspaceId, ticketId, kind, actorId: authorId, at });
  await show(tx, deps, ticket);
  if (kind === 'deleted') {
    await forgetInHomes(tx, workspaceId, ticket.deskId, [ticket.requesterId, ticket.ownerId]);
    await showCalls(tx, deps, workspaceId, ticketId);
  }
  if (hasLeftItsThread(ticket))
    await syncSoon(tx, deps, workspaceId, [{ key: deleteHelpKey(ticketId), channelId: ticket.requesterId }]);
  const copy = await tx.ownedMessage.findUnique({ where: { workspaceId_key: { workspaceId, key: copyKey(channelId, ts) } } });
  if (copy) await syncSoon(tx, deps, workspaceId, [{ key: copy.key, channelId: copy.channelId }]);
}
