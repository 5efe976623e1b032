// AN ATTACK ON ANONYMITY by somebody who has everything that is stored, and for the test's sake knows already what they are after: what
// is found all the same is what rows give away. What is written without a name is a "paper" here: an answer or a letter.
import { createHash } from 'node:crypto';
import { byOrder, byRanks, FALSE_ALARMS, rankCorrelation, ranks } from './chance.ts';
import { distinct, type Named, numbersOf, ordersOfPeople } from './orders.ts';
import type { Seen } from './whole-dump.ts';

/** By the id of whoever wrote it: what only this paper says. */
type Papers = ReadonlyMap<string, string>;

/** What is shared by more rows than this joins nothing. */
const MOST_ALIKE = 8;
const MOST_STEPS = 4;

/** Papers that lead to fewer than ten people through any chain of rows that share something rare: an id, a hash, a time, a version. */
export function joined(rows: Seen[], papers: Papers, names: Named): string[] {
  const sharing = Map.groupBy(
    rows.flatMap((row) => [...raritiesOf(row)].map((rarity) => ({ row, rarity }))),
    ({ rarity }) => rarity,
  );
  const nextTo = (row: Seen) =>
    [...raritiesOf(row)].flatMap((rarity) => {
      const alike = sharing.get(rarity) ?? [];
      const [what] = rarity.split(' ');
      return alike.length > MOST_ALIKE ? [] : alike.map((other) => ({ row: other.row, step: `–${what}– ${other.row.table}` }));
    });
  return [...papers.values()].flatMap((paper) => {
    const start = rows.filter(({ text }) => text.includes(paper));
    const ways = [...reachedFrom(start, nextTo)].filter(([row]) => names(row).length === 1);
    const people = new Set(ways.flatMap(([row]) => names(row)));
    return people.size > 0 && people.size < 10 ? [`${paper}: ${ways[0]?.[1]}`] : [];
  });
}

/** Every row that few steps lead to, with the way to it. */
function reachedFrom(start: Seen[], nextTo: (row: Seen) => { row: Seen; step: string }[]): Map<Seen, string> {
  const reached = new Map(start.map((row) => [row, row.table]));
  let edge = start;
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const found = edge.flatMap((from) => nextTo(from).map(({ row, step }) => ({ row, way: `${reached.get(from)} ${step}` })));
    edge = [];
    for (const { row, way } of found) {
      if (reached.has(row)) continue;
      reached.set(row, way);
      edge.push(row);
    }
  }
  return reached;
}

const DAY = /^\d{4}-\d\d-\d\d$/;
const rarities = new WeakMap<Seen, Set<string>>();

function raritiesOf(row: Seen): Set<string> {
  const known = rarities.get(row);
  if (known) return known;
  const found = new Set<string>();
  for (const [column, value] of row.values) {
    if (column === 'ctid') continue;
    if (column === 'xmin' || column === 'xmax') {
      if (value !== '0') found.add(`version ${value}`);
      continue;
    }
    const isTime = /^\d{4}-\d\d-\d\dT/.test(value);
    for (const part of isTime ? [value] : [value, ...value.split(/[\s:,/|"]+/)])
      if (part.length >= 8 && part.length < 500 && !DAY.test(part)) found.add(`value ${part}`);
  }
  rarities.set(row, found);
  return found;
}

/** Where a usual hash of somebody, or of somebody and the wave, stands. */
export function hashed(rows: Seen[], waveId: number, people: Iterable<string>, workspaceId: string): string[] {
  const there = new Map(rows.flatMap(({ table, text }) => text.split(/[^\w+/=-]+/).map((word) => [word, table] as const)));
  const found: string[] = [];
  for (const id of people)
    for (const said of [
      id,
      `${waveId}:${id}`,
      `${waveId} ${id}`,
      `${id}:${waveId}`,
      `survey:${waveId}:${id}`,
      `${workspaceId}:${id}`,
    ])
      for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512'])
        for (const form of ['hex', 'base64', 'base64url'] as const) {
          const table = there.get(createHash(algorithm).update(said).digest(form));
          if (table) found.push(`${table}: ${algorithm} of ${said}`);
        }
  return found;
}

/** Orders of people in which papers of `table` lie, too, further than chance could bring them; and papers next to whose version they stand. */
export function ordered(rows: Seen[], table: string, papers: Papers, names: Named): string[] {
  const lying = [...papers].flatMap(([id, paper]) => {
    const row = rows.find((one) => one.table === table && one.text.includes(paper));
    return row ? [{ id, row }] : [];
  });
  const columns = new Set(lying.flatMap(({ row }) => [...row.values.keys()]));
  const orders = [...columns].flatMap((column) => {
    const numbers = numbersOf(lying.map(({ row }) => row.values.get(column)));
    if (!numbers || new Set(numbers).size < lying.length * 0.9) return [];
    return [{ name: `${table}.${column}`, places: new Map(lying.map(({ id }, index) => [id, numbers[index]!])) }];
  });
  const pairs = distinct(ordersOfPeople(rows, names)).flatMap((one) => orders.map((other) => ({ one, other })));
  const bound = FALSE_ALARMS / (2 * pairs.length);
  return pairs.flatMap(({ one, other }) => {
    const both = [...other.places.keys()].filter((id) => one.places.has(id));
    if (both.length < 10) return [];
    const [a, b] = [both.map((id) => one.places.get(id)!), both.map((id) => other.places.get(id)!)];
    const [ra, rb] = [ranks(a), ranks(b)];
    const right = ra.filter((rank, index) => rank === rb[index] && ra.filter((other) => other === rank).length === 1).length;
    const correlation = rankCorrelation(a, b);
    const isChance = byOrder(right) >= bound && byRanks(correlation, both.length) >= bound;
    return isChance ? [] : [`${other.name} as ${one.name}: ${right} of ${both.length} in place, ${correlation.toFixed(2)}`];
  });
}

/** Combinations of bands in papers that fewer than ten of those who were asked share. */
export function rareBands(rows: Seen[]): string[] {
  const bandsOf = ({ values }: Seen) => `${values.get('band_one')} ${values.get('band_two')}`;
  const asked = Map.groupBy(
    rows.filter(({ table }) => table === 'survey_invitation'),
    bandsOf,
  );
  const stored = new Set(rows.filter(({ table }) => table === 'survey_response').map(bandsOf));
  return [...stored].filter((bands) => (asked.get(bands)?.length ?? 0) < 10);
}
