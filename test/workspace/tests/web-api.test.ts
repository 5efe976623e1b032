import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../state.ts';
import type { Workspace } from '../workspace.ts';
import { call, startCooperative } from './listening-bot.ts';

let slack: Workspace;
beforeEach(async () => {
  slack = await startCooperative();
});
afterEach(() => slack.stop());

const messagesOf = (answer: Json): unknown => (answer.response_metadata as Json).messages;

describe('tokens and scopes', () => {
  it('answers not_authed without a token and invalid_auth with a wrong one', async () => {
    expect(await call(slack, 'auth.test', {}, { token: null })).toEqual({ ok: false, error: 'not_authed' });
    expect(await call(slack, 'auth.test', {}, { token: 'xoxb-wrong' })).toEqual({ ok: false, error: 'invalid_auth' });
  });

  it('takes a token from the body as well', async () => {
    expect(await call(slack, 'auth.test', { token: slack.botToken }, { token: null })).toMatchObject({
      ok: true,
      user_id: 'UBOT',
      team_id: 'T0001',
    });
  });

  it('names the scope that is missing', async () => {
    const other = await startCooperative({ scopes: ['chat:write'] });

    expect(await call(other, 'users.info', { user: 'UANA' })).toMatchObject({
      ok: false,
      error: 'missing_scope',
      needed: 'users:read',
      provided: 'chat:write',
    });
    await other.stop();
  });

  it('keeps a second workspace with its own people, token and channels apart', async () => {
    const second = slack.addTeam({ id: 'T2', botToken: 'xoxb-second' });
    slack.addPerson({ id: 'UZOE', name: 'zoe', teamId: 'T2' });
    slack.addChannel({ id: 'CTWO', name: 'help', teamId: 'T2', members: ['UZOE', second.botUserId] });

    expect(await call(slack, 'chat.postMessage', { channel: 'CTWO', text: 'hello' })).toEqual({
      ok: false,
      error: 'channel_not_found',
    });
    expect(await call(slack, 'chat.postMessage', { channel: 'CTWO', text: 'hello' }, { token: 'xoxb-second' })).toMatchObject({
      ok: true,
    });
    expect(await call(slack, 'users.info', { user: 'UZOE' })).toEqual({ ok: false, error: 'user_not_found' });
    expect(await call(slack, 'auth.test', { team_id: 'T2' })).toEqual({ ok: false, error: 'team_access_not_granted' });
  });
});

