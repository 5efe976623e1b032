import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf, STAFF_NOW } from '#bot/desks/desks.ts';
import { type Deed, RIGHTS, requireRight, rolesOf } from '#bot/rights/rights.ts';
import { IN_QUEUE } from '#bot/tickets/life.ts';
import { findTicket } from '#bot/tickets/ticket.ts';
import type { Action } from '#bot/tickets/tickets.ts';
import { type TicketView, viewOf } from '#bot/tickets/views.ts';
import type { Tx } from '#prisma/db.ts';
import { afterWorkingDays } from '#reports/working-hours.ts';
import { dayOn } from './waiting-moves.ts';

/** What somebody may do with a ticket, besides what its state allows; for what is shown, since every rule asks again. */
export type May = { work: boolean; answer: boolean; answerPrivately: boolean; announce: boolean; makePrivate: boolean };

/** A ticket as "More…" shows it to a staff member. Throws a sentence to everybody else. */
export async function everythingToDo(tx: Tx, action: Action): Promise<{ view: TicketView; may: May }> {
  const view = await viewForStaff(tx, action);
  const roles = await rolesOf(tx, action);
  const may = (deed: Deed) => RIGHTS[deed].some((role) => roles.has(role));
  const answerPrivately = may('answer a private request');
  return {
    view,
    may: {
      work: may('work on a request'),
      answer: view.ticket.isPrivate ? answerPrivately : may('answer a request'),
      answerPrivately,
      announce: may('announce a known problem'),
      makePrivate: may('make a request private'),
    },
  };
}

/** A ticket for a form of staff's. Throws a sentence to everybody who may not. */
export async function viewForStaff(tx: Tx, action: Action, deed: Deed = 'work on a request'): Promise<TicketView> {
  await findTicket(tx, action.workspaceId, action.ticketId);
  await requireRight(tx, deed, action);
  return viewOf(tx, action.workspaceId, action.ticketId);
}

/** Who works at a desk right now. */
export async function staffOf(tx: Tx, workspaceId: string, deskId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select named.member_id as id from desk_staff named
    where named.workspace_id = ${workspaceId} and named.desk_id = ${deskId} and ${STAFF_NOW} order by 1`;
  return rows.map(({ id }) => id);
}

const MOST_NEIGHBOURS = 5;

/** Other open requests of the same member at the same desk, the newest first; none that are private. */
export async function neighboursOf(tx: Tx, { ticket }: TicketView): Promise<{ id: number; text: string }[]> {
  const { workspaceId, id, deskId, requesterId } = ticket;
  const others = await tx.ticket.findMany({
    where: { workspaceId, deskId, requesterId, id: { not: id }, state: { in: [...IN_QUEUE] }, isPrivate: false },
    orderBy: { id: 'desc' },
    take: MOST_NEIGHBOURS,
    select: { id: true },
  });
  const asked = await tx.channelMessage.findMany({
    where: { workspaceId, ticketId: { in: others.map((other) => other.id) }, standing: 'request', deletedAt: null },
    select: { ticketId: true, text: true },
  });
  return others.map((other) => ({ id: other.id, text: asked.find(({ ticketId }) => ticketId === other.id)?.text ?? '' }));
}

/** How long something outside usually takes. */
const USUAL_WAIT_DAYS = 3;

/** The day to propose for looking at a ticket again. */
export async function dayToLookAgain(tx: Tx, deps: Pick<Deps, 'now'>, { ticket }: TicketView): Promise<string> {
  const hours = hoursOf(await deskOf(tx, ticket.workspaceId, ticket.deskId));
  return dayOn(hours, afterWorkingDays(hours, deps.now(), USUAL_WAIT_DAYS));
}
