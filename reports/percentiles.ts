import { z } from 'zod';

export const Count = z.int().min(0);

/** A percentile of waits, in seconds. `atLeast`: it falls among those who still wait, so the true one is longer. */
const Wait = z.object({ seconds: z.number().min(0), atLeast: z.boolean() });
export type Wait = z.infer<typeof Wait>;

export const Percentiles = z.object({ median: Wait, p90: Wait });
export type Percentiles = z.infer<typeof Percentiles>;

/**
 * Median and 90th percentile by nearest rank (`ceil(p × n)`), those who still wait ranked as longer than all others.
 *
 * If the rank falls among these, the percentile is "at least" the value of the same rank with each of them put in as it is so far.
 */
export function percentilesOf(waits: readonly Wait[]): Percentiles | null {
  if (waits.length === 0) return null;
  const inOrder = (values: readonly Wait[]) => values.map(({ seconds }) => seconds).toSorted((one, other) => one - other);
  const over = inOrder(waits.filter(({ atLeast }) => !atLeast));
  const soFar = inOrder(waits);
  const at = (share: number): Wait => {
    const rank = Math.ceil(share * waits.length) - 1;
    const known = over[rank];
    return known === undefined ? { seconds: soFar[rank] ?? 0, atLeast: true } : { seconds: known, atLeast: false };
  };
  return { median: at(0.5), p90: at(0.9) };
}
