import { Temporal } from 'temporal-polyfill';
import type { SignUp } from '#bot/sign-ups/sign-up.ts';
import type { Tool } from '#bot/tools/tool.ts';
import { dayOf, startOfDay } from '#reports/days.ts';
import { isWorkingDay, nextOpening, type WorkingHours } from '#reports/working-hours.ts';

type Term = Pick<Tool, 'term' | 'termEndsOn' | 'termMonths'>;
type Zone = Pick<WorkingHours, 'timeZone'>;

/** The last second of a day by the desk's clock. */
export function endOfDay(day: Temporal.PlainDate, place: Zone): Date {
  return new Date(startOfDay(day.add({ days: 1 }), place).getTime() - 1000);
}

/**
 * When the next term ends, for who keeps a tool: counted from the old end, not from the day of the answer; null where nothing ends.
 *
 * Months are counted from the day it was ready, so that what ends on 28 February in one month ends on 31 March in the next.
 * What was kept so late that the next term would be over, too, gets the one after.
 */
export function nextEnd(
  tool: Term,
  { readyAt, endsAt }: Pick<SignUp, 'readyAt' | 'endsAt'>,
  hours: Zone,
  now: Date,
): Date | null {
  if (endsAt === null || tool.term === 'none') return null;
  const after = endsAt > now ? endsAt : now;
  const old = dayOf(endsAt, hours);
  const steps =
    tool.term === 'fixed' ? fixedEnds(tool, old) : rollingEnds(tool, old, readyAt === null ? old : dayOf(readyAt, hours));
  for (const day of steps) {
    const end = endOfDay(day, hours);
    if (end > after) return end;
  }
  throw new RangeError('no term ends within a hundred years');
}

const MOST_STEPS = 1200;

/** A fixed end that has been moved on is the next one; otherwise it is the same day a year later. */
function* fixedEnds({ termEndsOn }: Term, old: Temporal.PlainDate): Generator<Temporal.PlainDate> {
  const first = termEndsOn === null ? old : Temporal.PlainDate.from(termEndsOn.toISOString().slice(0, 10));
  const anchor = Temporal.PlainDate.compare(first, old) > 0 || isSameDayOfYear(first, old) ? first : old;
  for (let years = 0; years < MOST_STEPS; years += 1) yield anchor.add({ years });
}

const isSameDayOfYear = (first: Temporal.PlainDate, old: Temporal.PlainDate) =>
  first.add({ years: old.year - first.year }).equals(old);

function* rollingEnds({ termMonths }: Term, old: Temporal.PlainDate, readyOn: Temporal.PlainDate): Generator<Temporal.PlainDate> {
  const months = termMonths ?? 12;
  const isInStep = isReached(readyOn, old, months);
  for (let step = 1; step < MOST_STEPS; step += 1) yield (isInStep ? readyOn : old).add({ months: months * step });
}

/** Whether so many months over and over lead from one day to the other. */
function isReached(from: Temporal.PlainDate, to: Temporal.PlainDate, months: number): boolean {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const order = Temporal.PlainDate.compare(from.add({ months: months * step }), to);
    if (order === 0) return true;
    if (order > 0) return false;
  }
  return false;
}

/** A reminder of an end: so many days before it, and the moment at which it is due. */
export type Reminder = { days: number; at: Date };

/**
 * When the reminders of an end are due, the first one first: as the desk opens on that day, or on the working day before.
 *
 * Never after the end, and two that fall on one day are one.
 */
export function remindersOf(reminderDays: number[], endsAt: Date, hours: WorkingHours): Reminder[] {
  const end = dayOf(endsAt, hours);
  const byDay = new Map<string, Reminder>();
  for (const days of [...new Set(reminderDays)].filter((one) => one >= 0).toSorted((one, other) => other - one)) {
    const day = workingDayUpTo(end.subtract({ days }), hours);
    if (day) byDay.set(day.toString(), { days, at: nextOpening(hours, startOfDay(day, hours)) });
  }
  return [...byDay.values()];
}

const FAR_BACK_DAYS = 60;

function workingDayUpTo(day: Temporal.PlainDate, hours: WorkingHours): Temporal.PlainDate | undefined {
  for (let back = 0; back < FAR_BACK_DAYS; back += 1) {
    const before = day.subtract({ days: back });
    if (isWorkingDay(hours, before)) return before;
  }
  return undefined;
}
