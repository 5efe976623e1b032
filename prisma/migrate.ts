import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { applyInTransaction, type Migration } from './schema-engine.ts';

/** Held while tables change, so that of several starting instances one migrates and the others wait for it. */
export const MIGRATION_LOCK = 18441222;

const MIGRATIONS = join(import.meta.dirname, 'migrations');

export type MigrateOptions = {
  /** Where the migrations are (default: ours). */
  folder?: string;
  /** Applies no others, as before restoring an older backup. */
  only?: string[];
};

/**
 * Brings a database to the tables this version works with, the worker's own included, and tells what it applied. Safe to call from
 * several instances at once. A migration that fails is undone whole, and a start with a corrected one goes on from there.
 */
export async function migrate(connection: pg.PoolConfig, options: MigrateOptions = {}): Promise<string[]> {
  const known = await readMigrations(options.folder ?? MIGRATIONS);
  const wanted = options.only ? known.filter(({ name }) => options.only?.includes(name)) : known;
  return withMigrationLock(connection, async (client) => {
    const pending = findPending(known, wanted, await readApplied(client));
    for (const migration of pending) {
      const before = known.slice(0, known.indexOf(migration));
      await applyInTransaction(client, before, migration).catch((error: unknown) => {
        throw explain(migration, error);
      });
    }
    await migrateJobs(connection);
    return pending.map(({ name }) => name);
  });
}

/** Reads `<folder>/<name>/migration.sql` in the order of the names. */
export async function readMigrations(folder: string = MIGRATIONS): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => ({ name, sql: await readFile(join(folder, name, 'migration.sql'), 'utf8') })),
  );
}

/** Works on one connection, which is closed afterwards. */
export async function withClient<T>(connection: pg.PoolConfig, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function withMigrationLock<T>(connection: pg.PoolConfig, use: (client: pg.Client) => Promise<T>): Promise<T> {
  return withClient(connection, async (client) => {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return use(client);
  });
}

async function migrateJobs(connection: pg.PoolConfig): Promise<void> {
  const pool = new pg.Pool({ ...connection, max: 2 });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    await runMigrations({ pgPool: pool, logger: new Logger(() => () => undefined) });
    // A session plans this function once, as a rule while the queue is empty, and would then read the whole queue for each job added.
    await pool.query('alter function graphile_worker.add_jobs(graphile_worker.job_spec[], boolean) set enable_seqscan = off');
  } finally {
    await pool.end();
  }
}

type Applied = { name: string; checksum: string; isFinished: boolean };

async function readApplied(client: pg.Client): Promise<Applied[]> {
  const { rows: found } = await client.query<{ exists: boolean }>(
    `select to_regclass('_prisma_migrations') is not null as exists`,
  );
  if (!found[0]?.exists) return [];
  const { rows } = await client.query<Applied>(
    `select migration_name as name, checksum, finished_at is not null as "isFinished"
       from _prisma_migrations where rolled_back_at is null order by started_at`,
  );
  return rows;
}

function findPending(known: Migration[], wanted: Migration[], applied: Applied[]): Migration[] {
  const unknown = applied.filter(({ name }) => !known.some((migration) => migration.name === name));
  if (unknown.length > 0) {
    const names = unknown.map(({ name }) => name).join(', ');
    throw new Error(
      `This database is newer than this version of Rochdale, which does not know ${names}. Run the version that made it, or restore a backup into an empty store.`,
    );
  }
  const unfinished = applied.find(({ isFinished }) => !isFinished);
  if (unfinished) {
    throw new Error(
      `Another tool began the migration ${unfinished.name} and did not finish it. Undo what it did, run \`delete from _prisma_migrations where migration_name = '${unfinished.name}' and finished_at is null\`, and start again.`,
    );
  }
  for (const { name, sql } of known) {
    const checksum = applied.find((each) => each.name === name)?.checksum;
    if (checksum && checksum !== checksumOf(sql)) {
      throw new Error(
        `The migration ${name} was changed after it was applied to this database. Put prisma/migrations/${name} back as it was and make a new one: npm run migrate:new -- name.`,
      );
    }
  }
  return wanted.filter(({ name }) => !applied.some((each) => each.name === name));
}

// As Prisma computes it.
function checksumOf(sql: string): string {
  return createHash('sha256').update(sql).digest('hex');
}

function explain(migration: Migration, cause: unknown): Error {
  const message = cause instanceof Error ? cause.message : String(cause);
  const position = cause instanceof Error && 'position' in cause ? Number(cause.position) : 0;
  const line = migration.sql.slice(0, position).split('\n').length;
  const where = position > 0 ? ` at line ${line} (${migration.sql.split('\n')[line - 1]?.trim()})` : '';
  return new Error(
    `The migration ${migration.name} failed${where}: ${message}. Nothing of it was applied; the database is as it was before. Correct prisma/migrations/${migration.name}/migration.sql (or the rows it stumbled over) and start again.`,
    { cause },
  );
}
