import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import type { BotOptions } from '#bot/start.ts';

export type InstanceOptions = {
  port: number;
  connection: pg.PoolConfig;
  botToken: string;
  slack: BotOptions['slack'];
  slackApiUrl: string;
  key: string;
  logLevel: string;
  /** One member may write any number of messages a minute; so it is unless told otherwise. */
  takesFloods?: boolean;
};

export type Instance = {
  url: string;
  port: number;
  /** True while a process of it lives. */
  isAlive: () => boolean;
  /** Starts it on its port and waits until it is ready for work. Answers the milliseconds that took. */
  start: () => Promise<number>;
  /** Ends it as `kill -9` does. */
  kill: () => Promise<void>;
  /** Ends it as an operator does; answers its exit code and the milliseconds it took. */
  stop: () => Promise<{ code: number | null; ms: number }>;
  /** What it wrote to its error output, in all its lives. */
  said: () => string;
  isReady: () => Promise<boolean>;
  /** Megabytes of memory it holds. */
  memory: () => Promise<number>;
};

const READY_WITHIN_MS = 30_000;

/** An instance on a port that stays the same in all its lives; not started yet. */
export async function anInstance(options: Omit<InstanceOptions, 'port' | 'logLevel'>): Promise<Instance> {
  const port = await freePort();
  const settings = JSON.stringify({ ...options, port, logLevel: process.env.CHAOS_LOG ?? 'silent' });
  return instanceOn(port, () => ({
    script: join(import.meta.dirname, 'instance.ts'),
    env: { ...process.env, CHAOS_INSTANCE: settings, NODE_ENV: 'production' },
  }));
}

/** The bot as `npm start` runs it, with this environment and nothing else of ours. */
export async function aRealBot(environment: Record<string, string>): Promise<Instance> {
  const port = await freePort();
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, LOG_LEVEL: process.env.CHAOS_LOG ?? 'silent', ...environment, PORT: String(port) };
  return instanceOn(port, () => ({ script: join(import.meta.dirname, '../../bot/main.ts'), env }));
}

function instanceOn(port: number, command: () => { script: string; env: NodeJS.ProcessEnv }): Instance {
  let child: ChildProcess | undefined;
  let said = '';
  const isAlive = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  const isReady = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    return answer?.status === 200;
  };
  const end = async (signal: NodeJS.Signals) => {
    if (!child || !isAlive()) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return {
    url: `http://127.0.0.1:${port}/slack/events`,
    port,
    isAlive,
    isReady,
    said: () => said,
    memory: async () => {
      const status = await readFile(`/proc/${child?.pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
    },
    start: async () => {
      const started = performance.now();
      const { script, env } = command();
      child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'ignore', 'pipe'] });
      child.stderr?.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-20_000);
      });
      while (!(await isReady())) {
        if (!isAlive()) throw new Error(`the bot ended before it was ready:\n${said}`);
        if (performance.now() - started > READY_WITHIN_MS) throw new Error(`the bot was not ready in time:\n${said}`);
        await wait(20);
      }
      return performance.now() - started;
    },
    kill: () => end('SIGKILL'),
    stop: async () => {
      const started = performance.now();
      await end('SIGTERM');
      return { code: child?.exitCode ?? null, ms: performance.now() - started };
    },
  };
}

/** Below the ports that systems give to outgoing connections, so that nobody takes it while its instance is dead. */
const [FIRST_PORT, LAST_PORT] = [20_000, 32_000];

async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}
