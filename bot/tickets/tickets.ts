import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { deskOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { resolvePartsSoon } from '#bot/known-problems/parts.ts';
import { addJobs } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import type { Tx } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { answerersOf } from './answerers.ts';
import { recordEvent } from './events.ts';
import { LIFE, type Move, STATE_EVENTS, stateOf, UNDOABLE_EVENTS } from './life.ts';
import { moveAlong, tellUnmerged } from './merged.ts';
import { move, type Result, refusal, show } from './moves.ts';
import { talkOf } from './talk.ts';
import {
  CLOSE_TICKET,
  DAY_MS,
  DAYS_TO_RETURN,
  findTicket,
  isOutside,
  lockTicket,
  type Outcome,
  type Ticket,
  usualTopic,
} from './ticket.ts';
import { again, closingTime, schedule } from './timers.ts';

/** Who does what to which ticket. */
export type Action = { workspaceId: string; ticketId: number; actorId: string };

/**
 * Gives an unclaimed ticket to a staff member.
 *
 * Of two people pressing at once exactly one wins; the other is told who.
 */
export function claimTicket(deps: Deps, action: Action): Promise<void> {
  return staffMove(deps, action, 'claim');
}

/** Ends the work on a ticket, with how it ended and what it was about; closes by itself after seven days. */
export function resolveTicket(deps: Deps, action: Action, ending: Ending): Promise<void> {
  return staffMove(deps, action, 'resolve', async (tx, ticket) => {
    const { outcome, answeredById, withParts } = ending;
    const desk = await deskOf(tx, action.workspaceId, ticket.deskId);
    const topic = topicNamed(desk, ending.topic);
    if (ticket.problem !== null) await resolvePartsSoon(tx, deps, action, withParts);
    if (outcome !== 'answered by a member' || !answeredById) return { outcome, topic };
    const answerers = await answerersOf(tx, action.workspaceId, action.ticketId);
    if (!answerers.includes(answeredById))
      throw new UserError(
        'no_answerer',
        'That person wrote nothing in the thread of this request. Please choose somebody who did.',
      );
    return { outcome, topic, answeredById };
  });
}

/** How a ticket ended. */
export type Ending = {
  outcome: Outcome;
  topic: string;
  /** For 'answered by a member': whose answer it was; the last who wrote there when left out. */
  answeredById?: string;
  /** For a known problem: whether everything that is part of it has ended, too. */
  withParts?: boolean;
};

/** The desk's topic that somebody chose or typed. Throws a sentence with all of them when there is none. */
export function topicNamed({ topics }: { topics: string[] }, typed: string): string {
  const found = topics.find((topic) => topic.toLowerCase() === typed.toLowerCase());
  if (found) return found;
  const known = topics.map((topic) => `"${escapeText(topic)}"`).join(', ');
  throw new UserError('no_such_topic', `This desk has no topic "${escapeText(cut(typed, 60))}". It has ${known}.`);
}

/** Resolves as "solved" with the topic suggested when the ticket came in: the press for the usual case. */
export async function resolveAsUsual(deps: Deps, action: Action): Promise<void> {
  const ticket = await findTicket(deps.db, action.workspaceId, action.ticketId);
  const desk = await deskOf(deps.db, action.workspaceId, ticket.deskId);
  return resolveTicket(deps, action, { outcome: 'solved', topic: usualTopic(ticket, desk) });
}

/** Takes a ticket back into work that was resolved in the last seven days. */
export function reopenTicket(deps: Deps, action: Action): Promise<void> {
  return staffMove(deps, action, 'reopen');
}

/** Says that this was no request: out of the figures, and the acknowledgement goes. */
export function dismissTicket(deps: Deps, action: Action): Promise<void> {
  return staffMove(deps, action, 'dismiss');
}

/**
 * Answers the member in the thread of the request, under the staff member's name, and claims the ticket if nobody had.
 *
 * `key` names the form it was typed in: sent twice, it is said once.
 */
export async function replyToMember(deps: Deps, action: Action, answer: Answer): Promise<void> {
  await deps.db.$transaction((tx) => replyIn(tx, deps, action, answer));
}

type Answer = { text: string; key: string };

/** The same, as part of a larger transaction. */
export async function replyIn(tx: Tx, deps: Deps, action: Action, { text, key }: Answer): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  const ticket = await findTicket(tx, workspaceId, ticketId);
  await requireRight(tx, ticket.isPrivate ? 'answer a private request' : 'answer a request', action);
  if (isOutside(ticket.requesterId)) throw new UserError('not_in_slack', NOT_IN_SLACK);
  const content = { kind: STAFF_REPLY, ticketId, authorId: actorId, text };
  if (!(await saySoon(tx, deps, workspaceId, { key, ...talkOf(ticket), content }))) return;
  await recordEvent(tx, { workspaceId, ticketId, kind: 'replied', actorId, at: deps.now(), detail: { via: 'card' } });
  await takeFirstReply(tx, deps, ticket, { actorId, at: deps.now() });
}

/** Why nothing can be said to somebody who rang or wrote. */
export const NOT_IN_SLACK =
  'They are not in Slack, so I cannot pass that on. Answer them as they reached you, then press *Answered elsewhere* under *More…*.';

