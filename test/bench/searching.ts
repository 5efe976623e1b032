import pg from 'pg';
import { searchResults } from '#bot/triage/blocks.ts';
import { searchFor, searchTickets } from '#bot/triage/search.ts';
import { type Database, openDatabase } from '#prisma/db.ts';
import { openHistory, STAFF, WORKSPACE, word } from './history.ts';
import { depsOf } from './listing.ts';
import { median, percentile } from './median.ts';
import { type Measured, readable, type Settings, takeTurns } from './row.ts';

const MOST_OF_RAW = 1.5;
const MOST_MS = 150;
const MOST_GROWTH = 3;

/** What people look for, from the commonest word to one that a few requests in a million have. */
const SEARCHES = {
  'a common word': word(1),
  'two common words': `${word(2)} ${word(5)}`,
  'a usual word': word(60),
  'two usual words': `${word(150)} ${word(400)}`,
  'a rare word': word(1400),
  'a usual and a rare word': `${word(8)} ${word(1400)}`,
  'words in quotes': `"${word(40)} ${word(70)}"`,
} as const;

/** P13: the newest twenty for each kind of search, through the product, against one full-text query in a plain pg loop. */
export async function measureSearching(settings: Settings): Promise<Measured> {
  const { store, small, size, filling } = await openHistory(settings);
  const large = await openSearch(settings, store.connection);
  const tenth = await openSearch(settings, small);
  for (const [kind, words] of Object.entries(SEARCHES)) {
    if (await large.product(words)) throw new Error(`nothing has ${kind}`);
    await large.raw(words);
    await tenth.product(words);
  }
  const turns = await takeTurns(
    Math.max(3, settings.rounds),
    () => timesOf(large.product, settings),
    () => timesOf(large.raw, settings),
  );
  const smaller = await timesOf(tenth.product, settings);
  const misspelt = await timesOf(large.product, settings, { 'a misspelt word': `${word(60)}x ${word(61)}y` });
  await settings.cleanups.run();
  const all = (side: 'product' | 'reference', kind?: string) =>
    turns.flatMap((turn) => turn[side].filter((one) => kind === undefined || one.kind === kind).map(({ ms }) => ms));
  const p95 = percentile(all('product'), 0.95);
  const ratio = p95 / percentile(all('reference'), 0.95);
  const growth =
    p95 /
    percentile(
      smaller.map(({ ms }) => ms),
      0.95,
    );
  return {
    row: {
      id: 'P13',
      value: ratio,
      unit: `of one full-text query in a pg loop, p95 (and p95 at most ${MOST_MS} ms, ten times the history at most ${MOST_GROWTH} ×)`,
      goal: MOST_OF_RAW,
      met: ratio <= MOST_OF_RAW && p95 <= MOST_MS && growth <= MOST_GROWTH,
    },
    detail: [
      `p95 ${readable(p95)} ms of ${readable(size)} requests, ${readable(growth)} × that of a tenth of them`,
      ...Object.keys(SEARCHES).map(
        (kind) =>
          `${kind}: p50 ${readable(median(all('product', kind)))}, p95 ${readable(percentile(all('product', kind), 0.95))} ms; the query alone p50 ${readable(median(all('reference', kind)))}, p95 ${readable(percentile(all('reference', kind), 0.95))} ms`,
      ),
      `a misspelt word, not compared (it looks for what is alike): p95 ${readable(
        percentile(
          misspelt.map(({ ms }) => ms),
          0.95,
        ),
      )} ms`,
      filling,
    ],
  };
}

/** Answers whether it had to look for what is only alike. */
type Search = (words: string) => Promise<boolean>;
type Timed = { kind: string; ms: number };

async function openSearch({ cleanups }: Settings, connection: pg.PoolConfig): Promise<{ product: Search; raw: Search }> {
  const database: Database = openDatabase({ ...connection, max: 4 });
  cleanups.add(() => database.close());
  const client = new pg.Client(connection);
  await client.connect();
  cleanups.add(() => client.end());
  return {
    product: async (words) => {
      const found = await searchTickets(depsOf(database), WORKSPACE, STAFF, searchFor(words));
      searchResults(found);
      return found.isAlike;
    },
    raw: async (words) => {
      await client.query({ name: 'search', text: RAW, values: [WORKSPACE, words] });
      return false;
    },
  };
}

/** As one would write it, with the query read once and not for each row; what the planner makes of it is part of the comparison. */
const RAW = `
  select ticket.id, ticket.requester_id, ticket.state, ticket.owner_id, ticket.opened_at, message.text
  from ticket_search found
  join ticket on ticket.workspace_id = found.workspace_id and ticket.id = found.ticket_id
  left join channel_message message on message.workspace_id = found.workspace_id and message.ticket_id = found.ticket_id and message.standing = 'request'
  where found.workspace_id = $1 and found.words @@ (select search_query($2))
  order by found.ticket_id desc limit 20`;

async function timesOf(search: Search, { seconds }: Settings, searches: Record<string, string> = SEARCHES): Promise<Timed[]> {
  const times: Timed[] = [];
  const end = performance.now() + seconds * 1000;
  do {
    for (const [kind, words] of Object.entries(searches)) {
      const started = performance.now();
      await search(words);
      times.push({ kind, ms: performance.now() - started });
    }
  } while (performance.now() < end);
  return times;
}
