import type { Deps } from '#bot/deps.ts';
import { deskOf, requireStaff } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs, removeJob } from '#bot/queue.ts';
import { saySoon, syncSoon } from '#bot/slack/outbox.ts';
import type { Tx } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { type EventKind, recordEvent } from './events.ts';
import { columnsOf, LIFE, type Move, type Refusal, type State, stateOf } from './life.ts';

export type Ticket = Prisma.TicketGetPayload<object>;

export const OUTCOMES = ['solved', 'answered by a member', 'no longer needed', 'stale'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How long a resolved ticket can be reopened, and a step be undone. */
export const DAYS_TO_RETURN = 7;
const DAY_MS = 86_400_000;

/** The job that closes a resolved ticket when nobody came back to it. */
export const CLOSE_TICKET = 'close-ticket';

export const cardKey = (ticketId: number) => `card:${ticketId}`;
export const acknowledgementKey = (ticketId: number) => `acknowledgement:${ticketId}`;

/** A ticket by the number people see. Throws a sentence when there is none. */
export async function findTicket(tx: Tx, workspaceId: string, ticketId: number): Promise<Ticket> {
  const ticket = await tx.ticket.findUnique({ where: { workspaceId_id: { workspaceId, id: ticketId } } });
  if (!ticket) throw new UserError('no_ticket', `There is no request #${ticketId}. \`/triage list\` shows the open ones.`);
  return ticket;
}

/** Who does what to which ticket. */
export type Action = { workspaceId: string; ticketId: number; actorId: string };

/**
 * Gives an unclaimed ticket to a staff member.
 *
 * Of two people pressing at once exactly one wins; the other is told who.
 */
export function claimTicket(deps: Deps, action: Action): Promise<void> {
  return staffMove(deps, action, 'claim', 'claimed');
}

/** Ends the work on a ticket, with how it ended and what it was about; closes by itself after seven days. */
export function resolveTicket(deps: Deps, action: Action, result: { outcome: Outcome; topic: string }): Promise<void> {
  return staffMove(deps, action, 'resolve', 'resolved', result, async (tx, ticket) => {
    const desk = await deskOf(tx, action.workspaceId, ticket.deskId);
    if (!desk.topics.includes(result.topic)) throw new UserError('no_such_topic', `This desk has no topic "${result.topic}".`);
  });
}

/** Resolves as "solved" with the topic suggested when the ticket came in: the press for the usual case. */
export async function resolveAsUsual(deps: Deps, action: Action): Promise<void> {
  const ticket = await findTicket(deps.db, action.workspaceId, action.ticketId);
  const desk = await deskOf(deps.db, action.workspaceId, ticket.deskId);
  return resolveTicket(deps, action, { outcome: 'solved', topic: usualTopic(ticket, desk) });
}

export function usualTopic(ticket: { topic: string | null; suggestedTopic: string | null }, desk: { topics: string[] }): string {
  const wanted = [ticket.topic, ticket.suggestedTopic].find((topic) => topic !== null && desk.topics.includes(topic));
  return wanted ?? desk.topics.at(-1) ?? 'other';
}

/** Takes a ticket back into work that was resolved in the last seven days. */
export function reopenTicket(deps: Deps, action: Action): Promise<void> {
  return staffMove(deps, action, 'reopen', 'reopened');
}

/** Says that this was no request: out of the figures, and the acknowledgement goes. */
export function dismissTicket(deps: Deps, action: Action): Promise<void> {
  return staffMove(deps, action, 'dismiss', 'dismissed');
}

/**
 * Answers the member in the thread of the request, under the staff member's name, and claims the ticket if nobody had.
 *
 * `key` names the form it was typed in: sent twice, it is said once.
 */
export async function replyToMember(deps: Deps, action: Action, { text, key }: { text: string; key: string }): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  await deps.db.$transaction(async (tx) => {
    const ticket = await findTicket(tx, workspaceId, ticketId);
    await requireStaff(tx, workspaceId, ticket.deskId, actorId);
    const said = await tx.saidMessage.findUnique({ where: { workspaceId_key: { workspaceId, key } } });
    if (said) return;
    await noteStaffReply(tx, deps, ticket, { actorId, at: deps.now(), via: 'card' });
    const content = { kind: STAFF_REPLY, ticketId, authorId: actorId, text };
    await saySoon(tx, deps, workspaceId, { key, channelId: ticket.channelId, threadTs: ticket.threadTs, content });
  });
}

export const STAFF_REPLY = 'staff-reply';

