// The bot as `npm start` runs it; unless told to, it does not wait between two posts, since no real Slack listens.
import pino from 'pino';
import { z } from 'zod';
import { startBot } from '#bot/start.ts';

const Options = z.object({
  connection: z.record(z.string(), z.unknown()),
  botToken: z.string(),
  signingSecret: z.string(),
  slackApiUrl: z.string(),
  pacing: z.boolean(),
});
const { signingSecret, ...options } = Options.parse(JSON.parse(process.env.BENCH_BOT ?? ''));

const bot = await startBot({
  ...options,
  slack: { signingSecret },
  encryptionKey: Buffer.alloc(32, 7),
  port: 0,
  log: pino({ level: 'warn' }, pino.destination(2)),
  takesFloods: true,
});
process.stdout.write(`${JSON.stringify({ port: bot.port })}\n`);
process.once('SIGTERM', () => void bot.stop().finally(() => process.exit(0)));
