import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { connectionTo } from '#prisma/embedded-data.ts';
import { findHome } from '#prisma/embedded-home.ts';
import { stopServer } from '#prisma/embedded-process.ts';
import { startWorkspace, type Workspace } from '#test/workspace/workspace.ts';
import { longest, report } from './figures.ts';
import { aRealBot } from './instances.ts';
import { aDataFolder } from './own-server.ts';
import { PATIENCE_MS, sizeOf } from './sizes.ts';

const { stops } = sizeOf('stopping');
const EXITS_WITHIN_MS = 10_000;
const AT_ONCE = 12;
const ANSWERS_BEFORE_STOPPING = 60;

it(
  '22: a bot that is asked to stop under load finishes what it has begun and leaves a store that opens again',
  async () => {
    const slack = await startWorkspace();
    onTestFinished(() => slack.stop());
    const dataFolder = await aDataFolder();
    const home = await findHome(dataFolder);
    onTestFinished(() => stopServer(home));
    const { botToken, signingSecret, url } = slack;
    const bot = await aRealBot({
      SLACK_BOT_TOKEN: botToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: url,
      DATA_FOLDER: dataFolder,
    });
    onTestFinished(() => bot.kill());
    const sent: Sent[] = [];
    const ends: { code: number | null; ms: number }[] = [];

    for (let round = 0; round < stops; round += 1) {
      await bot.start();
      let isOver = false;
      const senders = Array.from({ length: AT_ONCE }, async (_, sender) => {
        for (let count = 0; !isOver; count += 1) {
          const one = await send(slack, bot.url, `Ev${round}-${sender}-${count}`);
          sent.push(one);
          if (one.outcome !== 200) await wait(20);
        }
      });
      const enough = sent.length + ANSWERS_BEFORE_STOPPING;
      while (sent.length < enough) await wait(5);
      await wait((round * 7) % 50);
      ends.push(await bot.stop());
      isOver = true;
      await Promise.all(senders);
    }
    await bot.start();
    const client = new pg.Client(await connectionTo(home));
    await client.connect();
    const { rows } = await client.query<{ event_id: string }>('select event_id from inbox_event');
    await client.end();
    const last = await bot.stop();

    const stored = new Set(rows.map((row) => row.event_id));
    const answered = sent.filter(({ outcome }) => outcome === 200);
    const count = (outcome: Sent['outcome']) => sent.filter((one) => one.outcome === outcome).length;
    report('22', {
      stops,
      answered: answered.length,
      'not taken': count('not taken'),
      'cut off before an answer': count('cut off'),
      'cut off in an answer': count('cut off in an answer'),
      'longest exit ms': longest(ends.map(({ ms }) => ms)),
    });
    expect(answered.length).toBeGreaterThan(stops * (ANSWERS_BEFORE_STOPPING / 2));
    expect(answered.filter(({ eventId }) => !stored.has(eventId))).toEqual([]);
    expect(sent.filter(({ outcome }) => typeof outcome === 'number' && outcome !== 200)).toEqual([]);
    expect(count('cut off in an answer')).toBe(0);
    // A connection that still waited to be accepted is cut by the kernel; one whose event was taken has its answer.
    expect(sent.filter(({ eventId, outcome }) => outcome !== 200 && stored.has(eventId))).toEqual([]);
    expect([...ends, last].map(({ code }) => code)).toEqual(Array.from({ length: stops + 1 }, () => 0));
    expect(longest(ends.map(({ ms }) => ms))).toBeLessThan(EXITS_WITHIN_MS);
  },
  PATIENCE_MS,
);

type Sent = { eventId: string; outcome: number | 'not taken' | 'cut off' | 'cut off in an answer' };

/** One signed event on a connection of its own, so that it is known whether the bot had taken it when it stopped. */
function send(slack: Workspace, url: string, eventId: string): Promise<Sent> {
  const event = {
    type: 'message',
    channel: 'C0NOWHERE',
    channel_type: 'channel',
    user: 'U1',
    text: 'hello?',
    ts: '1700000000.000100',
  };
  const body = JSON.stringify({
    type: 'event_callback',
    team_id: slack.teamId,
    api_app_id: slack.appId,
    event_id: eventId,
    event,
  });
  return new Promise((resolve) => {
    let isConnected = false;
    let hasBegun = false;
    const end = (outcome: Sent['outcome']) => resolve({ eventId, outcome });
    const outgoing = request(url, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...slack.sign(body) },
    });
    outgoing.on('socket', (socket) => socket.once('connect', () => (isConnected = true)));
    outgoing.on('response', (response) => {
      hasBegun = true;
      response.on('error', () => undefined);
      response.on('close', () => end(response.complete ? (response.statusCode ?? 0) : 'cut off in an answer'));
      response.resume();
    });
    outgoing.on('error', () => {
      if (!hasBegun) end(isConnected ? 'cut off' : 'not taken');
    });
    outgoing.end(body);
  });
}
