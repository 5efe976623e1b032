import type { Deps } from '#bot/deps.ts';
import { deskOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs, removeJob } from '#bot/queue.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import type { Tx } from '#prisma/db.ts';
import { recordEvent } from './events.ts';
import { columnsOf, eventOf, LIFE, type Move, type Refusal, type State, stateOf } from './life.ts';
import {
  acknowledgementKey,
  CLOSE_TICKET,
  cardKey,
  DAY_MS,
  DAYS_TO_RETURN,
  findTicket,
  type Outcome,
  type Ticket,
} from './ticket.ts';

type Moving = {
  move: Move;
  at: Date;
  /** The ticket as the caller has just read it. */
  known?: Ticket;
  result?: { outcome?: Outcome; topic?: string };
};

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
  { move: name, at, known, result = {} }: Moving,
): Promise<boolean> {
  const { workspaceId, ticketId, actorId } = who;
  for (let read = known; ; read = undefined) {
    const ticket = read ?? (await findTicket(tx, workspaceId, ticketId));
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
    const kind = eventOf(name, from);
    await recordEvent(tx, { workspaceId, ticketId, kind, actorId, at, detail: { before, ...result } });
    await scheduleClosing(tx, deps, { workspaceId, ticketId, from, to: step.to, at });
    return true;
  }
}

/** A closed ticket keeps the date of its resolution. */
function datesOf(state: State, at: Date): { resolvedAt?: Date | null } {
  if (state === 'resolved') return { resolvedAt: at };
  return state === 'closed' ? {} : { resolvedAt: null };
}

export const closeJobKey = (workspaceId: string, ticketId: number) => `close:${workspaceId}:${ticketId}`;

type Change = { workspaceId: string; ticketId: number; from: State; to: State; at: Date };

async function scheduleClosing(tx: Tx, deps: Deps, { workspaceId, ticketId, from, to, at }: Change): Promise<void> {
  if (to === 'resolved') await closeLater(tx, deps, { workspaceId, ticketId, at });
  else if (from === 'resolved' && to !== 'closed') await removeJob(tx, closeJobKey(workspaceId, ticketId));
}

/** When a ticket resolved then is closed, unless it comes back. */
export function closingTime(resolvedAt: Date): Date {
  return new Date(resolvedAt.getTime() + DAYS_TO_RETURN * DAY_MS);
}

export async function closeLater(tx: Tx, deps: Deps, { workspaceId, ticketId, at }: Omit<Change, 'from' | 'to'>): Promise<void> {
  const key = closeJobKey(workspaceId, ticketId);
  await addJobs(tx, deps, [{ task: CLOSE_TICKET, payload: { workspaceId, ticketId }, key, at: closingTime(at), moves: true }]);
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

export function refusal(ticket: Ticket, why: Refusal, actorId: string | null = null): UserError {
  const name = `Request #${ticket.id}`;
  const owner = ticket.ownerId === actorId ? 'You are' : `<@${ticket.ownerId}> is`;
  const sentences: Record<Refusal, string> = {
    taken: `${owner} already looking after request #${ticket.id}.`,
    'nobody has it': `${name} has no owner yet. Claim it first.`,
    'resolved already': `${name} is resolved already. You can reopen it for ${DAYS_TO_RETURN} days.`,
    'not resolved': `${name} is not resolved, so there is nothing to reopen.`,
    closed: `${name} is closed. When the member writes again, a new request opens that is linked to it.`,
    'not a request': `${name} is marked as not a request. Undo that first if it is one.`,
    merged: `${name} was merged into #${ticket.mergedIntoId}. Undo that first.`,
    'nothing to undo': `There is nothing to undo on request #${ticket.id}.`,
  };
  return new UserError(why.replaceAll(' ', '_'), sentences[why]);
}
