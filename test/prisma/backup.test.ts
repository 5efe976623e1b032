import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { backup, tablesOf } from '#prisma/backup.ts';
import { withClient } from '#prisma/migrate.ts';
import { restore } from '#prisma/restore.ts';
import { refuseSecondBot } from '#prisma/second-bot.ts';
import { bareDatabase, freshDatabase, type TestDatabase } from '#test/support/database.ts';

describe('a backup', () => {
  it('25: restored into an empty store, gives the same rows in every table, waiting jobs included', async () => {
    const source = await aFilledStore();
    const target = await freshDatabase();
    const file = await aFile();

    await backup(source.connection, file);
    await restore(target.connection, file);

    expect(await checksums(target.connection)).toEqual(await checksums(source.connection));
  });

  it('goes on counting where the store left off', async () => {
    const source = await aFilledStore();
    const target = await freshDatabase();
    const file = await aFile();
    await backup(source.connection, file);
    await restore(target.connection, file);

    const [last] = await ask(source.connection, 'select max(id) as id from ticket_event');
    await ask(target.connection, insertEvent(1));
    await ask(target.connection, `select graphile_worker.add_job('sync', '{}')`);

    const [next] = await ask(target.connection, 'select max(id) as id from ticket_event');
    expect(Number(next?.id)).toBe(Number(last?.id) + 1);
  });

  it('25: taken while tickets come in, misses none that was committed before it began and holds no half ones', async () => {
    const source = await freshDatabase();
    const target = await freshDatabase();
    const file = await aFile();
    let isDone = false;
    let written = 0;
    const write = (async () => {
      while (!isDone) {
        await source.pool.query(`begin; ${insertTicket(written + 1)}; ${insertEvent(written + 1)}; commit`);
        written++;
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 200));

    const before = written;
    await backup(source.connection, file);
    isDone = true;
    await write;
    await restore(target.connection, file);

    const [counts] = await ask(
      target.connection,
      'select (select count(*)::int from ticket) as tickets, (select count(*)::int from ticket_event) as events',
    );
    expect(before).toBeGreaterThan(0);
    expect(Number(counts?.tickets)).toBeGreaterThanOrEqual(before);
    expect(counts?.events).toBe(counts?.tickets);
  });

  it('can be read by its owner only, and leaves nothing beside it', async () => {
    const { connection } = await freshDatabase();
    const file = await aFile();

    await backup(connection, file);

    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(file, '..'))).toEqual(['store.backup']);
  });

  it('that cannot be finished leaves the last one as it was', async () => {
    const file = await aFile();
    await writeFile(file, 'the last one');
    const bare = await bareDatabase();

    await expect(backup(bare, file)).rejects.toThrow('_prisma_migrations');

    expect(await readFile(file, 'utf8')).toBe('the last one');
    expect(await readdir(join(file, '..'))).toEqual(['store.backup']);
  });
});

