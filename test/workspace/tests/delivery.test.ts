import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../state.ts';
import type { Workspace } from '../workspace.ts';
import { call, startBot, startCooperative, until } from './listening-bot.ts';

let slack: Workspace;
let bot: Awaited<ReturnType<typeof startBot>>;
beforeEach(async () => {
  slack = await startCooperative({ answerWithin: 700 });
  bot = await startBot();
  slack.connect(bot.url);
});
afterEach(async () => {
  await slack.stop();
  await bot.stop();
});

describe('signatures and envelopes', () => {
  it('signs every request with the real time, whatever the workspace’s clock says', async () => {
    const past = await startCooperative({ now: () => Date.parse('2019-03-01T10:00:00Z') });
    past.connect(bot.url);

    await past.post('UANA', 'CHELP', 'help');

    const [heard] = bot.heard;
    const time = Number(heard?.headers['x-slack-request-timestamp']);
    const expected = createHmac('sha256', past.signingSecret).update(`v0:${time}:${heard?.body}`).digest('hex');
    expect(heard?.headers['x-slack-signature']).toBe(`v0=${expected}`);
    expect(Math.abs(Date.now() / 1000 - time)).toBeLessThan(5);
    expect(heard?.payload.event_time).toBe(Date.parse('2019-03-01T10:00:00Z') / 1000);
    await past.stop();
  });

  it('wraps an event as Slack does', async () => {
    await slack.post('UANA', 'CHELP', 'help');

    expect(bot.heard[0]?.payload).toMatchObject({
      type: 'event_callback',
      team_id: 'T0001',
      api_app_id: 'A0001',
      event_id: expect.stringMatching(/^Ev/),
      authorizations: [{ team_id: 'T0001', user_id: 'UBOT', is_bot: true }],
      event: { type: 'message', channel: 'CHELP', channel_type: 'channel', user: 'UANA', text: 'help', team: 'T0001' },
    });
  });

  it('signs with another secret or time on demand, for attacks', async () => {
    const body = '{"type":"url_verification"}';

    await slack.deliverRaw({
      body,
      headers: { ...slack.sign(body, 1, 'other'), 'content-type': 'application/json' },
      path: '/other',
    });

    expect(bot.heard[0]?.headers['x-slack-request-timestamp']).toBe('1');
    expect(bot.heard[0]?.body).toBe(body);
  });
});

