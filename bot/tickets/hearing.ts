import type { Deps } from '#bot/deps.ts';
import { type Desk, placeOf } from '#bot/desks/desks.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import { instantOf } from '#bot/slack/timestamps.ts';
import type { Tx } from '#prisma/db.ts';
import { circumstancesOf } from './circumstances.ts';
import { recordEvent } from './events.ts';
import { judge } from './judgement.ts';
import { move, show } from './moves.ts';
import { openTicket } from './opening.ts';
import { asItIsNow, type Now, recordWhatOvertook, seenBefore } from './overtaking.ts';
import { hearReply, type Reply } from './replies.ts';
import { isThanks } from './small-talk.ts';
import { copyKey, findTicket } from './ticket.ts';

/** A message as Slack delivered it, reduced to what the rules need. */
export type Heard = {
  workspaceId: string;
  channelId: string;
  ts: string;
  /** Null for a top-level message. */
  threadTs: string | null;
  authorId: string | null;
  /** False for bots and for what Slack itself writes (joins, leaves, topics). */
  isHuman: boolean;
  text: string;
  files: { name: string; url: string }[];
};

/**
 * Takes a message of a help channel, or of a card's thread, for what it is.
 *
 * Heard any number of times, under any number of event ids, it counts once. The order in which a message, its edits,
 * its deletion and its replies arrive changes nothing in the end.
 */
export async function hearMessage(deps: Deps, heard: Heard): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const place = await placeOf(tx, heard.workspaceId, heard.channelId);
    if (!place) return;
    if (heard.threadTs) {
      await lock(tx, threadLock(heard, heard.threadTs));
      await hearReply(tx, deps, place, { ...heard, threadTs: heard.threadTs }, await seenBefore(tx, heard));
    } else if (place.kind === 'help') {
      // The channel's lock makes "nobody else wrote in between" true for as long as it is decided on;
      // the thread's lets a reply that overtook its request either be found here or find the ticket.
      await lock(tx, channelLock(heard), threadLock(heard, heard.ts));
      await hearTopLevel(tx, deps, place.desk, heard);
    }
  });
}

type Channel = { workspaceId: string; channelId: string };
const channelLock = ({ workspaceId, channelId }: Channel) => `${workspaceId}:${channelId}`;
const threadLock = ({ workspaceId, channelId }: Channel, threadTs: string) => `${workspaceId}:${channelId}:${threadTs}`;

