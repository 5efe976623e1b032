import type { Deps } from '#bot/deps.ts';
import type { Desk } from '#bot/desks/desks.ts';
import { offerPrivacy } from '#bot/privacy/offer.ts';
import { instantOf } from '#bot/slack/timestamps.ts';
import type { Tx } from '#prisma/db.ts';
import { circumstancesOf } from './circumstances.ts';
import { recordEvent } from './events.ts';
import { isTooMany, tellAboutFlood } from './flood.ts';
import { judge } from './judgement.ts';
import { pointToTalk } from './left-thread.ts';
import { channelLock, threadLock } from './locks.ts';
import { move, show } from './moves.ts';
import { openTicket, type Way } from './opening.ts';
import { asItIsNow, type Now, recordWhatOvertook } from './overtaking.ts';
import { placeOfMessage } from './places.ts';
import { hearReply, type Reply } from './replies.ts';
import { isThanks } from './small-talk.ts';
import { findTicket } from './ticket.ts';

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
  /** How it came in, when it was not written in a help channel. */
  way?: Way;
};

/**
 * Takes a message of a help channel, or of a card's thread, for what it is.
 *
 * Heard any number of times, under any number of event ids, it counts once. The order in which a message, its edits,
 * its deletion and its replies arrive changes nothing in the end.
 */
export async function hearMessage(deps: Deps, heard: Heard): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    // The channel's lock makes "nobody else wrote in between" true for as long as it is decided on;
    // the thread's lets a reply that overtook its request either be found here or find the ticket.
    const locks = heard.threadTs ? [threadLock(heard, heard.threadTs)] : [channelLock(heard), threadLock(heard, heard.ts)];
    const place = await placeOfMessage(tx, heard, locks);
    if (place && heard.threadTs) await hearReply(tx, deps, place, { ...heard, threadTs: heard.threadTs });
    else if (place?.kind === 'help') await hearTopLevel(tx, deps, place.desk, heard);
  });
}

/** Judges a top-level message under the locks of its channel and its thread, and does what follows. */
export async function hearTopLevel(tx: Tx, deps: Deps, desk: Desk, heard: Heard): Promise<void> {
  const { workspaceId, channelId, ts, authorId } = heard;
  const { seen, isByStaff, joinable, hasEarlyReplies, recent } = await circumstancesOf(tx, desk, heard);
  if (seen && seen.standing !== 'early') return;
  if (heard.isHuman && authorId !== null && !isByStaff && isTooMany(deps, recent)) {
    await tellAboutFlood(tx, deps, { ...heard, authorId });
    return ignore(tx, deps, heard, 'flood');
  }
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
  await offerPrivacy(tx, deps, { workspaceId, id: ticketId }, now.text);
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
  const ticket = await findTicket(tx, workspaceId, ticketId);
  await show(tx, deps, ticket);
  await pointToTalk(tx, deps, ticket, { channelId, authorId: ticket.requesterId, role: 'requester' });
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
  for (const { ts, authorId, text, files } of early) {
    const sent = (files ?? []) as Heard['files'];
    const reply: Reply = { workspaceId, channelId, ts, threadTs, authorId, isHuman: true, text: text ?? '', files: sent };
    await hearReply(tx, deps, { desk, kind: 'help' }, reply);
  }
}
