import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { fastFolder } from '#test/support/server.ts';
import { readExport } from './export.ts';
import { replay } from './run.ts';
import { anExport, message, reply, ts, writeFolder, writeZip } from './small-exports.ts';
import { chooseStaff } from './staff.ts';

const WEEK = 7 * 86_400;

/** Two channels, two weeks with a silent one between, and one message of each kind. */
const EVERYTHING = anExport({
  help: [
    message('UMAYA', 0, 'How do I get a seat for the design tool?', { thread_ts: ts(0), reply_count: 3 }),
    message('UMAYA', 60, 'I need it before Friday.'),
    message('UANA', 100, 'The office is closed tomorrow.'),
    message('UTOM', 200, 'thanks!'),
    reply('UANA', 300, 0, 'You have one now.'),
    reply('UMAYA', 360, 0, 'Thank you'),
    message('UNEW', 400, '<@UNEW> has joined the channel', { subtype: 'channel_join' }),
    { type: 'message', subtype: 'bot_message', bot_id: 'B1', ts: ts(500), text: 'Build 7 failed' },
    reply('UTOM', 600, -9999, 'An answer to something older than this export'),
    message('UTOM', 2 * WEEK, 'My invoice of March is wrong, who can look at it?'),
  ],
  office: [
    message('UTOM', 30, 'The door code does not work', {
      files: [{ name: 'door.png', permalink: 'https://example.org/door' }],
      subtype: 'file_share',
    }),
    reply('UMAYA', 90, 30, 'Same for me'),
  ],
});

const OF_EVERYTHING = {
  messages: 12,
  topLevel: 8,
  tickets: 3,
  joined: 1,
  ignored: { staff: 1, smallTalk: 1, noise: 2 },
  replies: 4,
  duplicates: 0,
  weeks: [
    { week: '2026-W10', opened: 2, reopened: 0, left: 0, open: 2, firstReplyMedianSeconds: 300, firstReplyN: 1 },
    { week: '2026-W11', opened: 0, reopened: 0, left: 0, open: 2, firstReplyMedianSeconds: null, firstReplyN: 0 },
    { week: '2026-W12', opened: 1, reopened: 0, left: 0, open: 3, firstReplyMedianSeconds: null, firstReplyN: 0 },
  ],
};
/** A card and an acknowledgement for each ticket, a copy under the card of each member's reply, and two weeks' digests in two editions. */
const POSTS = 3 * 2 + 2 + 2 * 2;

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'export-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function run(path: string, more: { staff?: string[]; retryEvery?: number; channel?: string } = {}) {
  const source = await readExport(path, { channel: more.channel, now: new Date('2026-04-01T00:00:00Z') });
  return replay(source, {
    staff: more.staff ?? chooseStaff(source, undefined),
    retryEvery: more.retryEvery,
    signal: new AbortController().signal,
  });
}

it('takes every message of every channel for what it is', async () => {
  const path = await writeZip(join(await temporaryFolder(), 'export.zip'), EVERYTHING);

  const { figures, slackCalls } = await run(path, { staff: ['UANA'] });

  expect(figures).toEqual(OF_EVERYTHING);
  // The digests of two weeks that ended, each with its chart.
  expect(slackCalls).toMatchObject({ 'auth.test': 1, 'chat.postMessage': POSTS, 'files.completeUploadExternal': 2 });
});

it('says the same when events come twice, and how many did', async () => {
  const path = await writeFolder(await temporaryFolder(), EVERYTHING);

  const { figures, slackCalls } = await run(path, { staff: ['UANA'], retryEvery: 2 });

  expect(figures).toEqual({ ...OF_EVERYTHING, duplicates: 6 });
  expect(slackCalls['chat.postMessage']).toBe(POSTS);
});

type Ended = { code: number | null; out: string; err: string; pid: number };

function startCommand(args: string[]) {
  const command = spawn(process.execPath, [join(import.meta.dirname, 'replay.ts'), ...args]);
  const said = { out: '', err: '' };
  command.stdout.on('data', (data) => {
    said.out += data;
  });
  command.stderr.on('data', (data) => {
    said.err += data;
  });
  const ended = new Promise<Ended>((resolve) => command.on('close', (code) => resolve({ code, ...said, pid: command.pid ?? 0 })));
  return { command, ended };
}

const foldersOf = async (pid: number) =>
  (await readdir(await fastFolder())).filter((name) => name.startsWith(`rochdale-replay-${pid}-`));

it('prints one line of JSON with exactly the promised names, and nothing else', async () => {
  const path = await writeFolder(await temporaryFolder(), EVERYTHING);

  const { code, out, err, pid } = await startCommand([path, '--channel', 'office', '--json']).ended;

  expect({ code, err }).toEqual({ code: 0, err: '' });
  const names = [
    'messages',
    'topLevel',
    'tickets',
    'joined',
    'ignored',
    'replies',
    'duplicates',
    'weeks',
    'slackCalls',
    'seconds',
  ];
  expect(Object.keys(JSON.parse(out))).toEqual(names);
  expect(JSON.parse(out)).toMatchObject({ messages: 2, topLevel: 1, tickets: 1, replies: 1 });
  expect(await foldersOf(pid)).toEqual([]);
});

it('says in one line what is wrong with an export, and exits with 1', async () => {
  const path = await writeFolder(await temporaryFolder(), { 'users.json': [] });

  const { code, out, err } = await startCommand([path, '--json']).ended;

  expect({ code, out, err }).toEqual({
    code: 1,
    out: '',
    err: `${path}: channels.json is missing, so this is no Slack export\n`,
  });
});

it('leaves nothing behind when it is interrupted', async () => {
  const path = await writeFolder(await temporaryFolder(), EVERYTHING);
  const { command, ended } = startCommand([path]);
  while ((await foldersOf(command.pid ?? 0)).length === 0) await wait(5);
  await wait(600);

  command.kill('SIGINT');

  const { code, err, pid } = await ended;
  expect({ code, err }).toEqual({ code: 130, err: 'stopped; nothing is left behind\n' });
  expect(await foldersOf(pid)).toEqual([]);
});

const REAL = join(import.meta.dirname, '../../../shared/data/slack-export-racket-2019.zip');

it.skipIf(!existsSync(REAL))(
  'adds up over the first days of a real channel (skipped where the export is not at hand)',
  async () => {
    const whole = await readExport(REAL, { now: new Date('2026-01-01T00:00:00Z') });
    const source = { ...whole, messages: whole.messages.slice(0, 80) };

    const { figures } = await replay(source, { staff: chooseStaff(whole, undefined), signal: new AbortController().signal });

    const topLevel = source.messages.filter(({ rootTs }) => rootTs === null).length;
    expect(figures).toMatchObject({ messages: 80, topLevel, replies: 80 - topLevel });
    expect(figures.tickets).toBeGreaterThan(topLevel / 2);
  },
);
