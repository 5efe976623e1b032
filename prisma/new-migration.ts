import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { migrate, withClient } from './migrate.ts';
import { differenceToSchema } from './schema-engine.ts';

const SCHEMA = join(import.meta.dirname, 'schema.prisma');
const MIGRATIONS = join(import.meta.dirname, 'migrations');

/**
 * Writes the migration that leads from what the migrations make to `schema.prisma`, and tells its folder; undefined when there is
 * nothing to change. Works in a database of its own on the given server.
 */
export async function newMigration(connection: pg.PoolConfig, name: string): Promise<string | undefined> {
  if (!/^[a-z][a-z0-9]*([_-][a-z0-9]+)*$/.test(name) || name.length > 60) {
    throw new Error(`"${name}" is no good as a name: use small letters, digits and underscores, as in add_surveys.`);
  }
  const { sql, stamp } = await schemaDifference(connection);
  if (sql === '') return undefined;
  const folder = join(MIGRATIONS, `${stamp}_${name.replaceAll('-', '_')}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'migration.sql'), sql, { flag: 'wx' });
  await writeFile(join(MIGRATIONS, 'migration_lock.toml'), 'provider = "postgresql"\n');
  return folder;
}

/** What the migrations leave out of `schema.prisma`, as SQL (empty: nothing), and the server's time as migrations are named. */
export async function schemaDifference(connection: pg.PoolConfig): Promise<{ sql: string; stamp: string }> {
  const schema = await readFile(SCHEMA, 'utf8');
  return withScratchDatabase(connection, async (scratch, stamp) => {
    await migrate(scratch);
    return { sql: await withClient(scratch, (client) => differenceToSchema(client, schema)), stamp };
  });
}

async function withScratchDatabase<T>(
  connection: pg.PoolConfig,
  use: (scratch: pg.PoolConfig, stamp: string) => Promise<T>,
): Promise<T> {
  return withClient(connection, async (client) => {
    const { rows } = await client.query<{ stamp: string; name: string }>(
      `select to_char(now() at time zone 'UTC', 'YYYYMMDDHH24MISS') as stamp, 'rochdale_scratch_' || replace(gen_random_uuid()::text, '-', '') as name`,
    );
    const { stamp = '', name = '' } = rows[0] ?? {};
    await client.query(`create database ${name} template template0`);
    try {
      return await use(onDatabase(connection, name), stamp);
    } finally {
      await client.query(`drop database ${name} with (force)`);
    }
  });
}

function onDatabase(connection: pg.PoolConfig, database: string): pg.PoolConfig {
  const { connectionString, ...rest } = connection;
  if (!connectionString) return { ...rest, database };
  const url = new URL(connectionString);
  url.pathname = `/${database}`;
  return { ...rest, connectionString: url.href };
}
