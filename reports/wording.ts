// How figures are spoken: numbers, spans and times as people say them.
import { Temporal } from 'temporal-polyfill';
import { dayAndMonth } from './period.ts';

/** From so many on, a percentage means something. */
export const FEWEST_FOR_A_PERCENTAGE = 30;
const LONGEST_NAME = 80;
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** '1 request', '3 requests', 'no requests'. */
export function counted(count: number, one: string, many = `${one}s`): string {
  if (count === 0) return `no ${many}`;
  return `${count} ${count === 1 ? one : many}`;
}

/** '35 of 38', and a percentage only where it means something: '35 of 38 (92 %)'. */
export function share(part: number, whole: number): string {
  const said = `${part} of ${whole}`;
  return whole >= FEWEST_FOR_A_PERCENTAGE ? `${said} (${Math.round((100 * part) / whole)} %)` : said;
}

/** A span of working time: 'under a minute', '50 min', '1 h 50', '27 h'. Never in days: whose day would it be? */
export function workingTime(seconds: number): string {
  if (seconds < MINUTE) return 'under a minute';
  const minutes = Math.round(seconds / MINUTE);
  if (minutes < 60) return `${minutes} min`;
  if (minutes >= 600) return `${Math.round(minutes / 60)} h`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest === 0 ? `${hours} h` : `${hours} h ${String(rest).padStart(2, '0')}`;
}

/** A span by the clock: like working time up to two days, then '3 days', '2 days 4 h'. */
export function clockTime(seconds: number): string {
  if (seconds < 2 * DAY) return workingTime(seconds);
  const hours = Math.round(seconds / HOUR);
  const [days, rest] = [Math.floor(hours / 24), hours % 24];
  return rest === 0 || days >= 7 ? `${days} days` : `${days} days ${rest} h`;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** 'Thu 11:10' within six days of `asOf`, 'Thu 19 Nov' before that, with the year where it is another one. */
export function timeOnWall(instant: Date, timeZone: string, asOf: Date): string {
  const [time, now] = [instant, asOf].map((date) =>
    Temporal.Instant.fromEpochMilliseconds(date.getTime()).toZonedDateTimeISO(timeZone),
  );
  if (!time || !now) return '';
  const weekday = WEEKDAYS[time.dayOfWeek - 1] ?? '';
  if (asOf.getTime() - instant.getTime() < 6 * DAY * 1000)
    return `${weekday} ${time.toPlainTime().toString({ smallestUnit: 'minute' })}`;
  return `${weekday} ${dayAndMonth(time.toPlainDate())}${time.year === now.year ? '' : ` ${time.year}`}`;
}

/** A name somebody chose, on one line and of bearable length, without marks that turn the direction of what follows. */
export function plainName(name: string): string {
  const onOneLine = name
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  const characters = [...onOneLine];
  return characters.length > LONGEST_NAME ? `${characters.slice(0, LONGEST_NAME - 1).join('')}…` : onOneLine;
}
