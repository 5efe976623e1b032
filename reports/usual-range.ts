import type { WeekFigures } from './week-figures.ts';

export type UsualRange = { low: number; high: number };
export type AgainstUsual = 'above' | 'below' | 'within';

const WEEKS_LOOKED_AT = 12;
const FEWEST_WEEKS = 4;
const WEEK = 7 * 24 * 3600 * 1000;

/** The frozen weeks that say what is usual: of the twelve before this one, those that had begun with the first request. */
export function usualWeeks(figures: WeekFigures, history: WeekFigures[]): WeekFigures[] {
  const monday = Date.parse(figures.monday);
  return history.filter((past) => {
    const weeksAgo = Math.round((monday - Date.parse(past.monday)) / WEEK);
    const hadBegun = past.since !== null && past.since < past.end;
    return hadBegun && weeksAgo >= 1 && weeksAgo <= WEEKS_LOOKED_AT;
  });
}

/**
 * What is usual: from the 10th to the 90th percentile (nearest rank), so that one wild week in twelve changes nothing.
 * Null from fewer than four values: nothing is claimed then.
 */
export function usualRange(values: number[]): UsualRange | null {
  if (values.length < FEWEST_WEEKS) return null;
  const sorted = values.toSorted((one, other) => one - other);
  const atRank = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { low: atRank(0.1), high: atRank(0.9) };
}

/**
 * The usual range of a count for a week of so many working days: compared per working day, so that a holiday week does
 * not read as a fall. Rounded outwards to whole numbers. Null when either side has no working day to compare by.
 */
export function usualCount(weeks: WeekFigures[], workingDays: number, count: (week: WeekFigures) => number): UsualRange | null {
  if (workingDays === 0) return null;
  const range = usualRange(
    weeks.filter((week) => week.workingDays > 0).map((week) => (count(week) * workingDays) / week.workingDays),
  );
  return range && { low: Math.floor(range.low + 1e-9), high: Math.ceil(range.high - 1e-9) };
}

export function againstUsual(value: number, range: UsualRange): AgainstUsual {
  if (value > range.high) return 'above';
  return value < range.low ? 'below' : 'within';
}
