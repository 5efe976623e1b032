import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '#test/support/database.ts';
import { ANA, MAYA, MONDAY_TEN, WORKSPACE } from '#test/support/factories.ts';
import { seedSurvey, seedWave } from '#test/support/surveys.ts';

const run = promisify(execFile);
const SCRIPT = new URL('../../../bot/commands/surveys.ts', import.meta.url).pathname;

async function surveys({ connection }: TestDatabase, ...words: string[]): Promise<{ said: string; code: number }> {
  const { user, password, host, port, database } = connection;
  const url = `postgres://${user}:${String(password ?? '')}@${encodeURIComponent(String(host))}:${port}/${database}`;
  return run(process.execPath, [SCRIPT, ...words], { env: { ...process.env, DATABASE_URL: url } }).then(
    ({ stdout }) => ({ said: stdout, code: 0 }),
    (error: { stdout: string; stderr: string; code: number }) => ({ said: error.stdout + error.stderr, code: error.code }),
  );
}

it('prints what surveys hold of a person, forgets them, and deletes it all, when told to', async () => {
  const database = await freshDatabase();
  const { db } = database;
  const bot = { botUserId: 'U0BOT', botId: 'B0BOT', encryptedToken: 'sealed' };
  await db.workspace.create({ data: { id: WORKSPACE, name: 'Coop', url: 'https://coop.slack.com/', ...bot } });
  const { id: surveyId } = await seedSurvey(db, { workspaceId: WORKSPACE, ownerId: ANA, at: MONDAY_TEN });
  await seedWave(db, { workspaceId: WORKSPACE, surveyId, at: MONDAY_TEN, asked: [MAYA] });

  const data = await surveys(database, 'data', MAYA);
  const forgotten = await surveys(database, 'forget', MAYA, '--yes');
  const left = await db.surveyInvitation.count();
  const purged = await surveys(database, 'purge', '--yes');
  const wrong = await surveys(database, 'forget', 'maya');

  expect(JSON.parse(data.said)).toMatchObject({ invitations: [{ memberId: MAYA }], responses: [] });
  expect(left).toBe(0);
  expect(forgotten.said).toContain('Done.');
  expect(purged.said).toContain('1 survey is deleted');
  expect(await db.survey.count()).toBe(0);
  expect(wrong).toMatchObject({ code: 1, said: expect.stringContaining('npm run surveys -- data U0123') });
});
