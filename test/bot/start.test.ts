import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sealToken } from '#bot/slack/tokens.ts';
import { type BotOptions, startBot } from '#bot/start.ts';
import { TEST_KEY } from '#test/support/cooperative.ts';
import { freshDatabase } from '#test/support/database.ts';
import { startWorkspace } from '#test/workspace/workspace.ts';

async function aBot() {
  const slack = await startWorkspace();
  onTestFinished(() => slack.stop());
  const database = await freshDatabase();
  const start = (more: Partial<BotOptions> = {}) =>
    startBot({
      connection: { ...database.connection, application_name: 'the bot' },
      botToken: slack.botToken,
      encryptionKey: TEST_KEY,
      slack: { signingSecret: slack.signingSecret },
      slackApiUrl: slack.url,
      port: 0,
      log: pino({ level: 'silent' }),
      ...more,
    });
  const known = async () => {
    const bot = {
      botUserId: slack.botUserId,
      botId: slack.botId,
      encryptedToken: sealToken(slack.botToken, TEST_KEY, slack.teamId),
    };
    await database.db.workspace.create({ data: { id: slack.teamId, name: 'Coop', url: 'https://coop.slack.com/', ...bot } });
  };
  /** What is still connected to the store. */
  const connections = async () => {
    const { rows } = await database.pool.query(
      `select application_name from pg_stat_activity
       where datname = current_database() and (application_name = 'the bot' or application_name like 'rochdale-pool:%')`,
    );
    return rows;
  };
  return { slack, database, start, known, connections };
}

/** An address at which nobody listens. */
const NOWHERE = 'http://127.0.0.1:9/api/';

describe('a bot that starts', () => {
  it('says which key is wrong and stops, also while Slack cannot be reached', async () => {
    const { start, known, connections } = await aBot();
    await known();
    const encryptionKey = Buffer.alloc(32, 8);
    const sentence = /does not open: ENCRYPTION_KEY \(or the key file\) is not the one it was sealed with/;

    await expect(start({ encryptionKey })).rejects.toThrow(sentence);
    await expect(start({ encryptionKey, slackApiUrl: NOWHERE })).rejects.toThrow(sentence);

    await expect.poll(connections).toEqual([]);
  });

  it('says that Slack does not take its token and stops', async () => {
    const { start, known, connections } = await aBot();
    await known();

    await expect(start({ botToken: 'xoxb-wrong' })).rejects.toThrow('Slack does not take SLACK_BOT_TOKEN: ');

    await expect.poll(connections).toEqual([]);
  });

  it('starts all the same when Slack cannot be reached and the workspace is known', async () => {
    const { start, known } = await aBot();
    await expect(start({ slackApiUrl: NOWHERE })).rejects.toThrow('Slack cannot be reached');
    await known();

    const bot = await start({ slackApiUrl: NOWHERE });
    const ready = await fetch(`http://127.0.0.1:${bot.port}/readyz`);
    const checks = await ready.json();
    await bot.stop();

    expect(checks).toMatchObject({ database: true, slack: false });
  });

  it.each(['500', '429:5'] as const)('starts all the same when Slack has other worries (%s)', async (fault) => {
    const { start, known, slack } = await aBot();
    await known();
    slack.faults.next('auth.test', fault);

    const bot = await start();
    onTestFinished(bot.stop);

    expect(bot.port).toBeGreaterThan(0);
  });

  it('leaves nothing running when its port is taken', async () => {
    const { start, connections } = await aBot();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;

    await expect(start({ port, host: '127.0.0.1' })).rejects.toThrow('EADDRINUSE');

    await expect.poll(connections).toEqual([]);
  });
});
