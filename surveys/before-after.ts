// What two waves tell together: one more answer than last time, and all else the same, is that one person's answer.
import { mostInBoth, type SharedPeople } from './shared-people.ts';
import { type Atoms, areWholeAtoms, type Cell, cellsWith, sumOf, type Tally } from './tallies.ts';

/** One question in one wave, and what may be told of it. Of an earlier wave: what could be told at most, so its atoms without a look at waves before it. */
export type Asked = {
  bands: readonly string[];
  cells: readonly Cell[];
  tallies: readonly Tally[];
  atoms: Atoms;
  smallest: number;
};

/**
 * The same in an earlier wave. Of another survey `shared` says whom both asked; without it everybody may be the same. What was answered in
 * another way (`isOtherKind`) is compared by how many answered.
 */
export type AskedBefore = Asked & { shared?: SharedPeople; isOtherKind?: boolean };

/**
 * A group (cells of `now`) whose answers, compared with those of the same group in an earlier wave, are those of a few people who have come, or
 * of a few who have gone; undefined where there is none. Looked at are everybody, each group that is told in one of the two waves, the
 * rest beside it or beside all of a band, and what it leaves of one that holds it; where it can be reckoned in the other wave at all, and all
 * of the smaller one can be in the larger. Where whom both asked is known, also groups that go by different bands.
 */
export function revealingGroup(now: Asked, earlier: readonly AskedBefore[]): ReadonlySet<number> | undefined {
  for (const then of earlier) {
    const few = Math.max(now.smallest, then.smallest);
    // Most groups have changed by more, which takes no look at what was said.
    const isNear = (change: number) => change !== 0 && Math.abs(change) < few;
    const same = groupsToCompare(now, then)
      .filter((group) => isNear(group.reduce((sum, { change }) => sum + change, 0)))
      .map((group) => ({ cells: cellsOf(group, 'inNow'), sameCells: cellsOf(group, 'inThen') }));
    const found = [...same, ...acrossBands(now, then, isNear)].find((pair) => isRevealing(pair, now, then));
    if (found) return found.cells;
  }
  return undefined;
}

/** Cells of now, and those of the earlier wave that they are compared with. */
type Pair = { cells: ReadonlySet<number>; sameCells: ReadonlySet<number> };

/** Groups of two waves that may be the same people, though no band says so: an organisation's in one, everybody in the other. Where it is known whom both asked. */
function acrossBands(now: Asked, then: AskedBefore, isNear: (change: number) => boolean): Pair[] {
  if (!then.shared) return [];
  const [here, there] = [now, then].map(({ tallies, ...asked }) =>
    toldGroups(asked).map((cells) => ({ cells, persons: sumOf(tallies, cells).persons })),
  );
  return (here ?? []).flatMap(({ cells, persons }) =>
    (there ?? []).filter((then) => isNear(persons - then.persons)).map((then) => ({ cells, sameCells: then.cells })),
  );
}

/** Everybody, and each group that is told. */
function toldGroups({ bands, cells, atoms }: Omit<Asked, 'tallies'>): ReadonlySet<number>[] {
  const groups = bands.flatMap((_, band) =>
    [...new Set(cells.map((cell) => cell[band === 0 ? 0 : 1]))].map((value) => cellsWith(cells, band, value)),
  );
  return [new Set(cells.keys()), ...groups].filter((group) => areWholeAtoms(atoms, group));
}

function isRevealing({ cells, sameCells }: Pair, now: Asked, then: AskedBefore): boolean {
  const [before, after] = [sumOf(then.tallies, sameCells), sumOf(now.tallies, cells)];
  return (
    (then.isOtherKind || areOnlyMoreOrLess(before, after)) &&
    canHoldEachOther(Math.min(before.persons, after.persons)) &&
    areWholeAtoms(now.atoms, cells) &&
    areWholeAtoms(then.atoms, sameCells)
  );

  function canHoldEachOther(fewer: number): boolean {
    if (!then.shared) return true;
    if (fewer === 0) return false;
    return mostInBoth(then.shared, { cells: now.cells, among: cells }, { cells: then.cells, among: sameCells }) >= fewer;
  }
}

/** Whether people have only been added, or only been taken away: no value went the other way. */
function areOnlyMoreOrLess(before: Tally, after: Tally): boolean {
  const change = after.persons - before.persons;
  const values = new Set([...before.counts.keys(), ...after.counts.keys()]);
  return [...values].every((value) => ((after.counts.get(value) ?? 0) - (before.counts.get(value) ?? 0)) * change >= 0);
}

/** The cells of both waves that have the same name, and how many more people answered there now. */
type Place = { values: readonly (string | null)[]; inNow: number[]; inThen: number[]; change: number };
type Group = readonly Place[];

function cellsOf(group: Group, wave: 'inNow' | 'inThen'): ReadonlySet<number> {
  return new Set(group.flatMap((place) => place[wave]));
}

function groupsToCompare(now: Asked, then: Asked): Group[] {
  const shared = now.bands.filter((band) => then.bands.includes(band));
  const places = new Map<string, Place>();
  const placeOf = (asked: Asked, cell: Cell) => {
    const values = shared.map((band) => valueIn(asked, cell, band));
    const name = JSON.stringify(values);
    const place = places.get(name) ?? { values, inNow: [], inThen: [], change: 0 };
    places.set(name, place);
    return place;
  };
  for (const [index, cell] of now.cells.entries()) {
    const place = placeOf(now, cell);
    place.inNow.push(index);
    place.change += now.tallies[index]?.persons ?? 0;
  }
  for (const [index, cell] of then.cells.entries()) {
    const place = placeOf(then, cell);
    place.inThen.push(index);
    place.change -= then.tallies[index]?.persons ?? 0;
  }
  const all = [...places.values()];
  return [all, ...[now, then].flatMap((asked) => toldAndLeft(asked, shared, all))];
}

/** What is told of a wave besides everybody, and what one subtraction makes of it. */
function toldAndLeft(asked: Asked, shared: readonly string[], all: Group): Group[] {
  const told = shared.map((band, place) => {
    const values = [...new Set(asked.cells.map((cell) => valueIn(asked, cell, band)))];
    return values
      .filter((value) => areWholeAtoms(asked.atoms, cellsWith(asked.cells, asked.bands.indexOf(band), value)))
      .map((value) => all.filter(({ values: these }) => these[place] === value));
  });
  const rests = told.flatMap((groups) => [...groups, groups.flat()].map((group) => without(all, group)));
  const [ones = [], twos = []] = told;
  const within = ones.flatMap((one) => twos.flatMap((two) => [...leftOf(one, two), ...leftOf(two, one)]));
  return [...told.flat(), ...rests, ...within];
}

/** What a group leaves of one that holds all of it. */
function leftOf(larger: Group, smaller: Group): Group[] {
  return smaller.every((place) => larger.includes(place)) ? [without(larger, smaller)] : [];
}

function without(larger: Group, smaller: Group): Group {
  const left = new Set(smaller);
  return larger.filter((place) => !left.has(place));
}

function valueIn({ bands }: Asked, cell: Cell, band: string): string | null {
  return cell[bands.indexOf(band) === 0 ? 0 : 1];
}
