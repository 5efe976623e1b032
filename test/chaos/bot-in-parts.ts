import type { HTTPReceiver } from '@slack/bolt';
import pino, { type Logger } from 'pino';
import { onTestFinished } from 'vitest';
import { createApp } from '#bot/app.ts';
import { createClock } from '#bot/clock.ts';
import { connectSlack } from '#bot/slack/clients.ts';
import { httpReceiver, listen } from '#bot/slack/http.ts';
import { openInbox } from '#bot/slack/inbox.ts';
import { allTasks } from '#bot/tasks.ts';
import { startWorker } from '#bot/worker.ts';
import type { Db } from '#prisma/db.ts';
import { openQuickPool } from '#prisma/quick-pool.ts';
import { TEST_KEY } from '#test/support/cooperative.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { outside } from '#test/support/outside.ts';
import type { Workspace } from '#test/workspace/workspace.ts';

type Parts = {
  slack: Workspace;
  database: TestDatabase;
  /** Another door than the bot's own. */
  receiver?: HTTPReceiver;
  /** Another way to the store, such as one that watches what is asked of it. */
  db?: Db;
  log?: Logger;
};

/** The bot put together by hand, for proofs that exchange one of its parts; gone when the test ends. */
export async function startBotInParts({ slack, database, receiver, db = database.db, log = pino({ level: 'silent' }) }: Parts) {
  const clock = createClock();
  const deps = { db, pool: database.pool, now: clock.now, dueAt: clock.dueAt, log };
  const slackDeps = { ...deps, slack: connectSlack(deps, TEST_KEY, { slackApiUrl: slack.url }), ...outside(clock.realNow) };
  const quickPool = openQuickPool(database.connection);
  const door = receiver ?? httpReceiver(slack.signingSecret, log);
  const app = createApp(slackDeps, { inbox: openInbox(quickPool, clock.now), receiver: door, slackApiUrl: slack.url });
  const worker = startWorker(deps, database.connection, allTasks(slackDeps, app, { pacing: false }));
  const web = await listen({ port: 0 }, door, async () => ({ isReady: true, checks: {} }), clock.realNow);
  onTestFinished(async () => {
    await web.stop();
    await worker.stop();
    await quickPool.end();
  });
  return { url: `http://127.0.0.1:${web.port}/slack/events`, app, deps };
}
