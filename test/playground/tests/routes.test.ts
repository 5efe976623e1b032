import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, startBot, startCooperative } from '#test/workspace/tests/listening-bot.ts';
import type { Workspace } from '#test/workspace/workspace.ts';
import type { Playground } from '../playground.ts';
import { playgroundRoute } from '../routes.ts';
import type { LogDetail, LogEntry, Seen, Start } from '../seen.ts';

const MANIFEST = {
  features: {
    slash_commands: [{ command: '/ticket', description: 'Ask for help', usage_hint: 'your question' }],
    shortcuts: [{ callback_id: 'ask', name: 'Make a request', type: 'message', description: 'Of this message' }],
  },
};
const BYTES = 'application/octet-stream';
const NOW = Date.parse('2026-03-02T09:00:00Z');

let slack: Workspace;
let playground: Playground;
let leaps: string[];
beforeEach(async () => {
  leaps = [];
  playground = {
    cast: () => [{ group: 'Maple Street', people: [{ id: 'UANA', name: 'Ana Silva', handle: 'ana', note: 'admin' }] }],
    clock: {
      face: () => ({ now: NOW, ahead: 0, isMoving: false }),
      leap: async (to) => void leaps.push(to),
    },
    tour: {
      steps: [{ id: 'ask', title: 'Ask', says: 'Ask something', button: 'Ask' }],
      take: async (id) => {
        if (id !== 'ask') throw new Error('The tour has no such step.');
        return { as: 'UANA', channel: 'CHELP', says: 'Done.' };
      },
    },
  };
  slack = await startCooperative({
    now: () => NOW,
    routes: (world) => [playgroundRoute({ world, playground: () => playground, manifest: MANIFEST })],
  });
});
afterEach(() => slack.stop());

