import { type Atoms, type Cell, sumOf, type Tally } from './tallies.ts';

/** Cells that are told together, if at all. */
export type Block = Tally & {
  cells: readonly number[];
  /** Sums of `partOf`, see surveys/small-numbers.ts */
  among: readonly number[];
  /** The only value in a band, where there is one */
  only: readonly [Only, Only];
};
type Only = { value: string | null } | null;

/** What a question's answers come to, cell by cell. */
export type Counted = { cells: readonly Cell[]; tallies: readonly Tally[]; partOf: readonly (readonly number[])[] };

export function blockOf({ cells, tallies, partOf }: Counted, members: readonly number[]): Block {
  const only = (band: 0 | 1): Only => {
    const values = new Set(members.map((member) => cells[member]?.[band] ?? null));
    const [value = null] = values;
    return values.size > 1 ? null : { value };
  };
  const among = partOf.map((numbers) => members.reduce((sum, member) => sum + (numbers[member] ?? 0), 0));
  return { cells: members, ...sumOf(tallies, members), among, only: [only(0), only(1)] };
}

/** Merges what is not fine, the smallest first, until all is; null when it is one group and still not fine. */
export function mergeUntilFine(
  counted: Counted,
  start: readonly (readonly number[])[],
  isFine: (block: Block) => boolean,
): Atoms {
  let judged = start.map((members) => judge(blockOf(counted, members)));
  for (;;) {
    const worst = smallest(judged.filter(({ fine }) => !fine).map(({ block }) => block));
    if (!worst) return judged.length > 0 ? judged.map(({ block }) => block.cells) : null;
    const partner = partnerOf(
      worst,
      judged.filter(({ block }) => block !== worst),
    );
    if (!partner) return null;
    const others = judged.filter(({ block }) => block !== worst && block !== partner);
    judged = [...others, judge(blockOf(counted, together(worst, partner)))];
  }

  function judge(block: Block): Judged {
    return { block, fine: isFine(block) };
  }
}

/** Merges one of these atoms that is in the group with one that is not, so that the group is no sum of atoms any more; null when it is everybody. */
export function mergeAcross(counted: Counted, atoms: NonNullable<Atoms>, group: ReadonlySet<number>): Atoms {
  const blocks = atoms.map((members) => blockOf(counted, members));
  const peopled = Map.groupBy(
    blocks.filter(({ persons }) => persons > 0),
    ({ cells }) => cells.some((cell) => group.has(cell)),
  );
  const inside = smallest(peopled.get(true) ?? []);
  const outside =
    inside &&
    partnerOf(
      inside,
      (peopled.get(false) ?? []).map((block) => ({ block, fine: true })),
    );
  if (!inside || !outside) return null;
  const others = blocks.filter((block) => block !== inside && block !== outside).map(({ cells }) => cells);
  return [...others, together(inside, outside)];
}

/** The finest groups of `count` cells that are sums of each of these; null when one of them is null. */
export function joined(count: number, several: readonly Atoms[]): Atoms {
  const leaders = Array.from({ length: count }, (_, cell) => cell);
  const leaderOf = (cell: number): number => {
    const leader = leaders[cell] ?? cell;
    return leader === cell ? cell : leaderOf(leader);
  };
  for (const atoms of several) {
    if (!atoms) return null;
    for (const atom of atoms) for (const cell of atom) leaders[leaderOf(cell)] = leaderOf(atom[0] ?? cell);
  }
  return [...Map.groupBy(leaders.keys(), leaderOf).values()];
}

type Judged = { block: Block; fine: boolean };

const together = (one: Block, other: Block) => [...one.cells, ...other.cells].toSorted((a, b) => a - b);
const firstOf = ({ cells }: Block) => cells[0] ?? 0;

function smallest(blocks: readonly Block[]): Block | undefined {
  return first(blocks, (block) => [block.persons, firstOf(block)]);
}

/**
 * Whom to merge with, so that as many bands as possible stay whole: of the same first band, else of the same second one. Among
 * those whoever has to be merged anyway, then the smallest; nobody's cells last, since they help nothing.
 */
function partnerOf(block: Block, others: readonly Judged[]): Block | undefined {
  const rankOf = (other: Block) =>
    [isSame(block.only[0], other.only[0]), isSame(block.only[1], other.only[1]), true].indexOf(true);
  return first(others, ({ block: other, fine }) => [
    rankOf(other),
    other.persons === 0 ? 1 : 0,
    fine ? 1 : 0,
    other.persons,
    firstOf(other),
  ])?.block;
}

const isSame = (one: Only, other: Only) => one !== null && other !== null && one.value === other.value;

/** What comes first by these numbers, compared one after the other. */
function first<T>(all: readonly T[], numbersOf: (one: T) => number[]): T | undefined {
  let best: { one: T; numbers: number[] } | undefined;
  for (const one of all) {
    const numbers = numbersOf(one);
    if (!best || comesBefore(numbers, best.numbers)) best = { one, numbers };
  }
  return best?.one;
}

function comesBefore(one: readonly number[], other: readonly number[]): boolean {
  for (const [place, value] of one.entries()) {
    const difference = value - (other[place] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
