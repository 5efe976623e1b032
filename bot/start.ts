import { setTimeout as wait } from 'node:timers/promises';
import { type Receiver, SocketModeReceiver } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type pg from 'pg';
import type { Logger } from 'pino';
import { openDatabase } from '#prisma/db.ts';
import { migrate } from '#prisma/migrate.ts';
import { openQuickPool } from '#prisma/quick-pool.ts';
import { createApp } from './app.ts';
import { type Clock, createClock } from './clock.ts';
import type { Deps } from './deps.ts';
import { planSweeps } from './desks/sweeps.ts';
import type { Handler } from './handlers.ts';
import { planReadings } from './members/reading.ts';
import { callbackDoor } from './provisioning/callback-door.ts';
import { planDigests } from './reports/digests.ts';
import { startSchedule } from './schedule.ts';
import { secretsWith } from './secrets.ts';
import { connectSlack, QUICK } from './slack/clients.ts';
import { httpReceiver, listen } from './slack/http.ts';
import { openInbox } from './slack/inbox.ts';
import { slackLogger } from './slack/logging.ts';
import { isRefusal } from './slack/own-messages.ts';
import { openToken, sealToken } from './slack/tokens.ts';
import { allTasks } from './tasks.ts';
import { CONCURRENCY, startWorker } from './worker.ts';

export type BotOptions = {
  connection: pg.PoolConfig;
  botToken: string;
  /** Seals the token at rest. */
  encryptionKey: Buffer;
  /** One of the two ways in which Slack reaches us. */
  slack: { signingSecret: string } | { appToken: string };
  port: number;
  /** The address to listen on; every one when left out. */
  host?: string;
  log: Logger;
  slackApiUrl?: string | undefined;
  /** The only hosts at which tools' webhooks are called; none when left out. */
  webhookHosts?: readonly string[];
  roles?: ('web' | 'worker')[];
  clock?: Clock;
  /** About one post a second and channel, as Slack wants; off where no real Slack listens. */
  pacing?: boolean;
  /** One member may write any number of messages a minute; for replays and benches. */
  takesFloods?: boolean;
  /** Jobs at once. */
  concurrency?: number;
  /** Called after each job, for whoever has to know when there is nothing left to do. */
  onJobDone?: () => void;
};

export type Bot = {
  port: number;
  deps: Deps;
  /** Everything Slack can send that is listened to. */
  handlers: readonly Handler[];
  /** Stops taking traffic, finishes what is under way and closes everything; at most about nine seconds. */
  stop: () => Promise<void>;
};

const FINISH_WITHIN_MS = 8000;
const CHECK_TOKEN_EVERY_MS = 60_000;
const CONNECT_AGAIN_AFTER_MS = 2000;
const HELD_AFTER_MS = 1000;
/** For opening a connection: an answer that never comes, or an hour without Slack, must not keep us away for longer than that. */
const PERSISTENT: WebClientOptions = { timeout: 10_000, retryConfig: { retries: 100, factor: 1.3, maxTimeout: 30_000 } };

