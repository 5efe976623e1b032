import { join } from 'node:path';
import type { Logger } from 'pino';
import { startEmbeddedServer } from '#prisma/embedded.ts';
import { refuseSecondBot } from '#prisma/second-bot.ts';
import { type Env, readEnv } from './env.ts';
import { createLog } from './log.ts';
import { readOrCreateKey } from './slack/tokens.ts';
import { startBot } from './start.ts';

/** The store this process works on, and how to let go of it. */
async function openStore(env: Env, log: Logger) {
  if (env.DATABASE_URL) return { connection: { connectionString: env.DATABASE_URL }, close: async () => undefined };
  const server = await startEmbeddedServer({ dataFolder: env.DATA_FOLDER, log: (message) => log.info(message) });
  const alone = await refuseSecondBot(server.connection, (message) => log.warn(message));
  const close = async () => {
    await alone.release();
    await server.stop();
  };
  return { connection: server.connection, close };
}

/** How to end something that was started. */
type Closing = () => Promise<void>;

async function start(env: Env, log: Logger, closings: Closing[]): Promise<void> {
  const store = await openStore(env, log);
  closings.push(store.close);
  const bot = await startBot({
    connection: store.connection,
    botToken: env.SLACK_BOT_TOKEN,
    encryptionKey: env.ENCRYPTION_KEY ?? (await readOrCreateKey(join(env.DATA_FOLDER, 'encryption.key'))),
    slack: env.SLACK_SIGNING_SECRET ? { signingSecret: env.SLACK_SIGNING_SECRET } : { appToken: env.SLACK_APP_TOKEN ?? '' },
    port: env.PORT,
    slackApiUrl: env.SLACK_API_URL,
    webhookHosts: env.WEBHOOK_HOSTS,
    roles: env.ROLES,
    log,
  });
  closings.push(bot.stop);
  log.info({ port: bot.port, roles: env.ROLES }, 'Rochdale is running');
}

/** Whoever asked us to stop waits ten seconds; an embedded server that takes longer lives on and is adopted at the next start. */
const END_WITHIN_MS = 9500;

async function main(): Promise<void> {
  const env = readEnv();
  const log = createLog(env.LOG_LEVEL);
  const closings: Closing[] = [];
  let ending: Promise<never> | undefined;
  const end = async (code: number): Promise<never> => {
    setTimeout(() => process.exit(code), END_WITHIN_MS).unref();
    let hasFailed = false;
    // What is on its way up is ended when it is there.
    await starting.catch(() => undefined);
    for (const close of closings.toReversed()) {
      await close().catch((err: unknown) => {
        hasFailed = true;
        log.warn({ err }, 'stopping failed');
      });
    }
    return process.exit(hasFailed ? 1 : code);
  };
  const stop = (signal: string) => {
    if (ending) return;
    log.info({ signal }, 'stopping');
    ending = end(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Slack's Socket Mode client rejects promises nobody holds when a reconnection races a disconnect; that must not end the bot.
  process.on('unhandledRejection', (err) => log.error({ err }, 'a promise was rejected and nobody cared'));

  const starting = start(env, log, closings);
  await starting.catch((error: unknown) => {
    complain(error);
    ending ??= end(1);
  });
}

function complain(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
}

main().catch((error: unknown) => {
  complain(error);
  process.exit(1);
});
