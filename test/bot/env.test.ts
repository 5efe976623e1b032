import { describe, expect, it } from 'vitest';
import { readEnv, readStoreEnv } from '#bot/env.ts';

const HTTP = { SLACK_BOT_TOKEN: 'xoxb-secret-1', SLACK_SIGNING_SECRET: 'secret-2' };
const KEY = '0f'.repeat(32);

it('needs only a bot token and a signing secret, and fills in the rest', () => {
  const env = readEnv(HTTP);

  expect(env).toEqual({
    ...HTTP,
    PORT: 3000,
    DATA_FOLDER: '.data',
    WEBHOOK_HOSTS: [],
    ROLES: ['web', 'worker'],
    LOG_LEVEL: 'info',
  });
});

it('takes an app token for Socket Mode instead of the signing secret', () => {
  const env = readEnv({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' });

  expect(env.SLACK_APP_TOKEN).toBe('xapp-1');
});

it('reads every key', () => {
  const env = readEnv({
    ...HTTP,
    SLACK_API_URL: 'http://localhost:9000/api/',
    DATABASE_URL: 'postgres://rochdale:secret@db:5432/rochdale',
    DATA_FOLDER: '/data',
    ENCRYPTION_KEY: KEY,
    PORT: '8080',
    WEBHOOK_HOSTS: 'Hooks.example.org, 10.0.0.5:8443,[::1]',
    ROLES: ' worker ',
    LOG_LEVEL: 'debug',
  });

  expect(env).toMatchObject({
    SLACK_API_URL: 'http://localhost:9000/api/',
    DATABASE_URL: 'postgres://rochdale:secret@db:5432/rochdale',
    DATA_FOLDER: '/data',
    PORT: 8080,
    WEBHOOK_HOSTS: ['hooks.example.org', '10.0.0.5:8443', '[::1]'],
    ROLES: ['worker'],
    LOG_LEVEL: 'debug',
  });
  expect(env.ENCRYPTION_KEY).toEqual(Buffer.alloc(32, 0x0f));
});

it('reads the encryption key as base64 too', () => {
  const key = Buffer.alloc(32, 0xfb);

  expect(readEnv({ ...HTTP, ENCRYPTION_KEY: key.toString('base64') }).ENCRYPTION_KEY).toEqual(key);
  expect(readEnv({ ...HTTP, ENCRYPTION_KEY: key.toString('base64url') }).ENCRYPTION_KEY).toEqual(key);
});

it('takes an empty key for one that is not set', () => {
  const env = readEnv({ ...HTTP, SLACK_APP_TOKEN: '', DATABASE_URL: ' ', PORT: '', LOG_LEVEL: '', ROLES: '' });

  expect(env).toEqual(readEnv(HTTP));
});

it('ignores keys it does not know', () => {
  expect(readEnv({ ...HTTP, SLACK_CLI_VERSION: '1', PATH: '/bin' })).toEqual(readEnv(HTTP));
});

describe('tells everything that is wrong, each on its own line', () => {
  it('at once', () => {
    const problems = problemsOf({
      SLACK_BOT_TOKEN: 'xoxp-1',
      SLACK_SIGNING_SECRET: 's',
      SLACK_APP_TOKEN: 'xoxb-1',
      PORT: 'http',
      DATABASE_URL: 'mysql://db',
      ROLES: 'web,cook',
      LOG_LEVEL: 'loud',
      SLACK_API_URL: 'slack',
    });

    expect(problems.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'Check your',
      '- DATABASE_URL',
      '- SLACK_BOT_TOKEN',
      '- SLACK_APP_TOKEN',
      '- SLACK_API_URL',
      '- PORT',
      '- ROLES',
      '- LOG_LEVEL',
      '- SLACK_SIGNING_SECRET',
      '- ENCRYPTION_KEY',
    ]);
  });

  it('and points to the demo when there is no token at all', () => {
    expect(problemsOf({}).at(-1)).toContain('npm run demo');
    expect(problemsOf({})).toHaveLength(4);
    expect(problemsOf({ SLACK_BOT_TOKEN: 'xoxb-1' }).join()).not.toContain('npm run demo');
  });

  it('without ever showing a value', () => {
    const secrets = {
      SLACK_BOT_TOKEN: 'canary-a',
      SLACK_APP_TOKEN: 'canary-b',
      SLACK_SIGNING_SECRET: 'canary-c',
      DATABASE_URL: 'canary-d',
      ENCRYPTION_KEY: 'canary-e',
      PORT: 'canary-f',
      ROLES: 'canary-g',
      LOG_LEVEL: 'canary-h',
      SLACK_API_URL: 'canary-i',
    };

    expect(problemsOf(secrets).length).toBeGreaterThan(9);
    expect(problemsOf(secrets).join('\n')).not.toContain('canary');
  });

  it.each([
    ['neither a signing secret nor an app token', { SLACK_BOT_TOKEN: 'xoxb-1' }, 'is missing: set one of them'],
    ['both a signing secret and an app token', { ...HTTP, SLACK_APP_TOKEN: 'xapp-1' }, 'are both set: remove one of them'],
    [
      'a database of its own without an encryption key',
      { ...HTTP, DATABASE_URL: 'postgres://db/x' },
      'ENCRYPTION_KEY is missing',
    ],
    ['an encryption key of the wrong length', { ...HTTP, ENCRYPTION_KEY: 'abcd' }, 'must be 32 bytes'],
    ['a port that does not exist', { ...HTTP, PORT: '70000' }, 'at most 65535'],
    ['roles that are only commas', { ...HTTP, ROLES: ',' }, 'must be a list of web and worker'],
  ])('for %s', (_, source, problem) => {
    expect(problemsOf(source)).toHaveLength(2);
    expect(problemsOf(source)[1]).toContain(problem);
  });
});

describe('a command-line tool', () => {
  it('reads where the data is and needs no Slack', () => {
    expect(readStoreEnv({})).toEqual({ DATA_FOLDER: '.data' });
    expect(readStoreEnv({ DATABASE_URL: 'postgresql:///rochdale?host=/tmp' })).toEqual({
      DATA_FOLDER: '.data',
      DATABASE_URL: 'postgresql:///rochdale?host=/tmp',
    });
  });

  it('says when the address of the database is none', () => {
    expect(() => readStoreEnv({ DATABASE_URL: 'localhost' })).toThrow('- DATABASE_URL must look like postgres://');
  });
});

function problemsOf(source: NodeJS.ProcessEnv): string[] {
  try {
    readEnv(source);
    return [];
  } catch (error) {
    return error instanceof Error ? error.message.split('\n') : [];
  }
}

it.each([
  'https://hooks.example.org',
  'hooks.example.org/path',
  'ana@hooks.example.org',
  'hooks example.org',
  'hooks.example.org:99999',
])('refuses a list of webhook hosts with "%s" in it, without saying it', (host) => {
  expect(() => readEnv({ ...HTTP, WEBHOOK_HOSTS: `a.example,${host}` })).toThrow('- WEBHOOK_HOSTS must be a list of hosts');
});