/** Starts one instance of the bot: tables, worker, schedule, and the way for Slack to reach it. When that fails nothing of it is left. */
export async function startBot(options: BotOptions): Promise<Bot> {
  const { connection, log, clock = createClock() } = options;
  await migrate(connection);
  const { db, pool, close } = openDatabase({ ...connection, max: CONCURRENCY + 10 });
  const inboxPool = openQuickPool(connection);
  const deps: Deps = { db, pool, now: clock.now, dueAt: clock.dueAt, log, takesFloods: options.takesFloods ?? false };
  const running: Running = [];
  const finish = async () => {
    for (const end of running.toReversed()) await end();
  };
  const stop = async () => {
    await Promise.race([finish(), wait(FINISH_WITHIN_MS)]);
    await Promise.race([Promise.all([close(), inboxPool.end()]), wait(1000)]);
  };
  try {
    return { ...(await bringUp({ ...options, clock }, deps, inboxPool, running)), deps, stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

/** How to end what runs, in the order in which it was started. */
type Running = (() => unknown)[];

/** Answers the port it listens on, and what it listens to. */
async function bringUp(
  options: BotOptions & { clock: Clock },
  deps: Deps,
  inboxPool: pg.Pool,
  running: Running,
): Promise<Pick<Bot, 'port' | 'handlers'>> {
  const { connection, log, clock, roles = ['web', 'worker'], pacing = true, slackApiUrl } = options;
  await checkKey(deps, options.encryptionKey);
  const token = checkToken(deps, options);
  running.push(token.stop);
  await token.first;
  const slack = connectSlack(deps, options.encryptionKey, { logger: slackLogger(log), ...(slackApiUrl ? { slackApiUrl } : {}) });
  const secrets = secretsWith(options.encryptionKey);
  const slackDeps = { ...deps, slack, secrets, webhookHosts: options.webhookHosts ?? [], realNow: clock.realNow };
  const inbox = openInbox(inboxPool, clock.now);
  const http = 'signingSecret' in options.slack ? httpReceiver(options.slack.signingSecret, log) : undefined;
  const receiver = http ?? socketReceiver(options, log);
  const app = createApp(slackDeps, { inbox, receiver, ...(slackApiUrl ? { slackApiUrl } : {}) });

  const isWorking = roles.includes('worker');
  const worker = isWorking ? startWorker(deps, connection, allTasks(slackDeps, app, { pacing }), options) : undefined;
  running.push(() => worker?.stop());
  const schedule = isWorking ? startSchedule(deps) : undefined;
  running.push(() => schedule?.stop());
  if (isWorking) await Promise.all([planDigests(deps), planSweeps(deps, { isStart: true }), planReadings(deps)]);
  const readiness = async () => {
    const checks = { database: await answers(inboxPool), worker: worker?.isRunning() ?? true, slack: token.isGood() };
    return { isReady: Object.values(checks).every(Boolean), checks };
  };
  const web = await listen(
    { port: options.port, host: options.host },
    roles.includes('web') ? http : undefined,
    readiness,
    clock.realNow,
    roles.includes('web') ? callbackDoor(slackDeps) : undefined,
  );
  running.push(() => web.stop());
  if (roles.includes('web') && !http) {
    running.push(() => app.stop().catch(() => undefined));
    await app.start();
  }
  return { port: web.port, handlers: app.handlers };
}

function socketReceiver({ slack, roles, slackApiUrl }: BotOptions, log: Logger): Receiver {
  if (!('appToken' in slack)) throw new Error('neither a signing secret nor an app token');
  if (roles && !roles.includes('web'))
    return { init: () => undefined, start: async () => undefined, stop: async () => undefined };
  const clientOptions = { ...PERSISTENT, ...(slackApiUrl ? { slackApiUrl } : {}) };
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logger: slackLogger(log),
    installerOptions: { clientOptions },
  });
  keepConnecting(receiver.client, log);
  return receiver;
}

/**
 * Makes a client that was connected once go on trying until it is stopped; the first connection may fail.
 *
 * By itself socket-mode 3.1 rejects a promise nobody holds when a reconnection fails or meets a stop, and then never tries again.
 */
function keepConnecting(client: SocketModeReceiver['client'], log: Logger): void {
  const connect = client.start.bind(client);
  let wasConnected = false;
  let isStopping = false;
  client.on('connected', () => {
    wasConnected = true;
    // Slack lets go of a connection every few hours. By itself the client then leaves us without one for five seconds, in which
    // commands and buttons fail; a connection that held for a moment is made anew at once.
    setTimeout(() => Reflect.set(client, 'numOfConsecutiveReconnectionFailures', -1), HELD_AFTER_MS).unref();
  });
  client.on('disconnecting', () => {
    isStopping = true;
  });
  const connectAgain = async (error: unknown): ReturnType<typeof connect> => {
    if (isStopping) return { ok: false };
    if (!wasConnected && error instanceof Error && isRefusal(error))
      throw new Error(`Slack does not take SLACK_APP_TOKEN: ${error.message}`, { cause: error });
    if (!wasConnected) throw error;
    log.warn({ err: error }, 'Slack cannot be reached over Socket Mode; trying again');
    await wait(CONNECT_AGAIN_AFTER_MS);
    return isStopping ? { ok: false } : client.start();
  };
  client.start = () => connect().catch(connectAgain);
}

async function answers(pool: pg.Pool): Promise<boolean> {
  return pool.query('select 1').then(
    () => true,
    () => false,
  );
}

/** Rejects when a token in the store does not open: with the wrong key nothing could be said, and every job would fail. */
async function checkKey({ db }: Deps, key: Buffer): Promise<void> {
  for (const { id, encryptedToken } of await db.workspace.findMany()) openToken(encryptedToken, key, id);
}

/**
 * Asks Slack who we are, keeps that (with the token, sealed) as the workspace's row, and asks again every minute.
 *
 * `first` rejects when Slack says that the token is not good, or it is not a bot's; when Slack does not answer and the workspace
 * is known already, the bot starts all the same and what it has to say waits.
 */
function checkToken(deps: Deps, { botToken, encryptionKey, slackApiUrl, log }: BotOptions) {
  const client = new WebClient(botToken, { ...QUICK, logger: slackLogger(log), ...(slackApiUrl ? { slackApiUrl } : {}) });
  let isGood = false;
  const keep = async (me: Me) => {
    await keepInstallation(deps, botToken, encryptionKey, me);
    isGood = true;
  };
  const startWithoutSlack = async (error: unknown) => {
    if (error instanceof Error && isRefusal(error))
      throw new Error(`Slack does not take SLACK_BOT_TOKEN: ${error.message}`, { cause: error });
    if ((await deps.db.workspace.count()) === 0)
      throw new Error('Slack cannot be reached, and this bot has never been to the workspace.', { cause: error });
    log.warn({ err: error }, 'Slack cannot be reached; starting all the same');
  };
  const first = client.auth.test().then(keep, startWithoutSlack);
  const timer = setInterval(() => {
    client.auth
      .test()
      .then(keep)
      .catch((err: unknown) => {
        isGood = false;
        log.warn({ err }, 'Slack cannot be reached, or does not take the token');
      });
  }, CHECK_TOKEN_EVERY_MS);
  timer.unref();
  return { first, isGood: () => isGood, stop: () => clearInterval(timer) };
}

type Me = { team_id?: string; team?: string; url?: string; user_id?: string; bot_id?: string };

async function keepInstallation(deps: Deps, botToken: string, key: Buffer, me: Me): Promise<void> {
  const { team_id: id, team, url, user_id: botUserId, bot_id: botId } = me;
  if (!id || !botUserId || !botId) throw new Error('SLACK_BOT_TOKEN is not the token of a bot');
  const facts = { name: team ?? id, url: url ?? 'https://slack.com/', botUserId, botId };
  const known = await deps.db.workspace.findUnique({ where: { id } });
  const isKept = known !== null && openToken(known.encryptedToken, key, id) === botToken;
  const token = isKept ? {} : { encryptedToken: sealToken(botToken, key, id) };
  await deps.db.workspace.upsert({
    where: { id },
    create: { id, ...facts, encryptedToken: sealToken(botToken, key, id) },
    update: { ...facts, ...token },
  });
}
