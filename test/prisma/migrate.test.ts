import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate, withClient } from '#prisma/migrate.ts';
import { bareDatabase } from '#test/support/database.ts';

const OURS = join(import.meta.dirname, '../../prisma/migrations');

describe('migrating', () => {
  it('makes every table and the worker’s own, and has nothing to do the second time', async () => {
    const connection = await bareDatabase();

    const first = await migrate(connection);
    const second = await migrate(connection);

    expect(first.length).toBeGreaterThan(0);
    expect(second).toEqual([]);
    expect(await tablesIn(connection)).toEqual(expect.arrayContaining(['public.ticket', 'graphile_worker._private_jobs']));
  });

  it('takes statements with semicolons in texts and functions as they are', async () => {
    const connection = await bareDatabase();
    const folder = await migrationsWith({
      '20300101000000_function': `create function greet() returns text language plpgsql as $$ begin return 'hello; world'; end $$; create table "a;b" (x text default ';');`,
    });

    await migrate(connection, { folder });

    expect(await ask(connection, 'select greet()')).toEqual([{ greet: 'hello; world' }]);
  });

  it('25: of two instances that start together one migrates and the other waits', async () => {
    const connection = await bareDatabase();

    const applied = await Promise.all([migrate(connection), migrate(connection), migrate(connection)]);

    expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
    expect(
      await ask(connection, 'select count(*)::int as runs, count(distinct migration_name)::int as names from _prisma_migrations'),
    ).toEqual([{ runs: applied.flat().length, names: applied.flat().length }]);
  });

  it('25: a migration that fails leaves nothing of itself, names the line, and a corrected one goes on from there', async () => {
    const connection = await bareDatabase();
    const broken = {
      '20300101000000_good': 'create table good (x int);',
      '20300102000000_broken': 'create table half (x int);\nselect 1/0;\ncreate table other (x int);',
    };
    const folder = await migrationsWith(broken);

    await expect(migrate(connection, { folder })).rejects.toThrow(
      /20300102000000_broken failed.*division by zero.*Nothing of it was applied/,
    );
    const tables = await tablesIn(connection);
    const corrected = await migrationsWith({ ...broken, '20300102000000_broken': 'create table half (x int);' });
    const applied = await migrate(connection, { folder: corrected });

    expect(tables).toContain('public.good');
    expect(tables).not.toContain('public.half');
    expect(applied).toEqual(['20300102000000_broken']);
    expect(await tablesIn(connection)).toContain('public.half');
  });

  it('names the line of a mistake in the SQL', async () => {
    const connection = await bareDatabase();
    const folder = await migrationsWith({ '20300101000000_typo': 'create table a (x int);\n\ncreate tabel b (x int);' });

    await expect(migrate(connection, { folder })).rejects.toThrow(
      '20300101000000_typo failed at line 3 (create tabel b (x int);)',
    );
  });

  it('refuses a database that a newer version has migrated', async () => {
    const connection = await bareDatabase();
    await migrate(connection, { folder: await migrationsWith({ '20300101000000_future': 'create table future (x int);' }) });

    await expect(migrate(connection)).rejects.toThrow(
      /newer than this version of Rochdale, which does not know 20300101000000_future/,
    );
  });

  it('refuses a migration that was changed after it was applied', async () => {
    const connection = await bareDatabase();
    await migrate(connection, { folder: await migrationsWith({ '20300101000000_x': 'create table x (x int);' }) });

    const changed = await migrationsWith({ '20300101000000_x': 'create table x (x int, y int);' });

    await expect(migrate(connection, { folder: changed })).rejects.toThrow('20300101000000_x was changed after it was applied');
  });

  it('25: killed before any of its steps, a migration goes through the next time', { timeout: 120_000 }, async () => {
    const folder = await migrationsWith({
      '20300101000000_a': 'create table a (x int);',
      '20300102000000_b': 'alter table a add y int;',
    });
    const whole = await bareDatabase();
    const { asked } = JSON.parse((await inAnotherProcess({ connection: whole, folder })).output);
    const expected = await tablesIn(whole);
    const points = Array.from({ length: 12 }, (_, index) => 1 + Math.floor((index * asked) / 12));

    for (const dieBefore of points) {
      const connection = await bareDatabase();
      const killed = await inAnotherProcess({ connection, folder, dieBefore });
      const again = await inAnotherProcess({ connection, folder });

      expect({ dieBefore, signal: killed.signal, problem: again.problem }).toEqual({ dieBefore, signal: 'SIGKILL', problem: '' });
      expect(await tablesIn(connection)).toEqual(expected);
    }
  });
});

async function migrationsWith(more: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rochdale-migrations-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(OURS, folder, { recursive: true });
  for (const [name, sql] of Object.entries(more)) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'migration.sql'), sql);
  }
  return folder;
}

async function inAnotherProcess(task: { connection: pg.PoolConfig; folder: string; dieBefore?: number }) {
  return new Promise<{ output: string; problem: string; signal: string | undefined }>((resolve) => {
    const child = [fileURLToPath(new URL('./migrating.ts', import.meta.url)), JSON.stringify(task)];
    execFile(process.execPath, child, (error, output, problem) =>
      resolve({ output, problem, signal: error?.signal ?? undefined }),
    );
  });
}

async function ask(connection: pg.PoolConfig, question: string): Promise<unknown[]> {
  return withClient(connection, async (client) => (await client.query(question)).rows);
}

async function tablesIn(connection: pg.PoolConfig): Promise<string[]> {
  const rows = await ask(
    connection,
    `select table_schema || '.' || table_name as name from information_schema.tables where table_schema in ('public', 'graphile_worker') order by 1`,
  );
  return rows.map((row) => (row as { name: string }).name);
}
