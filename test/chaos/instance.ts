// One instance of the bot as a process of its own, for proofs that kill it: what bot/main.ts starts, but without the one post a
// second and channel that a real Slack wants, and on the database it is given.
import pino from 'pino';
import { startBot } from '#bot/start.ts';
import type { InstanceOptions } from './instances.ts';

const {
  port,
  connection,
  botToken,
  slack,
  slackApiUrl,
  key,
  logLevel,
  takesFloods = true,
} = JSON.parse(process.env.CHAOS_INSTANCE ?? '{}') as InstanceOptions;

const bot = await startBot({
  connection,
  botToken,
  encryptionKey: Buffer.from(key, 'hex'),
  slack,
  slackApiUrl,
  port,
  pacing: false,
  takesFloods,
  log: pino({ level: logLevel, serializers: { err: pino.stdSerializers.err } }, pino.destination(2)),
});
process.on('SIGTERM', () => {
  bot.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
process.on('unhandledRejection', (error) => process.stderr.write(`UNHANDLED ${String(error)}\n`));
