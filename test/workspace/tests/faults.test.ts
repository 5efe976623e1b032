import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../state.ts';
import type { Workspace } from '../workspace.ts';
import { call, startBot, startCooperative, until } from './listening-bot.ts';

let slack: Workspace;
beforeEach(async () => {
  slack = await startCooperative();
});
afterEach(() => slack.stop());

const say = (text: string, channel = 'CHELP'): Promise<Json> => call(slack, 'chat.postMessage', { channel, text });

describe('faults on demand', () => {
  it('answers 500 without doing anything', async () => {
    slack.faults.next('chat.postMessage', '500');

    const response = await fetch(`${slack.url}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}` },
      body: new URLSearchParams({ channel: 'CHELP', text: 'x' }),
    });

    expect(response.status).toBe(500);
    expect(slack.messages('CHELP')).toEqual([]);
    expect(await say('next')).toMatchObject({ ok: true });
  });

  it('accepts a message and then drops the connection', async () => {
    slack.faults.next('chat.postMessage', 'accept-then-drop');

    await expect(say('was it posted?')).rejects.toThrow();

    expect(slack.messages('CHELP').map((message) => message.text)).toEqual(['was it posted?']);
  });

  it('resets a connection before anything is done', async () => {
    slack.faults.next('chat.postMessage', 'reset');

    await expect(say('lost')).rejects.toThrow();

    expect(slack.messages('CHELP')).toEqual([]);
  });

  it('hangs until the caller gives up', async () => {
    slack.faults.next('chat.postMessage', 'hang');
    const client = new WebClient(slack.botToken, {
      slackApiUrl: slack.url,
      timeout: 80,
      retryConfig: { retries: 0 },
      logger: silent,
    });

    await expect(client.chat.postMessage({ channel: 'CHELP', text: 'x' })).rejects.toThrow(/timeout/i);
    expect(slack.messages('CHELP')).toEqual([]);
  });

  it('is slow when asked', async () => {
    slack.faults.next('chat.postMessage', 'slow:120');
    const started = performance.now();

    await say('later');

    expect(performance.now() - started).toBeGreaterThan(115);
  });

  it('answers 429 with Retry-After, for one channel or one team only', async () => {
    slack.addChannel({ id: 'COTHER', name: 'other', members: [slack.botUserId] });
    slack.faults.next('chat.postMessage', '429:7', 1, { channel: 'CHELP' });

    expect(await say('elsewhere', 'COTHER')).toMatchObject({ ok: true });
    const response = await fetch(`${slack.url}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}` },
      body: new URLSearchParams({ channel: 'CHELP', text: 'x' }),
    });

    expect([response.status, response.headers.get('retry-after'), await response.json()]).toEqual([
      429,
      '7',
      { ok: false, error: 'ratelimited' },
    ]);
  });

  it('stays rate limited until its clock says otherwise', async () => {
    let time = 1_700_000_000_000;
    const timed = await startCooperative({ now: () => time });
    timed.faults.limit('chat.postMessage', 30);
    const post = (): Promise<Json> => call(timed, 'chat.postMessage', { channel: 'CHELP', text: 'x' });

    expect(await post()).toMatchObject({ status: 429 });
    time += 30_000;
    expect(await post()).toMatchObject({ ok: true });
    await timed.stop();
  });

  it('meets the same calls again with the same seed', async () => {
    const unlucky = async (): Promise<number[]> => {
      slack.faults.clear();
      slack.faults.sometimes('auth.test', '429:1', 0.2, { seed: 7 });
      const met: number[] = [];
      for (let turn = 0; turn < 50; turn += 1) if ((await call(slack, 'auth.test')).status === 429) met.push(turn);
      return met;
    };

    const first = await unlucky();

    expect(first.length).toBeGreaterThan(3);
    expect(await unlucky()).toEqual(first);
  });

  it('refuses a fault it does not know', () => {
    expect(() => slack.faults.next('auth.test', 'explode' as never)).toThrow('no fault called explode');
  });
});

describe('Slack’s own limits', () => {
  it('lets through about one message a second and channel when they are enforced', async () => {
    let time = 1_700_000_000_000;
    const strict = await startCooperative({ enforceLimits: true, now: () => time });
    const post = async (): Promise<unknown> => (await call(strict, 'chat.postMessage', { channel: 'CHELP', text: 'x' })).ok;

    expect([await post(), await post(), await post(), await post()]).toEqual([true, true, true, false]);
    time += 1_000;
    expect([await post(), await post()]).toEqual([true, false]);
    await strict.stop();
  });

  it('counts posts of a workspace by the minute, all channels together', async () => {
    let time = 1_700_000_000_000;
    const strict = await startCooperative({ postsAMinute: 3, now: () => time });
    const post = (channel: string) => call(strict, 'chat.postMessage', { channel, text: 'x' });
    const taken = [await post('CHELP'), await post('UBEN'), await post('CHELP')].map(({ ok }) => ok);
    time += 20_000;
    const refused = await post('UBEN');
    time += 40_000;

    expect(taken).toEqual([true, true, true]);
    expect(refused).toMatchObject({ status: 429 });
    expect(await post('UBEN')).toMatchObject({ ok: true });
    await strict.stop();
  });

  it('counts calls of a tier by the minute', async () => {
    let time = 1_700_000_000_000;
    const strict = await startCooperative({ enforceLimits: true, now: () => time });
    const statuses: unknown[] = [];
    for (let turn = 0; turn < 21; turn += 1) statuses.push((await call(strict, 'users.list')).status);

    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    time += 60_000;
    expect(await call(strict, 'users.list')).toMatchObject({ ok: true });
    await strict.stop();
  });
});

