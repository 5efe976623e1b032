import type { Deps } from '#bot/deps.ts';
import { type Desk, deskForStaff, desksOfStaff } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { escapeText } from '#bot/slack/escape.ts';
import { takeRequest } from '#bot/slack/requests.ts';
import { newTs } from '#bot/slack/timestamps.ts';
import { recordEvent } from '#bot/tickets/events.ts';
import { move, show } from '#bot/tickets/moves.ts';
import { openTicket } from '#bot/tickets/opening.ts';
import { DAY_MS, findTicket, type Ticket, usualTopic } from '#bot/tickets/ticket.ts';
import { type Action, takeFirstReply } from '#bot/tickets/tickets.ts';
import type { Tx } from '#prisma/db.ts';
import { personOutside } from './people.ts';
import type { Contact } from './typed.ts';

type Staff = { workspaceId: string; actorId: string };

/** A contact outside Slack, as staff write it down. */
export type Logged = {
  /** Names the form or the command, so that it counts once however often it is sent. */
  key: string;
  deskId: string;
  contact: Contact;
  /** Somebody in Slack, or a name and perhaps where they belong. */
  who: { memberId: string } | { name: string; organisationId: string | null };
  text: string;
  /** When they reached us. */
  at: Date;
  isAnswered: boolean;
};

/** A contact older than this is no request any more. */
const OLDEST_DAYS = 365;
/** The clocks of Slack and of this machine may differ. */
const AHEAD_MS = 120_000;

/** The desks whose staff this person is, the first one first. Throws a sentence for everybody else. */
export async function desksToLogAt(deps: Deps, { workspaceId, actorId }: Staff): Promise<Desk[]> {
  await deskForStaff(deps.db, workspaceId, actorId);
  await requireRight(deps.db, 'log a request', { workspaceId, actorId });
  return (await desksOfStaff(deps.db, workspaceId, actorId)).map(({ desk }) => desk);
}

/** Why a time of contact cannot be; undefined when it can. */
export function objectionToTime(at: Date, now: Date): string | undefined {
  if (at.getTime() > now.getTime() + AHEAD_MS) return 'That is in the future. Please choose when they reached you.';
  if (at.getTime() < now.getTime() - OLDEST_DAYS * DAY_MS) return 'That is more than a year ago. Please choose a later day.';
  return undefined;
}

/**
 * Writes a request down for somebody who rang, wrote or came by; answers its number, the same if it is sent again.
 *
 * It counts from the contact. Answered on the spot, it is answered and solved at that moment, by whoever wrote it down.
 */
export async function logRequest(deps: Deps, staff: Staff, logged: Logged): Promise<number> {
  const { workspaceId, actorId } = staff;
  const now = deps.now();
  const problem = objectionToTime(logged.at, now);
  if (problem) throw new UserError('wrong_time', problem);
  const at = new Date(Math.min(logged.at.getTime(), now.getTime()));
  return deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'log a request', { workspaceId, actorId, deskId: logged.deskId });
    if (!(await takeRequest({ db: tx, now: deps.now }, workspaceId, logged.key))) return numberOfLast(tx, staff);
    const desk = await tx.desk.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: logged.deskId } } });
    const requesterId = await requesterOf(tx, workspaceId, logged.who);
    const ts = newTs(now, logged.key);
    const ticketId = await openTicket(tx, deps, {
      workspaceId,
      deskId: desk.id,
      triageChannelId: desk.triageChannelId,
      requesterId,
      channelId: requesterId,
      ts,
      threadTs: ts,
      // As Slack would have written it in a message.
      text: escapeText(logged.text),
      files: [],
      editedTs: null,
      deletedAt: null,
      linkedToId: null,
      way: { via: 'log', openedAt: at, talksInDm: true, contactBy: logged.contact, loggedById: actorId },
    });
    if (logged.isAnswered) await answerOnTheSpot(tx, deps, { workspaceId, ticketId, actorId }, desk, at);
    return ticketId;
  });
}

