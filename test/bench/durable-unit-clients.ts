// Eight clients that store one event after another, through the product's inbox and in a plain pg loop, in turn.
import pg from 'pg';
import { z } from 'zod';
import { openInbox } from '#bot/slack/inbox.ts';
import { withClient } from '#prisma/migrate.ts';
import { openQuickPool } from '#prisma/quick-pool.ts';
import { messageEvent } from './events.ts';
import { takeTurns } from './row.ts';

/** Events a second, and the round trips to the server and commits in it that one event took. */
export type UnitRound = { rate: number; roundTrips: number; commits: number };

type Event = { workspaceId: string; eventId: string; body: unknown };
type Side = (prefix: string, time: { end: number }) => Promise<{ stored: number; roundTrips: number }>;

const CLIENTS = 8;
const Unit = z.object({ connection: z.record(z.string(), z.unknown()), rounds: z.number(), seconds: z.number() });
const unit = Unit.parse(JSON.parse(process.env.BENCH_UNIT ?? ''));
const connection: pg.PoolConfig = unit.connection;
const now = () => new Date();

/** The statement the product sends, seen by an inbox that stands on nothing. */
async function statementOfInbox(): Promise<string> {
  let text = '';
  const query = async (statement: { text: string }) => {
    text = statement.text;
  };
  await openInbox({ query } as unknown as pg.Pool, now).store(anEvent('Ev', 0));
  return text;
}

function anEvent(prefix: string, index: number): Event {
  const eventId = `${prefix}${index.toString(36).toUpperCase().padStart(6, '0')}`;
  return { workspaceId: 'T0001', eventId, body: JSON.parse(messageEvent(eventId, index, Math.floor(Date.now() / 1000))) };
}

/** Each client stores its next event when the last one has been committed. */
async function storeUntil(
  end: number,
  prefix: string,
  store: (event: Event, client: number) => Promise<unknown>,
): Promise<number> {
  let stored = 0;
  const client = async (number: number) => {
    for (let index = 0; performance.now() < end; index += 1) {
      await store(anEvent(`${prefix}${number}`, index), number);
      stored += 1;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)));
  return stored;
}

const throughTheInbox: Side = async (prefix, { end }) => {
  const pool = openQuickPool(connection);
  let roundTrips = 0;
  pool.on('connect', (client) => countRoundTrips(client, () => (roundTrips += 1)));
  const inbox = openInbox(pool, now);
  const stored = await storeUntil(end, prefix, (event) => inbox.store(event));
  await pool.end();
  return { stored, roundTrips };
};

const inAPlainLoop =
  (text: string): Side =>
  async (prefix, time) => {
    const clients = Array.from({ length: CLIENTS }, () => new pg.Client(connection));
    await Promise.all(clients.map((client) => client.connect()));
    let roundTrips = 0;
    for (const client of clients) countRoundTrips(client, () => (roundTrips += 1));
    const stored = await storeUntil(time.end, prefix, async ({ workspaceId, eventId, body }, number) => {
      const rows = JSON.stringify([{ workspace_id: workspaceId, event_id: eventId, body }]);
      await clients[number]?.query({ name: 'inbox', text, values: [rows, now()] });
    });
    await Promise.all(clients.map((client) => client.end()));
    return { stored, roundTrips };
  };

/** The server says once for every round trip that it is ready for the next. */
function countRoundTrips(client: pg.ClientBase, count: () => void): void {
  const { connection: wire } = client as unknown as { connection: NodeJS.EventEmitter };
  wire.on('readyForQuery', count);
}

/** From another database, so that looking counts for nothing; sessions that have ended have reported what they did. */
async function commitsSoFar(): Promise<number> {
  return withClient({ ...connection, database: 'postgres' }, async (client) => {
    const { rows } = await client.query<{ commits: number; events: number }>(
      'select xact_commit::int as commits from pg_stat_database where datname = $1',
      [connection.database],
    );
    return rows[0]?.commits ?? 0;
  });
}

async function eventsSoFar(): Promise<number> {
  return withClient(connection, async (client) => {
    const { rows } = await client.query<{ events: number; jobs: number }>(
      'select (select count(*)::int from inbox_event) as events, (select count(*)::int from graphile_worker.jobs) as jobs',
    );
    const { events = 0, jobs = 0 } = rows[0] ?? {};
    if (events !== jobs) throw new Error(`${events} events stored with ${jobs} jobs`);
    return events;
  });
}

let rounds = 0;

async function measure(side: Side): Promise<UnitRound> {
  rounds += 1;
  const eventsBefore = await eventsSoFar();
  const before = await commitsSoFar();
  const started = performance.now();
  const { stored, roundTrips } = await side(`Ev${rounds}x`, { end: started + unit.seconds * 1000 });
  const took = (performance.now() - started) / 1000;
  const commits = (await commitsSoFar()) - before;
  const added = (await eventsSoFar()) - eventsBefore;
  if (added !== stored) throw new Error(`${stored} events were said to be stored, but ${added} are there`);
  return { rate: stored / took, roundTrips: roundTrips / stored, commits: commits / stored };
}

const reference = inAPlainLoop(await statementOfInbox());
// The first round of each is the compiler's.
await measure(throughTheInbox);
await measure(reference);
const turns = await takeTurns(
  unit.rounds,
  () => measure(throughTheInbox),
  () => measure(reference),
);
process.stdout.write(JSON.stringify(turns));
