// The bot in a process of its own, so that its memory can be measured and a stop leaves nothing of it; driven by test/replay/bot.ts.
import type pg from 'pg';
import pino from 'pino';
import { type Bot, startBot } from '#bot/start.ts';
import { createTravelClock } from '#test/workspace/time-travel.ts';

export type Start = {
  connection: pg.PoolConfig;
  botToken: string;
  signingSecret: string;
  slackApiUrl: string;
  /** The bot's time at the start, and the real instant that is, in milliseconds. */
  start: number;
  realStart: number;
};
export type Order = { kind: 'start'; options: Start } | { kind: 'clock'; at: number } | { kind: 'memory' } | { kind: 'stop' };
export type Report =
  | { kind: 'started'; port: number }
  | { kind: 'clock set' }
  | { kind: 'memory'; largest: number }
  | { kind: 'failed'; message: string };

let clock: ReturnType<typeof createTravelClock> | undefined;
let bot: Bot | undefined;

const report = (said: Report) => process.send?.(said);

async function start({ connection, botToken, signingSecret, slackApiUrl, start: at, realStart }: Start): Promise<void> {
  clock = createTravelClock(new Date(at), new Date(realStart));
  bot = await startBot({
    connection,
    botToken,
    encryptionKey: Buffer.alloc(32, 1),
    slack: { signingSecret },
    slackApiUrl,
    port: 0,
    log: pino({ level: 'silent' }),
    clock,
    pacing: false,
    takesFloods: true,
    // Nothing hangs here, and idle workers would only ask the store in vain.
    concurrency: 6,
  });
  report({ kind: 'started', port: bot.port });
}

async function obey(order: Order): Promise<void> {
  if (order.kind === 'start') return start(order.options);
  if (order.kind === 'clock') {
    clock?.set(new Date(order.at));
    report({ kind: 'clock set' });
  } else if (order.kind === 'memory') {
    // Linux counts it in kilobytes.
    report({ kind: 'memory', largest: process.resourceUsage().maxRSS * 1024 });
  } else {
    await bot?.stop();
    process.exit(0);
  }
}

process.on('message', (order: Order) => {
  obey(order).catch((error: unknown) => {
    report({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  });
});
// The replay decides when the bot stops, also when a terminal tells both; and without a replay there is nothing to do.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit(0));
