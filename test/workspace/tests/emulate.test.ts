// Keeps the stand-in honest: the same calls against it and against an emulator others wrote. Where the two differ,
// the table says how and why.
import { createEmulator, type Emulator } from 'emulate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Json } from '../state.ts';
import type { Workspace } from '../workspace.ts';
import { call, startCooperative } from './listening-bot.ts';

type Place = { url: string; botToken: string; channel: string; root: string };
type Calls = (place: Place) => Promise<Json>;
type Row = {
  name: string;
  ask: Calls;
  expected: Json;
  /** What the emulator answers instead, and why ours is right. */
  differs?: { answer: Json; why: string };
};

const TOKEN = 'xoxb-parity-test';
const CARD = { event_type: 'card', event_payload: { key: 'T1:card:1' } };
let slack: Workspace;
let emulator: Emulator;
let ours: Place;
let theirs: Place;

beforeAll(async () => {
  slack = await startCooperative({ botToken: TOKEN });
  ours = await prepared({ url: slack.url, botToken: TOKEN });
  const seed = {
    tokens: { [TOKEN]: { login: 'U000000001', scopes: [] } },
    slack: { team: { name: 'Cooperative', domain: 'cooperative' }, channels: [{ name: 'help' }] },
  };
  emulator = await createEmulator({ service: 'slack', port: 0, seed });
  theirs = await prepared({ url: `${emulator.url}/api/`, botToken: TOKEN });
});
afterAll(async () => {
  await slack.stop();
  await emulator.close();
});

/** A thread of two in the help channel, its parent changed once, and one message after it. */
async function prepared(at: { url: string; botToken: string }): Promise<Place> {
  const { channels } = await call(at, 'conversations.list');
  const channel = String((channels as Json[]).find((one) => one.name === 'help')?.id);
  const { ts } = await call(at, 'chat.postMessage', { channel, text: 'one', metadata: CARD });
  await call(at, 'chat.update', { channel, ts, text: 'two' });
  await call(at, 'chat.postMessage', { channel, text: 'reply', thread_ts: ts });
  await call(at, 'chat.postMessage', { channel, text: 'newest' });
  return { ...at, channel, root: String(ts) };
}

const pick = (answer: Json, ...names: string[]): Json =>
  Object.fromEntries(['ok', 'error', ...names].filter((name) => answer[name] !== undefined).map((name) => [name, answer[name]]));
const messages = (answer: Json, ...names: string[]): Json => ({
  ...pick(answer),
  messages: (answer.messages as Json[]).map((message) => pick(message, ...names)),
});
const error = (name: string): Json => ({ ok: false, error: name });

