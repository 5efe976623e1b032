// A moment as a clock on somebody's wall shows it, and back again.

/** What a `datetime-local` input shows of a moment in epoch seconds, in a time zone. */
export function localTime(seconds: number, timeZone: string): string {
  const parts = new Map(
    clock(timeZone)
      .formatToParts(seconds * 1000)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/**
 * The moment, in epoch seconds, at which a clock in the zone shows this; null if it is no time at all.
 *
 * What is shown twice when clocks go back is the first time; what is skipped when they go forward is as much later.
 */
export function momentOf(local: string, timeZone: string): number | null {
  const wall = asIfUtc(local);
  if (wall === null) return null;
  const day = 86_400;
  const [before, after] = [offset(wall - day, timeZone), offset(wall + day, timeZone)];
  const possible = [wall - before, wall - after].filter((moment) => localTime(moment, timeZone) === local.slice(0, 16));
  return possible.length > 0 ? Math.min(...possible) : wall - before;
}

function asIfUtc(local: string): number | null {
  const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(local) ? Date.parse(`${local.slice(0, 16)}Z`) : Number.NaN;
  return Number.isNaN(moment) ? null : moment / 1000;
}

/** Seconds that a zone is ahead of UTC at a moment. */
function offset(moment: number, timeZone: string): number {
  return (asIfUtc(localTime(moment, timeZone)) ?? moment) - moment;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clock(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone) ?? newClock(timeZone);
  clocks.set(timeZone, known);
  return known;
}

/** A zone nobody has heard of is taken for UTC. */
function newClock(timeZone: string): Intl.DateTimeFormat {
  const wanted: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  };
  try {
    return new Intl.DateTimeFormat('en-US', { ...wanted, timeZone });
  } catch {
    return new Intl.DateTimeFormat('en-US', { ...wanted, timeZone: 'UTC' });
  }
}
