import { Temporal } from 'temporal-polyfill';

export type Repeats = 'weekly' | 'monthly' | 'quarterly' | 'half-yearly' | 'yearly';

const STEPS: Record<Repeats, { unit: 'weeks' | 'months'; count: number }> = {
  weekly: { unit: 'weeks', count: 1 },
  monthly: { unit: 'months', count: 1 },
  quarterly: { unit: 'months', count: 3 },
  'half-yearly': { unit: 'months', count: 6 },
  yearly: { unit: 'months', count: 12 },
};

/**
 * When the next wave goes out after `at`, at the time of day of the `first` of its row.
 *
 * Each is counted from the first one, so that a short month, or a night in which that time is skipped, moves one wave and not all that
 * follow: monthly from the 31st goes out on 28 February, then on 31 March. Waves that were missed are not caught up with.
 */
export function nextWaveAt(at: Date, repeats: Repeats, timeZone: string, first: Date = at): Date {
  const start = localTime(first, timeZone);
  const { unit, count } = STEPS[repeats];
  const passed = Math.floor(start.until(localTime(at, timeZone), { largestUnit: unit })[unit] / count);
  for (let step = Math.max(0, passed - 1); ; step += 1) {
    const next = start.add({ [unit]: step * count }).toZonedDateTime(timeZone).epochMilliseconds;
    if (next > at.getTime()) return new Date(next);
  }
}

function localTime(at: Date, timeZone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDateTime();
}
