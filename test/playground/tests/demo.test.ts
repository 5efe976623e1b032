import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished, vi } from 'vitest';
import { fastFolder } from '#test/support/server.ts';
import { startDemo } from '../start.ts';

const WEDNESDAY = new Date('2026-11-18T20:00:00Z');

it('shows a cooperative with requests in every state and a posted digest with its chart', { timeout: 90_000 }, async () => {
  const dataFolder = await emptyFolder();

  const { slack, bot, riverbend, pageUrl, stop } = await startDemo({
    port: 0,
    dataFolder: join(dataFolder, 'demo'),
    now: WEDNESDAY,
  });
  onTestFinished(stop);

  const page = await fetch(pageUrl);
  const state = await fetch(new URL(`/page/state?as=${riverbend.ids.maya}&channel=${riverbend.channels.help}`, pageUrl));
  const { channels, messages } = (await state.json()) as { channels: { name: string }[]; messages: unknown[] };
  expect(page.status).toBe(200);
  expect(channels.map(({ name }) => name).sort()).toEqual(['Rochdale', 'cooperative-news', 'general', 'help', 'mapping-help']);
  expect(messages.length).toBeGreaterThan(20);

  const digests = slack.messages(riverbend.news);
  const thread = slack.messages(riverbend.news, { threadTs: digests.at(-1)?.ts ?? '' });
  expect(digests.map(({ text }) => text)).toEqual([expect.stringContaining('week 45'), expect.stringContaining('week 46')]);
  expect(thread.flatMap(({ files }) => files ?? [])).toEqual([expect.objectContaining({ name: 'rochdale-2026-W46.png' })]);

  const played = await bot.deps.db.ticket.findMany({ where: { openedAt: { gte: new Date('2026-11-09T00:00:00Z') } } });
  expect(new Set(played.map((ticket) => ticket.state))).toEqual(
    new Set(['open', 'claimed', 'waiting', 'resolved', 'closed', 'dismissed']),
  );
  expect(played.length).toBeGreaterThanOrEqual(28);

  expect(slack.ledger.calls().filter(({ answer }) => answer?.ok === false)).toEqual([]);
  expect(slack.ledger.deliveries().filter((delivery) => delivery.state !== 'acked')).toEqual([]);
  expect(
    Object.values(riverbend.ids).flatMap((id) => [...slack.notices(id), ...slack.ephemerals(id), ...slack.views(id)]),
  ).toEqual([]);
  expect(slack.duplicates()).toEqual([]);

  const second = await failedDemo(['--port', '0'], dataFolder);
  expect(second.stderr).toBe(`A demo is running already at ${pageUrl}. Open that one, or stop it with Ctrl-C first.\n`);
});

it('leaves nothing running when it is ended while it starts', { timeout: 90_000 }, async () => {
  const dataFolder = await emptyFolder();
  const demo = spawn(process.execPath, [COMMAND, '--port', '0'], { env: { ...process.env, DATA_FOLDER: dataFolder } });
  onTestFinished(() => void demo.kill('SIGKILL'));
  const serverFile = join(dataFolder, 'demo/postgres/postmaster.pid');
  await vi.waitUntil(() => existsSync(serverFile), { timeout: 20_000 });

  demo.kill('SIGINT');
  const [code] = await once(demo, 'exit');

  expect(code).toBe(0);
  expect(existsSync(serverFile)).toBe(false);
});

it('says which port is taken, and what is no port', { timeout: 90_000 }, async () => {
  const dataFolder = await emptyFolder();
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;

  const taken = await failedDemo(['--port', String(port)], dataFolder);
  const nonsense = await failedDemo(['--port', 'eighty'], dataFolder);

  expect(taken.stderr).toBe(
    `Port ${port} is taken by another program. Choose another one, for example: npm run demo -- --port 3210\n`,
  );
  expect(nonsense.stderr).toBe('"eighty" is not a port. Use a number from 0 to 65535.\n');
});

const COMMAND = join(import.meta.dirname, '../demo.ts');

/** Runs the command to its end, which must be a failure; answers what it said. */
async function failedDemo(options: string[], dataFolder: string): Promise<{ stderr: string }> {
  const run = promisify(execFile)(process.execPath, [COMMAND, ...options], { env: { ...process.env, DATA_FOLDER: dataFolder } });
  return run.then(
    () => Promise.reject(new Error('the demo started')),
    (failure: { stderr: string }) => failure,
  );
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(await fastFolder(), 'rochdale-demo-'));
  // As root the server runs as an ordinary user, who must get in here.
  await chmod(folder, 0o755);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
