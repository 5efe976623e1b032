import pino from 'pino';
import { onTestFinished } from 'vitest';
import type { Deps } from '#bot/deps.ts';
import { connectSlack } from '#bot/slack/clients.ts';
import { slackLogger } from '#bot/slack/logging.ts';
import type { Rendered } from '#bot/slack/posting.ts';
import { sealToken } from '#bot/slack/tokens.ts';
import { startWorkspace } from '#test/workspace/workspace.ts';
import { freshDatabase } from './database.ts';
import { outside } from './outside.ts';

const KEY = Buffer.alloc(32, 7);

/**
 * The outbox with a stand-in Slack and no worker, so that a test runs each job itself; `time.now` is the bot's clock.
 *
 * `shows` is what the owned messages `note:…` render to; a saying of kind `text` says its text.
 */
export async function openOutbox({ pacing = false } = {}) {
  const time = { now: new Date() };
  const slack = await startWorkspace({ now: () => time.now.getTime() });
  onTestFinished(() => slack.stop());
  const channel = slack.addChannel({ name: 'help', members: [slack.botUserId] }).id;
  const { db, pool } = await freshDatabase();
  const log = pino({ level: 'silent' });
  const deps: Deps = { db, pool, now: () => time.now, dueAt: (at) => at, log };
  const workspaceId = slack.teamId;
  const bot = { botUserId: slack.botUserId, botId: slack.botId, encryptedToken: sealToken(slack.botToken, KEY, workspaceId) };
  await db.workspace.create({ data: { id: workspaceId, name: 'The cooperative', url: 'https://coop.slack.com/', ...bot } });
  const shows = new Map<string, Rendered>();
  return {
    slack,
    channel,
    db,
    pool,
    time,
    workspaceId,
    shows,
    posting: {
      ...deps,
      ...outside(),
      slack: connectSlack(deps, KEY, { slackApiUrl: slack.url, logger: slackLogger(log) }),
      pacing,
      renderers: { note: async (_tx: unknown, _deps: unknown, _workspaceId: string, id: string) => shows.get(id) ?? 'nothing' },
      voices: {
        text: {
          render: async (_tx: unknown, _deps: unknown, _workspaceId: string, content: object) => ({
            text: String(Reflect.get(content, 'text')),
          }),
        },
      },
    },
    texts: () => slack.messages(channel).map(({ text }) => text),
    calls: (method: string) => slack.ledger.calls(method).length,
    jobs: async () => {
      const { rows } = await pool.query<{ key: string; run_at: Date; task_identifier: string; attempts: number }>(
        'select * from graphile_worker.jobs order by id',
      );
      return rows;
    },
  };
}
