import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../state.ts';
import type { Workspace } from '../workspace.ts';
import { call, startBot, startCooperative, until } from './listening-bot.ts';

type Line = { heard: Json[]; envelopes: () => Json[]; say: (value: unknown) => void; isOpen: () => boolean; close: () => void };

let slack: Workspace;
const lines: Line[] = [];
beforeEach(async () => {
  slack = await startCooperative({ answerWithin: 150, retryDelays: [1, 20] });
});
afterEach(async () => {
  for (const line of lines.splice(0)) line.close();
  await slack.stop();
});

const open = (token: string | null = slack.appToken) => call(slack, 'apps.connections.open', {}, { token });

/** A connection of an app that answers each envelope as told, or not at all when told undefined. */
async function connect(answer: (envelope: Json) => unknown = () => ({}), address?: string): Promise<Line> {
  const url = address ?? String((await open()).url);
  const socket = new WebSocket(url);
  const heard: Json[] = [];
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Json;
    heard.push(message);
    const payload = message.envelope_id === undefined ? undefined : answer(message);
    if (payload !== undefined) socket.send(JSON.stringify({ envelope_id: message.envelope_id, payload }));
  });
  const line: Line = {
    heard,
    envelopes: () => heard.filter(({ envelope_id }) => envelope_id !== undefined),
    say: (value) => socket.send(JSON.stringify(value)),
    isOpen: () => socket.readyState === WebSocket.OPEN,
    close: () => socket.close(),
  };
  lines.push(line);
  await until('a first message', () => heard.length > 0 || socket.readyState === WebSocket.CLOSED);
  return line;
}

describe('connecting', () => {
  it('wants the app’s token, and for everything else the bot’s', async () => {
    expect(await open('xapp-wrong')).toEqual({ ok: false, error: 'invalid_auth' });
    expect(await open(null)).toEqual({ ok: false, error: 'not_authed' });
    expect(await open(slack.botToken)).toEqual({ ok: false, error: 'not_allowed_token_type' });
    expect(await call(slack, 'auth.test', {}, { token: slack.appToken })).toEqual({ ok: false, error: 'not_allowed_token_type' });
    expect(await open()).toEqual({ ok: true, url: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/link\/\?ticket=/) });
  });

  it('greets, and takes each address once', async () => {
    const { url } = await open();

    const first = await connect(undefined, String(url));
    const second = await connect(undefined, String(url));

    expect(first.heard).toEqual([
      {
        type: 'hello',
        num_connections: 1,
        connection_info: { app_id: 'A0001' },
        debug_info: expect.objectContaining({ approximate_connection_time: 18_060 }),
      },
    ]);
    expect([second.isOpen(), second.heard]).toEqual([false, []]);
  });

  it('lets ten connections in and sends the eleventh away', async () => {
    for (let count = 0; count < 10; count += 1) await connect();

    const eleventh = await connect();

    expect(eleventh.heard).toMatchObject([{ type: 'disconnect', reason: 'too_many_websockets' }]);
    await until('the goodbye', () => !eleventh.isOpen());
    expect(slack.sockets()).toBe(10);
  });

  it.each(['refresh_requested', 'link_disabled'] as const)('says goodbye with the reason %s and closes', async (reason) => {
    const line = await connect();

    slack.disconnectSockets(reason);

    await until('the goodbye', () => !line.isOpen());
    expect(line.heard.at(-1)).toMatchObject({ type: 'disconnect', reason });
    expect(slack.sockets()).toBe(0);
  });

  it('goes on delivering after a warning', async () => {
    const line = await connect();

    slack.disconnectSockets('warning');
    await slack.post('UANA', 'CHELP', 'help');

    expect(line.heard.map(({ type }) => type)).toEqual(['hello', 'disconnect', 'events_api']);
  });
});

it('leaves HTTP alone once an app has connected, and goes back to it when the link is disabled', async () => {
  const bot = await startBot();
  slack.connect(bot.url);
  const line = await connect();

  await slack.post('UANA', 'CHELP', 'over the socket');
  slack.disconnectSockets('link_disabled');
  await slack.post('UANA', 'CHELP', 'over HTTP');
  await bot.stop();

  expect(line.envelopes().map(({ payload }) => ((payload as Json).event as Json).text)).toEqual(['over the socket']);
  expect(bot.events().map(({ text }) => text)).toEqual(['over HTTP']);
  expect(slack.ledger.deliveries('message').map(({ attempts }) => attempts[0]?.envelopeId !== undefined)).toEqual([true, false]);
});

