/** Prints what a proof measured, on one line that can be quoted. */
export function report(proof: string, figures: Record<string, string | number>): void {
  const parts = Object.entries(figures).map(([name, value]) => `${name} ${typeof value === 'number' ? rounded(value) : value}`);
  process.stdout.write(`[proof ${proof}] ${parts.join(', ')}\n`);
}

function rounded(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 0);
}

/** The value that this share of the others does not exceed; 0 of nothing. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

export function longest(values: number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
