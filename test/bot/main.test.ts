import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { aDataFolder, isServing } from '#test/prisma/data-folders.ts';
import { startWorkspace } from '#test/workspace/workspace.ts';

const MAIN = join(import.meta.dirname, '../../bot/main.ts');
const PATIENCE_MS = 60_000;

async function npmStart(environment: Record<string, string> = {}) {
  const slack = await startWorkspace();
  onTestFinished(() => slack.stop());
  const dataFolder = await aDataFolder();
  const { PATH = '', HOME = '' } = process.env;
  const { botToken, signingSecret, url } = slack;
  const ours = { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret, SLACK_API_URL: url, DATA_FOLDER: dataFolder };
  const env = { PATH, HOME, PORT: '0', LOG_LEVEL: 'info', ...ours, ...environment };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, dataFolder, ...reading(child) };
}

function reading(child: ChildProcess) {
  let said = '';
  let complaint = '';
  child.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    complaint += chunk;
  });
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  return { ended, said: () => said, complaint: () => complaint };
}

describe('npm start', () => {
  it(
    'that fails says why in one line and leaves no server behind',
    async () => {
      const { ended, complaint, dataFolder } = await npmStart({ SLACK_BOT_TOKEN: 'xoxb-wrong' });

      expect(await ended).toEqual({ code: 1, signal: null });

      expect(complaint()).toMatch(/^Slack does not take SLACK_BOT_TOKEN: [^\n]*\n$/);
      expect(await isServing(dataFolder)).toBe(false);
    },
    PATIENCE_MS,
  );

  it(
    'that is asked to stop while it starts ends cleanly within ten seconds and leaves no server behind',
    async () => {
      const { child, ended, said, dataFolder } = await npmStart();
      await expect.poll(said, { timeout: 30_000, interval: 5 }).toContain('started the embedded PostgreSQL');
      const asked = performance.now();

      child.kill('SIGTERM');

      expect(await ended).toEqual({ code: 0, signal: null });
      expect(performance.now() - asked).toBeLessThan(10_000);
      expect(await isServing(dataFolder)).toBe(false);
    },
    PATIENCE_MS,
  );
});
