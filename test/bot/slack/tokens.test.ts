import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openToken, readOrCreateKey, sealToken } from '#bot/slack/tokens.ts';

const key = randomBytes(32);
const TOKEN = 'xoxb-canary-token';

describe('a sealed token', () => {
  it('opens with the key and the workspace it was sealed for', () => {
    expect(openToken(sealToken(TOKEN, key, 'T1'), key, 'T1')).toBe(TOKEN);
    expect(openToken(sealToken('', key, 'T1'), key, 'T1')).toBe('');
  });

  it('looks different every time and shows nothing of the token', () => {
    const [first, second] = [sealToken(TOKEN, key, 'T1'), sealToken(TOKEN, key, 'T1')];

    expect(first).not.toBe(second);
    expect(Buffer.from(first.slice(3), 'base64url').includes('canary')).toBe(false);
    expect(first).toMatch(/^v1\.[\w-]+$/);
  });

  it.each([
    ['with another key', (sealed: string) => openToken(sealed, randomBytes(32), 'T1')],
    ['in the row of another workspace', (sealed: string) => openToken(sealed, key, 'T2')],
    ['when it was cut short', (sealed: string) => openToken(sealed.slice(0, -4), key, 'T1')],
    ['when nothing is left of it', () => openToken('v1.', key, 'T1')],
    ['in another version', (sealed: string) => openToken(`v2${sealed.slice(2)}`, key, 'T1')],
    ['when it was stored unsealed', () => openToken(TOKEN, key, 'T1')],
  ])('does not open %s, and the error keeps it secret', (_, attempt) => {
    const message = messageOf(() => attempt(sealToken(TOKEN, key, 'T1')));

    expect(message).toMatch(/The token of workspace T\d (does not open|is stored in a form)/);
    expect(message).not.toContain('canary');
  });

  it('does not open when any byte of it was changed', () => {
    const bytes = Buffer.from(sealToken(TOKEN, key, 'T1').slice(3), 'base64url');

    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes);
      changed[index]! ^= 1;
      expect(() => openToken(`v1.${changed.toString('base64url')}`, key, 'T1')).toThrow('does not open');
    }
  });
});

describe('a key file', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rochdale-key-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is made once, for its owner only, and read again', async () => {
    const file = join(folder, 'data', 'key');

    const made = await readOrCreateKey(file);

    expect(made).toHaveLength(32);
    expect(await readOrCreateKey(file)).toEqual(made);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'data'))).toEqual(['key']);
  });

  it('holds one key when twenty calls make it at once', async () => {
    const file = join(folder, 'key');

    const keys = await Promise.all(Array.from({ length: 20 }, () => readOrCreateKey(file)));

    expect(new Set(keys.map((each) => each.toString('hex'))).size).toBe(1);
    expect(await readdir(folder)).toEqual(['key']);
  });

  it('holds one key when two processes make it at once', async () => {
    const file = join(folder, 'key');
    const module = new URL('../../../bot/slack/tokens.ts', import.meta.url).href;
    const script = `const { readOrCreateKey } = await import(${JSON.stringify(module)}); process.stdout.write((await readOrCreateKey(${JSON.stringify(file)})).toString('hex'));`;
    const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);

    const [first, second] = await Promise.all([run(), run()]);

    expect(first.stdout).toMatch(/^[0-9a-f]{64}$/);
    expect(second.stdout).toBe(first.stdout);
  });

  it('that holds something else is named and left alone', async () => {
    const file = join(folder, 'key');
    await writeFile(file, 'not a key');

    await expect(readOrCreateKey(file)).rejects.toThrow(`${file} does not hold a key`);
    expect(await readFile(file, 'utf8')).toBe('not a key');
  });
});

function messageOf(attempt: () => unknown): string {
  try {
    return String(attempt());
  } catch (error) {
    return String(error);
  }
}
