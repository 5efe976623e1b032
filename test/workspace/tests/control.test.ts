import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../state.ts';
import type { Workspace } from '../workspace.ts';
import { startBot, startCooperative } from './listening-bot.ts';

let slack: Workspace;
beforeEach(async () => {
  slack = await startCooperative();
});
afterEach(() => slack.stop());

async function control(
  action: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; answer: Json }> {
  const response = await fetch(`${slack.pageUrl}control/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, answer: (await response.json()) as Json };
}

/** A request with a Host header of our choice, which fetch does not allow. */
function withHost(host: string, path = '/'): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(slack.pageUrl);
    const outgoing = request({ hostname, port, path, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

describe('the control door', () => {
  it('does from another process what a test does in this one', async () => {
    const bot = await startBot();
    await control('connect', [bot.url]);
    await control('addPerson', [{ id: 'UCAT', name: 'cat' }]);
    await control('join', ['UCAT', 'CHELP']);

    const { answer } = await control('post', ['UCAT', 'CHELP', 'hello']);

    expect(answer).toMatchObject({ ok: true, result: { text: 'hello', user: 'UCAT' } });
    expect(bot.events('message').at(-1)).toMatchObject({ text: 'hello' });
    expect((await control('messages', ['CHELP'])).answer.result).toHaveLength(2);
    expect((await control('deliveries', ['message'])).answer.result).toHaveLength(1);
    await bot.stop();
  });

  it.each<[string, string, unknown, number]>([
    ['an action that is not there', 'explode', [], 404],
    ['a name from the prototype', 'constructor', [], 404],
    ['text that is not JSON', 'post', '{oops', 400],
    ['arguments that are not a list', 'post', { user: 'UANA' }, 400],
    ['a person nobody knows', 'post', ['UZZZ', 'CHELP', 'hi'], 400],
    ['no arguments at all', 'press', [], 400],
    ['a view that is not open', 'submit', ['UANA', 'V1', {}], 400],
    ['a message of nothing', 'post', ['UANA', 'CHELP', ' \n '], 400],
  ])('answers %s with a clear error and lives on', async (_what, action, body, status) => {
    const { status: actual, answer } = await control(action, body);

    expect([actual, answer.ok, typeof answer.error]).toEqual([status, false, 'string']);
    expect((await control('members', ['CHELP'])).answer.ok).toBe(true);
  });

  it('says what is wrong with a text that is too long', async () => {
    const { answer } = await control('post', ['UANA', 'CHELP', 'x'.repeat(40_001)]);

    expect(answer.error).toBe('Slack takes at most 40,000 characters at once');
    expect(slack.messages('CHELP')).toEqual([]);
  });

  it('answers a body that is far too large, however it is sent', async () => {
    const { status, answer } = await control('post', 'x'.repeat(51 * 1024 * 1024));

    expect([status, answer.error]).toEqual([413, 'too_large']);
  });

  it('takes nothing from another site', async () => {
    expect((await control('post', ['UANA', 'CHELP', 'forged'], { origin: 'https://example.org' })).status).toBe(403);
    expect((await control('post', ['UANA', 'CHELP', 'forged'], { 'content-type': 'text/plain' })).status).toBe(415);
    expect(await withHost('rebound.example.org')).toBe(403);
    expect(await withHost('localhost:1234')).toBe(404);
    expect(slack.messages('CHELP')).toEqual([]);
  });
});

describe('arguments of another kind', () => {
  it.each<[string, string, unknown[]]>([
    ['a text that is none', 'post', ['UANA', 'CHELP', { toString: 'oops' }]],
    ['a message of no text at all', 'post', ['UANA', 'CHELP']],
    ['a thread that is no timestamp', 'post', ['UANA', 'CHELP', 'hi', { threadTs: 'yesterday' }]],
    ['a file that nobody uploaded', 'post', ['UANA', 'CHELP', 'hi', { fileIds: ['F1'] }]],
    ['a place that is none', 'press', ['UANA', null, 'ticket.claim']],
    ['a view with fields of its own', 'press', ['UANA', { view: 'V1', __proto__: 1, isAdmin: true }, 'x']],
    ['values that are objects', 'submit', ['UANA', 'V1', { a: { b: 1 } }]],
    ['an emoji that is a list', 'react', ['UANA', 'CHELP', '1700000000.000000', ['a']]],
    ['a read mark in words', 'markRead', ['UANA', 'CHELP', 'now']],
    ['a tab there is not', 'openHome', ['UANA', 'about']],
  ])('%s is refused in a sentence, and nothing changes', async (_what, action, given) => {
    const { status, answer } = await control(action, given);

    expect(status).toBe(400);
    expect(answer.error).toMatch(/^[\w' ]+$/);
    expect(slack.messages('CHELP')).toEqual([]);
  });
});
