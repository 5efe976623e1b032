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
  ])('answers %s with a clear error and lives on', async (_what, action, body, status) => {
    const { status: actual, answer } = await control(action, body);

    expect([actual, answer.ok, typeof answer.error]).toEqual([status, false, 'string']);
    expect((await control('members', ['CHELP'])).answer.ok).toBe(true);
  });

  it('takes nothing from another site', async () => {
    expect((await control('post', ['UANA', 'CHELP', 'forged'], { origin: 'https://example.org' })).status).toBe(403);
    expect((await control('post', ['UANA', 'CHELP', 'forged'], { 'content-type': 'text/plain' })).status).toBe(415);
    expect(await withHost('rebound.example.org')).toBe(403);
    expect(await withHost('localhost:1234')).toBe(200);
    expect(slack.messages('CHELP')).toEqual([]);
  });
});

describe('the page', () => {
  it('comes without anything from elsewhere and may not load anything from there', async () => {
    for (const path of ['', 'page.js', 'page-blocks.js', 'page-client.js', 'page-messages.js', 'page-text.js', 'page.css']) {
      const response = await fetch(`${slack.pageUrl}${path}`);
      const source = await response.text();

      expect(response.status).toBe(200);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(source).not.toMatch(/(src|href)="https?:|@import|innerHTML|insertAdjacentHTML|document\.write/);
    }
  });

  it('shows a person their channels, messages, ephemerals and modals, and not another’s', async () => {
    slack.addChannel({ id: 'CSTAFF', name: 'staff', isPrivate: true, members: ['UANA'] });
    await slack.post('UANA', 'CSTAFF', 'secret');
    await slack.post('UBEN', 'CHELP', 'hello');
    const see = async (query: string): Promise<Json> =>
      (await (await fetch(`${slack.pageUrl}page/state?${query}`)).json()) as Json;

    const ana = await see('as=UANA&channel=CSTAFF');
    const ben = await see('as=UBEN&channel=CSTAFF');

    expect((ana.channels as Json[]).map((channel) => channel.name)).toEqual(['help', 'staff']);
    expect(ana.messages).toMatchObject([{ text: 'secret' }]);
    expect((ben.channels as Json[]).map((channel) => channel.name)).toEqual(['help']);
    expect(ben.messages).toEqual([]);
    expect(await see('as=UZZZ')).toEqual({ ok: false, error: 'There is nobody with the id UZZZ' });
  });

  it('says that something changed', async () => {
    const response = await fetch(`${slack.pageUrl}page/changes`);
    const reader = response.body!.getReader();
    await reader.read();

    await slack.post('UBEN', 'CHELP', 'hello');
    const { value } = await reader.read();

    expect(Buffer.from(value!).toString()).toMatch(/^data: \d+\n\n$/);
    await reader.cancel();
  });

  it('shows pictures and never serves a file as a page', async () => {
    const { files } = await slack.post('UANA', 'CHELP', 'x', {
      files: [
        { name: 'a.png', content: 'png' },
        { name: 'a.svg', content: '<svg onload="alert(1)"/>' },
        { name: 'a.html', content: '<script>' },
      ],
    });

    const types = await Promise.all(
      (files ?? []).map(async ({ id }) => (await fetch(`${slack.pageUrl}page/files/${id}`)).headers.get('content-type')),
    );

    expect(types).toEqual(['image/png', 'application/octet-stream', 'application/octet-stream']);
  });
});
