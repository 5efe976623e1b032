import { byDraw, FALSE_ALARMS } from './chance.ts';
import { distinct, kindsOf, type Named, ordersOfPeople } from './orders.ts';
import type { Seen } from './whole-dump.ts';

/** Some of `among`, as one thing or another would have it; of `tries` ways to choose the best. */
type Guess = { name: string; ids: string[]; among: string[]; tries: number };

/** What tells who of all these people is marked (those who answered, say), better than chance could. */
export function told(rows: Seen[], everybody: string[], marked: ReadonlySet<string>, names: Named): string[] {
  return [guessesOf(rows, everybody, names, marked), cutsOf(rows, everybody, names)].flatMap((guesses) => {
    const tried = differing(guesses);
    return tried.flatMap(({ name, ids, among, tries }) => {
      const marks = (some: string[]) => some.filter((id) => marked.has(id)).length;
      const [hits, all] = [marks(ids), marks(among)];
      const draw = { all: among.length, drawn: ids.length };
      const more = byDraw({ ...draw, marked: all, hits });
      const fewer = byDraw({ ...draw, marked: among.length - all, hits: ids.length - hits });
      const isChance = 4 * tried.length * tries * Math.min(more, fewer) >= FALSE_ALARMS;
      return isChance ? [] : [`${name}: ${hits} of ${ids.length}, where it is ${all} of ${among.length}`];
    });
  });
}

/** Who has rows of a kind at all, who shares a value in their last one, and of values that several share those that the marked have. */
function guessesOf(rows: Seen[], everybody: string[], names: Named, marked: ReadonlySet<string>): Guess[] {
  return kindsOf(rows, names).flatMap(({ name, people }) => {
    const there = everybody.filter((id) => people.has(id));
    const columns = new Set([...people.values()].flat().flatMap(({ values }) => [...values.keys()]));
    const shared = [...columns].flatMap((column) => {
      const alike = Map.groupBy(there, (id) => people.get(id)?.at(-1)?.values.get(column) ?? '');
      const isAny = alike.size > everybody.length / 2;
      const single = isAny
        ? []
        : [...alike].map(([value, ids]) => ({ name: `${name}.${column} = ${value}`, ids, among: everybody, tries: 1 }));
      const several = [...alike.values()].filter((ids) => ids.length > 2);
      if (several.length < 2 || several.length > 4) return single;
      const chosen = several.filter((ids) => ids.filter((id) => marked.has(id)).length * 2 > ids.length);
      return [...single, { name: `${name}.${column}`, ids: chosen.flat(), among: several.flat(), tries: 2 ** several.length }];
    });
    return [{ name, ids: there, among: everybody, tries: 1 }, ...shared];
  });
}

/** Who comes before each place in each order. */
function cutsOf(rows: Seen[], everybody: string[], names: Named): Guess[] {
  return distinct(ordersOfPeople(rows, names)).flatMap(({ name, places }) => {
    const among = everybody.filter((id) => places.has(id));
    const cuts = [...new Set(among.map((id) => places.get(id)!))];
    return cuts.map((cut) => ({
      name: `${name} up to ${cut}`,
      ids: among.filter((id) => places.get(id)! <= cut),
      among,
      tries: 1,
    }));
  });
}

const differing = (guesses: Guess[]): Guess[] => [
  ...new Map(guesses.map((guess) => [JSON.stringify([guess.ids.toSorted(), guess.among.toSorted()]), guess])).values(),
];
