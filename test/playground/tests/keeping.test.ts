import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { anExport, message, reply, writeFolder } from '#test/replay/small-exports.ts';
import { keepState, readState, type State } from '../keeping.ts';
import { quiet } from '../riverbend/play.ts';
import { type Demo, startDemo } from '../start.ts';
import { emptyFolder, failedDemo, spawnDemo } from './demo-command.ts';

describe('the state file', () => {
  async function aKeeper() {
    const folder = await emptyFolder();
    let listener: () => void = () => undefined;
    let count = 0;
    const said: string[] = [];
    const keeper = keepState(folder, {
      take: () => ({ birth: `b${count}`, about: new Map([[1, Buffer.from('x')]]) }) as unknown as State,
      onChange: (given) => {
        listener = given;
        return () => {
          listener = () => undefined;
        };
      },
      say: (line) => said.push(line),
    });
    const change = () => {
      count += 1;
      listener();
    };
    return { folder, file: join(folder, 'slack-state'), keeper, change, said };
  }

  it('holds what was there at the end, and what was there about a second ago at any time', async () => {
    const { folder, keeper, change } = await aKeeper();
    for (let index = 0; index < 20; index += 1) change();

    await vi.waitFor(async () => expect((await readState(folder)).state?.birth).toBe('b20'), { timeout: 1500 });
    change();
    await keeper.stop();
    change();
    await wait(900);

    expect((await readState(folder)).state).toEqual({ birth: 'b21', about: new Map([[1, Buffer.from('x')]]) });
  });

  it('is nothing at all before the first demo', async () => {
    expect(await readState(await emptyFolder())).toEqual({});
  });

  it.each<[string, (bytes: Buffer) => Buffer, string]>([
    ['cut off', (bytes) => bytes.subarray(0, bytes.length - 1), 'is damaged'],
    ['changed in one byte', (bytes) => Buffer.concat([bytes.subarray(0, -1), Buffer.from([7])]), 'is damaged'],
    ['empty', () => Buffer.alloc(0), 'is damaged'],
    ['something else', () => Buffer.from('{"teams": []}'), 'is damaged'],
    [
      'of another version',
      (bytes) => Buffer.from(bytes.toString('latin1').replace(/playground \d+/, 'playground 999'), 'latin1'),
      'is of another version (999',
    ],
  ])('is not used when it is %s', async (_name, spoil, problem) => {
    const { folder, file, keeper } = await aKeeper();
    await keeper.stop();
    await writeFile(file, spoil(await readFile(file)));

    expect(await readState(folder)).toEqual({ problem: expect.stringContaining(problem) });
  });

  it('says once that the disk does not take it, and goes on', async () => {
    const { folder, keeper, change, said } = await aKeeper();
    await rm(folder, { recursive: true });

    change();
    await keeper.write();
    await keeper.stop();

    expect(said).toEqual([expect.stringContaining('What happens here cannot be kept: ENOENT')]);
  });
});

const SMALL = anExport({
  help: [
    message('UMAYA', 0, 'How do I sign up?'),
    reply('UROSA', 60, 0, 'So'),
    reply('UDEVON', 70, 0, 'Or so'),
    message('UTOM', 90, 'Thanks!'),
    message('UZOE', 95, 'And from me'),
  ],
});
const HELP = 'C1';

/** Starts the demo with a small history in this process, and again in the same folder whenever it is called. */
async function smallDemo() {
  const dataFolder = join(await emptyFolder(), 'demo');
  const path = await writeFolder(await emptyFolder(), SMALL);
  const said: string[] = [];
  const start = async (
    more: { isFresh?: boolean; history?: { path: string; channel: string | undefined } } = {},
  ): Promise<Demo> => {
    const demo = await startDemo({ port: 0, dataFolder, say: (line) => said.push(line), ...more });
    onTestFinished(demo.stop);
    return demo;
  };
  const history = { path, channel: undefined };
  return { dataFolder, path, said, history, start };
}

it('goes on where it ended: talk, requests, people and time, with what fell due meanwhile', { timeout: 60_000 }, async () => {
  const { start, history, said } = await smallDemo();
  const first = await start({ history });
  const { ts } = await first.slack.post('UMAYA', HELP, 'The door of the shed does not close, who can help?');
  await quiet({ deps: first.bot.deps, slack: first.slack });
  await first.playground.clock?.leap('monday');
  const before = first.playground.clock?.face();
  const dueSoon = `select graphile_worker.add_job('prune', run_at => now() + interval '300 milliseconds', job_key => 'due while off')`;
  await first.bot.deps.pool.query(dueSoon);
  await first.stop();

  const again = await start();

  const { db, pool } = again.bot.deps;
  const after = again.playground.clock?.face();
  expect(again.slack.messages(HELP, { threadTs: ts })).toHaveLength(2);
  expect(await db.ticket.findMany()).toMatchObject([{ ts, state: 'open' }]);
  expect(again.playground.cast()).toEqual(first.playground.cast());
  expect(after?.now).toBeGreaterThan(before?.now ?? 0);
  expect(Math.abs((after?.ahead ?? 0) - (before?.ahead ?? 0))).toBeLessThan(1000);
  await vi.waitFor(async () => {
    const { rowCount } = await pool.query("select from graphile_worker.jobs where key = 'due while off'");
    expect(rowCount).toBe(0);
  });
  expect(said).toEqual([]);

  const other = { path: '/elsewhere/export.zip', channel: undefined };
  await again.stop();
  await expect(start({ history: other })).rejects.toThrow(
    `There is a demo already that began with ${history.path}; add --fresh to forget it and begin with this export.`,
  );
  const forgotten = await start({ history, isFresh: true });
  expect(await forgotten.bot.deps.db.ticket.count()).toBe(0);
  expect(forgotten.slack.messages(HELP)).toHaveLength(3);
});

