/** The middle value; of an even number of values the mean of the two in the middle. Throws when there is none. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = Math.floor(sorted.length / 2);
  const upper = valueAt(sorted, middle);
  return sorted.length % 2 === 1 ? upper : (valueAt(sorted, middle - 1) + upper) / 2;
}

/** The smallest value that at least this share (0 to 1) of all values do not exceed: always one of them. Throws when there is none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = ascending(values);
  return valueAt(sorted, Math.max(0, Math.ceil(share * sorted.length) - 1));
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

function valueAt(sorted: readonly number[], index: number): number {
  const value = sorted[index];
  if (value === undefined) throw new Error('there is nothing to take the middle of');
  return value;
}