const get = async <T>(path: string): Promise<T> => (await (await fetch(new URL(path, slack.pageUrl))).json()) as T;
const see = (asked: Record<string, string>) => get<Seen & { error?: string }>(`/page/state?${new URLSearchParams(asked)}`);
const send = async (path: string, body: unknown, type = 'application/json') => {
  const response = await fetch(new URL(path, slack.pageUrl), {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, ...((await response.json()) as { ok: boolean; error?: string; result?: unknown }) };
};

describe('the files of the page', () => {
  it('come as scripts and styles without types, and may load nothing from elsewhere nor make markup of texts', async () => {
    for (const path of ['/', '/page/page.ts', '/page/client.ts', '/page/page.css', '/page/controls.css', '/page/drawn.css']) {
      const response = await fetch(new URL(path, slack.pageUrl));
      const source = await response.text();

      expect([path, response.status]).toEqual([path, 200]);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(response.headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'");
      expect(source).not.toMatch(/(src|href)="https?:|@import[^;]*:|insertAdjacentHTML|document\.write|^import type/m);
    }
  });

  it('are those of the page and no others', async () => {
    for (const path of ['/page/none.ts', '/page/../routes.ts', '/page/%2e%2e/routes.ts', '/page/constructor', '/page/']) {
      expect([path, await statusOf(path)]).toEqual([path, 404]);
    }
  });
});

/** The status of a path as it is, without the tidying that fetch does. */
function statusOf(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(slack.pageUrl);
    const outgoing = request({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

describe('what one person sees', () => {
  it('is their channels, messages, ephemerals and modals, and nothing of another’s', async () => {
    slack.addChannel({ id: 'CSTAFF', name: 'staff', isPrivate: true, members: ['UANA'] });
    await slack.post('UANA', 'CSTAFF', 'secret');
    await slack.post('UBEN', 'CHELP', 'hello');
    await call(slack, 'chat.postEphemeral', { channel: 'CHELP', user: 'UBEN', text: 'for Ben only' });

    const ana = await see({ as: 'UANA', channel: 'CSTAFF' });
    const ben = await see({ as: 'UBEN', channel: 'CSTAFF' });
    const help = { ana: await see({ as: 'UANA', channel: 'CHELP' }), ben: await see({ as: 'UBEN', channel: 'CHELP' }) };

    expect(ana.channels.map(({ name, kind, unread }) => [name, kind, unread])).toEqual([
      ['help', 'public', 1],
      ['staff', 'private', 0],
    ]);
    expect(ana.list?.items.map(({ html }) => html)).toEqual([expect.stringContaining('secret')]);
    expect(ben.channels.map(({ name }) => name)).toEqual(['help']);
    expect(ben.list).toBeNull();
    expect(help.ana.list?.items.map(({ kind }) => kind)).toEqual(['message']);
    expect(help.ben.list?.items.map(({ kind, html }) => [kind, html.includes('for Ben only')])).toEqual([
      ['message', false],
      ['ephemeral', true],
    ]);
  });

  it('names people and says whose message may be edited, and what they would type again', async () => {
    await slack.post('UBEN', 'CHELP', 'hi <@UANA> &amp; all');

    const [seenByBen] = (await see({ as: 'UBEN', channel: 'CHELP' })).list?.items ?? [];
    const [seenByAna] = (await see({ as: 'UANA', channel: 'CHELP' })).list?.items ?? [];

    expect(seenByBen).toMatchObject({ isOwn: true, text: 'hi @ana & all', author: { name: 'ben', isApp: false } });
    expect(seenByBen?.html).toContain('@Ana Silva');
    expect(seenByAna).toMatchObject({ isOwn: false, text: '' });
  });

  it('is a part of a long channel: the newest, those from a place on, or those around a message', async () => {
    const sent = [];
    for (let index = 0; index < 30; index += 1) sent.push(await slack.post('UBEN', 'CHELP', `number ${index}`));
    const numbers = async (more: Record<string, string>) => {
      const { list } = await see({ as: 'UANA', channel: 'CHELP', count: '5', ...more });
      return [list?.from, list?.total, list?.items.length];
    };

    expect(await numbers({})).toEqual([25, 30, 5]);
    expect(await numbers({ from: '3' })).toEqual([3, 30, 5]);
    expect(await numbers({ from: '28' })).toEqual([28, 30, 2]);
    expect(await numbers({ from: '500' })).toEqual([29, 30, 1]);
    expect(await numbers({ around: sent[10]!.ts })).toEqual([8, 30, 5]);
  });

  it('has a digest for each message that changes with it and not without', async () => {
    const { ts } = await slack.post('UBEN', 'CHELP', 'one');
    const digest = async () => (await see({ as: 'UANA', channel: 'CHELP' })).list?.items[0]?.digest;
    const first = await digest();

    expect(await digest()).toBe(first);
    await slack.react('UANA', 'CHELP', ts, 'eyes');
    const second = await digest();
    await slack.post('UANA', 'CHELP', 'two', { threadTs: ts });

    expect(second).not.toBe(first);
    expect(await digest()).not.toBe(second);
  });

  it('shows a thread with its first message, who reacted, and how many replied', async () => {
    const { ts } = await slack.post('UBEN', 'CHELP', 'one');
    await slack.post('UANA', 'CHELP', 'two', { threadTs: ts });
    await slack.react('UANA', 'CHELP', ts, 'tada');

    const { thread, list } = await see({ as: 'UANA', channel: 'CHELP', thread: ts });

    expect(thread?.items.map(({ ts: at }) => at)).toEqual([ts, expect.any(String)]);
    expect(list?.items[0]?.reactions).toEqual([{ name: 'tada', emoji: '🎉', count: 1, isMine: true, who: 'you' }]);
    expect(list?.items[0]?.replies).toMatchObject({ count: 1, who: 'Ana Silva' });
  });

  it.each<[string, Record<string, string>, string]>([
    ['somebody who is not there', { as: 'UZZZ' }, 'There is nobody with the id UZZZ.'],
    ['nobody', {}, '"as" is missing: say who you are.'],
    ['a place before the beginning', { as: 'UANA', from: '-1' }, '"from" must not be below 0.'],
    ['a place that is no number', { as: 'UANA', from: 'x' }, '"from" must be a number.'],
    ['too much at once', { as: 'UANA', count: '5000' }, '"count" must be at most 200.'],
    ['a message that is no timestamp', { as: 'UANA', around: 'now' }, '"around" must be the timestamp of a message.'],
  ])('is refused to %s in a sentence', async (_what, asked, sentence) => {
    expect(await see(asked)).toEqual({ ok: false, error: sentence });
  });

  it('says where what they have not read begins', async () => {
    const { ts } = await slack.post('UBEN', 'CHELP', 'one');
    const second = await slack.post('UBEN', 'CHELP', 'two');
    const first = async () => (await see({ as: 'UANA' })).channels.map(({ firstUnread }) => firstUnread);

    expect(await first()).toEqual([ts]);
    slack.markRead('UANA', 'CHELP', ts);
    expect(await first()).toEqual([second.ts]);
    slack.markRead('UANA', 'CHELP', second.ts);
    expect(await first()).toEqual([undefined]);
  });

  it('has no app for somebody who is here by Slack Connect alone', async () => {
    const { id } = slack.addStranger({ name: 'noor', channels: ['CHELP'] });

    expect([(await see({ as: 'UANA' })).me.hasApp, (await see({ as: id })).me.hasApp]).toEqual([true, false]);
    expect(await send('/control/directChannel', [id])).toMatchObject({
      status: 400,
      error: `The workspace of ${id} does not have the app`,
    });
    expect((await see({ as: id })).channels.map(({ kind }) => kind)).toEqual(['public']);
  });

  it('says that something changed', async () => {
    const response = await fetch(new URL('/page/changes', slack.pageUrl));
    const reader = response.body!.getReader();
    await reader.read();

    await slack.post('UBEN', 'CHELP', 'hello');
    const { value } = await reader.read();

    expect(Buffer.from(value!).toString()).toMatch(/^data: \d+\n\n$/);
    await reader.cancel();
  });
});

describe('pictures and files', () => {
  it('are shown or downloaded, and no file is ever served as a page', async () => {
    await slack.post('UANA', 'CHELP', 'x', {
      files: [
        { name: 'a.png', content: 'png' },
        { name: 'a.svg', content: '<svg onload="alert(1)"/>' },
        { name: 'a.html', content: '<script>' },
      ],
    });
    const [item] = (await see({ as: 'UANA', channel: 'CHELP' })).list?.items ?? [];

    const types = await Promise.all(
      (item?.files ?? []).map(async ({ address }) => (await fetch(new URL(address, slack.pageUrl))).headers.get('content-type')),
    );

    expect(item?.files.map(({ isPicture }) => isPicture)).toEqual([true, false, false]);
    expect(types).toEqual(['image/png', 'application/octet-stream', 'application/octet-stream']);
  });

  it('can be uploaded by somebody who is there', async () => {
    const { result } = await send('/page/upload?as=UANA&name=bill.pdf', 'PDF', BYTES);

    expect(slack.files()).toMatchObject([{ id: result, name: 'bill.pdf', user: 'UANA' }]);
    expect(await send('/page/upload?as=UZZZ&name=x', 'x', BYTES)).toMatchObject({
      status: 400,
      error: 'There is nobody with the id UZZZ',
    });
  });

  it('cannot be uploaded by the form of another site', async () => {
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'])
      expect(await send('/page/upload?as=UANA&name=x', 'x', type)).toMatchObject({ status: 400 });

    expect(slack.files()).toEqual([]);
  });
});

describe('the playground around it', () => {
  it('says who can be played, what the app can be asked, and which steps the tour has', async () => {
    const start = await get<Start>('/page/start');

    expect(start).toMatchObject({
      team: { name: 'Cooperative', domain: 'cooperative', appName: 'Rochdale', botUserId: slack.botUserId },
      cast: [{ group: 'Maple Street', people: [{ id: 'UANA' }] }],
      commands: [{ name: '/ticket', hint: 'your question', says: 'Ask for help' }],
      shortcuts: [{ id: 'ask', name: 'Make a request', on: 'message' }],
      tour: [{ id: 'ask' }],
      hasClock: true,
    });
  });

  it('moves time and takes steps of the tour when asked properly, and does nothing otherwise', async () => {
    expect(await send('/page/clock', { to: 'monday' })).toMatchObject({ ok: true, now: NOW });
    expect(await send('/page/clock', { to: 'yesterday' })).toMatchObject({
      status: 400,
      error: expect.stringContaining('"to" must be'),
    });
    expect(await send('/page/clock', '{oops')).toMatchObject({ status: 400, error: 'That is not JSON.' });
    expect(await send('/page/clock', [])).toMatchObject({ status: 400, error: 'Send a JSON object.' });
    expect(await send('/page/clock', { to: 'monday' }, 'text/plain')).toMatchObject({ status: 400 });
    expect(await send('/page/tour', { step: 'ask' })).toMatchObject({ ok: true, result: { as: 'UANA' } });
    expect(await send('/page/tour', { step: 'nap' })).toMatchObject({ status: 400, error: 'The tour has no such step.' });
    expect(leaps).toEqual(['monday']);
  });

  it('has no clock and no tour where there are none', async () => {
    playground = { cast: playground.cast };

    expect(await send('/page/clock', { to: 'monday' })).toMatchObject({ status: 404 });
    expect(await send('/page/tour', { step: 'ask' })).toMatchObject({ status: 404 });
    expect(await get<Start>('/page/start')).toMatchObject({ hasClock: false, tour: [] });
  });
});

describe('the inspector', () => {
  it('lists what went between Slack and the bot, newest first, with retries and time taken', async () => {
    const bot = await startBot();
    slack.connect(bot.url);
    let isDown = true;
    bot.answer(() => (isDown ? { status: 500 } : {}));
    await slack.post('UBEN', 'CHELP', 'hello');
    isDown = false;
    await slack.settled();
    await call(slack, 'chat.postMessage', { channel: 'CNONE', text: 'x' });

    const { entries } = await get<{ entries: LogEntry[] }>('/page/log');
    const [latest, delivered] = entries;
    const { entry } = await get<{ entry: LogDetail }>(`/page/log/${delivered?.id}`);

    expect(latest).toMatchObject({
      direction: 'from the bot',
      what: 'chat.postMessage',
      status: 'channel_not_found',
      isGood: false,
    });
    expect(delivered).toMatchObject({ direction: 'to the bot', what: 'message', status: '200', isGood: true, tries: 2 });
    expect(entry.payload).toMatchObject({ event: { text: 'hello' } });
    expect(entry.attempts.map(({ status, retry }) => [status, retry])).toEqual([
      ['500', ''],
      ['200', 'retry 1: http_error'],
    ]);
    expect(await get('/page/log/99999')).toEqual({ ok: false, error: 'The log has no entry 99999 any more.' });
    expect(await get('/page/log/x')).toMatchObject({ ok: false });
    await bot.stop();
  });
});
