import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readExport } from './export.ts';
import { anExport, type Files, message, reply, ts, writeFolder, writeZip } from './small-exports.ts';

const NOW = new Date('2026-04-01T00:00:00Z');
const SMALL = anExport({ help: [message('UMAYA', 0, 'How do I sign up?')], news: [message('UTOM', 5, 'The hall is open')] });

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'export-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function complaintAbout(files: Files, channel?: string): Promise<string> {
  const folder = await writeFolder(await temporaryFolder(), files);
  return readExport(folder, { channel, now: NOW }).then(
    () => 'no complaint',
    (error: Error) => error.message,
  );
}

describe('reading an export', () => {
  it('reads the same from a folder, from a zip, and from a zip of the folder', async () => {
    const folder = await temporaryFolder();
    const outer = Object.fromEntries(Object.entries(SMALL).map(([name, content]) => [`export of March/${name}`, content]));
    const paths = [
      await writeFolder(join(folder, 'unpacked'), SMALL),
      await writeZip(join(folder, 'export.zip'), SMALL),
      await writeZip(join(folder, 'folder.zip'), outer),
    ];

    const [unpacked, zipped, inFolder] = await Promise.all(paths.map((path) => readExport(path, { now: NOW })));

    expect(unpacked?.messages.map(({ text }) => text)).toEqual(['How do I sign up?', 'The hall is open']);
    expect({ ...zipped, path: '' }).toEqual({ ...unpacked, path: '' });
    expect({ ...inFolder, path: '' }).toEqual({ ...unpacked, path: '' });
  });

  it('puts the messages of all channels into one order, each with its thread', async () => {
    const files = anExport({
      help: [message('UMAYA', 0, 'first', { thread_ts: ts(0) }), reply('UTOM', 20, 0, 'third')],
      more: [message('UTOM', 10, 'second')],
    });
    const folder = await writeFolder(await temporaryFolder(), files);

    const { messages } = await readExport(folder, { now: NOW });

    expect(messages.map(({ channelId, rootTs, text }) => [channelId, rootTs, text])).toEqual([
      ['C1', null, 'first'],
      ['C2', null, 'second'],
      ['C1', ts(0), 'third'],
    ]);
  });

  it('knows people who wrote but are in no list', async () => {
    const folder = await writeFolder(await temporaryFolder(), { ...SMALL, 'users.json': [] });

    const { people } = await readExport(folder, { now: NOW });

    expect(people.map(({ id }) => id)).toEqual(['UMAYA', 'UTOM']);
  });
});

describe('a bad export', () => {
  it('names a path that is not there', async () => {
    await expect(readExport('/nowhere/export.zip', { now: NOW })).rejects.toThrow('/nowhere/export.zip: there is no such file');
  });

  it('names a file that is no zip', async () => {
    const path = join(await temporaryFolder(), 'letter.zip');
    await writeFile(path, 'Dear Slack, please send me my messages.');

    await expect(readExport(path, { now: NOW })).rejects.toThrow(`${path}: this is not a zip file`);
  });

  it('refuses a zip that unpacks to more than a machine has, without unpacking it', async () => {
    const path = await writeZip(join(await temporaryFolder(), 'bomb.zip'), SMALL, { 'help/2026-03-02.json': 2 ** 31 });

    await expect(readExport(path, { now: NOW })).rejects.toThrow('more than 1 GB');
  });

  it.each([
    ['missing channels.json', { 'users.json': [] }, /channels\.json is missing/],
    ['broken JSON', { ...SMALL, 'help/2026-03-02.json': '[{"type": "mess' }, /^help\/2026-03-02\.json: this is not JSON/],
    [
      'JSON of something else',
      { ...SMALL, 'channels.json': { general: true } },
      /^channels\.json: this is not as in a Slack export/,
    ],
    [
      'a timestamp that is none',
      { ...SMALL, 'help/2026-03-02.json': [{ type: 'message', ts: 'yesterday' }] },
      /^help\/2026-03-02\.json: .*ts/,
    ],
    [
      'a timestamp before Slack',
      { ...SMALL, 'help/2026-03-02.json': [{ type: 'message', user: 'U1', ts: '1000000000.000100' }] },
      /^help\/.*older than Slack/,
    ],
    [
      'a timestamp in the future',
      { ...SMALL, 'help/2026-03-02.json': [{ type: 'message', user: 'U1', ts: '4102444800.000100' }] },
      /^help\/.*in the future/,
    ],
    [
      'a reply before its thread',
      { ...SMALL, 'help/2026-03-02.json': [reply('U1', 0, 60, 'early')] },
      /^help\/.*older than its thread/,
    ],
    ['no messages at all', anExport({ help: [] }), /there are no messages in #help/],
  ])('is told by %s', async (_name, files: Files, complaint) => {
    expect(await complaintAbout(files)).toMatch(complaint);
  });

  it('names the channels there are when asked for another', async () => {
    expect(await complaintAbout(SMALL, 'random')).toBe('channels.json: there is no channel random; there are help, news');
  });
});
