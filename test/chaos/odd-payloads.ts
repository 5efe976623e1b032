import fc from 'fast-check';
import type { Db } from '#prisma/db.ts';

type Data = Record<string, unknown>;
/** One thing done to a payload: where (a number that picks one of its places) and what. */
type Change = {
  at: number;
  how: { kind: 'remove' } | { kind: 'replace'; by: unknown } | { kind: 'add'; name: string; value: unknown };
};

/** What stands where Slack sends text, a number or an id. */
const ODD_VALUES: unknown[] = [
  {},
  [],
  null,
  true,
  0,
  -1,
  1e308,
  '',
  '\0',
  '\ud800',
  '__proto__',
  'x'.repeat(5000),
  ['a', 'b'],
  [null],
  { not: '' },
  { gt: '' },
  { contains: '' },
  { in: [] },
  { equals: null },
  { toString: 'x', valueOf: 1 },
  { value: { value: {} } },
  { id: { not: '' } },
  [[[[[[]]]]]],
];

/** Names that a careless merge or a careless query would heed. */
const ODD_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'workspaceId',
  'workspace_id',
  'deskId',
  'role',
  'isAdmin',
  'is_admin',
  'isPresent',
  'state',
  'ownerId',
  'where',
  'data',
  'OR',
  'polluted',
];

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(10_000),
  how: fc.oneof(
    fc.constant({ kind: 'remove' as const }),
    fc.constantFrom(...ODD_VALUES).map((by) => ({ kind: 'replace' as const, by })),
    fc
      .tuple(fc.constantFrom(...ODD_NAMES), fc.constantFrom<unknown>({ polluted: true }, 'lead', true, 'closed', ...ODD_VALUES))
      .map(([name, value]) => ({ kind: 'add' as const, name, value })),
  ),
});

/** So many changes to payloads: which of the real ones (a number that picks one), and one to four things done to it. */
export function oddities(count: number, seed: number): { which: number; changes: Change[] }[] {
  const one = fc.record({ which: fc.nat(10_000), changes: fc.array(change, { minLength: 1, maxLength: 4 }) });
  return fc.sample(one, { numRuns: count, seed });
}

/** A copy of a payload with these things done to it. */
export function changed(payload: Data, changes: Change[]): Data {
  const copy = structuredClone(payload);
  for (const { at, how } of changes) {
    const places = placesIn(copy);
    const place = places[at % places.length];
    if (!place) continue;
    const { holder, name } = place;
    if (how.kind === 'remove') Reflect.deleteProperty(holder, name);
    else if (how.kind === 'replace') define(holder, name, how.by);
    else define(holderAt(holder, name), how.name, how.value);
  }
  return copy;
}

type Place = { holder: object; name: string };

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [{ holder: value, name }, ...placesIn(inner)]);
}

function holderAt(holder: object, name: string): object {
  const inner: unknown = Object.getOwnPropertyDescriptor(holder, name)?.value;
  return typeof inner === 'object' && inner !== null ? inner : holder;
}

/** As its own property, even under the name __proto__, which JSON can carry. */
function define(holder: object, name: string, value: unknown): void {
  Object.defineProperty(holder, name, { value: structuredClone(value), enumerable: true, writable: true, configurable: true });
}

/** A store that notes every query with a filter that is `undefined`, which Prisma takes for no filter at all. */
export function watched(db: Db, unfiltered: string[]): Db {
  return db.$extends({
    query: {
      $allModels: {
        $allOperations({ model, operation, args, query }) {
          const { where } = args as { where?: unknown };
          for (const path of undefinedIn(where)) unfiltered.push(`${model}.${operation} ${path}`);
          return query(args);
        },
      },
    },
  }) as unknown as Db;
}

function undefinedIn(value: unknown, path = 'where'): string[] {
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    inner === undefined ? [`${path}.${name}`] : undefinedIn(inner, `${path}.${name}`),
  );
}
