import pg from 'pg';
import pino from 'pino';
import type { Deps } from '#bot/deps.ts';
import { queueList } from '#bot/triage/blocks.ts';
import type { After } from '#bot/triage/filters.ts';
import { queuePage } from '#bot/triage/triage.ts';
import { type Database, openDatabase } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { openHistory, openTickets, STAFF, WORKSPACE } from './history.ts';
import { median, percentile } from './median.ts';
import { type Measured, readable, type Settings, takeTurns } from './row.ts';

const FEW_OPEN = 1000;
const MANY_OPEN = 50_000;
const PAGES = 50;
const MOST_TIMES_RAW = 2;
const MORE_THAN_RAW_MS = 5;
const MOST_OF_FIRST = 1.2;

/** P12: a page of `/triage list` as the product reads and renders it, against its statement alone in a plain pg loop. */
export async function measureListing(settings: Settings): Promise<Measured> {
  const { store, size, filling } = await openHistory(settings);
  const database = openDatabase({ ...store.connection, max: 4 });
  const client = new pg.Client(store.connection);
  await client.connect();
  settings.cleanups.add(() => database.close());
  settings.cleanups.add(() => client.end());
  const queues: Queue[] = [];
  for (const open of [FEW_OPEN, MANY_OPEN].map((count) => Math.min(count, Math.floor(size / 2)))) {
    await openTickets(store.connection, open);
    const fiftieth = await placeOfPage(depsOf(database), PAGES);
    queues.push({
      open,
      first: await measurePage(settings, database, client, null),
      fiftieth: await measurePage(settings, database, client, fiftieth),
    });
  }
  await settings.cleanups.run();
  const pages = queues.flatMap(({ first, fiftieth }) => [first, fiftieth]);
  const worst = Math.max(...pages.map(({ product, raw }) => product.p99 / (MOST_TIMES_RAW * raw.p99 + MORE_THAN_RAW_MS)));
  const depth = Math.max(...queues.map(({ first, fiftieth }) => fiftieth.product.p50 / first.product.p50));
  return {
    row: {
      id: 'P12',
      value: worst,
      unit: 'of what a page may take (2 × its statement in a pg loop + 5 ms, p99; page 50 at most 1.2 × page 1)',
      goal: 1,
      met: worst <= 1 && depth <= MOST_OF_FIRST,
    },
    detail: [
      ...queues.flatMap(({ open, first, fiftieth }) => [
        `${readable(open)} open, page 1: ${said(first)}`,
        `${readable(open)} open, page ${PAGES}: ${said(fiftieth)}`,
      ]),
      `page ${PAGES} is ${readable(depth)} × page 1 at most (p50, goal ${MOST_OF_FIRST})`,
      filling,
    ],
  };
}

type Times = { p50: number; p99: number };
type Page = { product: Times; raw: Times };
type Queue = { open: number; first: Page; fiftieth: Page };

const who = { workspaceId: WORKSPACE, memberId: STAFF };
const filter = { deskId: 'main' };

export function depsOf({ db, pool }: Pick<Database, 'db' | 'pool'>): Deps {
  return { db, pool, now: () => new Date(), dueAt: (at) => at, log: pino({ level: 'silent' }) };
}

async function placeOfPage(deps: Deps, page: number): Promise<After | null> {
  let after: After | null = null;
  for (let turned = 1; turned < page; turned += 1) after = (await queuePage(deps, who, { filter, after })).next ?? after;
  return after;
}

async function measurePage(settings: Settings, database: Database, client: pg.Client, after: After | null): Promise<Page> {
  const deps = depsOf(database);
  const statement = await statementOfPage(database, after);
  const product = async () => {
    queueList(await queuePage(deps, who, { filter, after }));
  };
  const raw = async () => {
    await client.query({ name: after ? 'fiftieth' : 'first', ...statement });
  };
  return measureBoth(settings, product, raw);
}

/** Both in turn, each for its share of the seconds, after a warm-up that is not counted. */
export async function measureBoth(
  { rounds, seconds }: Settings,
  product: () => Promise<void>,
  raw: () => Promise<void>,
): Promise<Page> {
  await timesOf(product, seconds / 4);
  await timesOf(raw, seconds / 4);
  const turns = await takeTurns(
    rounds,
    () => timesOf(product, seconds / 2),
    () => timesOf(raw, seconds / 2),
  );
  const all = (side: 'product' | 'reference') => turns.flatMap((turn) => turn[side]);
  const times = (values: number[]) => ({ p50: median(values), p99: percentile(values, 0.99) });
  return { product: times(all('product')), raw: times(all('reference')) };
}

async function timesOf(work: () => Promise<void>, seconds: number): Promise<number[]> {
  const times: number[] = [];
  for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times;
}

/** The statement the product sends for a page, seen by a database that answers it with nothing. */
async function statementOfPage({ db, pool }: Database, after: After | null): Promise<{ text: string; values: unknown[] }> {
  let seen: Prisma.Sql | undefined;
  const watched = new Proxy(db, {
    get: (target, name) => {
      if (name !== '$queryRaw') return Reflect.get(target, name);
      return async (strings: TemplateStringsArray, ...values: unknown[]) => {
        const statement = Prisma.sql(strings, ...values);
        if (!statement.text.includes('with page as')) return target.$queryRaw(statement);
        seen = statement;
        return [];
      };
    },
  });
  await queuePage(depsOf({ db: watched, pool }), who, { filter, after });
  if (!seen) throw new Error('the list asked for no page');
  return { text: seen.text, values: seen.values };
}

function said({ product, raw }: Page): string {
  return `p50 ${readable(product.p50)}, p99 ${readable(product.p99)} ms; its statement alone p50 ${readable(raw.p50)}, p99 ${readable(raw.p99)} ms`;
}
