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

/** The same in an earlier wave. Of another survey `shared` says whom both asked; without it everybody may be the same. */
export type AskedBefore = Asked & { shared?: SharedPeople };

/**
 * A group (cells of `now`) whose answers, compared with those of the same group in an earlier wave, are those of a few people who have come, or
 * of a few who have gone; undefined where there is none. Looked at are everybody, each group that is told in one of the two waves, the
 * rest beside it or beside all of a band, and what it leaves of one that holds it; where it can be reckoned in the other wave at all, and all
 * of the smaller one can be in the larger.
 */
export function revealingGroup(now: Asked, earlier: readonly AskedBefore[]): ReadonlySet<number> | undefined {
  for (const then of earlier) {
    const found = groupsToCompare(now, then).find((group) => isRevealing(group, now, then));
    if (found) return cellsOf(found, 'inNow');
  }
  return undefined;
}

function isRevealing(group: Group, now: Asked, then: AskedBefore): boolean {
  const few = Math.max(now.smallest, then.smallest);
  // Most groups have changed by more, which takes no look at what was said.
  const change = group.reduce((sum, { change }) => sum + change, 0);
  if (change === 0 || Math.abs(change) >= few) return false;
  const [cells, sameCells] = [cellsOf(group, 'inNow'), cellsOf(group, 'inThen')];
  const [before, after] = [sumOf(then.tallies, sameCells), sumOf(now.tallies, cells)];
  return (
    areFewMoreOrLess(before, after, few) &&
    canHoldEachOther(Math.min(before.persons, after.persons)) &&
    areWholeAtoms(now.atoms, cells) &&
    areWholeAtoms(then.atoms, sameCells)
  );

  function canHoldEachOther(fewer: number): boolean {
    if (!then.shared) return true;
    return mostInBoth(then.shared, { cells: now.cells, among: cells }, { cells: then.cells, among: sameCells }) >= fewer;
  }
}

/** Whether 1 to `few − 1` people have only been added, or only been taken away: no value went the other way. */
function areFewMoreOrLess(before: Tally, after: Tally, few: number): boolean {
  const change = after.persons - before.persons;
  if (change === 0 || Math.abs(change) >= few) return false;
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