describe('retries', () => {
  it('tries again after an error, with the same event id, a count and the reason, until it is taken', async () => {
    bot.answer(({ headers }) => ({ status: headers['x-slack-retry-num'] === '2' ? 200 : 500 }));

    await slack.post('UANA', 'CHELP', 'help');
    await slack.settled();

    expect(bot.heard.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']])).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
    ]);
    expect(new Set(bot.heard.map(({ payload }) => payload.event_id)).size).toBe(1);
    expect(slack.ledger.deliveries('message')[0]).toMatchObject({
      state: 'acked',
      attempts: [{ status: 500 }, { status: 500 }, { status: 200 }],
    });
  });

  it('gives up after three retries', async () => {
    bot.answer({ status: 500 });

    await slack.post('UANA', 'CHELP', 'help');
    await slack.settled();

    expect(bot.heard).toHaveLength(4);
    expect(slack.ledger.deliveries('message')[0]?.state).toBe('failed');
  });

  it('calls it a timeout when the bot is too slow and a failed connection when nobody listens', async () => {
    bot.answer(({ headers }) => ({ after: headers['x-slack-retry-num'] ? 0 : 1_000 }));
    await slack.post('UANA', 'CHELP', 'slow');
    await slack.settled();
    expect(bot.heard[1]?.headers['x-slack-retry-reason']).toBe('http_timeout');

    slack.connect('http://127.0.0.1:9/slack/events');
    await slack.post('UANA', 'CHELP', 'nobody');
    await slack.settled();
    expect(
      slack.ledger
        .deliveries('message')
        .at(-1)
        ?.attempts.map((attempt) => attempt.error),
    ).toEqual(Array(4).fill('connection_failed'));
  });

  it('stops when the answer says so', async () => {
    bot.answer({ status: 500, headers: { 'x-slack-no-retry': '1' } });

    await slack.post('UANA', 'CHELP', 'help');
    await slack.settled();

    expect(bot.heard).toHaveLength(1);
  });

  it('waits Slack’s minutes unless told to go on at once', async () => {
    const real = await startCooperative({ retryDelays: [60_000] });
    real.connect(bot.url);
    bot.answer(({ headers }) => ({ status: headers['x-slack-retry-num'] ? 200 : 500 }));

    await real.post('UANA', 'CHELP', 'help');
    expect(real.waitingRetries()).toBe(1);
    real.retryNow();
    await real.settled();

    expect(bot.heard).toHaveLength(2);
    await real.stop();
  });

  it('sends an old delivery again byte for byte', async () => {
    await slack.post('UANA', 'CHELP', 'help');
    const [entry] = slack.ledger.deliveries('message');

    await slack.redeliver(entry?.id ?? 0);

    expect(bot.heard[1]?.body).toBe(bot.heard[0]?.body);
    expect(bot.heard[1]?.headers['x-slack-retry-num']).toBe('1');
  });

  it('repeats a command as an eavesdropper would, signature and time included', async () => {
    await slack.command('UANA', 'CHELP', '/triage', 'list');
    const [entry] = slack.ledger.deliveries('/triage');

    await slack.replay(entry!);

    const [first, second] = bot.heard;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['x-slack-signature']).toBe(first?.headers['x-slack-signature']);
  });

  it('serves several instances in turn', async () => {
    const other = await startBot();
    slack.connect([bot.url, other.url]);

    for (const text of ['1', '2', '3', '4']) await slack.post('UANA', 'CHELP', text);

    expect([bot.heard.length, other.heard.length]).toEqual([2, 2]);
    await other.stop();
  });
});

