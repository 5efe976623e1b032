// THE DATABASE ROOM: schema, migrations, the embedded server, and the one place that opens a client.
// It knows none of the rooms above it: no Slack, no features, no environment.

import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from './generated/client.ts';

export type Db = PrismaClient;
export type Tx = Prisma.TransactionClient;
export type Database = { db: Db; pool: pg.Pool; close: () => Promise<void> };

/** Opens one pool that serves Prisma, raw `pg` and the worker alike; a server that dies breaks queries, never the process. */
export function openDatabase(connection: pg.PoolConfig): Database {
  const pool = new pg.Pool({ max: 20, connectionTimeoutMillis: 5_000, keepAlive: true, ...connection });
  // A lost connection is reported twice, by the client and (when idle) by the pool, and an unheard `error` event ends the
  // process. Whoever was using it has its query rejected, and the pool replaces the connection.
  pool.on('error', ignoreLostConnection);
  pool.on('connect', (client) => client.on('error', ignoreLostConnection));
  // Under load a transaction waits for its turn rather than fail; what waits longer than this is stuck.
  const transactionOptions = { maxWait: 10_000, timeout: 20_000 };
  const db = new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator: statementNames() }),
    transactionOptions,
    errorFormat: 'minimal',
  });
  const close = async () => {
    await db.$disconnect();
    await pool.end();
  };
  return { db, pool, close };
}

function ignoreLostConnection(): void {}

/** Statements with lists of varying length are many; only so many of all are worth remembering. */
const MOST_STATEMENTS = 400;

/** Names each statement, so that every connection prepares and plans it once instead of each time it is asked. */
function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    // An empty name: prepared for this once.
    if (names.size >= MOST_STATEMENTS) return '';
    const name = `p${names.size}`;
    names.set(sql, name);
    return name;
  };
}
