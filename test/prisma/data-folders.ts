import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { onTestFinished } from 'vitest';
import { attachEmbeddedServer, type EmbeddedOptions, type EmbeddedServer, startEmbeddedServer } from '#prisma/embedded.ts';
import { withClient } from '#prisma/migrate.ts';
import { fastFolder } from '#test/support/server.ts';

/** An empty data folder, removed with its server when the test has finished. */
export async function aDataFolder(): Promise<string> {
  return aFolder(await fastFolder());
}

/** An empty folder that any user may enter, removed when the test has finished. */
export async function aFolder(parent: string = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(parent, 'rochdale-data-'));
  await chmod(folder, 0o755);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts a data folder's server, and stops it when the test has finished. */
export async function start(dataFolder: string, more: Partial<EmbeddedOptions> = {}): Promise<EmbeddedServer> {
  const server = await startEmbeddedServer({ dataFolder, settings: { fsync: 'off' }, keepRunning: false, ...more });
  onTestFinished(server.stop);
  return server;
}

/** Holds a data folder's server from a process of its own, as the bot does. */
export async function startInAnotherProcess(dataFolder: string): Promise<{ adopted: boolean; kill: () => Promise<void> }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./holding-the-server.ts', import.meta.url)), dataFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => killed(child);
  onTestFinished(async () => {
    await kill();
    const { stop } = await startEmbeddedServer({ dataFolder, keepRunning: false });
    await stop();
  });
  const [said] = await once(child.stdout, 'data');
  return { ...JSON.parse(String(said)), kill };
}

/** Ends the server of a data folder as a crash does. */
export async function killServer(dataFolder: string): Promise<void> {
  const [pid] = (await readFile(join(dataFolder, 'postgres/postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
}

export async function ask(connection: pg.PoolConfig, question: string): Promise<Record<string, unknown>[]> {
  return withClient(connection, async (client) => (await client.query(question)).rows);
}

export async function isServing(dataFolder: string): Promise<boolean> {
  const server = await attachEmbeddedServer(dataFolder);
  await server.stop();
  return server.adopted;
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
