import { createRequire } from 'node:module';
import type { default as Holidays } from 'date-holidays';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MOST_PLACES = 16;
const MOST_YEARS = 32;

type Place = { holidays: Holidays; years: Map<number, ReadonlySet<number>> };

const load = createRequire(import.meta.url);
const places = new Map<string, Place>();
const knownPlaces = new Map<string, boolean>();

/** Whether `date-holidays` has a calendar for a country (`US`) and, if given, its region (`CA`, or `LA.NO` for a part of one). */
export function isKnownPlace(country: string, region?: string): boolean {
  return remember(knownPlaces, `${country}.${region ?? ''}`, MOST_PLACES, () => {
    const { holidays } = placeOf(country);
    if (!Object.hasOwn(holidays.getCountries(), country)) return false;
    if (region === undefined) return true;
    const [state = '', part, ...rest] = region.split('.');
    if (rest.length > 0 || !Object.hasOwn(holidays.getStates(country) ?? {}, state)) return false;
    return part === undefined || Object.hasOwn(holidays.getRegions(country, state) ?? {}, part);
  });
}

/**
 * The days of a year, counted from 1970-01-01, that are public holidays.
 *
 * Only the type `public` counts, and only whole days: banks alone, half days, school and observances close no desk.
 * A desk that closes on one of those lists it as its own holiday.
 */
export function publicHolidays(country: string, region: string | undefined, year: number): ReadonlySet<number> {
  const place = placeOf(country, region);
  return remember(place.years, year, MOST_YEARS, () => {
    // A holiday of several days may have begun in the year before.
    const found = [...place.holidays.getHolidays(year - 1), ...place.holidays.getHolidays(year)];
    const days = found.filter(({ type }) => type === 'public').flatMap(wholeDays);
    return new Set(days);
  });
}

function wholeDays({ date, start, end }: { date: string; start: Date; end: Date }): number[] {
  const first = Date.parse(date.slice(0, 10)) / DAY_MS;
  // An hour of grace, because a day may have 23 hours.
  const count = Math.floor((end.getTime() - start.getTime() + HOUR_MS) / DAY_MS);
  return Array.from({ length: count }, (_, index) => first + index);
}

function placeOf(country: string, region?: string): Place {
  return remember(places, `${country}.${region ?? ''}`, MOST_PLACES, () => {
    // Loaded when the first desk asks for it: 160 ms and 35 MB that a desk without country holidays does not pay.
    const Calendar: typeof Holidays = load('date-holidays');
    const [state = '', part = ''] = region?.split('.') ?? [];
    return { holidays: new Calendar(country, state, part), years: new Map() };
  });
}

/** Looks a value up or makes it; the map keeps at most `limit` entries, the oldest goes first. */
export function remember<K, V>(map: Map<K, V>, key: K, limit: number, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  const oldest = map.keys().next();
  if (map.size >= limit && !oldest.done) map.delete(oldest.value);
  map.set(key, made);
  return made;
}
