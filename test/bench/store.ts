import { chmod, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { startEmbeddedServer } from '#prisma/embedded.ts';
import { migrate, withClient } from '#prisma/migrate.ts';
import { type Cores, cpuSecondsOfAll, pin } from './cores.ts';
import type { Cleanups } from './row.ts';

export type Store = {
  dataFolder: string;
  connection: pg.PoolConfig;
  cpuSeconds: () => number;
  /** The first row of a query. */
  ask: <T extends pg.QueryResultRow>(query: string) => Promise<T>;
};

/** The product's own embedded PostgreSQL with its own settings, migrated and empty, in a temporary folder on a real disk. */
export async function openStore(cores: Cores, cleanups: Cleanups): Promise<Store> {
  const dataFolder = await mkdtemp(join(await folderOnDisk(), 'rochdale-bench-'));
  cleanups.add(() => rm(dataFolder, { recursive: true, force: true, maxRetries: 5 }));
  // As root the server runs as an ordinary user, who must get in here.
  await chmod(dataFolder, 0o755);
  const server = await startEmbeddedServer({ dataFolder, keepRunning: false });
  cleanups.add(server.stop);
  const { connection } = server;
  await migrate(connection);
  const ask = <T extends pg.QueryResultRow>(query: string) =>
    withClient(connection, async (client) => {
      const { rows } = await client.query<T>(query);
      const [row] = rows;
      if (!row) throw new Error('the store answered without a row');
      return row;
    });
  const { postmaster, fsync, commit } = await ask<{ postmaster: number; fsync: string; commit: string }>(
    `select split_part(pg_read_file('postmaster.pid'), chr(10), 1)::int as postmaster,
      current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`,
  );
  if (fsync !== 'on' || commit !== 'on') throw new Error('the embedded PostgreSQL does not write durably');
  pin(postmaster, cores?.database);
  return { dataFolder, connection, cpuSeconds: () => cpuSecondsOfAll(postmaster), ask };
}

const TMPFS = 0x01021994;

/** Writing durably to memory costs nothing, and would measure nothing. */
async function folderOnDisk(): Promise<string> {
  const { type } = await statfs(tmpdir());
  return type === TMPFS ? '/var/tmp' : tmpdir();
}
