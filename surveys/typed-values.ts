import { Temporal } from 'temporal-polyfill';

const SIGNS = /[€$£¥%]|\b(?:eur|usd|gbp)\b/gi;
const GROUPED = { '.': /^\d{1,3}(?:\.\d{3})+$/, ',': /^\d{1,3}(?:,\d{3})+$/ };

/**
 * A number however people write it (`1,234.5`, `1.234,5`, `1 234`, `€ 12`), as plain digits; undefined for what is none.
 *
 * What can be read in two ways (`1.234`) is read as the person's own language writes numbers.
 */
export function readNumber(typed: string, decimalMark: string): string | undefined {
  const bare = typed
    .normalize('NFKC')
    .replaceAll(/[\u2212\u2013]/g, '-')
    .replaceAll(SIGNS, '')
    .trim();
  const [, sign = '', written = ''] = /^([-+]?)\s*(\d[\d\s.,'’]*)$/.exec(bare) ?? [];
  const digits = written.trim();
  if (digits === '' || !areGroups(digits)) return undefined;
  const plain = withPoint(digits.replaceAll(/[\s'’]/g, ''), decimalMark);
  if (plain === undefined || plain.length > 24) return undefined;
  const [whole = '', part = ''] = plain.split('.');
  const [short, rest] = [whole.replace(/^0+(?=\d)/, ''), withoutLastZeros(part)];
  const value = rest === '' ? short : `${short}.${rest}`;
  return sign === '-' && value !== '0' ? `-${value}` : value;
}

function withoutLastZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
}

/** Spaces and apostrophes stand before three digits each, or nowhere. */
function areGroups(digits: string): boolean {
  const [first = '', ...groups] = digits.split(/[\s'’]/);
  if (groups.length === 0) return true;
  return (
    /^\d{1,3}$/.test(first) &&
    groups.every((group, index) => (index === groups.length - 1 ? /^\d{3}(?:[.,]\d+)?$/ : /^\d{3}$/).test(group))
  );
}

function withPoint(digits: string, decimalMark: string): string | undefined {
  const marks = digits.replaceAll(/\d/g, '');
  if (marks === '') return digits;
  const last = marks.endsWith(',') ? ',' : '.';
  const other = last === ',' ? '.' : ',';
  if (marks.includes(other)) return split(digits, last, other);
  if (marks.length > 1) return GROUPED[last].test(digits) ? digits.replaceAll(last, '') : undefined;
  const isGroup = GROUPED[last].test(digits) && last !== decimalMark && !digits.startsWith('0');
  return isGroup ? digits.replace(last, '') : fraction(digits.replace(last, '.'));
}

/** `1.234,5`: the last mark is the decimal one, and the other groups what stands before it. */
function split(digits: string, last: '.' | ',', other: '.' | ','): string | undefined {
  const [whole = '', part = '', ...more] = digits.split(last);
  if (more.length > 0 || !GROUPED[other].test(whole)) return undefined;
  return fraction(`${whole.replaceAll(other, '')}.${part}`);
}

const fraction = (text: string) => (/^\d+\.\d+$/.test(text) ? text : undefined);

/** A day as Slack's own calendar sends it. */
export function readDay(day: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  try {
    return Temporal.PlainDate.from(day, { overflow: 'reject' }).toString();
  } catch {
    return undefined;
  }
}
