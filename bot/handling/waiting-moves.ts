import { Temporal } from 'temporal-polyfill';
import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf, roleAt } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs } from '#bot/queue.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { move, show } from '#bot/tickets/moves.ts';
import { DAY_MS, FOLLOW_UP, findTicket, isOutside, lockTicket, type Ticket } from '#bot/tickets/ticket.ts';
import type { Action } from '#bot/tickets/tickets.ts';
import { again } from '#bot/tickets/timers.ts';
import type { Tx } from '#prisma/db.ts';
import { dayOf, startOfDay } from '#reports/days.ts';
import { nextOpening, type WorkingHours } from '#reports/working-hours.ts';
import { alreadySo, cardPlace, handle } from './handling.ts';

/** Says that a ticket cannot go on before its member answers; they see it in their thread, and are reminded. */
export function waitForMember(deps: Deps, action: Action): Promise<void> {
  return handle(deps, action, async (tx, ticket, at) => {
    if (isOutside(ticket.requesterId)) throw new UserError('not_in_slack', NOT_ASKED_HERE);
    const moved = await move(tx, deps, action, { move: 'wait on member', at, known: ticket });
    if (!moved) throw alreadySo(`Request #${ticket.id} waits for the member already.`);
  });
}

const NOT_ASKED_HERE =
  'They are not in Slack, so they would not see that you wait for them. Choose *Wait for someone…* with their name and a day.';

export type OthersWait = {
  /** In staff's words: a person, a supplier, a bank. */
  whom: string;
  /** When to look at it again; moved on to the next opening when the desk is closed then. */
  until: Date;
};

const LONGEST_NAME = 100;
const LONGEST_WAIT_DAYS = 366;

/** Puts a ticket aside that waits for somebody else; on its date it comes back, and its owner is told. */
export function waitForOthers(deps: Deps, action: Action, { whom, until }: OthersWait): Promise<void> {
  return handle(deps, action, async (tx, ticket, at) => {
    const waitingFor = whom.replaceAll(/\s+/g, ' ').trim();
    if (waitingFor === '') throw new UserError('no_name', 'Please write for whom the request waits, for example *the bank*.');
    if ([...waitingFor].length > LONGEST_NAME)
      throw new UserError('name_too_long', `Please say for whom it waits in ${LONGEST_NAME} characters or fewer.`);
    if (until <= at)
      throw new UserError('date_gone', 'Please choose a day from tomorrow on: then the request comes back to you.');
    if (until.getTime() - at.getTime() > LONGEST_WAIT_DAYS * DAY_MS)
      throw new UserError('date_too_far', 'Please choose a day within a year. You can put it off again then.');
    const followUpAt = nextOpening(hoursOf(await deskOf(tx, ticket.workspaceId, ticket.deskId)), until);
    await move(tx, deps, action, { move: 'wait on other', at, known: ticket, result: { waitingFor, followUpAt } });
  });
}

/** The beginning of a day, `2026-03-29`, on the wall of a desk. Throws a sentence for what is no day. */
export function startOfDayTyped(hours: Pick<WorkingHours, 'timeZone'>, day: string): Date {
  try {
    return startOfDay(Temporal.PlainDate.from(day, { overflow: 'reject' }), hours);
  } catch {
    throw new UserError('no_day', 'Please write the day as year-month-day, for example `2026-11-30`.');
  }
}

/** The day, `2026-03-29`, that an instant is in on the wall of a desk. */
export function dayOn(hours: Pick<WorkingHours, 'timeZone'>, at: Date): string {
  return dayOf(at, hours).toString();
}

/** The kinds of saying by which an owner, or the desk, hears that a ticket is back. */
export const BACK_TO_OWNER = 'follow-up';
export const BACK_TO_DESK = 'follow-up-for-desk';

/** Brings a ticket back whose follow-up date has come; does nothing to one that went on meanwhile. */
export async function bringBack(deps: Deps, { workspaceId, ticketId }: Omit<Action, 'actorId'>): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const ticket = await lockTicket(tx, workspaceId, ticketId);
    const { followUpAt, waitingFor } = ticket;
    if (ticket.state !== 'waiting' || ticket.waitingOn !== 'other' || !followUpAt) return;
    // The database's clock, which ran this job, may be ahead of ours: then it comes again.
    if (followUpAt > deps.now()) return addJobs(tx, deps, [again(deps, FOLLOW_UP, ticket, followUpAt)]);
    const detail = { waitedFor: waitingFor };
    await move(tx, deps, { workspaceId, ticketId, actorId: null }, { move: 'follow-up date comes', at: deps.now(), detail });
    await tellWhoFollowsUp(tx, deps, ticket, followUpAt);
    await show(tx, deps, await findTicket(tx, workspaceId, ticketId));
  });
}

/** Its owner, in a direct message; the desk under the card when they do not work there any more. */
async function tellWhoFollowsUp(tx: Tx, deps: Deps, ticket: Ticket, followUpAt: Date): Promise<void> {
  const { workspaceId, id: ticketId, ownerId, deskId, waitingFor } = ticket;
  const key = `follow-up:${ticketId}:${followUpAt.getTime()}`;
  const facts = { ticketId, ownerId, waitingFor };
  if (ownerId && (await roleAt(tx, workspaceId, deskId, ownerId))) {
    const content = { kind: BACK_TO_OWNER, ...facts };
    await saySoon(tx, deps, workspaceId, { key, channelId: ownerId, ticketId, content });
    return;
  }
  const { desk: _, ...place } = await cardPlace(tx, ticket);
  await saySoon(tx, deps, workspaceId, { key, ...place, content: { kind: BACK_TO_DESK, ...facts } });
}
