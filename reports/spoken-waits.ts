// Waits as people say them: half in so long, nine in ten in so long.
import type { Percentiles, Wait } from './percentiles.ts';

/** 'half in 1 h 50, 9 in 10 in 6 h 30' */
export function halves({ median, p90 }: Percentiles, n: number, time: (seconds: number) => string): string {
  const half = `half in ${spoken(median, time)}`;
  // How long the longest still wait is not known; so far it can even be shorter than the median, which would read as nonsense.
  if (p90.atLeast && (median.atLeast || p90.seconds <= median.seconds)) return half;
  if (n >= 10) return `${half}, 9 in 10 in ${spoken(p90, time)}`;
  return p90.atLeast ? `${half}, the longest ${spoken(p90, time)}` : `${half}, all in ${time(p90.seconds)}`;
}

export function spoken({ seconds, atLeast }: Wait, time: (seconds: number) => string): string {
  // "Under a minute or more" would say nothing.
  return atLeast ? `${time(Math.max(seconds, 60))} or more` : time(seconds);
}
