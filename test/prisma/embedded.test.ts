import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openDatabase } from '#prisma/db.ts';
import { attachEmbeddedServer } from '#prisma/embedded.ts';
import { refuseSecondBot } from '#prisma/second-bot.ts';
import { aDataFolder, ask, isServing, killServer, start, startInAnotherProcess } from './data-folders.ts';

const WORDS = 'create table words as select 42 as answer';

describe('the embedded server', () => {
  it('listens on nothing but its own socket and lets nobody in without the password', async () => {
    const { connection } = await start(await aDataFolder());

    const [settings] = await ask(
      connection,
      `select current_setting('listen_addresses') as at, current_setting('password_encryption') as by`,
    );

    expect(settings).toEqual({ at: '', by: 'scram-sha-256' });
    expect((await stat(String(connection.host))).mode & 0o777).toBe(0o700);
    await expect(ask({ ...connection, password: 'guessed' }, 'select 1')).rejects.toThrow('password authentication failed');
    await expect(ask({ ...connection, password: '', user: 'postgres' }, 'select 1')).rejects.toThrow();
  });

  it('keeps its password in a file that only its owner reads', async () => {
    const folder = await aDataFolder();
    await start(folder);

    expect((await stat(join(folder, 'postgres/rochdale-password'))).mode & 0o777).toBe(0o600);
  });

  it('writes to the disk before it says so', async () => {
    const { connection } = await start(await aDataFolder(), { settings: {} });

    expect(
      await ask(connection, `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit`),
    ).toEqual([{ fsync: 'on', commit: 'on' }]);
  });

  it('is there with its rows at the next start', async () => {
    const folder = await aDataFolder();
    const first = await start(folder);
    await ask(first.connection, WORDS);
    await first.stop();

    const second = await start(folder);

    expect(second.adopted).toBe(false);
    expect(await ask(second.connection, 'select * from words')).toEqual([{ answer: 42 }]);
  });

  it('lives on when its bot is killed, and the next one adopts it', async () => {
    const folder = await aDataFolder();
    const bot = await startInAnotherProcess(folder);
    await bot.kill();

    const server = await start(folder);
    const alone = await refuseSecondBot(server.connection);
    await alone.release();

    expect([bot.adopted, server.adopted]).toEqual([false, true]);
  });

  it('starts again after both were killed, with everything that was committed', async () => {
    const folder = await aDataFolder();
    const bot = await startInAnotherProcess(folder);
    const attached = await attachEmbeddedServer(folder);
    await ask(attached.connection, WORDS);
    await bot.kill();
    await killServer(folder);

    const server = await start(folder);

    expect(server.adopted).toBe(false);
    expect(await ask(server.connection, 'select * from words')).toEqual([{ answer: 42 }]);
  });

  it('starts though the number of its dead process now belongs to another one', async () => {
    const folder = await aDataFolder();
    const first = await start(folder);
    await first.stop();
    await writeFile(join(folder, 'postgres/postmaster.pid'), `${process.pid}\n`);

    const server = await start(folder);

    expect(await ask(server.connection, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('is started once when two start it at the same moment', async () => {
    const folder = await aDataFolder();

    const servers = await Promise.all([start(folder), start(folder)]);

    expect(servers[0].connection).toEqual(servers[1].connection);
    expect(await ask(servers[0].connection, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('serves a data folder whose path is too long for a socket', async () => {
    const folder = join(
      await aDataFolder(),
      'a folder with a name, of many words',
      'below-another-one-that-is-no-shorter-than-the-first',
      'data',
    );

    const { connection } = await start(folder);
    onTestFinished(() => rm(String(connection.host), { recursive: true }));

    expect(await ask(connection, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect((await stat(String(connection.host))).mode & 0o777).toBe(0o700);
  });

  it('serves a data folder whose name has spaces, commas and an apostrophe', async () => {
    const folder = join(await aDataFolder(), "the weavers' data, new");

    const { connection } = await start(folder);

    expect(await ask(connection, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('refuses data of another major version and names the way out', async () => {
    const folder = await aDataFolder();
    const { stop } = await start(folder);
    await stop();
    await writeFile(join(folder, 'postgres/PG_VERSION'), '17\n');

    await expect(start(folder)).rejects.toThrow(
      /written by PostgreSQL 17, .* brings PostgreSQL 18\..*npm run backup.*npm run restore/,
    );
  });

  it('says why it does not start, with the last lines of its log', async () => {
    const folder = await aDataFolder();

    await expect(start(folder, { settings: { max_connections: 'many' } })).rejects.toThrow(/did not start[\s\S]*max_connections/);
  });
});

describe('a bot on the embedded server', () => {
  it('is refused when another one runs there, in one sentence', { timeout: 20_000 }, async () => {
    const folder = await aDataFolder();
    await startInAnotherProcess(folder);
    const { connection } = await attachEmbeddedServer(folder);

    await expect(refuseSecondBot(connection)).rejects.toThrow('Another Rochdale bot is already running on this data folder.');
  });

  it('3: finds its server started again after it was killed, and goes on without a restart', { timeout: 20_000 }, async () => {
    const folder = await aDataFolder();
    const { connection } = await start(folder, { keepRunning: true });
    const alone = await refuseSecondBot(connection);
    onTestFinished(alone.release);
    const { db, pool, close } = openDatabase(connection);
    onTestFinished(close);
    await ask(connection, WORDS);
    await db.$transaction((tx) => tx.$queryRaw`select 1`);

    const inFlight = [
      db.$queryRaw`select pg_sleep(5)`,
      pool.query('select pg_sleep(5)'),
      db.$transaction((tx) => tx.$queryRaw`select pg_sleep(5)`),
    ];
    const lost = Promise.allSettled(inFlight);
    await vi.waitUntil(
      async () => (await ask(connection, `select from pg_stat_activity where wait_event = 'PgSleep'`)).length === 3,
    );
    await killServer(folder);

    expect((await lost).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    const answer = await vi.waitFor(() => db.$transaction((tx) => tx.$queryRaw`select answer from words`), {
      timeout: 10_000,
      interval: 50,
    });
    expect(answer).toEqual([{ answer: 42 }]);
    await vi.waitUntil(async () => (await ask(connection, `select from pg_locks where locktype = 'advisory'`)).length === 1, {
      timeout: 5_000,
    });
  });
});

describe('a command on the embedded server', () => {
  it('leaves the bot’s server running', async () => {
    const folder = await aDataFolder();
    await start(folder);

    const attached = await attachEmbeddedServer(folder);
    await attached.stop();

    expect(attached.adopted).toBe(true);
    expect(await isServing(folder)).toBe(true);
  });

  it('stops the server that it had to start', async () => {
    const folder = await aDataFolder();

    const attached = await attachEmbeddedServer(folder);
    await attached.stop();

    expect(attached.adopted).toBe(false);
    expect(await isServing(folder)).toBe(false);
  });

  it('leaves the server it started to a bot that came meanwhile', async () => {
    const folder = await aDataFolder();
    const attached = await attachEmbeddedServer(folder);
    const bot = await startInAnotherProcess(folder);

    await attached.stop();

    expect(bot.adopted).toBe(true);
    expect(await isServing(folder)).toBe(true);
  });
});

describe.skipIf(process.getuid?.() !== 0)('as root (skipped otherwise: only root may become somebody else)', () => {
  it('keeps data under /var/lib/rochdale, and notes where, when the server’s user cannot reach the data folder', async () => {
    const folder = join(await aDataFolder(), 'private', 'data');
    await mkdir(join(folder, '..'), { mode: 0o700 });

    const first = await start(folder);
    const where = (await readFile(join(folder, 'where'), 'utf8')).trim();
    onTestFinished(() => rm(where, { recursive: true, force: true }));
    await ask(first.connection, WORDS);
    await first.stop();
    const second = await start(folder);

    expect(where).toMatch(/^\/var\/lib\/rochdale\/[0-9a-f]{16}$/);
    expect(await ask(second.connection, 'select * from words')).toEqual([{ answer: 42 }]);
    expect((await stat(join(where, 'postgres'))).uid).not.toBe(0);
  });

  it('says so when the noted folder is gone, rather than beginning an empty database', async () => {
    const folder = await aDataFolder();
    await writeFile(join(folder, 'where'), '/var/lib/rochdale/gone\n');

    await expect(start(folder)).rejects.toThrow(/kept in \/var\/lib\/rochdale\/gone .* which is gone/);
  });

  it('runs the server as the user who owns the data', async () => {
    const folder = await aDataFolder();
    const { stop } = await start(folder);
    const owner = (await stat(join(folder, 'postgres'))).uid;
    await stop();

    const again = await start(folder);

    const [pid] = (await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n');
    expect((await stat(`/proc/${pid}`)).uid).toBe(owner);
    expect(again.adopted).toBe(false);
  });
});
