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

async function main(): Promise<void> {
  const env = readEnv();
  const log = createLog(env.LOG_LEVEL);
  const store = await openStore(env, log);
  const bot = await startBot({
    connection: store.connection,
    botToken: env.SLACK_BOT_TOKEN,
    encryptionKey: env.ENCRYPTION_KEY ?? (await readOrCreateKey(join(env.DATA_FOLDER, 'encryption.key'))),
    slack: env.SLACK_SIGNING_SECRET ? { signingSecret: env.SLACK_SIGNING_SECRET } : { appToken: env.SLACK_APP_TOKEN ?? '' },
    port: env.PORT,
    slackApiUrl: env.SLACK_API_URL,
    roles: env.ROLES,
    log,
  });
  log.info({ port: bot.port, roles: env.ROLES }, 'Rochdale is running');

  let isStopping = false;
  const stop = (signal: string) => {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'stopping');
    bot
      .stop()
      .then(store.close)
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Slack's Socket Mode client rejects promises nobody holds when a reconnection races a disconnect; that must not end the bot.
  process.on('unhandledRejection', (err) => log.error({ err }, 'a promise was rejected and nobody cared'));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
