import type { Deps } from '#bot/deps.ts';
import { desksOfStaff, placeOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs, type Job } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import type { Words } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
import { ticketFor } from './ways-in.ts';

/** Somebody wants a message to be a request: by a 🎫 on it, or from its menu. */
export type Mark = { workspaceId: string; channelId: string; ts: string; actorId: string; at: Date };

/** The job that reads a marked message and does what follows. */
export const TAKE_MARKED = 'take-marked-message';

export function markedJob({ workspaceId, channelId, ts, actorId, at }: Mark, isConfirmed = false): Job {
  const payload = { workspaceId, channelId, ts, actorId, at: at.getTime(), isConfirmed: isConfirmed ? 1 : 0 };
  return {
    task: TAKE_MARKED,
    payload,
    key: `${TAKE_MARKED}:${workspaceId}:${channelId}:${ts}:${actorId}:${payload.isConfirmed}`,
  };
}

/** What is done about a mark. */
export type Verdict = 'take it' | 'ask the author' | 'by our team';

type Marked = { workspaceId: string; channelId: string; authorId: string; actorId: string; isPrivate: boolean };

/**
 * The author and staff may make a request of a message at once; of anybody else's mark the author is asked first.
 *
 * What was written in a private channel is shown to staff only if its author says so. When a member marks what our own team wrote, nobody is asked.
 */
export async function judgeMark(tx: Tx, { workspaceId, channelId, authorId, actorId, isPrivate }: Marked): Promise<Verdict> {
  const isStaff = async (memberId: string) => (await desksOfStaff(tx, workspaceId, memberId)).length > 0;
  const isOurs = (await placeOf(tx, workspaceId, channelId)) !== null;
  const isAllowed = actorId === authorId || (await isStaff(actorId));
  if (isAllowed && (!isPrivate || isOurs)) return 'take it';
  if (!isAllowed && (await isStaff(authorId))) return 'by our team';
  return 'ask the author';
}

export const OFFER = 'offer';

type Offered = Mark & { threadTs: string | null; authorId: string };

/** Asks the author of a message, once, whether it shall become a request; false when they have been asked before. */
export async function offerToAuthor(deps: Deps, offered: Offered): Promise<boolean> {
  const { workspaceId, channelId, ts, threadTs, authorId, actorId, at } = offered;
  return deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'ask for help', { workspaceId, actorId });
    if ((await ticketFor(tx, offered)) !== null) return false;
    const { count } = await tx.offer.createMany({
      data: [{ workspaceId, channelId, ts, authorId, offeredById: actorId, at }],
      skipDuplicates: true,
    });
    if (count === 0) return false;
    const content = { kind: OFFER, authorId, actorId, channelId, ts, threadTs };
    await saySoon(tx, deps, workspaceId, { key: `offer:${channelId}:${ts}`, channelId: authorId, content });
    return true;
  });
}

/** The author's answer counts once; after a yes the message is read and becomes a request from that moment on. */
export async function answerOffer(
  deps: Deps,
  { workspaceId, channelId, ts, actorId }: Omit<Mark, 'at'>,
  answer: 'yes' | 'no',
): Promise<void> {
  const at = deps.now();
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'answer an offer', { workspaceId, actorId });
    const theirs = { workspaceId, channelId, ts, authorId: actorId };
    const { count } = await tx.offer.updateMany({ where: { ...theirs, answer: null }, data: { answer, answeredAt: at } });
    if (count === 0) throw (await tx.offer.findFirst({ where: theirs })) ? refused('offerAnswered') : refused('offerGone');
    if (answer === 'yes') await addJobs(tx, deps, [markedJob({ workspaceId, channelId, ts, actorId, at }, true)]);
  });
}

const refused = (sentence: 'offerAnswered' | 'offerGone') =>
  new UserError(sentence === 'offerGone' ? 'no_offer' : 'answered_already', ({ waysIn }: Words) => waysIn[sentence]);
