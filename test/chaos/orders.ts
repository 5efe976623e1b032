// What rows say of the people they name: who is first, who is last, who shares what.
import { ranks } from './chance.ts';
import type { Seen } from './whole-dump.ts';

export type Named = (row: Seen) => string[];

/** Whom a row names: by id, or by the direct message with them. */
export function namesOf(direct: ReadonlyMap<string, string>): Named {
  const all = new RegExp([...direct.keys(), ...direct.values()].join('|'), 'g');
  const people = new Map([...direct].flatMap(([id, channel]) => [[id, id] as const, [channel, id] as const]));
  const known = new Map<Seen, string[]>();
  return (row) => {
    const found = known.get(row) ?? [...new Set([...row.text.matchAll(all)].map(([name]) => people.get(name)!))];
    known.set(row, found);
    return found;
  };
}

/** A number for each person that some table gives them: when, where, how often. */
type Order = { name: string; places: Map<string, number> };

/** Every order of people that any column of any kind of row gives. */
export function ordersOfPeople(rows: Seen[], names: Named): Order[] {
  return kindsOf(rows, names).flatMap(({ name, people }) => {
    const columns = new Set([...people.values()].flat().flatMap(({ values }) => [...values.keys()]));
    const ends = [
      ['first', 0],
      ['last', -1],
    ] as const;
    const counted = { name: `${name} (how many)`, places: new Map([...people].map(([id, own]) => [id, own.length])) };
    return [
      counted,
      ...[...columns].flatMap((column) =>
        ends.flatMap(([end, at]) => {
          const held = [...people].flatMap(([id, own]) => {
            const value = own.at(at)!.values.get(column);
            return value === undefined ? [] : [{ id, value }];
          });
          const numbers = numbersOf(held.map(({ value }) => value));
          return numbers
            ? [{ name: `${name}.${column} (${end})`, places: new Map(held.map(({ id }, index) => [id, numbers[index]!])) }]
            : [];
        }),
      ),
    ];
  });
}

/** Rows that name one person each, by table, and by what their key begins with or what kind they are. */
export function kindsOf(rows: Seen[], names: Named) {
  const named = rows.filter((row) => names(row).length === 1);
  const kindOf = ({ values }: Seen) => values.get('key')?.split(':')[0] ?? values.get('kind') ?? values.get('state');
  const kinds = [
    ...Map.groupBy(named, ({ table }) => table),
    ...Map.groupBy(
      named.filter((row) => kindOf(row) !== undefined),
      (row) => `${row.table} ${kindOf(row)}`,
    ),
  ];
  return kinds.map(([name, own]) => ({ name, people: Map.groupBy(own, (row) => names(row)[0]!) }));
}

/** As numbers, whatever they are, where they can be put in order; undefined where they are all the same. */
export function numbersOf(values: (string | undefined)[]): number[] | undefined {
  if (new Set(values).size < 2 || values.includes(undefined)) return undefined;
  const all = values as string[];
  const places = all.map((value) => /^\((\d+),(\d+)\)$/.exec(value)).map((at) => at && Number(at[1]) * 1000 + Number(at[2]));
  if (places.every((place) => place !== null)) return places;
  if (all.every((value) => value !== '' && Number.isFinite(Number(value)))) return all.map(Number);
  const sorted = all.toSorted((one, other) => (one < other ? -1 : 1));
  return all.map((value) => sorted.indexOf(value));
}

export function distinct(orders: Order[]): Order[] {
  return [
    ...new Map(
      orders.map((order) => {
        const people = [...order.places.keys()].toSorted();
        return [JSON.stringify([people, ranks(people.map((id) => order.places.get(id)!))]), order];
      }),
    ).values(),
  ];
}