const TABLE: Row[] = [
  {
    name: 'who am I',
    ask: async (at) => pick(await call(at, 'auth.test'), 'team', 'url'),
    expected: { ok: true, team: 'Cooperative', url: 'https://cooperative.slack.com/' },
  },
  {
    name: 'a call without a token',
    ask: async (at) => pick(await call(at, 'auth.test', {}, { token: null })),
    expected: error('not_authed'),
  },
  {
    name: 'a call with a token nobody has',
    ask: async (at) => pick(await call(at, 'auth.test', {}, { token: 'xoxb-nobody' })),
    expected: error('invalid_auth'),
    differs: { answer: { ok: true }, why: 'the emulator lets any token act as its first user; Slack documents invalid_auth' },
  },
  {
    name: 'posting where there is nothing',
    ask: async (at) => pick(await call(at, 'chat.postMessage', { channel: 'CNONE', text: 'x' })),
    expected: error('channel_not_found'),
  },
  {
    name: 'posting nothing',
    ask: async (at) => pick(await call(at, 'chat.postMessage', { channel: at.channel })),
    expected: error('no_text'),
  },
  {
    name: 'the answer to a change',
    ask: async (at) => pick(await call(at, 'chat.update', { channel: at.channel, ts: at.root, text: 'two' }), 'text'),
    expected: { ok: true, text: 'two' },
  },
  {
    name: 'changing what is not there',
    ask: async (at) => pick(await call(at, 'chat.update', { channel: at.channel, ts: '1.000001', text: 'x' })),
    expected: error('message_not_found'),
  },
  {
    name: 'deleting what is not there',
    ask: async (at) => pick(await call(at, 'chat.delete', { channel: at.channel, ts: '1.000001' })),
    expected: error('message_not_found'),
  },
  {
    name: 'a thread, its parent first',
    ask: async (at) =>
      messages(await call(at, 'conversations.replies', { channel: at.channel, ts: at.root }), 'text', 'reply_count'),
    expected: { ok: true, messages: [{ text: 'two', reply_count: 1 }, { text: 'reply' }] },
  },
  {
    name: 'one message by its timestamp',
    ask: async (at) =>
      messages(
        await call(at, 'conversations.history', { channel: at.channel, latest: at.root, inclusive: true, limit: 1 }),
        'text',
      ),
    expected: { ok: true, messages: [{ text: 'two' }] },
    differs: { answer: { ok: true, messages: [{ text: 'newest' }] }, why: 'the emulator overlooks latest, oldest and inclusive' },
  },
  {
    name: 'metadata when it is asked for',
    ask: async (at) =>
      messages(
        await call(at, 'conversations.replies', { channel: at.channel, ts: at.root, include_all_metadata: true }),
        'metadata',
      ),
    expected: { ok: true, messages: [{ metadata: CARD }, {}] },
  },
  {
    name: 'no metadata when it is not',
    ask: async (at) => messages(await call(at, 'conversations.replies', { channel: at.channel, ts: at.root }), 'metadata'),
    expected: { ok: true, messages: [{}, {}] },
    differs: {
      answer: { ok: true, messages: [{ metadata: CARD }, {}] },
      why: 'the emulator always shows metadata; Slack does so only with include_all_metadata',
    },
  },
  {
    name: 'the same reaction twice',
    ask: async (at) => {
      const reaction = { channel: at.channel, timestamp: at.root, name: 'eyes' };
      return { first: pick(await call(at, 'reactions.add', reaction)), second: pick(await call(at, 'reactions.add', reaction)) };
    },
    expected: { first: { ok: true }, second: error('already_reacted') },
  },
  {
    name: 'a person nobody knows',
    ask: async (at) => pick(await call(at, 'users.info', { user: 'UNONE' })),
    expected: error('user_not_found'),
  },
  {
    name: 'opening a view with a made-up trigger',
    ask: async (at) =>
      pick(
        await call(at, 'views.open', {
          trigger_id: 'made.up',
          view: { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [{ type: 'divider' }] },
        }),
      ),
    expected: error('invalid_trigger_id'),
  },
  {
    name: 'where a message can be read',
    ask: async (at) => {
      const { permalink } = await call(at, 'chat.getPermalink', { channel: at.channel, message_ts: at.root });
      return { path: new URL(String(permalink)).pathname.replace(at.channel, 'CHANNEL').replace(at.root.replace('.', ''), 'TS') };
    },
    expected: { path: '/archives/CHANNEL/pTS' },
  },
  // These two post something in the emulator, so they come last.
  {
    name: 'posting with a misspelt argument',
    ask: async (at) => pick(await call(at, 'chat.postMessage', { channel: at.channel, text: 'x', thread_timestamp: '1.000001' })),
    expected: error('invalid_arguments'),
    differs: {
      answer: { ok: true },
      why: 'Slack often overlooks unknown arguments, as the emulator does; here they are errors on purpose',
    },
  },
  {
    name: 'posting a block that is too long',
    ask: async (at) =>
      pick(
        await call(at, 'chat.postMessage', {
          channel: at.channel,
          blocks: [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }],
        }),
      ),
    expected: error('invalid_blocks'),
    differs: { answer: { ok: true }, why: 'the emulator does not check Block Kit; Slack refuses a header over 150 characters' },
  },
];

it.each(TABLE)('gives the expected answer to: $name', async ({ ask, expected }) => {
  expect(await ask(ours)).toEqual(expected);
});

it.each(TABLE)('agrees with the emulator, or differs as the table says, on: $name', async ({ ask, expected, differs }) => {
  expect(await ask(theirs)).toEqual(differs?.answer ?? expected);
});
