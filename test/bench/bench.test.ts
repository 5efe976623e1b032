import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { wastedCalls } from './calls.ts';
import { isWhole } from './connection.ts';
import { messageEvent } from './events.ts';
import { median, percentile } from './median.ts';
import { allStored } from './receiving.ts';
import { openCleanups, takeTurns } from './row.ts';

const BENCH = new URL('bench.ts', import.meta.url).pathname;
const run = (...words: string[]) => promisify(execFile)(process.execPath, [BENCH, ...words]);

it('prints nothing but rows as JSON, and counts two calls for a new ticket', async () => {
  const { stdout } = await run('P7', '--json');

  expect(JSON.parse(stdout)).toEqual([{ id: 'P7', value: 2, unit: expect.any(String), goal: 2, met: true }]);
}, 60_000);

it('lists, answers commands and counts answers over a history, smaller here than in the bench itself', async () => {
  const { stdout, stderr } = await run('P12', 'P14', 'P17', '--json', '--size', '5000', '--rounds', '1', '--seconds', '0.2');

  expect(JSON.parse(stdout)).toMatchObject(['P12', 'P14', 'P17'].map((id) => ({ id, value: expect.any(Number) })));
  expect(stderr).toContain('5,000 closed requests with their words');
}, 120_000);

it('names the measurements there are when asked for another', async () => {
  await expect(run('P2')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('P1, P4, P5, P7, P9') });
});

it('takes the middle value, or the mean of the two in the middle, in whatever order they come', () => {
  const [odd, even] = [median([9, 1, 10]), median([4, 1, 10, 2])];

  expect([odd, even]).toEqual([9, 3]);
});

it('takes as a percentile a value that was measured', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);

  expect([percentile(values, 0.5), percentile(values, 0.99), percentile(values, 1), percentile([7], 0.99)]).toEqual([
    50, 99, 100, 7,
  ]);
});

it('refuses to find the middle of nothing', () => {
  expect(() => median([])).toThrow('nothing');
  expect(() => percentile([], 0.5)).toThrow('nothing');
});

it('lets the two sides take turns in going first', async () => {
  const order: string[] = [];
  const side = (name: string) => async () => order.push(name);

  const turns = await takeTurns(3, side('product'), side('reference'));

  expect(order).toEqual(['product', 'reference', 'reference', 'product', 'product', 'reference']);
  expect(turns).toHaveLength(3);
});

it('does not believe in a measurement when an acknowledged event is not stored', () => {
  expect(allStored(1000, { events: 1000, jobs: 1000 })).toBe('1,000 events acknowledged = in the inbox = jobs');
  expect(() => allStored(1000, { events: 999, jobs: 1000 })).toThrow('999 stored');
  expect(() => allStored(1000, { events: 1000, jobs: 999 })).toThrow('999 jobs');
});

it('sends events that are all of one length', () => {
  const events = ['Ev001000000', 'Ev00Z00ZZZZ'].map((id, index) => messageEvent(id, index * 999_999, 1_772_445_600));

  expect(events.map((event) => event.length)).toEqual([455, 455]);
});

it('knows the end of an answer by its length or by its last chunk', () => {
  const head = 'HTTP/1.1 200 OK\r\nDate: today\r\n';

  expect(isWhole(`${head}Content-Length: 2\r\n\r\nok`)).toBe(true);
  expect(isWhole(`${head}Content-Length: 2\r\n\r\no`)).toBe(false);
  expect(isWhole(`${head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`)).toBe(true);
  expect(isWhole(`${head}Transfer-Encoding: chunked\r\n\r\n`)).toBe(false);
  expect(isWhole(head)).toBe(false);
});

it('calls an update wasted that changes nothing, comes twice in a step, or asks who somebody is', () => {
  const call = (method: string, args: Record<string, unknown>) => ({ ...A_CALL, method, args: { channel: 'C1', ...args } });
  const shown = new Map<string, string>();
  const posted = { ...call('chat.postMessage', { text: 'one', metadata: { key: 'card' } }), answer: { ok: true, ts: '1.1' } };

  const first = wastedCalls([posted], shown);
  const unchanged = wastedCalls([call('chat.update', { ts: '1.1', text: 'one' })], shown);
  const changed = wastedCalls([call('chat.update', { ts: '1.1', text: 'two' })], shown);
  const twice = wastedCalls(
    [call('chat.update', { ts: '1.1', text: 'three' }), call('chat.update', { ts: '1.1', text: 'four' })],
    shown,
  );
  const others = wastedCalls([posted, call('users.info', {})], shown);

  expect([first, changed]).toEqual([[], []]);
  expect(unchanged).toEqual(['chat.update in C1']);
  expect(twice).toEqual(['chat.update in C1']);
  expect(others).toEqual(['chat.postMessage in C1', 'users.info in C1']);
});

const A_CALL = {
  id: 1,
  at: 0,
  method: '',
  teamId: 'T0001',
  channel: 'C1',
  args: {},
  status: 200,
  answer: undefined,
  ms: 0,
  fault: undefined,
};

it('undoes the last thing first, and goes on when one cannot be undone', async () => {
  const undone: string[] = [];
  const cleanups = openCleanups();
  cleanups.add(async () => undone.push('first'));
  cleanups.add(() => Promise.reject(new Error('gone already')));
  cleanups.add(async () => undone.push('last'));

  await cleanups.run();

  expect(undone).toEqual(['last', 'first']);
});
