import { chmod, mkdtemp, readdir, readFile, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedServer } from '#prisma/embedded.ts';
import { migrate } from '#prisma/migrate.ts';

/** The migrated, empty database that every test's database is a copy of. */
export const TEMPLATE = 'rochdale_template';

export type TestServer = { host: string; port: number; user: string; password: string };

declare module 'vitest' {
  export interface ProvidedContext {
    server: TestServer;
  }
}

const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  max_connections: '300',
  max_wal_size: '64MB',
};

const ROOM_NEEDED = 1024 ** 3;

/** Starts the one PostgreSQL server of a test run; nothing on it outlives the run, so it need not be safe from power loss. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const parent = await fastFolder();
  await removeLeftOvers(parent);
  const dataFolder = await mkdtemp(join(parent, `rochdale-test-${process.pid}-`));
  // As root the server runs as an ordinary user, who must get in here.
  await chmod(dataFolder, 0o755);
  const server = await startEmbeddedServer({ dataFolder, settings: SETTINGS, keepRunning: false });
  const { host = '', port = 0, user = '', password } = server.connection;
  await makeTemplate(server.connection);
  project.provide('server', { host, port, user, password: String(password) });
  return async () => {
    await server.stop();
    await rm(dataFolder, { recursive: true, force: true });
  };
}

/** Where throw-away databases go: their thousand small files take 20 ms in memory and 300 on a disk. */
export async function fastFolder(): Promise<string> {
  const memory = await statfs('/dev/shm').catch(() => undefined);
  return memory && memory.bavail * memory.bsize > ROOM_NEEDED ? '/dev/shm' : tmpdir();
}

// What a run that was killed has left: its server and its folder.
async function removeLeftOvers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const [, owner] = /^rochdale-test-(\d+)-/.exec(name) ?? [];
    if (!owner || isAlive(Number(owner))) continue;
    const [pid = ''] = (await readFile(join(parent, name, 'postgres/postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    if (isAlive(Number(pid))) process.kill(Number(pid), 'SIGQUIT');
    await rm(join(parent, name), { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function makeTemplate(connection: pg.PoolConfig): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  await client.query(`create database ${TEMPLATE}`);
  await client.end();
  await migrate({ ...connection, database: TEMPLATE });
}
