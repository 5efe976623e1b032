import type { Words } from '#bot/words/words.ts';
import { WorkingHours } from '#reports/working-hours.ts';

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const SHORT_NAMES = DAYS.map((day) => day.slice(0, 3));

type Week = WorkingHours['week'];
type Interval = [string, string];

/** A week's opening hours in words, one line for days that are alike: "Mon–Fri 09:00–12:00, 13:00–17:00". */
export function openingHoursText(week: Week, names: readonly string[] = SHORT_NAMES): string {
  const lines: { first: number; last: number; hours: string }[] = [];
  for (let day = 1; day <= 7; day += 1) {
    const hours = (week[String(day) as keyof Week] ?? []).map(([from, to]) => `${from}–${to}`).join(', ');
    const line = lines.at(-1);
    if (hours === '') continue;
    if (line && line.hours === hours && line.last === day - 1) line.last = day;
    else lines.push({ first: day, last: day, hours });
  }
  return lines.map(({ first, last, hours }) => `${days(first, last, names)} ${hours}`).join('\n');
}

/** The same on one line in a member's words, with the place whose clock is meant: "Mon–Fri 09:00–17:00 (New York time)". */
export function openingHoursInPlace({ week, timeZone }: Pick<WorkingHours, 'week' | 'timeZone'>, { requests }: Words): string {
  const { days: names, inPlace } = requests.hours;
  const place = timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone;
  return `${openingHoursText(week, names).replaceAll('\n', ', ')} ${inPlace(place)}`;
}

function days(first: number, last: number, names: readonly string[]): string {
  const name = (day: number): string => names[day - 1] ?? '';
  return first === last ? name(first) : `${name(first)}–${name(last)}`;
}

/**
 * The week meant by lines such as "Mon-Fri 9:00-17:00", "Mon, Wed 9am–1pm" or "sat 10-12, 13-15".
 *
 * What cannot be read comes back as a sentence that names the line and says how to write it.
 */
export function readOpeningHours(text: string): { week: Week } | { problem: string } {
  const week: Record<string, Interval[]> = {};
  const lines = text
    .split(/[\n;]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0) return { problem: `Please write when you are open, for example ${EXAMPLE}.` };
  for (const line of lines) {
    const read = readLine(line);
    if ('problem' in read) return read;
    for (const day of read.days) {
      if (week[day])
        return { problem: `${DAYS[day - 1]} is there twice. Put all hours of a day on one line, with commas between them.` };
      week[day] = read.hours;
    }
  }
  const checked = WorkingHours.shape.week.safeParse(week);
  return checked.success ? { week: checked.data } : { problem: `Please write your hours like this: ${EXAMPLE}.` };
}

const EXAMPLE = '"Mon–Fri 09:00–17:00"';

function readLine(line: string): { days: number[]; hours: Interval[] } | { problem: string } {
  const shown = line.length > 60 ? `${line.slice(0, 60).toWellFormed()}…` : line;
  const [, dayWords = '', hourWords = ''] = /^(\D*)(\d.*)$/.exec(line) ?? [];
  const named = readDays(dayWords.replaceAll(':', ' '));
  if (!named)
    return { problem: `I cannot read the days in "${shown}". Write them like this: ${EXAMPLE} or "Mon, Wed 09:00–13:00".` };
  const hours = hourWords.split(/,|&|\band\b/i).map(readInterval);
  const whole = hours.filter((one) => one !== null);
  if (whole.length < hours.length) return { problem: `I cannot read the hours in "${shown}". Write them like this: ${EXAMPLE}.` };
  const sorted = whole.toSorted(([one], [other]) => one.localeCompare(other));
  if (sorted.some(([from, to]) => from >= to)) {
    return {
      problem: `In "${shown}" the end is not after the start. For a night write two lines: "Mon 22:00–24:00" and "Tue 00:00–06:00".`,
    };
  }
  if (sorted.some(([from], index) => from < (sorted[index - 1]?.[1] ?? '')))
    return { problem: `In "${shown}" the hours overlap.` };
  return { days: named, hours: sorted };
}

/** The days in words such as "Mon–Wed, Fri"; null when a word is no day or a span runs backwards. */
function readDays(text: string): number[] | null {
  const found: number[] = [];
  for (const span of text.split(/,|&|\band\b/i)) {
    const [from = '', to = from, ...rest] = span.split(/[-–—]|\bto\b/i);
    const [first, last] = [dayNumber(from), dayNumber(to)];
    if (!first || !last || last < first || rest.length > 0) return null;
    for (let day = first; day <= last; day += 1) found.push(day);
  }
  return found;
}

/** Monday is 1; 0 for what is no day. Three letters are enough, and "Weds." is one too. */
function dayNumber(word: string): number {
  const letters = word.trim().toLowerCase().replace(/\.$/, '');
  if (letters.length < 3) return 0;
  return DAYS.findIndex((day) => day.toLowerCase().startsWith(letters) || letters === `${day.slice(0, 3).toLowerCase()}s`) + 1;
}

const TIME = String.raw`(\d{1,2})(?:[:.](\d\d))?\s*([ap]m)?`;
const INTERVAL = new RegExp(String.raw`^\s*${TIME}\s*(?:[-–—]|to)\s*${TIME}\s*$`, 'i');

function readInterval(text: string): Interval | null {
  const parts = INTERVAL.exec(text);
  if (!parts) return null;
  const from = readTime(parts[1], parts[2], parts[3]);
  const to = readTime(parts[4], parts[5], parts[6]);
  return from && to && from !== '24:00' ? [from, to] : null;
}

function readTime(hours = '', minutes = '00', half?: string): string | null {
  let hour = Number(hours);
  if (half && (hour < 1 || hour > 12)) return null;
  if (half) hour = (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  const time = `${String(hour).padStart(2, '0')}:${minutes}`;
  return /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(time) ? time : null;
}
