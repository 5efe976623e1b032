// When a desk is open, and time counted in seconds of being open ("business time"). Pure: no clock, no database, no Slack.
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { isKnownPlace, publicHolidays, remember } from './working-hours-holidays.ts';

const DAY = 86_400;
const EARLIEST = Date.UTC(1900, 0, 1) / 1000;
const LATEST = Date.UTC(2200, 0, 1) / 1000;
const HORIZON = 20 * 366 * DAY;
const MOST_ZONE_YEARS = 512;

const Weekday = z.enum(['1', '2', '3', '4', '5', '6', '7']);
const Interval = z
  .tuple([
    z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write a time as 09:00'),
    z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'write a time as 17:00, or 24:00 for midnight'),
  ])
  .refine(([start, end]) => start < end, 'the end must be after the start');
const Intervals = z
  .array(Interval)
  .refine(
    (list) => list.every(([start], index) => index === 0 || start >= (list[index - 1]?.[1] ?? '')),
    'put the hours of a day in order, without overlap',
  );
const Place = z
  .object({ country: z.string().regex(/^[A-Z]{2}$/, 'write a country as US'), region: z.string().optional() })
  .refine(({ country, region }) => isKnownPlace(country, region), 'no holidays are known for this place');

/**
 * A desk's schedule as it is stored: for each weekday (1 is Monday, a missing one is closed) the hours it is open,
 * as the clock on its wall shows them. `ownHolidays` close a day; `ownWorkingDays` are not closed by a country's holiday.
 */
export const WorkingHours = z.object({
  timeZone: z.string().refine(isTimeZone, 'choose a time zone such as Europe/Madrid'),
  week: z.partialRecord(Weekday, Intervals),
  holidays: Place.nullable(),
  ownHolidays: z.array(z.iso.date()),
  ownWorkingDays: z.array(z.iso.date()).optional(),
});
export type WorkingHours = z.infer<typeof WorkingHours>;

/** A calendar day, `2026-03-29` or the same as a PlainDate. */
export type DateLike = Temporal.PlainDate | string;

const NINE_TO_FIVE: [string, string][] = [['09:00', '17:00']];

export const DEFAULT_WORKING_HOURS: WorkingHours = {
  timeZone: 'UTC',
  week: { '1': NINE_TO_FIVE, '2': NINE_TO_FIVE, '3': NINE_TO_FIVE, '4': NINE_TO_FIVE, '5': NINE_TO_FIVE },
  holidays: null,
  ownHolidays: [],
};

/**
 * Whole seconds the desk was open between two instants, 0 when `to` is not after `from`.
 *
 * Instants count as the second they are in, so the parts of a span always add up to the whole.
 * The desk is open whenever its wall clock reads a time within the hours: an hour that the clock skips counts nothing, one that it shows twice counts twice.
 */
export function businessSecondsBetween(schedule: WorkingHours, from: Date, to: Date): number {
  let seconds = 0;
  for (const [opens, closes] of openings(schedule, secondOf(from), secondOf(to))) seconds += closes - opens;
  return seconds;
}

/**
 * The earliest instant by which that many business seconds have passed since `from`; `from` itself for none.
 * A span that ends with the day ends when the desk closes, not when it opens again.
 *
 * @throws RangeError when the desk does not open for so long within 20 years, or never
 */
export function addBusinessTime(schedule: WorkingHours, from: Date, seconds: number): Date {
  if (!Number.isSafeInteger(seconds) || seconds < 0) throw new RangeError(`${seconds} is not a number of whole seconds`);
  if (seconds === 0) return from;
  const start = secondOf(from);
  let missing = seconds;
  for (const [opens, closes] of openings(schedule, start, start + HORIZON)) {
    if (closes - opens >= missing) return new Date((opens + missing) * 1000);
    missing -= closes - opens;
  }
  throw new RangeError(`These working hours are not open for ${seconds} s within 20 years of ${from.toISOString()}`);
}

export function isOpenAt(schedule: WorkingHours, instant: Date): boolean {
  const second = secondOf(instant);
  return !openings(schedule, second, second + 1).next().done;
}

/** Whether the desk has hours on that day and no holiday closes it. */
export function isWorkingDay(schedule: WorkingHours, date: DateLike): boolean {
  return opened(schedule).hoursOf(dayOf(date)).length > 0;
}

/** How many working days there are from `from` up to, and without, `to`. */
export function workingDaysBetween(schedule: WorkingHours, from: DateLike, to: DateLike): number {
  const { hoursOf } = opened(schedule);
  const end = dayOf(to);
  let count = 0;
  for (let day = dayOf(from); day < end; day++) if (hoursOf(day).length > 0) count++;
  return count;
}

/**
 * The same time of day that many working days later, moved on into the next opening when the desk is closed then.
 *
 * @throws RangeError when the desk does not open within 20 years
 */