describe('arguments', () => {
  it('refuses an argument the method does not have and names a required one that is missing', async () => {
    const answer = await call(slack, 'chat.postMessage', { chanel: 'CHELP', text: 'hello' });

    expect(answer.error).toBe('invalid_arguments');
    expect(messagesOf(answer)).toEqual(['[ERROR] unknown argument: chanel', '[ERROR] missing required field: channel']);
  });

  it('reads forms, with blocks and metadata as JSON texts, and JSON bodies alike', async () => {
    const args = {
      channel: 'CHELP',
      text: 'hello',
      blocks: [{ type: 'divider', block_id: 'line' }],
      metadata: { event_type: 'card', event_payload: { key: 'T1:card:1' } },
      unfurl_links: false,
    };

    const [asForm, asJson] = [
      await call(slack, 'chat.postMessage', args),
      await call(slack, 'chat.postMessage', args, { json: true }),
    ];

    const expected = { blocks: [{ type: 'divider', block_id: 'line' }], metadata: args.metadata, text: 'hello' };
    expect(asForm).toMatchObject({ ok: true, message: expected });
    expect(asJson).toMatchObject({ ok: true, message: expected });
  });

  it('refuses wrong kinds of values', async () => {
    expect(
      messagesOf(await call(slack, 'conversations.history', { channel: 'CHELP', limit: 'many', inclusive: 'perhaps' })),
    ).toEqual(['[ERROR] must be a number [json-pointer:/limit]', '[ERROR] must be a boolean [json-pointer:/inclusive]']);
    expect(await call(slack, 'chat.postMessage', { channel: 'CHELP', blocks: 'not json' })).toMatchObject({
      error: 'invalid_blocks_format',
    });
    expect(await call(slack, 'chat.postMessage', { channel: 'CHELP', text: 'a', metadata: { event_type: 'x' } })).toMatchObject({
      error: 'invalid_metadata_format',
    });
  });

  it('marks a method that is not built here in the ledger', async () => {
    expect(await call(slack, 'canvases.create')).toMatchObject({ ok: false, error: 'unknown_method' });
    expect([...slack.ledger.unknownMethods]).toEqual(['canvases.create']);
  });

  it('cannot be confused by a key named after the prototype', async () => {
    const response = await fetch(`${slack.url}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' },
      body: '{"channel":"CHELP","text":"a","__proto__":{"blocks":[]},"constructor":1}',
    });

    expect(((await response.json()) as Json).error).toBe('invalid_arguments');
  });
});

describe('posting, changing, deleting', () => {
  it.each([
    ['channel_not_found', 'CNONE', 'hi'],
    ['channel_not_found', 'CSECRET', 'hi'],
    ['not_in_channel', 'COTHER', 'hi'],
    ['is_archived', 'COLD', 'hi'],
    ['no_text', 'CHELP', ''],
    ['msg_too_long', 'CHELP', 'a'.repeat(40_001)],
  ])('answers %s when posting to %s', async (error, channel, text) => {
    slack.addChannel({ id: 'CSECRET', name: 'secret', isPrivate: true, members: ['UANA'] });
    slack.addChannel({ id: 'COTHER', name: 'other', members: ['UANA'] });
    slack.addChannel({ id: 'COLD', name: 'old', members: ['UANA', slack.botUserId] });
    await slack.archive('UANA', 'COLD');

    expect(await call(slack, 'chat.postMessage', { channel, text })).toEqual({ ok: false, error });
  });

  it('opens the DM when posting to a person', async () => {
    const answer = await call(slack, 'chat.postMessage', { channel: 'UANA', text: 'hello Ana' });

    expect(answer.channel).toBe(slack.directChannel('UANA'));
    expect(await call(slack, 'conversations.open', { users: 'UANA' })).toMatchObject({
      ok: true,
      already_open: true,
      channel: { id: answer.channel },
    });
  });

  it('updates only the bot’s own messages, to at most 4,000 characters, and drops blocks when only a text comes', async () => {
    const { ts } = await call(slack, 'chat.postMessage', { channel: 'CHELP', text: 'one', blocks: [{ type: 'divider' }] });
    const { ts: foreign } = await slack.post('UANA', 'CHELP', 'mine');

    expect(await call(slack, 'chat.update', { channel: 'CHELP', ts: foreign, text: 'x' })).toMatchObject({
      error: 'cant_update_message',
    });
    expect(await call(slack, 'chat.update', { channel: 'CHELP', ts: '1.000001', text: 'x' })).toMatchObject({
      error: 'message_not_found',
    });
    expect(await call(slack, 'chat.update', { channel: 'CHELP', ts, text: 'é'.repeat(4_001) })).toMatchObject({
      error: 'msg_too_long',
    });
    expect(await call(slack, 'chat.update', { channel: 'CHELP', ts, text: '😀'.repeat(4_000) })).toMatchObject({ ok: true });
    expect(slack.message('CHELP', String(ts))).not.toHaveProperty('blocks');
  });

  it('keeps metadata over an update that says nothing of it, and removes it for an empty object', async () => {
    const metadata = { event_type: 'card', event_payload: { key: 'k' } };
    const { ts } = await call(slack, 'chat.postMessage', { channel: 'CHELP', text: 'one', metadata });

    await call(slack, 'chat.update', { channel: 'CHELP', ts, text: 'two' });
    expect(slack.message('CHELP', String(ts))?.metadata).toEqual(metadata);
    await call(slack, 'chat.update', { channel: 'CHELP', ts, text: 'three', metadata: {} });
    expect(slack.message('CHELP', String(ts))).not.toHaveProperty('metadata');
  });

  it('leaves a tombstone for a message with replies, until the last of them is gone', async () => {
    const { ts } = await call(slack, 'chat.postMessage', { channel: 'CHELP', text: 'root' });
    const reply = await call(slack, 'chat.postMessage', { channel: 'CHELP', text: 'reply', thread_ts: ts });

    await call(slack, 'chat.delete', { channel: 'CHELP', ts });
    expect(slack.message('CHELP', String(ts))?.subtype).toBe('tombstone');
    await call(slack, 'chat.delete', { channel: 'CHELP', ts: reply.ts });
    expect(slack.message('CHELP', String(reply.ts))).toBeUndefined();
    expect(slack.message('CHELP', String(ts))).toBeUndefined();
  });

  it('shows an ephemeral to one person of the channel only', async () => {
    slack.addPerson({ id: 'UOUT', name: 'out' });

    expect(await call(slack, 'chat.postEphemeral', { channel: 'CHELP', user: 'UBEN', text: 'psst' })).toMatchObject({ ok: true });
    expect(await call(slack, 'chat.postEphemeral', { channel: 'CHELP', user: 'UOUT', text: 'psst' })).toEqual({
      ok: false,
      error: 'user_not_in_channel',
    });
    expect(slack.ephemerals('UBEN').map((one) => one.text)).toEqual(['psst']);
    expect(slack.messages('CHELP')).toEqual([]);
  });

  it('keeps mrkdwn exactly as it was sent', async () => {
    const text = '*bold* &lt;b&gt; <!date^1700000000^{date}|then> <@UANA> <https://example.org|here>';

    await call(slack, 'chat.postMessage', { channel: 'CHELP', text });

    expect(slack.messages('CHELP')[0]?.text).toBe(text);
  });

  it('finds messages that carry the same key in their metadata twice', async () => {
    for (const key of ['a', 'b', 'a'])
      await call(slack, 'chat.postMessage', {
        channel: 'CHELP',
        text: key,
        metadata: { event_type: 'card', event_payload: { key } },
      });

    expect(slack.duplicates()).toEqual([{ value: 'a', messages: [expect.anything(), expect.anything()] }]);
  });
});

describe('strangers of a shared channel', () => {
  it('are known to the bot, and their messages say where they come from', async () => {
    const second = slack.addTeam({ id: 'T2', botToken: 'xoxb-second' });
    slack.addPerson({ id: 'UZOE', name: 'zoe', teamId: second.id });
    slack.addPerson({ id: 'UYAN', name: 'yan', teamId: second.id });
    slack.addChannel({ id: 'CSHARED', name: 'shared', members: ['UANA', 'UZOE', slack.botUserId] });

    const message = await slack.post('UZOE', 'CSHARED', 'hello from next door');

    expect(message).toMatchObject({ team: 'T0001', user_team: 'T2' });
    expect((await call(slack, 'users.info', { user: 'UZOE' })).user).toMatchObject({ team_id: 'T2', is_stranger: false });
    expect((await call(slack, 'conversations.info', { channel: 'CSHARED' })).channel).toMatchObject({ is_ext_shared: true });
    expect(await call(slack, 'users.info', { user: 'UYAN' })).toEqual({ ok: false, error: 'user_not_found' });
  });
});
