import { Temporal } from 'temporal-polyfill';

/** When people are written to by themselves, by their own clock; what is late may still go out until `UNTIL`. */
const FROM = Temporal.PlainTime.from('09:00');
const TO = Temporal.PlainTime.from('11:30');
const UNTIL = Temporal.PlainTime.from('12:30');
/** A morning with less than this left is none: all would come at once. */
const LEAST_LEFT_MS = 30 * 60_000;
const LAST_WORKING_DAY = 5;

export type Morning = { from: Date; to: Date };

/** What is left of this morning in a place, or the next one on a working day (Monday to Friday). */
export function morningFrom(at: Date, timeZone: string): Morning {
  const now = localTime(at, timeZone);
  for (let day = now.toPlainDate(); ; day = day.add({ days: 1 })) {
    if (day.dayOfWeek > LAST_WORKING_DAY) continue;
    const instant = (time: Temporal.PlainTime) => day.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds;
    const [from, to] = [Math.max(instant(FROM), at.getTime()), instant(TO)];
    if (to - from >= LEAST_LEFT_MS) return { from: new Date(from), to: new Date(to) };
  }
}

/** Whether somebody there may be written to now: in the morning, or a little later when many were waiting. */
export function isMorning(at: Date, timeZone: string): boolean {
  const now = localTime(at, timeZone);
  const time = now.toPlainTime();
  const isEarlyEnough = Temporal.PlainTime.compare(time, UNTIL) < 0;
  return now.dayOfWeek <= LAST_WORKING_DAY && Temporal.PlainTime.compare(time, FROM) >= 0 && isEarlyEnough;
}

/** The first of these zones that there is; what people's clients and files say is not always one. */
export function zoneOf(...names: (string | null)[]): string {
  return names.find((name): name is string => name !== null && isZone(name)) ?? 'UTC';
}

function isZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** So many days later at the same time of day. */
export function daysLater(at: Date, days: number, timeZone: string): Date {
  return new Date(localTime(at, timeZone).add({ days }).epochMilliseconds);
}

function localTime(at: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
}
