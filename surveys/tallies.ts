// Counts of people by what they answered and where they belong, and the groups of cells that are told together.

/** What people have in the wave's first and second band. */
export type Cell = readonly [string | null, string | null];

/** How many people answered, and how many of them gave each value; somebody who gave several counts once as a person. */
export type Tally = { persons: number; counts: ReadonlyMap<string, number> };

/** Cells (by their place in the list of all) put together into groups that are safe to tell; null where not even everybody is. */
export type Atoms = readonly (readonly number[])[] | null;

/** What the people in these cells said together. */
export function sumOf(tallies: readonly Tally[], cells: Iterable<number>): Tally {
  const counts = new Map<string, number>();
  let persons = 0;
  for (const cell of cells) {
    const tally = tallies[cell];
    if (!tally) continue;
    persons += tally.persons;
    for (const [value, count] of tally.counts) counts.set(value, (counts.get(value) ?? 0) + count);
  }
  return { persons, counts };
}

/** Whether these cells are whole atoms, so that what was said in them may be told. */
export function areWholeAtoms(atoms: Atoms, cells: ReadonlySet<number>): boolean {
  if (!atoms) return false;
  return atoms.every((atom) => {
    const isIn = cells.has(atom[0] ?? -1);
    return atom.every((cell) => cells.has(cell) === isIn);
  });
}

/** The cells with this value in a band (0 or 1 for the first or second). */
export function cellsWith(cells: readonly Cell[], band: number, value: string | null): ReadonlySet<number> {
  return new Set(cells.flatMap((cell, index) => (cell[band === 0 ? 0 : 1] === value ? [index] : [])));
}