describe('restoring', () => {
  it('goes into a store that was never migrated, too', async () => {
    const source = await aFilledStore();
    const target = await bareDatabase();
    const file = await aFile();
    await backup(source.connection, file);

    await restore(target, file);

    expect(await checksums(target)).toEqual(await checksums(source.connection));
  });

  it('takes a backup of an older version, and migrates it on', async () => {
    const source = await aFilledStore();
    const target = await freshDatabase();
    const file = await aFile();
    const folder = join(file, '../migrations');
    await cp(join(import.meta.dirname, '../../prisma/migrations'), folder, { recursive: true });
    await mkdir(join(folder, '29990101000000_mottos'));
    await writeFile(
      join(folder, '29990101000000_mottos/migration.sql'),
      `alter table workspace add motto text not null default 'each for all'`,
    );

    await backup(source.connection, file);
    await restore(target.connection, file, { folder });

    expect(await ask(target.connection, 'select name, motto from workspace')).toEqual([
      { name: 'Weavers', motto: 'each for all' },
    ]);
  });

  it('frees the jobs that a worker held when the backup was taken', async () => {
    const source = await aFilledStore();
    await ask(source.connection, `update graphile_worker._private_jobs set locked_at = now(), locked_by = 'worker-1'`);
    const target = await freshDatabase();
    const file = await aFile();

    await backup(source.connection, file);
    await restore(target.connection, file);

    expect(
      await ask(target.connection, 'select count(*)::int as held from graphile_worker._private_jobs where locked_at is not null'),
    ).toEqual([{ held: 0 }]);
  });

  it('refuses a store that holds anything', async () => {
    const source = await aFilledStore();
    const file = await aFile();
    await backup(source.connection, file);
    const before = await checksums(source.connection);

    await expect(restore(source.connection, file)).rejects.toThrow(/This store is not empty/);

    expect(await checksums(source.connection)).toEqual(before);
  });

  it('refuses while a bot runs on the store', async () => {
    const source = await aFilledStore();
    const target = await freshDatabase();
    const file = await aFile();
    await backup(source.connection, file);
    const bot = await refuseSecondBot(target.connection);
    onTestFinished(bot.release);

    await expect(restore(target.connection, file)).rejects.toThrow('Another Rochdale bot is already running');
  });

  it.each([
    ['that is not a backup', () => Buffer.from('hello'), /is not a whole Rochdale backup/],
    ['that is another gzip', () => gzipSync('hello\n'), /is not a whole Rochdale backup/],
    ['that is empty', () => Buffer.alloc(0), /is not a whole Rochdale backup/],
    ['that was cut short', (whole: Buffer) => whole.subarray(0, -20), /is not a whole Rochdale backup/],
    [
      'whose end is missing',
      (whole: Buffer) => edited(whole, (text) => text.replace(/\{"end".*\n$/, '')),
      /is not a whole Rochdale backup \(it ends too early\)/,
    ],
    [
      'in which somebody changed a word',
      (whole: Buffer) => edited(whole, (text) => text.replace('Weavers', 'Beavers')),
      /its checksum is wrong/,
    ],
    [
      'of a later format',
      (whole: Buffer) => edited(whole, (text) => text.replace('"version":1', '"version":2')),
      /it has format 2/,
    ],
    [
      'of a newer version',
      (whole: Buffer) => edited(whole, (text) => text.replace(/"name":"\d+_/, '"name":"29990101000000_'), true),
      /made by a newer version/,
    ],
  ])('changes nothing when given a file %s', async (_, spoil, message) => {
    const source = await aFilledStore();
    const target = await freshDatabase();
    const file = await aFile();
    await backup(source.connection, file);
    await writeFile(file, spoil(await readFile(file)));
    const before = await checksums(target.connection);

    await expect(restore(target.connection, file)).rejects.toThrow(message);

    expect(await checksums(target.connection)).toEqual(before);
  });

  it('says so when there is no such file', async () => {
    const { connection } = await freshDatabase();

    await expect(restore(connection, '/nowhere/store.backup')).rejects.toThrow(/nowhere\/store.backup.*ENOENT/);
  });
});

const HARD_TEXT = `it's "quoted" \\ with\nlines, a tab\t, \u2028 and 🧵`;

async function aFilledStore(): Promise<TestDatabase> {
  const store = await freshDatabase();
  await store.db.workspace.create({
    data: {
      id: 'T1',
      name: 'Weavers',
      url: 'https://weavers.slack.com/',
      botUserId: 'UBOT',
      botId: 'BBOT',
      encryptedToken: HARD_TEXT,
      setUpAt: new Date('2026-03-01T09:00:00.123Z'),
    },
  });
  await store.db.desk.create({
    data: {
      workspaceId: 'T1',
      id: 'help',
      name: 'Help',
      triageChannelId: 'CTRIAGE',
      schedule: { text: HARD_TEXT, big: 9007199254740991 },
      topics: ['a,b', '"', '', HARD_TEXT],
    },
  });
  for (const id of [1, 2, 3]) await store.pool.query(`${insertTicket(id)}; ${insertEvent(id)}`);
  // A number JavaScript would round, and a document with line breaks of its own.
  await store.pool.query(`update desk set schedule = '{"n": 12345678901234567890.12345}'`);
  await store.pool.query(
    `select graphile_worker.add_job('sync', '{"key":"T1:card:1"}', job_key := 'T1:card:1', run_at := now() + interval '1 day')`,
  );
  await store.pool.query(`select graphile_worker.add_job('say', '[1,2]', queue_name := 'C1')`);
  return store;
}

function insertTicket(id: number): string {
  return `insert into ticket (workspace_id, id, desk_id, requester_id, channel_id, ts, thread_ts, opened_at, last_joined_ts)
          values ('T1', ${id}, 'help', 'UANA', 'C1', '${id}.0', '${id}.0', now(), '${id}.0')`;
}

function insertEvent(ticketId: number): string {
  return `insert into ticket_event (workspace_id, ticket_id, desk_id, kind, at, calendar_seconds, business_seconds, since_opened_calendar_seconds, since_opened_business_seconds)
          values ('T1', ${ticketId}, 'help', 'opened', now(), 0, 0, 0, 0)`;
}

async function aFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rochdale-backup-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'store.backup');
}

/** A backup with its text changed, and (for `resealed`) with a checksum that fits again. */
function edited(whole: Buffer, change: (text: string) => string, resealed = false): Buffer {
  const text = change(gunzipSync(whole).toString());
  if (!resealed) return gzipSync(text);
  const body = text.slice(0, text.lastIndexOf('{"end"'));
  const { end } = JSON.parse(text.slice(body.length));
  return gzipSync(
    `${body}${JSON.stringify({ end: { rows: end.rows, sha256: createHash('sha256').update(body).digest('hex') } })}\n`,
  );
}

async function ask(connection: pg.PoolConfig, question: string): Promise<Record<string, unknown>[]> {
  return withClient(connection, async (client) => (await client.query(question)).rows);
}

async function checksums(connection: pg.PoolConfig): Promise<Record<string, string>> {
  return withClient(connection, async (client) => {
    const sums: Record<string, string> = {};
    for (const { schema, name } of await tablesOf(client)) {
      const { rows } = await client.query(
        `select count(*) || ' ' || md5(coalesce(string_agg(t::text, E'\\n' order by t::text), '')) as sum from "${schema}"."${name}" t`,
      );
      sums[`${schema}.${name}`] = rows[0].sum;
    }
    return sums;
  });
}
