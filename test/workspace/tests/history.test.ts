import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Json } from '../state.ts';
import type { Workspace } from '../workspace.ts';
import { call, startCooperative } from './listening-bot.ts';

let slack: Workspace;
beforeEach(async () => {
  slack = await startCooperative();
});
afterEach(() => slack.stop());

const T = (second: number): string => `${1_700_000_000 + second}.000100`;
const fill = async (count: number): Promise<void> => {
  for (let second = 1; second <= count; second += 1) await slack.post('UANA', 'CHELP', String(second), { ts: T(second) });
};
const texts = (answer: Json): string[] => (answer.messages as Json[]).map((message) => String(message.text));
const cursorOf = (answer: Json): unknown => (answer.response_metadata as Json | undefined)?.next_cursor;

it('gives the newest messages first and pages back by cursor to the very first', async () => {
  await fill(7);

  const first = await call(slack, 'conversations.history', { channel: 'CHELP', limit: 3 });
  const second = await call(slack, 'conversations.history', { channel: 'CHELP', limit: 3, cursor: cursorOf(first) });
  const third = await call(slack, 'conversations.history', { channel: 'CHELP', limit: 3, cursor: cursorOf(second) });

  expect([texts(first), texts(second), texts(third)]).toEqual([['7', '6', '5'], ['4', '3', '2'], ['1']]);
  expect([first.has_more, second.has_more, third.has_more]).toEqual([true, true, false]);
});

it('leaves the ends of the window out unless asked to include them', async () => {
  await fill(5);
  const window = { channel: 'CHELP', oldest: T(2), latest: T(4) };

  expect(texts(await call(slack, 'conversations.history', window))).toEqual(['3']);
  expect(texts(await call(slack, 'conversations.history', { ...window, inclusive: true }))).toEqual(['4', '3', '2']);
  expect(
    texts(await call(slack, 'conversations.history', { channel: 'CHELP', latest: T(3), inclusive: true, limit: 1 })),
  ).toEqual(['3']);
  expect(texts(await call(slack, 'conversations.history', { channel: 'CHELP', oldest: '0' }))).toHaveLength(5);
});

it('pages within a window without leaving it', async () => {
  await fill(9);
  const window = { channel: 'CHELP', oldest: T(2), latest: T(8), limit: 2 };

  const seen: string[] = [];
  let cursor: unknown;
  do {
    const answer = await call(slack, 'conversations.history', { ...window, ...(cursor ? { cursor } : {}) });
    seen.push(...texts(answer));
    cursor = cursorOf(answer);
  } while (cursor);

  expect(seen).toEqual(['7', '6', '5', '4', '3']);
});

it('keeps thread replies out of the channel, unless they were broadcast', async () => {
  await fill(2);
  await slack.post('UBEN', 'CHELP', 'quiet', { threadTs: T(1), ts: T(3) });
  await slack.post('UBEN', 'CHELP', 'loud', { threadTs: T(1), ts: T(4), broadcast: true });

  expect(texts(await call(slack, 'conversations.history', { channel: 'CHELP' }))).toEqual(['loud', '2', '1']);
  const [root] = (await call(slack, 'conversations.history', { channel: 'CHELP', oldest: T(1), latest: T(1), inclusive: true }))
    .messages as Json[];
  expect(root).toMatchObject({ reply_count: 2, latest_reply: T(4), reply_users: ['UBEN'] });
});

it('gives a thread with its parent first and pages through its replies', async () => {
  await fill(1);
  for (let second = 2; second <= 6; second += 1)
    await slack.post('UBEN', 'CHELP', String(second), { threadTs: T(1), ts: T(second) });

  const first = await call(slack, 'conversations.replies', { channel: 'CHELP', ts: T(1), limit: 3 });
  const second = await call(slack, 'conversations.replies', { channel: 'CHELP', ts: T(1), limit: 3, cursor: cursorOf(first) });

  expect([texts(first), texts(second)]).toEqual([
    ['1', '2', '3'],
    ['4', '5', '6'],
  ]);
  expect(texts(await call(slack, 'conversations.replies', { channel: 'CHELP', ts: T(1), oldest: T(4) }))).toEqual([
    '1',
    '5',
    '6',
  ]);
  expect(await call(slack, 'conversations.replies', { channel: 'CHELP', ts: T(9) })).toEqual({
    ok: false,
    error: 'thread_not_found',
  });
});

it('shows metadata only when it is asked for', async () => {
  await call(slack, 'chat.postMessage', {
    channel: 'CHELP',
    text: 'card',
    metadata: { event_type: 'card', event_payload: { key: 'k' } },
  });

  const [plain] = (await call(slack, 'conversations.history', { channel: 'CHELP' })).messages as Json[];
  const [full] = (await call(slack, 'conversations.history', { channel: 'CHELP', include_all_metadata: true }))
    .messages as Json[];

  expect(plain).not.toHaveProperty('metadata');
  expect(full?.metadata).toEqual({ event_type: 'card', event_payload: { key: 'k' } });
});

it('refuses broken cursors, times, and channels the bot is not in', async () => {
  slack.addChannel({ id: 'COTHER', name: 'other', members: ['UANA'] });

  expect(await call(slack, 'conversations.history', { channel: 'CHELP', cursor: 'nonsense' })).toMatchObject({
    error: 'invalid_cursor',
  });
  expect(await call(slack, 'conversations.history', { channel: 'CHELP', oldest: 'yesterday' })).toMatchObject({
    error: 'invalid_ts_oldest',
  });
  expect(await call(slack, 'conversations.history', { channel: 'COTHER' })).toMatchObject({ error: 'not_in_channel' });
});

it('puts a message with an older timestamp where it belongs', async () => {
  await slack.post('UANA', 'CHELP', 'second', { ts: T(2) });
  await slack.post('UANA', 'CHELP', 'first', { ts: T(1) });

  expect(slack.messages('CHELP').map((message) => message.text)).toEqual(['first', 'second']);
  await expect(slack.post('UANA', 'CHELP', 'again', { ts: T(1) })).rejects.toThrow('already');
});

it('never gives two messages the same timestamp, even when the clock stands still', async () => {
  const frozen = await startCooperative({ now: () => 1_700_000_000_000 });
  for (let count = 0; count < 200; count += 1) await call(frozen, 'chat.postMessage', { channel: 'CHELP', text: 'x' });

  expect(new Set(frozen.messages('CHELP').map((message) => message.ts)).size).toBe(200);
  await frozen.stop();
});
