// What answers may be told apart by, besides the question: coarse bands of the person asked, fixed before a wave is sent.

/** A wave has at most two of these. */
export const BANDS = ['organisation', 'size', 'region', 'plan', 'tenure', 'language'] as const;
export type Band = (typeof BANDS)[number];

/** So many people who are asked share what is kept of each of them, at least. */
const FEWEST_IN_BAND = 10;

/** Whoever has a value that too few share. */
export const OTHERS = 'others';
/** Whoever has none: no organisation, or one of which it is not known. */
export const UNKNOWN = 'unknown';

/** `size` and `tenure` are ranges, from least to most (people in the organisation; whole years since it joined). */
const SIZES = [
  { value: '1-10', upTo: 10, text: '1 to 10 people' },
  { value: '11-50', upTo: 50, text: '11 to 50 people' },
  { value: '51-250', upTo: 250, text: '51 to 250 people' },
  { value: '251+', upTo: Infinity, text: 'over 250 people' },
];
const TENURES = [
  { value: '0', upTo: 0, text: 'joined within a year' },
  { value: '1-2', upTo: 2, text: 'joined 1 to 2 years ago' },
  { value: '3-9', upTo: 9, text: 'joined 3 to 9 years ago' },
  { value: '10+', upTo: Infinity, text: 'joined 10 years ago or more' },
];

/** What is known of somebody who is asked, and of their organisation; `years`: whole years since it joined. */
export type Person = {
  organisationId: string | null;
  size: number | null;
  region: string | null;
  plan: string | null;
  years: number | null;
  language: string | null;
};

/** What somebody is in a band, before it is known how many share it: the organisation's id, a range, or the word as it was given. */
export function bandValue(band: Band, person: Person): string {
  switch (band) {
    case 'organisation':
      return person.organisationId ?? UNKNOWN;
    case 'size':
      return rangeOf(SIZES, person.size);
    case 'tenure':
      return rangeOf(TENURES, person.years);
    default:
      return person[band] ?? UNKNOWN;
  }
}

function rangeOf(ranges: typeof SIZES, number: number | null): string {
  return ranges.find(({ upTo }) => number !== null && number <= upTo)?.value ?? UNKNOWN;
}

/** What a band's value is called in front of staff. An organisation is called by its own name, which the caller has. */
export function bandText(band: Band, value: string | null): string {
  if (value === null) return 'not told apart';
  if (value === OTHERS) return 'all others';
  if (value === UNKNOWN) return 'not known';
  const ranges = band === 'size' ? SIZES : band === 'tenure' ? TENURES : [];
  return ranges.find((range) => range.value === value)?.text ?? value;
}

type Readable = { value: string | null; text: string };

/** Ranges from least to most, everything else by its text; others, the unknown and whoever is not told apart at the end. */
export function inOrderOf(band: Band, one: Readable, other: Readable): number {
  const ranges = band === 'size' ? SIZES : band === 'tenure' ? TENURES : [];
  const placeOf = ({ value }: Readable) => {
    const last = [OTHERS, UNKNOWN, null].indexOf(value);
    return last >= 0 ? 1000 + last : ranges.findIndex((range) => range.value === value);
  };
  return placeOf(one) - placeOf(other) || one.text.localeCompare(other.text, 'en');
}

/** What is kept of somebody: a value for the wave's first and second band, null where they are not told apart. */
export type Stored = [string | null, string | null];

/** The key of what somebody is in a wave's bands (null for a band that it has not), for `coarsen`. */
export function bandKey(one: string | null, two: string | null): string {
  return JSON.stringify([one, two]);
}

/**
 * From how many are asked with each combination (`bandKey`), what is kept of each: so coarse that every combination that is kept is shared by at least `least` of them.
 *
 * Values that too few share become `others`, in a band as a whole first and then within each value of the first band; where nothing
 * else is left they are not told apart at all. So `others` are not the same people everywhere.
 */
export function coarsen(counts: ReadonlyMap<string, number>, least = FEWEST_IN_BAND): Map<string, Stored> {
  const all = [...counts].map(([key, count]) => ({ key, count, stored: JSON.parse(key) as Stored }));
  mergeRare(all, 0, least);
  mergeRare(all, 1, least);
  for (const alike of Map.groupBy(all, ({ stored: [one] }) => one).values()) mergeRare(alike, 1, least);
  return new Map(all.map(({ key, stored }) => [key, stored]));
}

/** The same for people at hand. */
export function bandsFor(
  people: ReadonlyMap<string, Person>,
  chosen: readonly Band[],
  least = FEWEST_IN_BAND,
): Map<string, Stored> {
  const [first, second] = chosen;
  const keys = new Map(
    [...people].map(([id, person]) => [
      id,
      bandKey(first ? bandValue(first, person) : null, second ? bandValue(second, person) : null),
    ]),
  );
  const counts = new Map([...Map.groupBy(keys.values(), (key) => key)].map(([key, same]) => [key, same.length]));
  const stored = coarsen(counts, least);
  return new Map([...keys].map(([id, key]) => [id, stored.get(key) ?? [null, null]]));
}

type Combination = { count: number; stored: Stored };

/** Makes others of whoever shares a value with too few, and of the next smallest while the others are too few themselves. */
function mergeRare(all: readonly Combination[], place: 0 | 1, least: number): void {
  const totals = new Map<string, number>();
  for (const { stored, count } of all) {
    const value = stored[place];
    if (value !== null) totals.set(value, (totals.get(value) ?? 0) + count);
  }
  const bySize = [...totals]
    .filter(([value]) => value !== OTHERS)
    .toSorted((one, other) => one[1] - other[1] || (one[0] < other[0] ? -1 : 1));
  const merged = new Set<string>();
  let others = totals.get(OTHERS) ?? 0;
  for (const [value, total] of bySize) {
    if (total >= least && (others === 0 || others >= least)) break;
    merged.add(value);
    others += total;
  }
  const isAll = merged.size === bySize.length && (merged.size > 0 || others < least);
  for (const { stored } of all) {
    const value = stored[place];
    if (value === null || (value !== OTHERS && !merged.has(value))) continue;
    stored[place] = isAll ? null : OTHERS;
  }
}