/** A staff member has answered in public: it is written down, and an unowned ticket is theirs. */
export async function noteStaffReply(
  tx: Tx,
  deps: Deps,
  ticket: Ticket,
  reply: { actorId: string; at: Date; via: 'card' | 'thread' },
): Promise<void> {
  const { workspaceId, id } = ticket;
  await recordEvent(tx, {
    workspaceId,
    ticketId: id,
    kind: 'replied',
    actorId: reply.actorId,
    at: reply.at,
    detail: { via: reply.via },
  });
  await tx.ticket.updateMany({
    where: { workspaceId, id, firstReplyAt: null },
    data: { firstReplyAt: reply.at, firstReplyBy: reply.actorId },
  });
  await move(tx, deps, { workspaceId, ticketId: id, actorId: reply.actorId }, { move: 'reply', kind: 'claimed', at: reply.at });
  await show(tx, deps, ticket);
}

/** Closes a ticket that has been resolved for seven days; does nothing to one that came back meanwhile. */
export async function closeTicket(deps: Deps, { workspaceId, ticketId }: Omit<Action, 'actorId'>): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const ticket = await findTicket(tx, workspaceId, ticketId);
    const quietSince = new Date(deps.now().getTime() - DAYS_TO_RETURN * DAY_MS);
    if (!ticket.resolvedAt || ticket.resolvedAt > quietSince) return;
    const moved = await move(
      tx,
      deps,
      { workspaceId, ticketId, actorId: null },
      { move: 'close', kind: 'closed', at: deps.now() },
    );
    if (moved) await show(tx, deps, ticket);
  });
}

const UNDOABLE = ['claimed', 'resolved', 'dismissed', 'merged'];
/** Kinds of event that change a ticket's state; an undo must undo the last of them. */
const CHANGES = [...UNDOABLE, 'released', 'assigned', 'waiting', 'resumed', 'reopened', 'closed', 'undone'];

/** Takes back the last claim, resolve, dismiss or merge, by anybody on staff, for seven days. */
export async function undoLastStep(deps: Deps, action: Action): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  await deps.db.$transaction(async (tx) => {
    const ticket = await findTicket(tx, workspaceId, ticketId);
    await requireStaff(tx, workspaceId, ticket.deskId, actorId);
    const last = await tx.ticketEvent.findFirst({
      where: { workspaceId, ticketId, kind: { in: CHANGES } },
      orderBy: { id: 'desc' },
    });
    const step = LIFE.undo[stateOf(ticket)];
    if (step !== 'as before' || !last || !UNDOABLE.includes(last.kind)) throw refusal(ticket, 'nothing to undo');
    if (deps.now().getTime() - last.at.getTime() > DAYS_TO_RETURN * DAY_MS) {
      throw new UserError('too_late_to_undo', `That was more than ${DAYS_TO_RETURN} days ago and can no longer be undone.`);
    }
    const before = last.detail as { before?: Pick<Ticket, 'state' | 'waitingOn' | 'ownerId' | 'outcome' | 'topic'> };
    if (!before.before) throw refusal(ticket, 'nothing to undo');
    const { count } = await tx.ticket.updateMany({
      where: { workspaceId, id: ticketId, state: ticket.state, waitingOn: ticket.waitingOn, ownerId: ticket.ownerId },
      data: { ...before.before, resolvedAt: null, closedAt: null, mergedIntoId: null },
    });
    if (count === 0) throw new UserError('changed_meanwhile', 'Somebody just changed this request. Please look again.');
    await recordEvent(tx, { workspaceId, ticketId, kind: 'undone', actorId, at: deps.now(), detail: { undid: last.kind } });
    await removeJob(tx, closeJobKey(workspaceId, ticketId));
    await show(tx, deps, ticket);
  });
}

/** One move by a staff member, in one transaction: rights, state, history, what it shows and what follows. */
async function staffMove(
  deps: Deps,
  action: Action,
  name: Move,
  kind: EventKind,
  result: { outcome?: Outcome; topic?: string } = {},
  check: (tx: Tx, ticket: Ticket) => Promise<void> = async () => undefined,
): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const ticket = await findTicket(tx, action.workspaceId, action.ticketId);
    await requireStaff(tx, action.workspaceId, ticket.deskId, action.actorId);
    await check(tx, ticket);
    await move(tx, deps, action, { move: name, kind, at: deps.now(), result });
    await show(tx, deps, ticket);
  });
}

type Moving = { move: Move; kind: EventKind; at: Date; result?: { outcome?: Outcome; topic?: string } };