describe('envelopes', () => {
  it('carries an event as the Events API would, to one of the connections in turn', async () => {
    const [one, other] = [await connect(), await connect()];

    await slack.post('UANA', 'CHELP', 'help');
    await slack.post('UANA', 'CHELP', 'and again');

    expect([one.envelopes().length, other.envelopes().length]).toEqual([1, 1]);
    expect(one.envelopes()[0]).toMatchObject({
      type: 'events_api',
      accepts_response_payload: false,
      retry_attempt: 0,
      retry_reason: '',
      payload: { type: 'event_callback', event_id: expect.stringMatching(/^Ev/), event: { type: 'message', text: 'help' } },
    });
    expect(slack.ledger.deliveries('message').map(({ state }) => state)).toEqual(['acked', 'acked']);
  });

  it('sends what is not acknowledged again, on any connection, with the same event id, a count and the reason', async () => {
    const line = await connect(({ retry_attempt }) => (retry_attempt === 2 ? {} : undefined));

    await slack.post('UANA', 'CHELP', 'help');
    await slack.settled();

    const envelopes = line.envelopes();
    expect(envelopes.map(({ retry_attempt, retry_reason }) => [retry_attempt, retry_reason])).toEqual([
      [0, ''],
      [1, 'timeout'],
      [2, 'timeout'],
    ]);
    expect(new Set(envelopes.map(({ payload }) => (payload as Json).event_id)).size).toBe(1);
    expect(new Set(envelopes.map(({ envelope_id }) => envelope_id)).size).toBe(3);
    expect(slack.ledger.deliveries('message')[0]).toMatchObject({ state: 'acked', attempts: [{}, {}, { status: 200 }] });
  });

  it('gives what was on a dead line to the next connection', async () => {
    const deaf = await connect(() => undefined);
    const posting = slack.post('UANA', 'CHELP', 'help');
    await until('the envelope', () => deaf.envelopes().length === 1);

    slack.cutSockets();
    const next = await connect();
    await posting;
    await slack.settled();

    expect(next.envelopes()).toMatchObject([{ payload: { event: { text: 'help' } } }]);
  });

  it('repeats an envelope exactly, when a test wants that', async () => {
    const line = await connect();
    await slack.post('UANA', 'CHELP', 'help');

    await slack.redeliver(slack.ledger.delivered.at(-1)!, 0);

    const [first, second] = line.envelopes();
    expect(second).toEqual(first);
  });

  it('reads long and split texts, and ignores an acknowledgement of nothing', async () => {
    const line = await connect();
    line.say({ envelope_id: 'nobody asked' });
    const text = 'ü'.repeat(35_000);

    await slack.post('UANA', 'CHELP', text);

    expect(line.envelopes()).toMatchObject([{ payload: { event: { text } } }]);
    expect(slack.ledger.delivered.at(-1)).toMatchObject({ state: 'acked' });
  });

  it('shows what a command is acknowledged with to the person alone', async () => {
    const line = await connect(() => ({ text: '3 open' }));

    const { json } = await slack.command('UANA', 'CHELP', '/triage', 'list');

    expect(line.envelopes()[0]).toMatchObject({
      type: 'slash_commands',
      accepts_response_payload: true,
      payload: { command: '/triage', text: 'list', user_id: 'UANA', trigger_id: expect.any(String) },
    });
    expect(json).toEqual({ text: '3 open' });
    expect(slack.ephemerals('UANA').map(({ text }) => text)).toEqual(['3 open']);
  });

  it('tells the person when nobody is connected, or nobody acknowledges', async () => {
    const line = await connect(() => undefined);

    await slack.command('UANA', 'CHELP', '/triage');
    slack.cutSockets();
    await until('the cut', () => !line.isOpen() && slack.sockets() === 0);
    await slack.command('UANA', 'CHELP', '/triage');

    expect(slack.notices('UANA').map(({ text }) => text)).toEqual([
      '/triage failed because the app did not respond (timeout).',
      '/triage failed because the app did not respond (connection_failed).',
    ]);
  });

  it('applies errors, pushes and updates from the acknowledgement of a form', async () => {
    const view = (title: string) => ({
      type: 'modal',
      title: { type: 'plain_text', text: title },
      submit: { type: 'plain_text', text: 'Send' },
      blocks: [
        {
          type: 'input',
          block_id: 'b',
          label: { type: 'plain_text', text: 'Say' },
          element: { type: 'plain_text_input', action_id: 'a' },
        },
      ],
    });
    const answers: Json[] = [
      { response_action: 'errors', errors: { b: 'Say more' } },
      { response_action: 'push', view: view('Second') },
      { response_action: 'update', view: view('Third') },
    ];
    const line = await connect(({ payload }) => ((payload as Json).type === 'view_submission' ? answers.shift() : {}));
    await slack.shortcut('UANA', 'new_ticket');
    const { trigger_id } = line.envelopes()[0]!.payload as Json;
    await call(slack, 'views.open', { trigger_id, view: view('First') });

    const submit = async () => (await slack.submit('UANA', String(slack.views('UANA').at(-1)!.id), { b: 'hello' })).outcome;

    expect([await submit(), await submit(), await submit()]).toEqual(['errors', 'pushed', 'updated']);
    expect(slack.views('UANA').map(({ title }) => (title as Json).text)).toEqual(['First', 'Third']);
    expect(line.envelopes().map(({ accepts_response_payload }) => accepts_response_payload)).toEqual([false, true, true, true]);
  });
});