describe('which events', () => {
  it('tells of a mention twice: as a message and as a mention, with two event ids', async () => {
    const { ts } = await slack.post('UANA', 'CHELP', 'hey <@UBOT>, help');

    expect(bot.events().map((event) => [event.type, event.ts])).toEqual([
      ['message', ts],
      ['app_mention', ts],
    ]);
    expect(new Set(bot.heard.map(({ payload }) => payload.event_id)).size).toBe(2);
  });

  it('says nothing of channels the bot is not in, nor of events not subscribed to', async () => {
    slack.addChannel({ id: 'COTHER', name: 'other', members: ['UANA'] });
    const quiet = await startCooperative({ events: ['app_mention'] });
    quiet.connect(bot.url);

    await slack.post('UANA', 'COTHER', 'not for the bot <@UBOT>');
    await quiet.post('UANA', 'CHELP', 'not subscribed');

    expect(bot.heard).toEqual([]);
    await quiet.stop();
  });

  it('gives the bot its own messages back, with its bot id', async () => {
    await call(slack, 'chat.postMessage', { channel: 'CHELP', text: 'mine' });
    await slack.settled();

    expect(bot.events('message')[0]).toMatchObject({ bot_id: 'BBOT', app_id: 'A0001', user: 'UBOT', text: 'mine' });
  });

  it('shapes edits, deletions, broadcasts, joins and leaving like Slack', async () => {
    const { ts } = await slack.post('UANA', 'CHELP', 'first');
    await slack.edit('UANA', 'CHELP', ts, 'second');
    await slack.remove('UANA', 'CHELP', ts);
    const root = await slack.post('UANA', 'CHELP', 'root');
    await slack.post('UBEN', 'CHELP', 'all', { threadTs: root.ts, broadcast: true });
    await slack.post('UBEN', 'CHELP', 'waves', { subtype: 'me_message' });
    slack.addPerson({ id: 'UNEW', name: 'new' });
    await slack.join('UNEW', 'CHELP');
    await slack.leave('UNEW', 'CHELP');

    const events = bot.events();
    const of = (subtype: string): Json | undefined => events.find((event) => event.subtype === subtype);
    expect(of('message_changed')).toMatchObject({
      hidden: true,
      message: { text: 'second', edited: { user: 'UANA' } },
      previous_message: { text: 'first' },
    });
    expect(of('message_deleted')).toMatchObject({ hidden: true, deleted_ts: ts, previous_message: { text: 'second' } });
    expect(of('thread_broadcast')).toMatchObject({ thread_ts: root.ts, root: { text: 'root' } });
    expect(of('me_message')).toMatchObject({ user: 'UBEN' });
    expect(of('channel_join')).toMatchObject({ user: 'UNEW' });
    expect(of('channel_leave')).toMatchObject({ user: 'UNEW' });
    expect(events.map((event) => event.type)).toEqual(expect.arrayContaining(['member_joined_channel', 'member_left_channel']));
  });

  it('tells of a deleted thread parent as a change into a tombstone, and of its end when the last reply goes', async () => {
    const root = await slack.post('UANA', 'CHELP', 'root');
    const reply = await slack.post('UBEN', 'CHELP', 'reply', { threadTs: root.ts });
    await slack.remove('UANA', 'CHELP', root.ts);
    await slack.remove('UBEN', 'CHELP', reply.ts);

    const [changed, ...deleted] = bot.events('message').slice(2);
    expect(changed).toMatchObject({
      subtype: 'message_changed',
      message: { subtype: 'tombstone', user: 'USLACKBOT', ts: root.ts, reply_count: 1 },
      previous_message: { text: 'root' },
    });
    expect(deleted.map((event) => event.deleted_ts).sort()).toEqual([root.ts, reply.ts]);
  });

  it('tells of reactions, people joining and changing, and the Home tab', async () => {
    const { ts } = await slack.post('UANA', 'CHELP', 'hi');
    await slack.react('UBEN', 'CHELP', ts, 'eyes');
    await slack.welcome({ id: 'UCAT', name: 'cat' });
    await slack.changePerson('UBEN', { isDeleted: true });
    await slack.openHome('UANA');

    expect(bot.events('reaction_added')[0]).toMatchObject({
      user: 'UBEN',
      reaction: 'eyes',
      item: { type: 'message', channel: 'CHELP', ts },
      item_user: 'UANA',
    });
    expect(bot.events('team_join')[0]).toMatchObject({ user: { id: 'UCAT' } });
    expect(bot.events('user_change')[0]).toMatchObject({ user: { id: 'UBEN', deleted: true } });
    expect(bot.events('app_home_opened')[0]).toMatchObject({ user: 'UANA', tab: 'home' });
  });

  it('tells a DM with the bot as a message of type im', async () => {
    await slack.post('UANA', slack.botUserId, 'hello bot');

    expect(bot.events('message')[0]).toMatchObject({ channel_type: 'im', user: 'UANA', channel: slack.directChannel('UANA') });
  });

  it('stops the token and says so when the app is removed', async () => {
    await slack.uninstall();

    expect(bot.events().map((event) => event.type)).toEqual(['tokens_revoked', 'app_uninstalled']);
    expect(await call(slack, 'auth.test')).toEqual({ ok: false, error: 'token_revoked' });
  });
});

it('delivers 1,000 events quickly and loses none', async () => {
  const started = performance.now();
  for (let round = 0; round < 10; round += 1) {
    await Promise.all(Array.from({ length: 100 }, (_, index) => slack.post('UANA', 'CHELP', `${round}-${index}`)));
  }

  expect(await until('all events', () => bot.heard.length === 1_000)).toBe(true);
  expect(performance.now() - started).toBeLessThan(15_000);
});