it('begins anew with a line about it when one half of what was kept is missing', { timeout: 60_000 }, async () => {
  const { start, history, dataFolder, said } = await smallDemo();
  const first = await start({ history });
  await first.slack.post('UMAYA', HELP, 'The door of the shed does not close, who can help?');
  await first.stop();
  const file = join(dataFolder, 'slack-state');
  await copyFile(file, `${file}.old`);
  await rm(file);

  const second = await start({ history });
  expect(said.splice(0)).toEqual(['What the Slack of the last demo kept is missing, so this one begins anew.']);
  expect(second.slack.messages(HELP)).toHaveLength(3);
  await second.stop();

  await copyFile(`${file}.old`, file);
  const third = await start({ history });
  expect(said).toEqual(['The database that goes with what was kept of the last demo is missing, so this one begins anew.']);
  expect(third.slack.messages(HELP)).toHaveLength(3);
});

it('survives being killed, also when the bot remembers more than its Slack', { timeout: 60_000 }, async () => {
  const dataFolder = await emptyFolder();
  const path = await writeFolder(await emptyFolder(), SMALL);
  const file = join(dataFolder, 'demo/slack-state');
  const first = spawnDemo(['--export', path], dataFolder);
  const url = await first.pageUrl;
  const kept = await act<{ ts: string }>(url, 'post', 'UMAYA', HELP, 'The door of the shed does not close, who can help?');
  await vi.waitFor(async () => expect(await thread(url, kept.ts)).toHaveLength(2), { timeout: 10_000 });
  await wait(1000);
  await copyFile(file, `${file}.old`);
  const lost = await act<{ ts: string }>(url, 'post', 'UTOM', HELP, 'This is going to be forgotten, isn’t it?');
  await vi.waitFor(async () => expect(await thread(url, lost.ts)).toHaveLength(2), { timeout: 10_000 });
  await act(url, 'post', 'UMAYA', 'UROCHDALE', 'A question for you alone: when do you sleep?');
  const direct = await act<string>(url, 'directChannel', 'UMAYA');
  await vi.waitFor(async () => expect(await act(url, 'botMessages', direct)).toHaveLength(1), {
    timeout: 10_000,
  });

  await first.end('SIGKILL');
  await copyFile(`${file}.old`, file);
  const second = spawnDemo([], dataFolder);
  const again = await second.pageUrl;

  expect(second.said.err).toBe('');
  expect(await thread(again, kept.ts)).toHaveLength(2);
  expect(await act<{ ts: string }[]>(again, 'messages', HELP).then((all) => all.map(({ ts }) => ts))).not.toContain(lost.ts);
  const { ts } = await act<{ ts: string }>(again, 'post', 'UZOE', HELP, 'Does anybody still hear me after all that?');
  await vi.waitFor(async () => expect(await thread(again, ts)).toHaveLength(2), { timeout: 10_000 });
  await act(again, 'post', 'UMAYA', 'UROCHDALE', 'And is this one heard, too, after all that has happened?');
  const directNow = await act<string>(again, 'directChannel', 'UMAYA');
  await vi.waitFor(async () => expect(await act(again, 'botMessages', directNow)).toHaveLength(1), { timeout: 10_000 });
  expect(await second.end('SIGTERM')).toBe(0);

  const third = await failedDemo(['--export', join(path, 'nowhere')], dataFolder);
  expect(third).toMatchObject({ code: 1, stderr: expect.stringMatching(/^There is a demo already .*--fresh.*\n$/) });
  const fourth = await failedDemo(['--fresh', '--export', join(path, 'nowhere')], dataFolder);
  expect(fourth).toMatchObject({ code: 1, stderr: `${join(path, 'nowhere')}: there is no such file or folder\n` });
  expect((await readState(join(dataFolder, 'demo'))).state).toBeDefined();
});

/** Does or looks up something in the stand-in Slack of a running demo. */
async function act<T>(pageUrl: string, action: string, ...given: unknown[]): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(new URL(`/control/${action}`, pageUrl), { method: 'POST', headers, body: JSON.stringify(given) });
  const answer = (await response.json()) as { ok: boolean; result: T; error?: string };
  if (!answer.ok) throw new Error(answer.error);
  return answer.result;
}

function thread(pageUrl: string, threadTs: string): Promise<unknown[]> {
  return act<unknown[]>(pageUrl, 'messages', HELP, { threadTs });
}
