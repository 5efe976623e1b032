// Who can be behind two waves: those who were invited to both.
import type { Cell } from './tallies.ts';

/** People who were invited to two waves, by what they were in the bands of each; and how many more they may be, since some were forgotten. */
export type SharedPeople = { pairs: readonly { cell: Cell; before: Cell; people: number }[]; unknown: number };

type Cells = { cells: readonly Cell[]; among: ReadonlySet<number> };

/** The most people in these cells who can have been asked in these cells of the earlier wave, too. */
export function mostInBoth({ pairs, unknown }: SharedPeople, now: Cells, before: Cells): number {
  const [here, there] = [namesOf(now), namesOf(before)];
  const both = pairs.filter((pair) => here.has(nameOf(pair.cell)) && there.has(nameOf(pair.before)));
  return both.reduce((sum, { people }) => sum + people, unknown);
}

const nameOf = (cell: Cell | undefined) => JSON.stringify(cell);
const namesOf = ({ cells, among }: Cells) => new Set([...among].map((index) => nameOf(cells[index])));
