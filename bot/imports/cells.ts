import leven from 'leven';
import { Temporal } from 'temporal-polyfill';

/** What a cell holds, or why it cannot be taken. */
export type Read<T> = { value: T } | { sentence: string };

const LONGEST_CELL = 100;

export function readText(cell: string): Read<string> {
  return [...cell].length <= LONGEST_CELL ? { value: cell } : { sentence: `This is longer than ${LONGEST_CELL} characters.` };
}

/** A number of people, with or without separators for thousands. */
export function readSize(cell: string): Read<number> {
  const digits = /^\d{1,3}([.,' ]\d{3})+$/.test(cell) ? cell.replaceAll(/\D/g, '') : cell;
  if (/^\d{1,8}$/.test(digits)) return { value: Number(digits) };
  return { sentence: `“${shown(cell)}” is not a number of people. Write digits only, such as 12.` };
}

const ADDRESS = /^[^\s@<>"',;:()[\]\\]{1,64}@([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/;
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** One e-mail address, in lower case; `mailto:` and `Name <address>` are taken, too. */
export function readEmail(cell: string): Read<string> {
  const address = (/<([^<>]+)>$/.exec(cell)?.[1] ?? cell).replace(/^mailto:/i, '').toLowerCase();
  if (ADDRESS.test(address)) return { value: address };
  return { sentence: `“${shown(cell)}” is not an e-mail address. Write one such as ana@example.org.` };
}

/** A mail domain in lower case; an address or a web page's is reduced to it. */
export function readDomain(cell: string): Read<string> {
  const domain = cell
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^[^@]*@/, '')
    .replace(/^www\./, '')
    .replace(/[/:?#].*$/, '')
    .replace(/\.$/, '');
  if (DOMAIN.test(domain) && domain.length <= 253) return { value: domain };
  return { sentence: `“${shown(cell)}” is not a mail domain. Write what follows the @, such as example.org.` };
}

const ZONES = Intl.supportedValuesOf('timeZone').concat('UTC');
const ZONE_BY_NAME = new Map(ZONES.map((zone) => [zone.toLowerCase(), zone]));

export function readTimeZone(cell: string): Read<string> {
  const name = cell.toLowerCase().replaceAll(' ', '_');
  const known = ZONE_BY_NAME.get(name);
  if (known) return { value: known };
  const city = ZONES.filter((zone) => zone.toLowerCase().endsWith(`/${name}`));
  const near = city.length === 1 ? city[0] : ZONES.find((zone) => leven(zone.toLowerCase(), name.slice(0, 60)) <= 3);
  const hint = near ? `Did you mean ${near}?` : 'Write one such as America/Denver or Europe/Madrid.';
  return { sentence: `“${shown(cell)}” is not a time zone. ${hint}` };
}

const LANGUAGES: Record<string, string> = {
  english: 'en',
  inglés: 'en',
  ingles: 'en',
  spanish: 'es',
  español: 'es',
  espanol: 'es',
  castellano: 'es',
};

export function readLanguage(cell: string): Read<string> {
  const word = cell.toLowerCase();
  const code = LANGUAGES[Object.hasOwn(LANGUAGES, word) ? word : ''] ?? /^([a-z]{2})(?:[-_][a-z]{2})?$/.exec(word)?.[1];
  if (code) return { value: code };
  return { sentence: `“${shown(cell)}” is not a language I know. Write en for English or es for Spanish.` };
}

const MONTHS = [
  ['january', 'jan', 'enero', 'ene'],
  ['february', 'feb', 'febrero'],
  ['march', 'mar', 'marzo'],
  ['april', 'apr', 'abril', 'abr'],
  ['may', 'mayo'],
  ['june', 'jun', 'junio'],
  ['july', 'jul', 'julio'],
  ['august', 'aug', 'agosto', 'ago'],
  ['september', 'sep', 'sept', 'septiembre', 'setiembre'],
  ['october', 'oct', 'octubre'],
  ['november', 'nov', 'noviembre'],
  ['december', 'dec', 'diciembre', 'dic'],
];

/** A day as `2019-05-01`; also as `1 May 2019`, `01.05.2019`, and with slashes where only one reading is possible. */
export function readDay(cell: string): Read<string> {
  const readings = readingsOf(cell.toLowerCase());
  const days = [...new Set(readings.flatMap((parts) => dayOf(parts) ?? []))];
  const [only, other] = days;
  if (only && other) return { sentence: `“${shown(cell)}” could be ${days.join(' or ')}. Write it like that, please.` };
  if (only) return { value: only };
  return { sentence: `“${shown(cell)}” is not a day. Write it as 2019-05-31: year, month, day.` };
}

type Parts = { year: number; month: number; day: number };

function readingsOf(cell: string): Parts[] {
  const [, year, month, day] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ][\d:.]+z?)?$/.exec(cell) ?? [];
  if (year && month && day) return [partsOf(year, month, day)];
  const [, one, mark, two, last] = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/.exec(cell) ?? [];
  if (one && two && last) return [partsOf(last, two, one), ...(mark === '.' ? [] : [partsOf(last, one, two)])];
  const words = cell
    .replaceAll(/[.,]|\bde\b|(?<=\d)(?:st|nd|rd|th)\b/g, ' ')
    .trim()
    .split(/\s+/);
  const at = words.findIndex((word) => MONTHS.some((names) => names.includes(word)));
  const [first = '', second = ''] = words.filter((_, index) => index !== at);
  if (at < 0 || words.length !== 3 || !/^\d{1,2}$/.test(first) || !/^\d{4}$/.test(second)) return [];
  return [partsOf(second, String(MONTHS.findIndex((names) => names.includes(words[at] ?? '')) + 1), first)];
}

const partsOf = (year: string, month: string, day: string): Parts => ({
  year: Number(year),
  month: Number(month),
  day: Number(day),
});

function dayOf(parts: Parts): string | undefined {
  if (parts.year < 1800 || parts.year > 2200) return undefined;
  try {
    return Temporal.PlainDate.from(parts, { overflow: 'reject' }).toString();
  } catch {
    return undefined;
  }
}

/** As much of a cell as a sentence can carry. */
function shown(cell: string): string {
  const letters = [...cell];
  return letters.length > 40 ? `${letters.slice(0, 39).join('')}…` : cell;
}