export function afterWorkingDays(schedule: WorkingHours, from: Date, days: number): Date {
  const start = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(schedule.timeZone);
  let date = start.toPlainDate();
  const last = date.add({ years: 20 });
  for (let left = days; left > 0; ) {
    date = date.add({ days: 1 });
    if (Temporal.PlainDate.compare(date, last) > 0) throw new RangeError('These working hours are not open for 20 years');
    if (isWorkingDay(schedule, date)) left--;
  }
  const then = new Date(date.toZonedDateTime({ timeZone: schedule.timeZone, plainTime: start.toPlainTime() }).epochMilliseconds);
  return isOpenAt(schedule, then) ? then : nextOpening(schedule, then);
}

/** The first instant from then on at which the desk is open. */
export function nextOpening(schedule: WorkingHours, from: Date): Date {
  return isOpenAt(schedule, from) ? from : new Date(addBusinessTime(schedule, from, 1).getTime() - 1000);
}

/** The first working day of the week that begins on that Monday, or null when the whole week is closed. */
export function firstWorkingDayOfWeek(schedule: WorkingHours, monday: DateLike): Temporal.PlainDate | null {
  const first = Temporal.PlainDate.from(String(monday));
  for (let days = 0; days < 7; days++) {
    const date = first.add({ days });
    if (isWorkingDay(schedule, date)) return date;
  }
  return null;
}

type Hours = readonly (readonly [number, number])[];
type Opened = { timeZone: string; neverOpens: boolean; hoursOf: (day: number) => Hours };

const openedSchedules = new WeakMap<WorkingHours, Opened>();
const CLOSED: Hours = [];

/** The schedule in seconds and day numbers (since 1970-01-01), made once per schedule object. */
function opened(schedule: WorkingHours): Opened {
  const known = openedSchedules.get(schedule);
  if (known) return known;
  const { timeZone, holidays } = schedule;
  const week = Weekday.options.map(
    (weekday): Hours => (schedule.week[weekday] ?? []).map(([start, end]) => [secondsInto(start), secondsInto(end)]),
  );
  const closed = new Set(schedule.ownHolidays.map(dayOf));
  const kept = new Set(schedule.ownWorkingDays?.map(dayOf));

  const hoursOf = (day: number): Hours => {
    // 1970-01-01 was a Thursday.
    const hours = week[(((day + 3) % 7) + 7) % 7] ?? CLOSED;
    if (hours.length === 0 || closed.has(day)) return CLOSED;
    if (!holidays || kept.has(day)) return hours;
    const year = new Date(day * DAY * 1000).getUTCFullYear();
    return publicHolidays(holidays.country, holidays.region, year).has(day) ? CLOSED : hours;
  };
  const made = { timeZone, neverOpens: week.every((hours) => hours.length === 0), hoursOf };
  openedSchedules.set(schedule, made);
  return made;
}

/** The open spans between two instants, in order, in seconds since 1970. */
function* openings(schedule: WorkingHours, from: number, to: number): Generator<[number, number], void> {
  const { timeZone, neverOpens, hoursOf } = opened(schedule);
  if (neverOpens) return;
  for (let year = yearOf(from); from < to && year <= yearOf(to - 1); year++) {
    for (const period of periodsOf(timeZone, year)) {
      const begin = Math.max(from, period.from);
      const end = Math.min(to, period.to);
      // Within a period the wall clock runs evenly, so a day number and a time are an instant and back.
      for (let midnight = begin - mod(begin + period.offset, DAY); midnight < end && begin < end; midnight += DAY) {
        for (const [start, stop] of hoursOf((midnight + period.offset) / DAY)) {
          const opens = Math.max(begin, midnight + start);
          const closes = Math.min(end, midnight + stop);
          if (opens < closes) yield [opens, closes];
        }
      }
    }
  }
}

/** A span in which a zone kept one offset, all in seconds. */
type Period = { from: number; to: number; offset: number };

const zoneYears = new Map<string, Period[]>();

/** The spans of even clock that make up one UTC year in a zone. */
function periodsOf(timeZone: string, year: number): Period[] {
  return remember(zoneYears, `${timeZone} ${year}`, MOST_ZONE_YEARS, () => {
    const periods: Period[] = [];
    const end = Date.UTC(year + 1, 0, 1);
    let at = Temporal.Instant.fromEpochMilliseconds(Date.UTC(year, 0, 1)).toZonedDateTimeISO(timeZone);
    while (at.epochMilliseconds < end) {
      const next = at.getTimeZoneTransition('next');
      const to = Math.min(end, next?.epochMilliseconds ?? end);
      periods.push({ from: at.epochMilliseconds / 1000, to: to / 1000, offset: at.offsetNanoseconds / 1e9 });
      if (next === null) break;
      at = next;
    }
    return periods;
  });
}

function secondOf(instant: Date): number {
  const second = Math.floor(instant.getTime() / 1000);
  if (second >= EARLIEST && second < LATEST) return second;
  throw new RangeError('Business time is counted from 1900 to 2199 only');
}

function yearOf(second: number): number {
  return new Date(second * 1000).getUTCFullYear();
}

function dayOf(date: DateLike): number {
  // Through the text, because a caller's PlainDate may come from another implementation of Temporal.
  const { year, month, day } = Temporal.PlainDate.from(String(date));
  return Date.UTC(year, month - 1, day) / (DAY * 1000);
}

function secondsInto(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours ?? 0) * 3600 + (minutes ?? 0) * 60;
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}
