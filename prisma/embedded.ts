import pg from 'pg';
import { checkMajorVersion, connectionTo, initialise, writeSettings } from './embedded-data.ts';
import { findHome, type Home } from './embedded-home.ts';
import { ensureRunning, isRunning, stopServer } from './embedded-process.ts';
import { BOT_LOCK } from './second-bot.ts';

/** A running PostgreSQL server of our own; `adopted` when it was running already, as after the bot was killed. */
export type EmbeddedServer = { connection: pg.PoolConfig; adopted: boolean; stop: () => Promise<void> };

export type EmbeddedOptions = {
  dataFolder: string;
  log?: (message: string) => void;
  /** PostgreSQL settings on top of ours, for tests. */
  settings?: Record<string, string>;
  /** Starts the server again when it dies while we live (default: yes). */
  keepRunning?: boolean;
};

/** Starts the server of a data folder, or adopts it when it is running, and keeps it running until `stop`. */
export async function startEmbeddedServer(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { dataFolder, log = () => undefined, settings = {}, keepRunning = true } = options;
  const home = await findHome(dataFolder);
  const adopted = await bringUp(home, settings);
  log(adopted ? 'adopted the embedded PostgreSQL' : 'started the embedded PostgreSQL');
  const letGo = keepRunning ? keepAlive(home, log) : async () => undefined;
  const stop = async () => {
    await letGo();
    await stopServer(home);
  };
  return { connection: await connectionTo(home), adopted, stop };
}

/**
 * Gives a command the server of a data folder. A running one is left running. One that had to be started is ended by `stop`,
 * unless somebody else has connected meanwhile: a bot that started during the command has adopted it and keeps it.
 */
export async function attachEmbeddedServer(dataFolder: string): Promise<EmbeddedServer> {
  const home = await findHome(dataFolder);
  const adopted = await bringUp(home, {});
  const connection = await connectionTo(home);
  const stop = async () => {
    if (!adopted && !(await isUsed(connection))) await stopServer(home);
  };
  return { connection, adopted, stop };
}

async function bringUp(home: Home, settings: Record<string, string>): Promise<boolean> {
  await initialise(home, settings.fsync !== 'off');
  await checkMajorVersion(home);
  if (!(await isRunning(home))) await writeSettings(home, settings);
  return ensureRunning(home);
}

function keepAlive(home: Home, log: (message: string) => void): () => Promise<void> {
  let look = Promise.resolve();
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    look = restartIfGone(home, log).finally(() => {
      isBusy = false;
    });
  }, 500);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await look;
  };
}

async function restartIfGone(home: Home, log: (message: string) => void): Promise<void> {
  try {
    if (await isRunning(home)) return;
    log('the embedded PostgreSQL is gone, starting it again');
    await ensureRunning(home);
    log('the embedded PostgreSQL is back');
  } catch (error) {
    log(error instanceof Error ? error.message : String(error));
  }
}

async function isUsed(connection: pg.PoolConfig): Promise<boolean> {
  const client = new pg.Client(connection);
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ used: boolean }>(
      `select exists (select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid())
           or exists (select from pg_locks where locktype = 'advisory' and objid = $1) as used`,
      [BOT_LOCK],
    );
    return rows[0]?.used ?? false;
  } finally {
    await client.end();
  }
}