describe('files', () => {
  const client = (): WebClient => new WebClient(slack.botToken, { slackApiUrl: slack.url, logger: silent });
  const upload = () =>
    client().filesUploadV2({
      channel_id: 'CHELP',
      file: Buffer.from([137, 80, 78, 71]),
      filename: 'chart.png',
      initial_comment: 'This week',
    });

  it('shares an upload only after its answer, and then says so', async () => {
    const bot = await startBot();
    slack.connect(bot.url);

    const { files } = await upload();
    const file = (files as unknown as { files: { id: string; shares: object; mimetype: string }[] }[])[0]?.files[0];

    expect(file).toMatchObject({ shares: {}, mimetype: '' });
    expect(slack.messages('CHELP')).toEqual([]);
    await slack.settled();
    const [message] = slack.messages('CHELP');
    expect(message).toMatchObject({ text: 'This week', files: [{ id: file?.id, mimetype: 'image/png' }] });
    expect(bot.events('file_shared')[0]).toMatchObject({ file_id: file?.id, channel_id: 'CHELP' });
    const info = await call(slack, 'files.info', { file: file?.id });
    expect(info.file).toMatchObject({ shares: { public: { CHELP: [{ ts: message?.ts }] } } });
    await bot.stop();
  });

  it('lets a block show an uploaded picture once it is ready, and not before', async () => {
    const { file_id: id, upload_url: url } = await call(slack, 'files.getUploadURLExternal', {
      filename: 'chart.png',
      length: 4,
    });
    await fetch(String(url), { method: 'POST', body: Buffer.from('data') });
    const show = (): Promise<Json> =>
      call(slack, 'chat.postMessage', {
        channel: 'CHELP',
        text: 'x',
        blocks: [{ type: 'image', alt_text: 'a', slack_file: { id } }],
      });

    expect(await call(slack, 'files.completeUploadExternal', { files: [{ id }] })).toMatchObject({ ok: true });
    expect(await show()).toMatchObject({
      error: 'invalid_blocks',
      errors: ['invalid slack file [json-pointer:/blocks/0/slack_file]'],
    });
    await slack.settled();
    expect(await show()).toMatchObject({ ok: true });
  });

  it('refuses to complete what was never uploaded, or for a channel the bot is not in', async () => {
    slack.addChannel({ id: 'COTHER', name: 'other', members: ['UANA'] });
    const { file_id: id, upload_url: url } = await call(slack, 'files.getUploadURLExternal', { filename: 'a.txt', length: 1 });

    expect(await call(slack, 'files.completeUploadExternal', { files: [{ id }] })).toMatchObject({ error: 'file_not_found' });
    await fetch(String(url), { method: 'POST', body: 'a' });
    expect(await call(slack, 'files.completeUploadExternal', { files: [{ id }], channel_id: 'COTHER' })).toMatchObject({
      error: 'not_in_channel',
    });
  });

  it('gives a person’s files to the bot with the token, and to nobody without', async () => {
    const { files } = await slack.post('UANA', 'CHELP', 'see this', { files: [{ name: 'note.txt', content: 'hello' }] });
    const url = String(files?.[0]?.url_private);

    expect((await fetch(url)).status).toBe(404);
    expect(await (await fetch(url, { headers: { authorization: `Bearer ${slack.botToken}` } })).text()).toBe('hello');
  });
});

describe('reactions', () => {
  it('adds, counts and removes the bot’s reaction', async () => {
    const { ts } = await slack.post('UANA', 'CHELP', 'hi');
    const target = { channel: 'CHELP', timestamp: ts, name: 'eyes' };

    expect(await call(slack, 'reactions.add', target)).toEqual({ ok: true });
    expect(await call(slack, 'reactions.add', target)).toEqual({ ok: false, error: 'already_reacted' });
    expect((await call(slack, 'reactions.get', { channel: 'CHELP', timestamp: ts })).message).toMatchObject({
      reactions: [{ name: 'eyes', count: 1, users: ['UBOT'] }],
    });
    expect(await call(slack, 'reactions.remove', target)).toEqual({ ok: true });
  });
});

it('answers three hundred posts in far less than a millisecond each inside the server', async () => {
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'a card '.repeat(40) } }];
  await Promise.all(
    Array.from({ length: 300 }, (_, index) => call(slack, 'chat.postMessage', { channel: 'CHELP', text: String(index), blocks })),
  );

  const times = slack.ledger.calls('chat.postMessage').map((entry) => entry.ms);
  const median = times.toSorted((a, b) => a - b)[150];
  expect(median).toBeLessThan(1);
  expect(await until('all', () => slack.messages('CHELP').length === 300)).toBe(true);
});

const silent = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => 'error' as never,
  setName: () => {},
};
