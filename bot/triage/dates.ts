import { Temporal } from 'temporal-polyfill';
import { UserError } from '#bot/errors.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { nextOpening, type WorkingHours } from '#reports/working-hours.ts';
import { folded } from './filters.ts';

/** Weekdays from Monday, in English and Spanish, without accents. */
const WEEKDAYS: readonly (readonly string[])[] = [
  ['monday', 'mon', 'lunes', 'lun'],
  ['tuesday', 'tue', 'tues', 'martes', 'mar'],
  ['wednesday', 'wed', 'miercoles', 'mie'],
  ['thursday', 'thu', 'thur', 'thurs', 'jueves', 'jue'],
  ['friday', 'fri', 'viernes', 'vie'],
  ['saturday', 'sat', 'sabado', 'sab'],
  ['sunday', 'sun', 'domingo', 'dom'],
];

const UNITS: Record<string, 'days' | 'weeks' | 'months'> = {
  day: 'days',
  days: 'days',
  dia: 'days',
  dias: 'days',
  week: 'weeks',
  weeks: 'weeks',
  semana: 'weeks',
  semanas: 'weeks',
  month: 'months',
  months: 'months',
  mes: 'months',
  meses: 'months',
};

const NUMBER_WORDS: Record<string, number> = { a: 1, an: 1, one: 1, un: 1, una: 1, two: 2, dos: 2, three: 3, tres: 3 };

const MOST_DAYS = 366;
const EXAMPLES = '`friday`, `2026-12-01`, `3 days` or `2 weeks`';

/**
 * The day meant by `friday`, `next lunes`, `tomorrow`, `mañana`, `2026-12-01`, `3 days` or `en 2 semanas`, seen from today.
 *
 * A weekday is the next one, never today. Throws a sentence for what is no day, is over, or is more than a year away.
 */
export function dayMeant(typed: string, today: Temporal.PlainDate): Temporal.PlainDate {
  const words = folded(typed.slice(0, 60)).replace(/(?<![.,!])[.,!]+$/, '');
  const day = wordDay(words, today) ?? isoDay(words) ?? daysAhead(words, today);
  if (!day) throw noDay(typed);
  const days = today.until(day).days;
  if (days <= 0)
    throw new UserError('day_is_over', `“${shown(typed)}” is not after today. Please give a later day, such as ${EXAMPLES}.`);
  if (days > MOST_DAYS) throw new UserError('day_too_far', 'That is more than a year away. Please choose a day before that.');
  return day;
}

function noDay(typed: string): UserError {
  return new UserError('no_day', `I don't know which day “${shown(typed)}” is. Please write it as ${EXAMPLES}.`);
}

const shown = (typed: string): string => escapeText(cut(typed.replaceAll('`', '').trim(), 60));

function wordDay(words: string, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  if (words === 'tomorrow' || words === 'manana') return today.add({ days: 1 });
  if (words === 'next week' || words === 'la semana que viene' || words === 'proxima semana') return today.add({ weeks: 1 });
  const name = words.replace(/^(?:next|this|on|el|este|proximo) /, '').replace(/ (?:que viene|proximo)$/, '');
  const weekday = WEEKDAYS.findIndex((names) => names.includes(name)) + 1;
  if (weekday === 0) return undefined;
  return today.add({ days: ((weekday - today.dayOfWeek + 6) % 7) + 1 });
}

function isoDay(words: string): Temporal.PlainDate | undefined {
  if (!/^\d{4}-\d{1,2}-\d{1,2}$/.test(words)) return undefined;
  const [year, month, day] = words.split('-').map(Number);
  try {
    return Temporal.PlainDate.from({ year: year ?? 0, month: month ?? 0, day: day ?? 0 }, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

function daysAhead(words: string, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  const [, count = '', unit = ''] = /^(?:in |en |for |dentro de )?(\w+) (\w+)$/.exec(words) ?? [];
  const number = /^\d{1,4}$/.test(count) ? Number(count) : Object.hasOwn(NUMBER_WORDS, count) ? NUMBER_WORDS[count] : undefined;
  const name = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  return number === undefined || name === undefined ? undefined : today.add({ [name]: number });
}

/** When a desk first opens on the day meant, or after it. */
export function momentMeant(hours: WorkingHours, now: Date, typed: string): Date {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(hours.timeZone).toPlainDate();
  const day = dayMeant(typed, today);
  const midnight = day.toZonedDateTime({ timeZone: hours.timeZone });
  try {
    return nextOpening(hours, new Date(midnight.epochMilliseconds));
  } catch (error) {
    // A desk that never opens is still read by people who wake up in the morning.
    if (error instanceof RangeError) return new Date(midnight.add({ hours: 9 }).epochMilliseconds);
    throw error;
  }
}
