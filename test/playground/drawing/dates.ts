// Slack's dates in the reader's time zone and language: `<!date^1700000000^{date_short_pretty} at {time}|…>`.
import type { Viewer } from './viewer.ts';

const HALF_A_YEAR = 182 * 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment in the words of a format such as `{date_short_pretty} at {time}`. What it does not know stays as it is. */
export function dateWords(when: Date, format: string, viewer: Pick<Viewer, 'timeZone' | 'now'>): string {
  return format.replace(/\{(\w+)\}/g, (all, token: string) => part(when, token, viewer) ?? all);
}

function part(when: Date, token: string, { timeZone, now }: Pick<Viewer, 'timeZone' | 'now'>): string | undefined {
  const pretty = token.endsWith('_pretty') ? nearDay(when, now, timeZone) : undefined;
  if (pretty) return pretty;
  const of = (options: Intl.DateTimeFormatOptions): string => formatted(when, timeZone, options);
  // The year goes without saying while it is less than six months away.
  const year = Math.abs(when.getTime() - now) < HALF_A_YEAR ? '' : `, ${of({ year: 'numeric' })}`;
  const day = Number(of({ day: 'numeric' }));
  const long = `${of({ month: 'long' })} ${day}${ordinal(day)}${year}`;
  switch (token.replace(/_pretty$/, '')) {
    case 'date_num':
      return dayNumber(when, timeZone);
    case 'date':
      return long;
    case 'date_short':
      return `${of({ month: 'short' })} ${day}${year}`;
    case 'date_long':
      return `${of({ weekday: 'long' })}, ${long}`;
    case 'time':
      return of({ hour: 'numeric', minute: '2-digit' });
    case 'time_secs':
      return of({ hour: 'numeric', minute: '2-digit', second: '2-digit' });
    case 'ago':
      return ago(when, now);
    default:
      return undefined;
  }
}

/** A moment by `options`, in a zone; in UTC when nobody has heard of it. */
export function formatted(when: Date, timeZone: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${timeZone} ${Object.entries(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { ...options, timeZone: isTimeZone(timeZone) ? timeZone : 'UTC' });
    formats.set(key, format);
  }
  return format.format(when).replaceAll('\u202F', ' ');
}

/** An export may name zones that are none. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function dayNumber(when: Date, timeZone: string): string {
  const two = (options: Intl.DateTimeFormatOptions): string => formatted(when, timeZone, options).padStart(2, '0');
  return `${formatted(when, timeZone, { year: 'numeric' })}-${two({ month: '2-digit' })}-${two({ day: '2-digit' })}`;
}

/** Yesterday, today or tomorrow, by the reader's calendar. */
export function nearDay(when: Date, now: number, timeZone: string): string | undefined {
  if (Math.abs(when.getTime() - now) > 3 * 86_400_000) return undefined;
  const days = (Date.parse(dayNumber(when, timeZone)) - Date.parse(dayNumber(new Date(now), timeZone))) / 86_400_000;
  return { '-1': 'yesterday', '0': 'today', '1': 'tomorrow' }[String(days)];
}

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return 'th';
  return { 1: 'st', 2: 'nd', 3: 'rd' }[day % 10] ?? 'th';
}

const AGO = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

function ago(when: Date, now: number): string {
  const seconds = Math.round((when.getTime() - now) / 1000);
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? (['second', 1] as const);
  return AGO.format(Math.trunc(seconds / size), unit);
}