export const STAFF_REPLY = 'staff-reply';

/** What a staff member's public answer does: the first one ends the member's wait, and an unowned ticket is theirs from then on. */
export async function takeFirstReply(
  tx: Tx,
  deps: Deps,
  ticket: Ticket,
  { actorId, at }: { actorId: string; at: Date },
): Promise<boolean> {
  const { workspaceId, id } = ticket;
  if (ticket.firstReplyAt === null) {
    const data = { firstReplyAt: at, firstReplyBy: actorId };
    await tx.ticket.updateMany({ where: { workspaceId, id, firstReplyAt: null }, data });
  }
  const moved = await move(tx, deps, { workspaceId, ticketId: id, actorId }, { move: 'reply', at, known: ticket });
  if (moved) await show(tx, deps, ticket);
  return moved;
}

/** Closes a ticket that has been resolved for seven days; does nothing to one that came back meanwhile. */
export async function closeTicket(deps: Deps, { workspaceId, ticketId }: Omit<Action, 'actorId'>): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const ticket = await lockTicket(tx, workspaceId, ticketId);
    if (!ticket.resolvedAt || ticket.state !== 'resolved') return;
    // The database's clock, which ran this job, may be ahead of ours: then it comes again.
    const due = closingTime(ticket.resolvedAt);
    if (due > deps.now()) return addJobs(tx, deps, [again(deps, CLOSE_TICKET, ticket, due)]);
    const moved = await move(tx, deps, { workspaceId, ticketId, actorId: null }, { move: 'close', at: deps.now() });
    if (moved) await show(tx, deps, ticket);
  });
}

/** Takes back the last claim, resolve, dismiss or merge, by anybody on staff, for seven days. */
export async function undoLastStep(deps: Deps, action: Action): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  await deps.db.$transaction(async (tx) => {
    // Held, so that the step found here is the last until it is undone: states come round again.
    const ticket = await lockTicket(tx, workspaceId, ticketId);
    await requireRight(tx, 'work on a request', action);
    const last = await tx.ticketEvent.findFirst({
      where: { workspaceId, ticketId, kind: { in: [...STATE_EVENTS] } },
      orderBy: { id: 'desc' },
    });
    const step = LIFE.undo[stateOf(ticket)];
    if (step !== 'as before' || !last || !UNDOABLE_EVENTS.includes(last.kind)) throw refusal(ticket, 'nothing to undo');
    if (deps.now().getTime() - last.at.getTime() > DAYS_TO_RETURN * DAY_MS) {
      throw new UserError('too_late_to_undo', `That was more than ${DAYS_TO_RETURN} days ago and can no longer be undone.`);
    }
    const { before, along } = Undone.parse(last.detail);
    if (!before) throw refusal(ticket, 'nothing to undo');
    // A topic that somebody chose since then stays; one that the step itself gave goes with it.
    const { topic, ...rest } = before;
    await tx.ticket.update({
      where: { workspaceId_id: { workspaceId, id: ticketId } },
      data: { ...rest, ...(last.kind === 'resolved' ? { topic } : {}), resolvedAt: null, mergedIntoId: null, answeredById: null },
    });
    await recordEvent(tx, { workspaceId, ticketId, kind: 'undone', actorId, at: deps.now(), detail: { undid: last.kind } });
    const change = { ticket, from: stateOf(ticket), to: stateOf(before), at: deps.now(), followUpAt: before.followUpAt };
    await schedule(tx, deps, change);
    await show(tx, deps, ticket);
    if (ticket.mergedIntoId === null) return;
    await moveAlong(tx, deps, action, { ids: along, from: ticket.mergedIntoId, to: ticketId });
    await tellUnmerged(tx, deps, ticket, ticket.mergedIntoId);
  });
}

const Moment = z.iso
  .datetime()
  .transform((at) => new Date(at))
  .nullable()
  .default(null);

/** What an event keeps of the ticket as it was before, and which merged ones moved along with it. */
const Undone = z.object({
  along: z.array(z.number()).default([]),
  before: z
    .object({
      state: z.string(),
      waitingOn: z.string().nullable(),
      ownerId: z.string().nullable(),
      waitingFor: z.string().nullable().default(null),
      waitingSince: Moment,
      followUpAt: Moment,
      outcome: z.string().nullable(),
      topic: z.string().nullable(),
    })
    .optional(),
});

/** One move by a staff member, in one transaction: rights, state, history, what it shows and what follows. */
export async function staffMove(
  deps: Deps,
  action: Action,
  name: Move,
  resultOf: (tx: Tx, ticket: Ticket) => Promise<Result> = async () => ({}),
  more: { ownedBy?: string; detail?: Prisma.InputJsonObject } = {},
): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const ticket = await findTicket(tx, action.workspaceId, action.ticketId);
    await requireRight(tx, 'work on a request', action);
    const result = await resultOf(tx, ticket);
    await move(tx, deps, action, { move: name, at: deps.now(), known: ticket, result, ...more });
    await show(tx, deps, await findTicket(tx, action.workspaceId, action.ticketId));
  });
}
