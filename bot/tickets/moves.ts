import type { Deps } from '#bot/deps.ts';
import { deskOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { refreshHomes } from '#bot/slack/homes.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import type { Tx } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { tellWhoseWereMerged } from './ended-together.ts';
import { recordEvent } from './events.ts';
import { columnsOf, eventOf, LIFE, type Move, type Refusal, type State, stateOf } from './life.ts';
import {
  acknowledgementKey,
  cardKey,
  DAYS_TO_RETURN,
  findTicket,
  isInSlack,
  isOutside,
  type Outcome,
  type Ticket,
  talkKey,
} from './ticket.ts';
import { schedule } from './timers.ts';

type Moving = {
  move: Move;
  at: Date;
  /** The ticket as the caller has just read it. */
  known?: Ticket;
  /** What the move says about the ticket; kept in its row and in its history. */
  result?: Result;
  /** Whose it is from then on, for a move that hands it over. */
  ownedBy?: string;
  /** What only its history keeps. */
  detail?: Prisma.InputJsonObject;
};

export type Result = {
  outcome?: Outcome;
  topic?: string;
  waitingFor?: string | null;
  followUpAt?: Date | null;
  mergedIntoId?: number;
  answeredById?: string;
};

/**
 * Carries out one move of the table in bot/tickets/life.ts.
 *
 * The update names what it was decided on and what an undo goes back to, so of two at once one finds it changed, looks again and may be refused.
 * True when the ticket's state changed; throws a sentence when the move is refused.
 */
export async function move(
  tx: Tx,
  deps: Deps,
  who: { workspaceId: string; ticketId: number; actorId: string | null },
  { move: name, at, known, result = {}, detail: more = {}, ownedBy }: Moving,
): Promise<boolean> {
  const { workspaceId, ticketId, actorId } = who;
  for (let read = known; ; read = undefined) {
    const ticket = read ?? (await findTicket(tx, workspaceId, ticketId));
    const from = stateOf(ticket);
    const step = LIFE[name][from];
    if (step === 'recorded' || step === 'opens a linked ticket' || step === 'as before') return false;
    if ('refused' in step) throw refusal(ticket, step.refused, actorId);
    const ownerId = { actor: actorId, named: ownedBy ?? actorId, kept: ticket.ownerId, nobody: null }[step.owner];
    // Nobody has what nobody had before: it is open again.
    const to = step.to === 'claimed' && ownerId === null ? 'open' : step.to;
    const found = standingOf(ticket);
    const { count } = await tx.ticket.updateMany({
      where: { workspaceId, id: ticketId, ...found },
      data: { ...columnsOf(to), ...datesOf(to, at), ...waitOf(from, to, at), ...result, ownerId },
    });
    if (count === 0) continue;
    const dates = { waitingSince: textOf(found.waitingSince), followUpAt: textOf(found.followUpAt) };
    const kind = eventOf(name, from);
    const { followUpAt, ...facts } = result;
    const detail = {
      before: { ...found, ...dates },
      ...facts,
      ...(followUpAt ? { followUpAt: followUpAt.toISOString() } : {}),
      ...more,
    };
    await recordEvent(tx, { workspaceId, ticketId, kind, actorId, at, detail });
    await schedule(tx, deps, { ticket, from, to, at, ...result });
    if (to === 'resolved') await tellWhoseWereMerged(tx, deps, { ticket, at, outcome: result.outcome });
    return true;
  }
}

/** Of a ticket all that a move can change and an undo brings back. */
function standingOf({ state, waitingOn, ownerId, waitingFor, waitingSince, followUpAt, outcome, topic }: Ticket) {
  return { state, waitingOn, ownerId, waitingFor, waitingSince, followUpAt, outcome, topic };
}

const textOf = (at: Date | null) => at?.toISOString() ?? null;

/** What is known of a wait goes with it; a ticket handed on while it waits keeps it. */
function waitOf(from: State, to: State, at: Date) {
  if (from === to) return {};
  return { waitingSince: to === 'waiting on member' ? at : null, nudgedAt: null, waitingFor: null, followUpAt: null };
}

/** A closed ticket keeps the date of its resolution. */
function datesOf(state: State, at: Date): { resolvedAt?: Date | null } {
  if (state === 'resolved') return { resolvedAt: at };
  return state === 'closed' ? {} : { resolvedAt: null };
}

/** Has everything rendered again that shows a ticket: card, acknowledgement or talk, and the App Homes of its people. */
export async function show(
  tx: Tx,
  deps: Pick<Deps, 'dueAt' | 'now'>,
  ticket: Pick<Ticket, 'workspaceId' | 'id' | 'deskId' | 'channelId' | 'requesterId' | 'ownerId' | 'talksInDm'>,
): Promise<void> {
  const { workspaceId, id, requesterId } = ticket;
  const desk = await deskOf(tx, workspaceId, ticket.deskId);
  const inSlack = isInSlack(ticket.channelId) ? [{ key: acknowledgementKey(id), channelId: ticket.channelId }] : [];
  const talk = ticket.talksInDm && !isOutside(requesterId) ? [{ key: talkKey(id), channelId: requesterId }] : [];
  await syncSoon(tx, deps, workspaceId, [{ key: cardKey(id), channelId: desk.triageChannelId }, ...inSlack, ...talk]);
  await refreshHomes(tx, deps, workspaceId, [requesterId, ticket.ownerId], ticket.deskId);
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
