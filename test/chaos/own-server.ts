import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { onTestFinished } from 'vitest';
import { type EmbeddedServer, startEmbeddedServer } from '#prisma/embedded.ts';
import { findHome } from '#prisma/embedded-home.ts';
import { migrate } from '#prisma/migrate.ts';
import { fastFolder } from '#test/support/server.ts';

export type OwnServer = {
  connection: pg.PoolConfig;
  /** `kill -9` for every one of its processes. Settles when they are gone. */
  kill: () => Promise<void>;
  /** Starts it again; settles at the first login that succeeds. */
  restart: () => Promise<void>;
};

/** A PostgreSQL server for one test, as safe from power loss as the bot's own, that may be killed. */
export async function anOwnServer(): Promise<OwnServer> {
  const dataFolder = await aDataFolder();
  const start = () => startEmbeddedServer({ dataFolder, keepRunning: false });
  let server: EmbeddedServer = await start();
  onTestFinished(() => server.stop());
  await migrate(server.connection);
  const { data } = await findHome(dataFolder);
  return {
    connection: server.connection,
    kill: async () => {
      const pids = await processesOf(await postmaster(data));
      for (const pid of pids) signal(pid);
      while ((await Promise.all(pids.map(isAlive))).some(Boolean)) await new Promise((resolve) => setTimeout(resolve, 5));
    },
    restart: async () => {
      server = await start();
    },
  };
}

/** A folder for a server's data, gone when the test ends. */
export async function aDataFolder(): Promise<string> {
  const folder = await mkdtemp(join(await fastFolder(), `rochdale-chaos-${process.pid}-`));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  // As root the server runs as an ordinary user, who must get in here.
  await chmod(folder, 0o755);
  return folder;
}

async function postmaster(data: string): Promise<number> {
  const [pid = ''] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
  return Number(pid);
}

async function processesOf(parent: number): Promise<number[]> {
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = await Promise.all(all.map(parentOf));
  return [parent, ...all.filter((_, index) => parents[index] === parent)];
}

async function parentOf(pid: number): Promise<number | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return Number(/^\d+ \(.*\) \S (\d+)/s.exec(line)?.[1]);
}

async function isAlive(pid: number): Promise<boolean> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const state = /^\d+ \(.*\) (\S)/s.exec(line)?.[1];
  return state !== undefined && state !== 'Z' && state !== 'X';
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It left by itself, as children of a killed server do.
  }
}