/** Apps and people whose account is switched off cannot be told anything. */
async function requesterOf(tx: Tx, workspaceId: string, who: Logged['who']): Promise<string> {
  if ('name' in who) return personOutside(tx, { workspaceId, ...who });
  const member = await tx.member.findUnique({ where: { workspaceId_id: { workspaceId, id: who.memberId } } });
  if (member?.kind === 'bot') throw new UserError('no_person', `<@${who.memberId}> is an app. Please choose a person.`);
  if (member?.deactivatedAt)
    throw new UserError('switched_off', `The account of <@${who.memberId}> is switched off. Please type their name instead.`);
  return who.memberId;
}

async function numberOfLast(tx: Tx, { workspaceId, actorId }: Staff): Promise<number> {
  const last = await tx.ticket.findFirstOrThrow({
    where: { workspaceId, loggedById: actorId, via: 'log' },
    orderBy: { id: 'desc' },
    select: { id: true },
  });
  return last.id;
}

async function answerOnTheSpot(tx: Tx, deps: Deps, action: Action, desk: Desk, at: Date): Promise<void> {
  const { workspaceId, ticketId: id, actorId } = action;
  await tx.ticket.update({
    where: { workspaceId_id: { workspaceId, id } },
    data: { firstReplyAt: at, firstReplyBy: actorId },
  });
  const detail = { via: 'log', onTheSpot: true };
  await recordEvent(tx, { workspaceId, ticketId: id, kind: 'replied', actorId, at, detail });
  const ticket = await findTicket(tx, workspaceId, id);
  const result = { outcome: 'solved', topic: usualTopic(ticket, desk) } as const;
  await move(tx, deps, action, { move: 'resolve', at, known: ticket, result, detail: { onTheSpot: true } });
  await show(tx, deps, await findTicket(tx, workspaceId, id));
}

/** A ticket that waits for its first reply. Throws a sentence when it has one, or for whoever may not answer it. */
export async function unanswered(tx: Tx, action: Action): Promise<Ticket> {
  const ticket = await findTicket(tx, action.workspaceId, action.ticketId);
  await requireRight(tx, 'answer a request', action);
  if (ticket.firstReplyAt !== null) throw answeredAlready(ticket);
  return ticket;
}

const answeredAlready = ({ id }: Ticket) =>
  new UserError('answered_already', `Request #${id} has its first reply already, so there is nothing to add.`);

/** Why a time of an answer cannot be; undefined when it can. */
export function objectionToAnswer(ticket: Pick<Ticket, 'openedAt'>, at: Date, now: Date): string | undefined {
  if (at.getTime() > now.getTime() + AHEAD_MS) return 'That is in the future. Please choose when you answered.';
  // The form knows minutes only.
  if (at.getTime() < ticket.openedAt.getTime() - 60_000) return 'That is before they asked. Please choose a later time.';
  return undefined;
}

/** Says that a request was answered outside Slack, at a time: its first reply, and whoever says so has it if nobody had. */
export async function answerElsewhere(deps: Deps, action: Action, answeredAt: Date): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  await deps.db.$transaction(async (tx) => {
    const ticket = await unanswered(tx, action);
    const problem = objectionToAnswer(ticket, answeredAt, deps.now());
    if (problem) throw new UserError('wrong_time', problem);
    const at = new Date(Math.max(ticket.openedAt.getTime(), Math.min(answeredAt.getTime(), deps.now().getTime())));
    const { count } = await tx.ticket.updateMany({
      where: { workspaceId, id: ticketId, firstReplyAt: null },
      data: { firstReplyAt: at, firstReplyBy: actorId },
    });
    if (count === 0) throw answeredAlready(ticket);
    await recordEvent(tx, { workspaceId, ticketId, kind: 'replied', actorId, at, detail: { via: 'elsewhere' } });
    await takeFirstReply(tx, deps, await findTicket(tx, workspaceId, ticketId), { actorId, at });
    await show(tx, deps, ticket);
  });
}
