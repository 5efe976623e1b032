import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Order, Report, Start } from './bot-process.ts';

export type BotProcess = {
  port: number;
  /** Tells the bot what time it is; settles when it lives in it. */
  setClock: (at: Date) => Promise<void>;
  /** The most memory the process has had, in bytes. */
  largestMemory: () => Promise<number>;
};

/** How long a bot may take to leave by itself; its state is temporary anyway. */
const LEAVE_WITHIN_MS = 5000;

/** A bot under full load for a minute lets its memory grow for no gain: a third less with these, at the same speed. */
const SMALL = { flags: ['--max-semi-space-size=4', '--max-old-space-size=160'], env: { MALLOC_ARENA_MAX: '2' } };

/** Starts the bot in a process of its own; `kill` ends it at any moment, also while it starts. Rejects when it cannot start or dies. */
export function launchBot(options: Start) {
  const child = fork(join(import.meta.dirname, 'bot-process.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [...process.execArgv, ...SMALL.flags],
    env: { ...process.env, ...SMALL.env },
  });
  const gone = once(child, 'exit');
  let isWanted = true;
  const died = gone.then(([code, signal]: unknown[]) => {
    if (isWanted) throw new Error(`the bot's process ended by itself (${String(code ?? signal)})`);
    return new Promise<never>(() => undefined);
  });
  died.catch(() => undefined);

  async function ask<K extends Report['kind']>(order: Order, kind: K): Promise<Extract<Report, { kind: K }>> {
    const answer = answerOf(child, kind);
    child.send(order);
    return Promise.race([answer, died]);
  }

  const started = ask({ kind: 'start', options }, 'started').then(
    ({ port }): BotProcess => ({
      port,
      setClock: async (at) => {
        await ask({ kind: 'clock', at: at.getTime() }, 'clock set');
      },
      largestMemory: async () => (await ask({ kind: 'memory' }, 'memory')).largest,
    }),
  );
  const leave = async (order?: Order) => {
    isWanted = false;
    if (child.exitCode !== null || child.signalCode !== null) return;
    if (order && child.connected) child.send(order);
    else child.kill('SIGKILL');
    const impatience = setTimeout(() => child.kill('SIGKILL'), LEAVE_WITHIN_MS);
    await gone;
    clearTimeout(impatience);
  };
  return { started, died, stop: () => leave({ kind: 'stop' }), kill: () => leave() };
}

function answerOf<K extends Report['kind']>(child: ChildProcess, kind: K): Promise<Extract<Report, { kind: K }>> {
  return new Promise((resolve, reject) => {
    const hear = (said: Report) => {
      if (said.kind !== kind && said.kind !== 'failed') return;
      child.off('message', hear);
      if (said.kind === 'failed') reject(new Error(said.message));
      else resolve(said as Extract<Report, { kind: K }>);
    };
    child.on('message', hear);
  });
}