/**
 * Carries out one move of the table in bot/tickets/life.ts.
 *
 * The update names the state it was decided on, so of two at once one finds it changed, looks again and may be refused.
 * True when the ticket's state changed; throws a sentence when the move is refused.
 */
export async function move(
  tx: Tx,
  deps: Deps,
  who: { workspaceId: string; ticketId: number; actorId: string | null },
  { move: name, kind, at, result = {} }: Moving,
): Promise<boolean> {
  const { workspaceId, ticketId, actorId } = who;
  for (;;) {
    const ticket = await findTicket(tx, workspaceId, ticketId);
    const from = stateOf(ticket);
    const step = LIFE[name][from];
    if (step === 'recorded' || step === 'opens a linked ticket' || step === 'as before') return false;
    if ('refused' in step) throw refusal(ticket, step.refused, actorId);
    const ownerId = { actor: actorId, kept: ticket.ownerId, nobody: null }[step.owner];
    const { count } = await tx.ticket.updateMany({
      where: { workspaceId, id: ticketId, state: ticket.state, waitingOn: ticket.waitingOn, ownerId: ticket.ownerId },
      data: { ...columnsOf(step.to), ...datesOf(step.to, at), ...result, ownerId },
    });
    if (count === 0) continue;
    const before = {
      state: ticket.state,
      waitingOn: ticket.waitingOn,
      ownerId: ticket.ownerId,
      outcome: ticket.outcome,
      topic: ticket.topic,
    };
    await recordEvent(tx, { workspaceId, ticketId, kind, actorId, at, detail: { before, ...result } });
    await scheduleClosing(tx, deps, { workspaceId, ticketId, from, to: step.to, at });
    return true;
  }
}

function datesOf(state: State, at: Date): { resolvedAt: Date | null } | { closedAt: Date } | Record<string, never> {
  if (state === 'resolved') return { resolvedAt: at };
  if (state === 'closed') return { closedAt: at };
  return { resolvedAt: null };
}

const closeJobKey = (workspaceId: string, ticketId: number) => `close:${workspaceId}:${ticketId}`;

type Change = { workspaceId: string; ticketId: number; from: State; to: State; at: Date };

async function scheduleClosing(tx: Tx, deps: Deps, { workspaceId, ticketId, from, to, at }: Change): Promise<void> {
  const key = closeJobKey(workspaceId, ticketId);
  if (to === 'resolved') {
    const due = new Date(at.getTime() + DAYS_TO_RETURN * DAY_MS);
    await addJobs(tx, deps, [{ task: CLOSE_TICKET, payload: { workspaceId, ticketId }, key, at: due, moves: true }]);
  } else if (from === 'resolved' && to !== 'closed') {
    await removeJob(tx, key);
  }
}

/** Has the card and the acknowledgement of a ticket rendered again. */
export async function show(
  tx: Tx,
  deps: Pick<Deps, 'dueAt'>,
  ticket: Pick<Ticket, 'workspaceId' | 'id' | 'deskId' | 'channelId'>,
): Promise<void> {
  const desk = await deskOf(tx, ticket.workspaceId, ticket.deskId);
  await syncSoon(tx, deps, ticket.workspaceId, [
    { key: cardKey(ticket.id), channelId: desk.triageChannelId },
    { key: acknowledgementKey(ticket.id), channelId: ticket.channelId },
  ]);
}

function refusal(ticket: Ticket, why: Refusal, actorId: string | null = null): UserError {
  const name = `Request #${ticket.id}`;
  const owner = ticket.ownerId === actorId ? 'You are' : `<@${ticket.ownerId}> is`;
  const sentences: Record<Refusal, string> = {
    taken: `${owner} already looking after request #${ticket.id}.`,
    'nobody has it': `${name} has no owner yet. Claim it first.`,
    'not waiting': `${name} is not waiting for anything.`,
    'resolved already': `${name} is resolved already. You can reopen it for ${DAYS_TO_RETURN} days.`,
    'not resolved': `${name} is not resolved, so there is nothing to reopen.`,
    closed: `${name} is closed. When the member writes again, a new request opens that is linked to it.`,
    'not a request': `${name} was marked as not a request. Undo that first.`,
    merged: `${name} was merged into #${ticket.mergedIntoId}. Undo that first.`,
    'nothing to undo': `There is nothing to undo on request #${ticket.id}.`,
  };
  return new UserError(why.replaceAll(' ', '_'), sentences[why]);
}