async function lock(tx: Tx, ...names: string[]): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(name, 0)) from unnest(${names}::text[]) as name`;
}

async function hearTopLevel(tx: Tx, deps: Deps, desk: Desk, heard: Heard): Promise<void> {
  const { workspaceId, channelId, ts, authorId } = heard;
  const { seen, isByStaff, joinable, hasEarlyReplies } = await circumstancesOf(tx, desk, heard);
  if (seen && seen.standing !== 'early') return;
  const judgement = judge({
    isHuman: heard.isHuman && authorId !== null,
    isByStaff,
    texts: seen?.text ? [heard.text, seen.text] : [heard.text],
    hasFiles: heard.files.length > 0,
    joinable,
  });
  if (judgement.standing === 'ignored' || authorId === null) {
    const reason = judgement.standing === 'ignored' ? judgement.reason : 'noise';
    return ignore(tx, deps, heard, reason);
  }
  const now = asItIsNow(heard, seen);
  const ticketId =
    judgement.standing === 'joined'
      ? await join(tx, deps, heard, { ...now, ticketId: judgement.ticketId })
      : await openTicket(tx, deps, {
          ...heard,
          ...now,
          requesterId: authorId,
          deskId: desk.id,
          triageChannelId: desk.triageChannelId,
          threadTs: ts,
          linkedToId: null,
        });
  await recordWhatOvertook(tx, { workspaceId, ticketId, authorId, now });
  if (hasEarlyReplies) await hearEarlyReplies(tx, deps, desk, workspaceId, channelId, ts);
}

/** What joins is a message of the requester's like any other: it brings a resolved ticket back and ends a wait for the member. */
async function join(tx: Tx, deps: Deps, heard: Heard, { ticketId, ...now }: Now & { ticketId: number }): Promise<number> {
  const { workspaceId, channelId, ts, authorId } = heard;
  const at = instantOf(ts);
  await tx.ticket.update({ where: { workspaceId_id: { workspaceId, id: ticketId } }, data: { lastJoinedTs: ts } });
  const row = { authorId, standing: 'joined', reason: null, ticketId, ...now };
  await tx.channelMessage.upsert({
    where: { workspaceId_channelId_ts: { workspaceId, channelId, ts } },
    create: { workspaceId, channelId, ts, ...row, seenAt: deps.now() },
    update: row,
  });
  await recordEvent(tx, { workspaceId, ticketId, kind: 'joined', actorId: authorId, at });
  const name = heard.files.length === 0 && isThanks(heard.text) ? 'requester thanks' : 'requester writes';
  await move(tx, deps, { workspaceId, ticketId, actorId: authorId }, { move: name, at });
  await show(tx, deps, await findTicket(tx, workspaceId, ticketId));
  return ticketId;
}

/** Keeps that a message opened nothing and why, and not a word of what it said. */
async function ignore(tx: Tx, deps: Deps, { workspaceId, channelId, ts, authorId }: Heard, reason: string): Promise<void> {
  const row = { authorId, standing: 'ignored', reason, text: null, files: [] };
  await tx.channelMessage.upsert({
    where: { workspaceId_channelId_ts: { workspaceId, channelId, ts } },
    create: { workspaceId, channelId, ts, ...row, seenAt: deps.now() },
    update: row,
  });
}

/** Replies that arrived before the message they answer are heard now, in the order in which they were written. */
async function hearEarlyReplies(
  tx: Tx,
  deps: Deps,
  desk: Desk,
  workspaceId: string,
  channelId: string,
  threadTs: string,
): Promise<void> {
  const early = await tx.channelMessage.findMany({
    where: { workspaceId, channelId, threadTs, standing: 'early', authorId: { not: null } },
    orderBy: { ts: 'asc' },
  });
  for (const { ts, authorId, text, files, editedTs, deletedAt } of early) {
    const sent = (files ?? []) as Heard['files'];
    const reply: Reply = { workspaceId, channelId, ts, threadTs, authorId, isHuman: true, text: text ?? '', files: sent };
    await hearReply(tx, deps, { desk, kind: 'help' }, reply, { standing: 'early', text, files: sent, editedTs, deletedAt });
  }
}

export type Edit = Omit<Heard, 'isHuman'> & { editedTs: string };

/**
 * Takes an edit over into the ticket; an edit that overtook its message is kept for it.
 *
 * A message that opened nothing is judged again by its new words: "hello" may have become a question.
 */
export async function hearEdit(deps: Deps, edit: Edit): Promise<void> {
  const { workspaceId, channelId, ts } = edit;
  await deps.db.$transaction(async (tx) => {
    const place = await placeOf(tx, workspaceId, channelId);
    if (!place) return;
    await lock(tx, channelLock(edit), threadLock(edit, edit.threadTs ?? ts));
    const seen = await tx.channelMessage.findUnique({ where: { workspaceId_channelId_ts: { workspaceId, channelId, ts } } });
    if (seen) await takeOver(tx, deps, place.desk, edit, seen);
    else if (place.kind === 'help') await keepEarly(tx, deps, edit);
  });
}

type Kept = {
  standing: string;
  reason: string | null;
  threadTs: string | null;
  ticketId: number | null;
  editedTs: string | null;
  deletedAt: Date | null;
};

async function takeOver(tx: Tx, deps: Deps, desk: Desk, edit: Edit, seen: Kept): Promise<void> {
  const { workspaceId, channelId, ts, editedTs, text, files } = edit;
  if (seen.editedTs !== null && seen.editedTs >= editedTs) return;
  const isJudgedAgain = seen.reason === 'smallTalk' && seen.threadTs === null && !seen.deletedAt;
  if (seen.standing === 'ignored' && !isJudgedAgain) return;
  const words = seen.deletedAt ? {} : { text, files };
  await tx.channelMessage.update({
    where: { workspaceId_channelId_ts: { workspaceId, channelId, ts } },
    data: isJudgedAgain ? { ...words, editedTs, standing: 'early', reason: null } : { ...words, editedTs },
  });
  if (isJudgedAgain) return hearTopLevel(tx, deps, desk, { ...edit, isHuman: true });
  const { ticketId } = seen;
  if (ticketId !== null) await changed(tx, deps, desk, { ...edit, ticketId, kind: 'edited', at: instantOf(editedTs) });
}

async function keepEarly(tx: Tx, deps: Deps, { text, files, editedTs, ...edit }: Edit): Promise<void> {
  const { workspaceId, channelId, ts, threadTs, authorId } = edit;
  const row = { workspaceId, channelId, ts, threadTs, authorId, standing: 'early', text, files, editedTs };
  await tx.channelMessage.create({ data: { ...row, seenAt: deps.now() } });
}

export type Deletion = {
  workspaceId: string;
  channelId: string;
  ts: string;
  threadTs: string | null;
  authorId: string | null;
  at: Date;
};

/** Forgets what a deleted message said, everywhere we keep or show it; the ticket stays. */
export async function hearDeletion(deps: Deps, deletion: Deletion): Promise<void> {
  const { workspaceId, channelId, ts, threadTs, authorId, at } = deletion;
  await deps.db.$transaction(async (tx) => {
    const place = await placeOf(tx, workspaceId, channelId);
    if (!place) return;
    await lock(tx, channelLock(deletion), threadLock(deletion, threadTs ?? ts));
    const seen = await tx.channelMessage.findUnique({ where: { workspaceId_channelId_ts: { workspaceId, channelId, ts } } });
    if (!seen) {
      if (place.kind === 'triage') return;
      await tx.channelMessage.create({
        data: { workspaceId, channelId, ts, threadTs, authorId, standing: 'early', deletedAt: at, seenAt: deps.now() },
      });
      return;
    }
    if (seen.deletedAt) return;
    await tx.channelMessage.update({
      where: { workspaceId_channelId_ts: { workspaceId, channelId, ts } },
      data: { text: null, files: [], deletedAt: at },
    });
    if (seen.ticketId !== null)
      await changed(tx, deps, place.desk, { ...deletion, ticketId: seen.ticketId, kind: 'deleted', at });
  });
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

async function changed(
  tx: Tx,
  deps: Deps,
  desk: Desk,
  { workspaceId, channelId, ts, authorId, ticketId, kind, at }: Changed,
): Promise<void> {
  const ticket = await tx.ticket.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: ticketId } } });
  await recordEvent(tx, { workspaceId, ticketId, kind, actorId: authorId, at });
  await show(tx, deps, ticket);
  const copy = await tx.ownedMessage.findUnique({ where: { workspaceId_key: { workspaceId, key: copyKey(channelId, ts) } } });
  if (copy) await syncSoon(tx, deps, workspaceId, [{ key: copy.key, channelId: desk.triageChannelId }]);
}
