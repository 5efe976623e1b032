import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import { addJobs, type Job, removeJob } from '#bot/queue.ts';
import type { Tx } from '#prisma/db.ts';
import { afterWorkingDays } from '#reports/working-hours.ts';
import { columnsOf, IN_QUEUE, type State } from './life.ts';
import {
  ASK_RATING,
  CLOSE_TICKET,
  DAY_MS,
  DAYS_TO_RETURN,
  END_PROBLEM,
  FOLLOW_UP,
  GO_STALE,
  isOutside,
  NUDGE_MEMBER,
  type Outcome,
  THANK_MEMBER,
  type Ticket,
  WITHDRAW_RATING,
} from './ticket.ts';

/** A change of a ticket's state, as it has just been carried out. */
export type Change = { ticket: Ticket; from: State; to: State; at: Date; outcome?: Outcome; followUpAt?: Date | null };

/** After this many working days without an answer from the member we remind them … */
export const NUDGE_AFTER_DAYS = 2;
/** … and after this many more the ticket goes stale. */
export const STALE_AFTER_DAYS = 5;

const keyOf = (task: string, { workspaceId, id }: Pick<Ticket, 'workspaceId' | 'id'>) => `${task}:${workspaceId}:${id}`;

/** A ticket's job under its own key, which a later one of the same kind moves. */
export function timer(task: string, ticket: Pick<Ticket, 'workspaceId' | 'id'>, at: Date): Job {
  const payload = { workspaceId: ticket.workspaceId, ticketId: ticket.id };
  return { task, payload, key: keyOf(task, ticket), at, moves: true };
}

/** Sets what is due because of a change of state, and takes back what is due no more; in the transaction of the change. */
export async function schedule(tx: Tx, deps: Deps, change: Change): Promise<void> {
  const { ticket, from, to, at } = change;
  // Handed on while it waits: what is due stays due.
  if (from === to && !change.followUpAt) return;
  const jobs: Job[] = [];
  if (to === 'resolved') jobs.push(closing(ticket, at), ...ratingOf(change), ...thanksOf(change));
  if (to === 'waiting on member') jobs.push(timer(NUDGE_MEMBER, ticket, await nudgeTime(tx, ticket, at)));
  if (to === 'waiting on other' && change.followUpAt) jobs.push(timer(FOLLOW_UP, ticket, change.followUpAt));
  if (from === 'resolved' && to !== 'closed') jobs.push(timer(WITHDRAW_RATING, ticket, at));
  if (!IN_QUEUE.includes(columnsOf(to).state) && (await endsProblem(tx, ticket))) jobs.push(timer(END_PROBLEM, ticket, at));
  await addJobs(tx, deps, jobs);
  const added = new Set(jobs.map(({ task }) => task));
  const over = [
    ...(from === 'resolved' ? [CLOSE_TICKET, ASK_RATING, THANK_MEMBER] : []),
    ...(from === 'waiting on member' ? [NUDGE_MEMBER, GO_STALE] : []),
    ...(from === 'waiting on other' ? [FOLLOW_UP] : []),
  ].filter((task) => !added.has(task) && !(task === CLOSE_TICKET && to === 'closed'));
  for (const task of over) await removeJob(tx, keyOf(task, ticket));
}

/** A known problem ends when its ticket leaves the queue, and stays ended when that comes back; true when it was one. */
async function endsProblem(tx: Tx, { workspaceId, id }: Ticket): Promise<boolean> {
  const ended = await tx.ticket.updateMany({
    where: { workspaceId, id, problemSince: { not: null } },
    data: { problemSince: null },
  });
  return ended.count === 1;
}

const LOOK_AGAIN_MS = 3_600_000;

/**
 * A job came before its time by our clock, and comes again then; within the hour, since ours may be the clock that is wrong.
 *
 * A machine that was a year behind for a moment must not put off by a year what is due in a moment.
 */
export function again(deps: Pick<Deps, 'now'>, task: string, ticket: Pick<Ticket, 'workspaceId' | 'id'>, due: Date): Job {
  return timer(task, ticket, new Date(Math.min(due.getTime(), deps.now().getTime() + LOOK_AGAIN_MS)));
}

/** When a ticket resolved then is closed, unless it comes back. */
export function closingTime(resolvedAt: Date): Date {
  return new Date(resolvedAt.getTime() + DAYS_TO_RETURN * DAY_MS);
}

function closing(ticket: Pick<Ticket, 'workspaceId' | 'id'>, resolvedAt: Date): Job {
  return timer(CLOSE_TICKET, ticket, closingTime(resolvedAt));
}

async function nudgeTime(tx: Tx, ticket: Ticket, at: Date): Promise<Date> {
  return afterWorkingDays(hoursOf(await deskOf(tx, ticket.workspaceId, ticket.deskId)), at, NUDGE_AFTER_DAYS);
}

/** Asked (and thanked) a little later, so that a word that it is not solved after all comes first. */
const RATING_AFTER_MS = 10 * 60_000;

/** Whether and when to ask; bot/ratings asks again then, from the store. */
function ratingOf({ ticket, at, outcome }: Change): Job[] {
  const isAsked = !ticket.isPrivate && !isOutside(ticket.requesterId) && outcome !== undefined && outcome !== 'stale';
  return isAsked ? [timer(ASK_RATING, ticket, new Date(at.getTime() + RATING_AFTER_MS))] : [];
}

function thanksOf({ ticket, at, outcome }: Change): Job[] {
  const isThanked = outcome === 'answered by a member' && !ticket.isPrivate;
  return isThanked ? [timer(THANK_MEMBER, ticket, new Date(at.getTime() + RATING_AFTER_MS))] : [];
}
