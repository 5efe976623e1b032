import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { connectionTo, DATABASE } from './embedded-data.ts';
import { type Home, runProgram } from './embedded-home.ts';

/** How long a server may take to come up; recovery after a crash counts in. */
const START_SECONDS = 60;

const WRONG_PASSWORD = '28P01';

/** Starts the server, or finds it running: true when it was there already. A login that succeeds is the only proof taken. */
export async function ensureRunning(home: Home): Promise<boolean> {
  const patience = AbortSignal.timeout(START_SECONDS * 1000);
  let adopted = true;
  let problem = 'it did not answer';
  let isHopeless = false;
  while (!patience.aborted && !isHopeless) {
    const postmaster = await readPostmaster(home);
    if (postmaster?.alive) {
      const failure = await login(await connectionTo(home, postmaster.socket));
      if (!failure) return adopted;
      problem = failure.message;
      isHopeless = failure.code === WRONG_PASSWORD;
    } else {
      const failure = await startOnce(home);
      problem = failure ?? problem;
      // Another start may just have won, or the backends of a killed server may still be leaving.
      adopted = failure !== undefined;
      isHopeless = failure !== undefined && !failure.includes('shared memory') && !(await isRunning(home));
    }
    await sleep(50);
  }
  throw new Error(`The embedded PostgreSQL in ${home.data} did not start: ${problem}\n${await lastLines(home)}`);
}

/** Ends the server after rolling back what is open; sessions are told, nothing committed is lost. */
export async function stopServer(home: Home): Promise<void> {
  if (!(await readPostmaster(home))?.alive) return;
  try {
    await runProgram(home, 'pg_ctl', ['stop', `--pgdata=${home.data}`, '--mode=fast', '--wait', '--timeout=30']);
  } catch (error) {
    if ((await readPostmaster(home))?.alive) throw error;
  }
}

export async function isRunning(home: Home): Promise<boolean> {
  return (await readPostmaster(home))?.alive ?? false;
}

type Postmaster = { socket: string; alive: boolean };

async function readPostmaster(home: Home): Promise<Postmaster | undefined> {
  const content = await readFile(join(home.data, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (content === undefined) return undefined;
  const [pid = '', , , , socket] = content.split('\n');
  return { socket: socket || home.socket, alive: await isPostgres(Number(pid)) };
}

// A killed server can stay in the process table as a zombie (for ever, where process 1 does not collect them), and its number
// may since belong to somebody else; `pg_ctl status` calls both running.
async function isPostgres(pid: number): Promise<boolean> {
  if (!exists(pid)) return false;
  if (process.platform !== 'linux') return true;
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [, name, state] = /^\d+ \((.*)\) (\S)/s.exec(line) ?? [];
  return name === 'postgres' && state !== 'Z' && state !== 'X';
}

// PostgreSQL overwrites the lock of a process that is gone, but not that of a zombie, nor of a number that is now somebody else's.
async function removeStaleLock(path: string): Promise<void> {
  const content = await readFile(path, 'utf8').catch(() => '');
  const [pid] = content.split('\n');
  if (!exists(Number(pid)) || (await isPostgres(Number(pid)))) return;
  if ((await readFile(path, 'utf8').catch(() => '')) === content) await rm(path, { force: true });
}

function exists(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function startOnce(home: Home): Promise<string | undefined> {
  await removeStaleLock(join(home.data, 'postmaster.pid'));
  await removeStaleLock(join(home.socket, '.s.PGSQL.5432.lock'));
  const output = join(home.log, 'start.log');
  await rm(output, { force: true });
  const args = ['start', `--pgdata=${home.data}`, `--log=${output}`, '--wait', `--timeout=${START_SECONDS}`];
  try {
    await runProgram(home, 'pg_ctl', args);
    return undefined;
  } catch (error) {
    return `${error instanceof Error ? error.message : error}\n${await readFile(output, 'utf8').catch(() => '')}`.trim();
  }
}

async function login(connection: pg.PoolConfig & { database: string }): Promise<(Error & { code?: string }) | undefined> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return undefined;
  } catch (error) {
    const failure: Error & { code?: string } = error instanceof Error ? error : new Error(String(error));
    if (failure.code !== '3D000') return failure;
    return (await createDatabase(connection)) ?? login(connection);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function createDatabase(connection: pg.PoolConfig & { database: string }): Promise<Error | undefined> {
  const client = new pg.Client({ ...connection, database: 'postgres', connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(`create database ${DATABASE}`);
    return undefined;
  } catch (error) {
    const failure: Error & { code?: string } = error instanceof Error ? error : new Error(String(error));
    // Made by another start in the same moment (which of the two codes depends on that moment).
    return failure.code === '42P04' || failure.code === '23505' ? undefined : failure;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function lastLines(home: Home): Promise<string> {
  const names = await readdir(home.log).catch(() => []);
  const files = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(home.log, name))).mtimeMs })));
  const newest = files.toSorted((a, b) => b.at - a.at)[0];
  if (!newest) return `(no log in ${home.log})`;
  const lines = (await readFile(join(home.log, newest.name), 'utf8')).trim().split('\n').slice(-10);
  return [`The last lines of ${join(home.log, newest.name)}:`, ...lines].join('\n');
}
