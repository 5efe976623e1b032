import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type pg from 'pg';
import { giveTo, type Home, runProgram } from './embedded-home.ts';

/** The one user and the one database of an embedded server. */
export const DATABASE = 'rochdale';

const PASSWORD_FILE = 'rochdale-password';

/** Makes the data of a new server, whole or not at all: a start that is killed half-way leaves nothing in the way. */
export async function initialise(home: Home, durable: boolean): Promise<void> {
  if (await stat(home.data).catch(() => undefined)) return;
  await removeUnfinished(home);
  const unfinished = await mkdtemp(`${home.data}.new-`);
  try {
    const [data, password] = [join(unfinished, 'data'), join(unfinished, 'password')];
    await mkdir(data, { mode: 0o700 });
    await writeDurably(password, randomBytes(24).toString('hex'));
    for (const path of [unfinished, data, password]) await giveTo(home.user, path);
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const login = [`--username=${DATABASE}`, `--pwfile=${password}`, '--auth=scram-sha-256'];
    await runProgram(home, 'initdb', [`--pgdata=${data}`, ...locale, ...login, ...(durable ? [] : ['--no-sync'])]).catch(
      (cause: Error) => {
        const hint = cause.message.includes('could not look up') ? ' Give that user a name in /etc/passwd.' : '';
        throw new Error(
          `The embedded PostgreSQL could not be set up.${hint} Or set DATABASE_URL to another server.\n${cause.message}`,
          { cause },
        );
      },
    );
    await rename(password, join(data, PASSWORD_FILE));
    await rename(data, home.data).catch((error: NodeJS.ErrnoException) => {
      // Another start was faster; its data is as good as ours.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Refuses data that this PostgreSQL cannot read, and names the way out. */
export async function checkMajorVersion(home: Home): Promise<void> {
  const found = (await readFile(join(home.data, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (found === String(home.binaries.major)) return;
  if (found === '')
    throw new Error(
      `${home.data} is not the data of a PostgreSQL server (no PG_VERSION). Move it away to begin with an empty one.`,
    );
  throw new Error(
    `The data in ${home.data} was written by PostgreSQL ${found}, and this version of Rochdale brings PostgreSQL ${home.binaries.major}. With the version that wrote it run \`npm run backup -- file\`, move ${home.data} away, then with this version run \`npm run restore -- file\`.`,
  );
}

/** Writes the server's settings; it reads them when it starts. */
export async function writeSettings(home: Home, more: Record<string, string>): Promise<void> {
  const settings: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: `"${home.socket.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    max_connections: '200',
    shared_buffers: '128MB',
    max_wal_size: '512MB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Seven files, one a weekday, each begun anew; terse and without statements, for these hold what members wrote.
    logging_collector: 'on',
    log_directory: home.log,
    log_filename: 'postgres-%a.log',
    log_truncate_on_rotation: 'on',
    log_rotation_age: '1d',
    log_rotation_size: '0',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    ...more,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`);
  const path = join(home.data, 'postgresql.conf');
  await writeFile(`${path}.new`, lines.join(''), { mode: 0o600 });
  await giveTo(home.user, `${path}.new`);
  await rename(`${path}.new`, path);
}

/** How to log in to the running server. */
export async function connectionTo(home: Home, socket = home.socket): Promise<pg.PoolConfig & { database: string }> {
  const password = (await readFile(join(home.data, PASSWORD_FILE), 'utf8')).trim();
  return { host: socket, port: 5432, user: DATABASE, password, database: DATABASE, ssl: false };
}

async function removeUnfinished(home: Home): Promise<void> {
  const prefix = `${basename(home.data)}.new-`;
  for (const name of await readdir(dirname(home.data))) {
    const path = join(dirname(home.data), name);
    const { mtimeMs } = name.startsWith(prefix) ? await stat(path) : { mtimeMs: Number.POSITIVE_INFINITY };
    // One of the last minutes may belong to a start that is still at work.
    if (mtimeMs < performance.timeOrigin + performance.now() - 600_000) await rm(path, { recursive: true, force: true });
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  await file.writeFile(text);
  await file.sync();
  await file.close();
}
