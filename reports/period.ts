import { Temporal } from 'temporal-polyfill';
import { dayOf, startOfDay } from './days.ts';
import { firstWorkingDayOfWeek, type WorkingHours } from './working-hours.ts';

/** A digest's period: Monday 00:00 to Monday 00:00 in one time zone, so 167 or 169 hours where the clocks change. */
export type Week = {
  /** ISO week, '2026-W47' */
  name: string;
  /** Its Monday, '2026-11-16' */
  monday: string;
  start: Date;
  end: Date;
  timeZone: string;
};

const DIGEST_TIME = '09:00';

/** The week an instant falls into. */
export function weekOf(instant: Date, timeZone: string): Week {
  const day = dayOf(instant, { timeZone });
  return weekFrom(day.subtract({ days: day.dayOfWeek - 1 }), timeZone);
}

/** The week of an ISO name such as '2026-W47'; throws a RangeError for a name that is none. */
export function weekNamed(name: string, timeZone: string): Week {
  const parts = /^(\d{4})-W(\d{2})$/.exec(name);
  // 4 January is always in week 1, by ISO 8601.
  const inFirst = Temporal.PlainDate.from(`${parts?.[1] ?? '0000'}-01-04`);
  const monday = inFirst.subtract({ days: inFirst.dayOfWeek - 1 }).add({ weeks: Number(parts?.[2] ?? 0) - 1 });
  const week = weekFrom(monday, timeZone);
  if (!parts || week.name !== name) throw new RangeError(`There is no week ${name}`);
  return week;
}

export function previousWeek(week: Week): Week {
  return weekFrom(mondayOf(week).subtract({ weeks: 1 }), week.timeZone);
}

export function nextWeek(week: Week): Week {
  return weekFrom(mondayOf(week).add({ weeks: 1 }), week.timeZone);
}

/** The `count` weeks up to and including this one, oldest first. */
export function weeksUpTo(week: Week, count: number): Week[] {
  return Array.from({ length: count }, (_, index) =>
    weekFrom(mondayOf(week).subtract({ weeks: count - 1 - index }), week.timeZone),
  );
}

/** '16–22 Nov', '30 Nov – 6 Dec', '28 Dec – 3 Jan'. */
export function weekLabel(week: Week): string {
  const first = mondayOf(week);
  const last = first.add({ days: 6 });
  if (first.month === last.month) return `${first.day}–${last.day} ${monthName(last)}`;
  return `${dayAndMonth(first)} – ${dayAndMonth(last)}`;
}

/** '16 Nov', the week's Monday, for the axis of a chart. */
export function mondayLabel(week: Pick<Week, 'monday'>): string {
  return dayAndMonth(Temporal.PlainDate.from(week.monday));
}

/** '47' of '2026-W47', without a leading zero. */
export function weekNumber(name: string): number {
  return Number(name.slice(-2));
}

/** When the digest about a week is due: 09:00 on the first working day of the week after it (Monday if that week is closed). */
export function dueInstant(week: Week, schedule: WorkingHours): Date {
  const monday = nextWeek(week).monday;
  const day = firstWorkingDayOfWeek(schedule, monday) ?? monday;
  const due = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: week.timeZone, plainTime: DIGEST_TIME });
  return new Date(due.epochMilliseconds);
}

function weekFrom(monday: Temporal.PlainDate, timeZone: string): Week {
  return {
    name: `${String(monday.yearOfWeek).padStart(4, '0')}-W${String(monday.weekOfYear).padStart(2, '0')}`,
    monday: monday.toString(),
    start: startOfDay(monday, { timeZone }),
    end: startOfDay(monday.add({ weeks: 1 }), { timeZone }),
    timeZone,
  };
}

function mondayOf(week: Week): Temporal.PlainDate {
  return Temporal.PlainDate.from(week.monday);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** '16 Nov' */
export function dayAndMonth(day: Temporal.PlainDate): string {
  return `${day.day} ${monthName(day)}`;
}

function monthName(day: Temporal.PlainDate): string {
  return MONTHS[day.month - 1] ?? '';
}
