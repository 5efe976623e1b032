import { Temporal } from 'temporal-polyfill';
import type { WorkingHours } from './working-hours.ts';

type Place = Pick<WorkingHours, 'timeZone'>;

/** The day that an instant is in, by the clock of a place. */
export function dayOf(at: Date, { timeZone }: Place): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
}

/** The first instant of a day by the clock of a place, also where midnight itself is skipped by a clock change. */
export function startOfDay(day: Temporal.PlainDate, { timeZone }: Place): Date {
  return new Date(day.toZonedDateTime(timeZone).epochMilliseconds);
}
