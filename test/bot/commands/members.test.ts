import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { freshDatabase, type TestDatabase } from '#test/support/database.ts';
import { WORKSPACE } from '#test/support/factories.ts';

const run = promisify(execFile);
const SCRIPT = new URL('../../../bot/commands/members.ts', import.meta.url).pathname;

function fileOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'people-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'people.csv');
  writeFileSync(path, text);
  return path;
}

/** What the command prints, and 1 when it refuses. */
async function members({ connection }: TestDatabase, ...words: string[]): Promise<{ said: string; code: number }> {
  const { user, password, host, port, database } = connection;
  const url = `postgres://${user}:${String(password ?? '')}@${encodeURIComponent(String(host))}:${port}/${database}`;
  return run(process.execPath, [SCRIPT, ...words], { env: { ...process.env, DATABASE_URL: url } }).then(
    ({ stdout }) => ({ said: stdout, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => ({ said: error.stdout + error.stderr, code: error.code }),
  );
}

async function storeWith(...workspaceIds: string[]): Promise<TestDatabase> {
  const database = await freshDatabase();
  for (const id of workspaceIds) {
    const data = {
      id,
      name: `Coop ${id}`,
      url: 'https://coop.slack.com/',
      botUserId: 'U0BOT',
      botId: 'B0BOT',
      encryptedToken: 'sealed',
    };
    await database.db.workspace.create({ data });
  }
  return database;
}

it('shows what a file would change, and changes it when told to', async () => {
  const database = await storeWith(WORKSPACE);
  const path = fileOf('organisation,size\nMaple,12');

  const shown = await members(database, path);
  const before = await database.db.organisation.count();
  const changed = await members(database, path, '--yes');

  expect(shown).toEqual({
    said: '1 new organisation, 0 changed, 0 unchanged.\nNew: Maple\nAdd --yes to change this.\nNothing was changed.\n',
    code: 0,
  });
  expect(before).toBe(0);
  expect(changed.said).toContain('Done: 1 new organisation, 0 changed, 0 unchanged.');
  expect(await database.db.organisation.findMany()).toMatchObject([{ workspaceId: WORKSPACE, name: 'Maple', size: 12 }]);
  expect(await database.db.auditEntry.findMany()).toMatchObject([{ actorId: 'terminal', action: 'people.imported' }]);
});

it('changes nothing while rows have problems, unless they are to be left out', async () => {
  const database = await storeWith(WORKSPACE);
  const path = fileOf('organisation,size\nMaple,many\nOak,3');

  const refused = await members(database, path, '--yes');
  const before = await database.db.organisation.count();
  const changed = await members(database, path, '--yes', '--skip-problems');

  expect(refused.code).toBe(1);
  expect(refused.said).toContain('Row 2, size: “many” is not a number of people.');
  expect(refused.said).toContain('--skip-problems');
  expect(before).toBe(0);
  expect(changed.said).toContain('1 row with a problem was left out');
});

it('asks which workspace is meant when there are several, and says when there is none', async () => {
  const none = await storeWith();
  const several = await storeWith('T0ONE', 'T0TWO');
  const path = fileOf('organisation\nMaple');

  expect((await members(none, path)).said).toContain('Start it once with `npm start`');
  expect((await members(several, path)).said).toContain('T0ONE (Coop T0ONE), T0TWO (Coop T0TWO)');
  expect((await members(several, path, '--workspace', 'T0SIX')).said).toContain('There is no workspace T0SIX');
  await members(several, path, '--yes', '--workspace', 'T0TWO');
  expect(await several.db.organisation.findMany()).toMatchObject([{ workspaceId: 'T0TWO' }]);
});

it('says how it is used', async () => {
  const database = await storeWith(WORKSPACE);

  for (const words of [[], ['a.csv', 'b.csv'], ['a.csv', '--force']]) {
    const { said, code } = await members(database, ...words);
    expect(said).toContain('npm run members -- file.csv');
    expect(code).toBe(1);
  }
  expect((await members(database, '/nowhere.csv')).said).toContain('There is no file /nowhere.csv');
});
