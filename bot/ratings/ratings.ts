import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import { recordEvent } from '#bot/tickets/events.ts';
import { ASK_RATING, DAY_MS, isOutside, lockTicket, type Ticket, WITHDRAW_RATING } from '#bot/tickets/ticket.ts';
import type { Action } from '#bot/tickets/tickets.ts';
import { timer } from '#bot/tickets/timers.ts';
import { isMutedByWave } from '#bot/waves/contact-rule.ts';
import type { Tx } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { nextOpening } from '#reports/working-hours.ts';
import { ratingClass } from '#surveys/scoring.ts';
import { callTheUnhappy, showCalls } from './calls.ts';

export type Rating = Prisma.RatingGetPayload<object>;

/** Nobody is asked more often than this, whatever becomes of the asking. */
const ASKED_EVERY_DAYS = 14;
/** For this long an answer is waited for. */
const ANSWERED_WITHIN_DAYS = 7;
const ratingKey = (ticketId: number) => `rating:${ticketId}`;

type Asked = { workspaceId: string; ticketId: number };

/**
 * Asks a requester how we helped them: once a ticket, once a fortnight, while the desk is open.
 *
 * Not for private, stale, merged or dismissed ones, nor for what the member settled themselves, nor while a survey asks them, nor of
 * whoever wants no surveys; what is left out is not asked later.
 */
export async function askForRating(deps: Deps, { workspaceId, ticketId }: Asked): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const ticket = await lockTicket(tx, workspaceId, ticketId);
    if (!(await isToBeAsked(tx, ticket))) return;
    const now = deps.now();
    const opening = nextOpening(hoursOf(await deskOf(tx, workspaceId, ticket.deskId)), now);
    if (opening > now) return addJobs(tx, deps, [timer(ASK_RATING, ticket, opening)]);
    const { requesterId: memberId } = ticket;
    // Of two requests of one person at once, the second finds that the first has asked.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`rating:${workspaceId}:${memberId}`}, 0))`;
    const since = new Date(now.getTime() - ASKED_EVERY_DAYS * DAY_MS);
    if ((await tx.rating.count({ where: { workspaceId, memberId, askedAt: { gt: since } } })) > 0) return;
    if ((await isMutedByWave(tx, workspaceId, memberId, now)) || (await wantsNoSurveys(tx, workspaceId, memberId))) return;
    const { count } = await tx.rating.createMany({
      data: [{ workspaceId, ticketId, memberId, askedAt: now }],
      skipDuplicates: true,
    });
    if (count === 0) return;
    await recordEvent(tx, { workspaceId, ticketId, kind: 'rating_asked', actorId: null, at: now });
    await syncSoon(tx, deps, workspaceId, [{ key: ratingKey(ticketId), channelId: memberId }]);
    await addJobs(tx, deps, [timer(WITHDRAW_RATING, ticket, overAt(now))]);
  });
}

async function isToBeAsked(tx: Tx, ticket: Ticket): Promise<boolean> {
  const { workspaceId, id: ticketId, requesterId, state, outcome, isPrivate } = ticket;
  if (state !== 'resolved' || isPrivate || outcome === 'stale' || isOutside(requesterId)) return false;
  const ended = await tx.ticketEvent.findFirst({
    where: { workspaceId, ticketId, kind: { in: ['resolved', 'withdrawn'] } },
    orderBy: { id: 'desc' },
  });
  if (!ended || ended.kind === 'withdrawn' || ended.actorId === requesterId) return false;
  const person = await tx.member.findUnique({ where: { workspaceId_id: { workspaceId, id: requesterId } } });
  return !person || (person.deactivatedAt === null && person.kind !== 'bot');
}

/** 0 stands for all surveys, and this is one. */
async function wantsNoSurveys(tx: Tx, workspaceId: string, memberId: string): Promise<boolean> {
  return (await tx.surveyOptOut.count({ where: { workspaceId, memberId, surveyId: 0 } })) > 0;
}

/** When an asking that was made then is over. */
export function overAt(askedAt: Date): Date {
  return new Date(askedAt.getTime() + ANSWERED_WITHIN_DAYS * DAY_MS);
}

/** Takes an unanswered question back: at once when the request is open again, and otherwise after a week. */
export async function withdrawRating(deps: Deps, { workspaceId, ticketId }: Asked): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const ticket = await lockTicket(tx, workspaceId, ticketId);
    const rating = await tx.rating.findUnique({ where: { workspaceId_ticketId: { workspaceId, ticketId } } });
    if (!rating || rating.score !== null || rating.withdrawnAt) return;
    const isOver = overAt(rating.askedAt) <= deps.now();
    const hasEnded = ticket.state === 'resolved' || ticket.state === 'closed';
    if (!isOver && hasEnded) return addJobs(tx, deps, [timer(WITHDRAW_RATING, ticket, overAt(rating.askedAt))]);
    const { count } = await tx.rating.updateMany({
      where: { workspaceId, ticketId, score: null, withdrawnAt: null },
      data: { withdrawnAt: deps.now() },
    });
    if (count === 1) await syncSoon(tx, deps, workspaceId, [{ key: ratingKey(ticketId), channelId: rating.memberId }]);
  });
}

/** Keeps what the requester thinks of how they were helped; the first answer counts, and an unhappy one goes to the leads. */
export async function rate(deps: Deps, action: Action, score: number): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'rate a request', action);
    const at = deps.now();
    const { count } = await tx.rating.updateMany({
      where: { workspaceId, ticketId, memberId: actorId, score: null, withdrawnAt: null },
      data: { score, answeredAt: at },
    });
    if (count === 0) throw await whyNotRated(tx, action);
    await recordEvent(tx, { workspaceId, ticketId, kind: 'rated', actorId, at, detail: { score } });
    await syncSoon(tx, deps, workspaceId, [{ key: ratingKey(ticketId), channelId: actorId }]);
    if (ratingClass(score) === 'unhappy') await callTheUnhappy(tx, deps, action);
  });
}

async function whyNotRated(tx: Tx, { workspaceId, ticketId, actorId }: Action): Promise<UserError> {
  const rating = await tx.rating.findUnique({ where: { workspaceId_ticketId: { workspaceId, ticketId } } });
  const isAnswered = rating?.memberId === actorId && rating.score !== null;
  if (isAnswered) return new UserError('rated_already', ({ ratings }) => ratings.answeredAlready);
  return new UserError('rating_over', ({ ratings }) => ratings.overNow);
}

/** Keeps what the requester adds to their answer, once. */
export async function commentOnRating(deps: Deps, action: Action, text: string): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'rate a request', action);
    const { count } = await tx.rating.updateMany({
      where: { workspaceId, ticketId, memberId: actorId, score: { not: null }, comment: null },
      data: { comment: text },
    });
    if (count === 0) throw new UserError('commented_already', ({ ratings }) => ratings.commentedAlready);
    await syncSoon(tx, deps, workspaceId, [{ key: ratingKey(ticketId), channelId: actorId }]);
    await showCalls(tx, deps, workspaceId, ticketId);
  });
}
