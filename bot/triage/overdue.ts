import { Prisma } from '#prisma/generated/client.ts';
import { afterWorkingDays, nextOpening, type WorkingHours } from '#reports/working-hours.ts';

/** A request that nobody answered within so many working days of its desk is overdue, until a desk makes promises of its own. */
const DAYS_TO_FIRST_REPLY = 1;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Nobody closes for longer; a desk that does has nothing overdue. */
const LONGEST_MS = 400 * DAY_MS;

const lastFound = new WeakMap<WorkingHours, { minute: number; due: Date | null }>();

/** What was asked by then, to the minute, has been due for a first reply; null when the desk never opens. */
export function dueForReply(hours: WorkingHours, now: Date): Date | null {
  const minute = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  const known = lastFound.get(hours);
  if (known?.minute === minute) return known.due;
  const due = lastDue(hours, minute);
  lastFound.set(hours, { minute, due });
  return due;
}

/** What was asked later is due later (what comes while the desk is closed counts from its opening), so halving finds the last one. */
function lastDue(hours: WorkingHours, now: number): Date | null {
  const isDue = (asked: number) =>
    afterWorkingDays(hours, nextOpening(hours, new Date(asked)), DAYS_TO_FIRST_REPLY).getTime() <= now;
  try {
    let span = DAY_MS;
    for (; !isDue(now - span); span *= 2) if (span > LONGEST_MS) return null;
    let [due, notDue] = [now - span, now];
    while (notDue - due > MINUTE_MS) {
      const middle = Math.floor((due + notDue) / 2 / MINUTE_MS) * MINUTE_MS;
      if (isDue(middle)) due = middle;
      else notDue = middle;
    }
    return new Date(due);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Of tickets in the queue: without a first reply for too long, or waiting on somebody else past the date we set ourselves. */
export function isOverdue(due: Date | null, now: Date): Prisma.Sql {
  return Prisma.sql`(
    (ticket.waiting_on is distinct from 'member' and ticket.first_reply_at is null and ticket.opened_at <= ${due}::timestamptz)
    or (ticket.waiting_on = 'other' and ticket.follow_up_at <= ${now}::timestamptz))`;
}
