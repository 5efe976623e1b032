import type { Deps } from '#bot/deps.ts';
import { deskForMembers, isSetUp, placeOf } from '#bot/desks/desks.ts';
import { offerPrivacy } from '#bot/privacy/offer.ts';
import { addJobs, type Job } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { instantOf } from '#bot/slack/timestamps.ts';
import { isTooMany, recentColumn, tellAboutFlood } from '#bot/tickets/flood.ts';
import { hearMessage } from '#bot/tickets/hearing.ts';
import { JOIN_WITHIN_SECONDS } from '#bot/tickets/judgement.ts';
import { channelLock, holdLocks, threadLock } from '#bot/tickets/locks.ts';
import { openTicket } from '#bot/tickets/opening.ts';
import { asItIsNow, recordWhatOvertook, seenBefore } from '#bot/tickets/overtaking.ts';
import { ticketOfMessage } from '#bot/tickets/places.ts';
import type { Via } from '#bot/tickets/ticket.ts';
import type { Tx } from '#prisma/db.ts';

/** A message by a person, anywhere in Slack, that is to become a request. */
export type Message = {
  workspaceId: string;
  channelId: string;
  ts: string;
  threadTs: string | null;
  authorId: string;
  text: string;
  files: { name: string; url: string }[];
};

/** How it came to be one: at once when it was written, or marked as one later. */
export type Coming = {
  via: Via;
  /** When it was marked; older messages count from then. */
  at: Date;
  /** The bot is not in that channel, so the talk goes on in the author's direct message. */
  isElsewhere?: boolean;
};

/** The ticket of a message; `isNew` when it has just become one. */
export type Taken = { ticketId: number; isNew: boolean };

/** Takes in what was written in a thread before its request was one. */
export const BACK_FILL = 'back-fill-thread';

/**
 * Makes a request of a message, unless it belongs to one; null when it has been deleted meanwhile.
 *
 * Asked any number of times, at once with others or with the message's own event, one ticket comes of it.
 */
export async function takeAsRequest(deps: Deps, message: Message, coming: Coming): Promise<Taken | null> {
  await hearAsUsual(deps, message, coming);
  return deps.db.$transaction(async (tx) => {
    await holdLocks(tx, [channelLock(message), threadLock(message, message.threadTs ?? message.ts)]);
    return openFrom(tx, deps, message, coming);
  });
}

/** What has just been written in a help channel is taken as ever, whichever comes first: its own event or the 🎫 on it. */
async function hearAsUsual(deps: Deps, message: Message, { at }: Coming): Promise<void> {
  if (isLate(message, at)) return;
  const place = await placeOf(deps.db, message.workspaceId, message.channelId);
  if (place?.kind === 'help') await hearMessage(deps, { ...message, isHuman: true });
}

/** The same in a transaction that holds the locks of the message's channel and thread. */
export async function openFrom(tx: Tx, deps: Deps, message: Message, coming: Coming): Promise<Taken | null> {
  const { workspaceId, channelId, ts, authorId } = message;
  const { via, at, isElsewhere = false } = coming;
  await requireRight(tx, 'ask for help', { workspaceId, actorId: authorId });
  const known = await ticketFor(tx, message);
  if (known !== null) return { ticketId: known, isNew: false };
  const now = asItIsNow(message, await seenBefore(tx, message));
  if (now.deletedAt) return null;
  const place = (await isSetUp(tx, workspaceId)) ? await placeOf(tx, workspaceId, channelId) : null;
  const desk = place?.desk ?? (await deskForMembers(tx, workspaceId));
  const home = isElsewhere ? { channelId: authorId, threadTs: ts } : { channelId, threadTs: message.threadTs ?? ts };
  const ticketId = await openTicket(tx, deps, {
    workspaceId,
    deskId: desk.id,
    triageChannelId: desk.triageChannelId,
    requesterId: authorId,
    ts,
    ...home,
    ...now,
    linkedToId: null,
    way: { via, talksInDm: isElsewhere, ...(isLate(message, at) ? { openedAt: at } : {}) },
  });
  await recordWhatOvertook(tx, { workspaceId, ticketId, authorId, now });
  await offerPrivacy(tx, deps, { workspaceId, id: ticketId }, now.text);
  if (!isElsewhere) await addJobs(tx, deps, [backFillJob(message)]);
  return { ticketId, isNew: true };
}

/** A message from where the bot is not is known by its author and its time. */
export async function ticketFor(tx: Tx, message: Omit<Message, 'text' | 'files'>): Promise<number | null> {
  const { workspaceId, authorId, ts } = message;
  const known = await ticketOfMessage(tx, message);
  if (known !== null) return known;
  const elsewhere = await tx.ticket.findUnique({
    where: { workspaceId_channelId_ts: { workspaceId, channelId: authorId, ts } },
    select: { id: true },
  });
  return elsewhere?.id ?? null;
}

function isLate({ ts }: { ts: string }, at: Date): boolean {
  return at.getTime() - instantOf(ts).getTime() > JOIN_WITHIN_SECONDS * 1000;
}

function backFillJob({ workspaceId, channelId, ts, threadTs }: Message): Job {
  const payload = { workspaceId, channelId, threadTs: threadTs ?? ts, after: ts };
  return { task: BACK_FILL, payload, key: `${BACK_FILL}:${workspaceId}:${channelId}:${ts}` };
}

/** Whether somebody writes faster than anybody reads; they are told, and nothing is made of it. */
export async function isFlood(tx: Tx, deps: Deps, message: Omit<Message, 'text' | 'files'>): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ recent: number }[]>`select ${recentColumn(message)} as recent`;
  const isOneTooMany = isTooMany(deps, row?.recent ?? 0);
  if (isOneTooMany) await tellAboutFlood(tx, deps, message);
  return isOneTooMany;
}
