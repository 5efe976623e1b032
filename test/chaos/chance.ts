// How likely it is that something is so by chance: upper bounds, so that what is below them all is none.

/** A false alarm comes once in a million runs: all that is tried together may be so by chance no more often. */
export const FALSE_ALARMS = 1e-6;

/** That of `all`, of which `marked` are marked, as many or more of `drawn` at random would be marked as `hits`. */
export function byDraw({ all, marked, drawn, hits }: { all: number; marked: number; drawn: number; hits: number }): number {
  let sum = 0;
  for (let count = hits; count <= Math.min(marked, drawn); count += 1)
    if (drawn - count <= all - marked)
      sum += Math.exp(logChoose(marked, count) + logChoose(all - marked, drawn - count) - logChoose(all, drawn));
  return sum;
}

/** That so many or more of any number of things stand where they belong, put in random order. */
export const byOrder = (right: number): number => Math.exp(-logFactorial(right));

/** That the ranks of so many go together, or against each other, like this (Fisher's transformation). */
export function byRanks(correlation: number, count: number): number {
  const apart = Math.atanh(Math.min(Math.abs(correlation), 1 - 1e-12)) * Math.sqrt(Math.max(count - 3, 0) / 1.06);
  return Math.min(1, 2 * Math.exp((-apart * apart) / 2));
}

/** How far two orders go together, from -1 to 1; those who share a place share their ranks. */
export function rankCorrelation(one: number[], other: number[]): number {
  const [a, b] = [ranks(one), ranks(other)];
  const mean = (a.length - 1) / 2;
  const product = (x: number[], y: number[]) => x.reduce((sum, value, index) => sum + (value - mean) * (y[index]! - mean), 0);
  const spread = Math.sqrt(product(a, a) * product(b, b));
  return spread === 0 ? 0 : product(a, b) / spread;
}

export function ranks(values: number[]): number[] {
  const sorted = values.toSorted((one, other) => one - other);
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2);
}

const logFactorial = (count: number): number => {
  let sum = 0;
  for (let each = 2; each <= count; each += 1) sum += Math.log(each);
  return sum;
};
const logChoose = (all: number, some: number): number => logFactorial(all) - logFactorial(some) - logFactorial(all - some);
