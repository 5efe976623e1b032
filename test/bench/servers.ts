import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { cpuSeconds, pinned } from './cores.ts';

export type Server = { port: number; pid: number; cpuSeconds: () => number; stop: () => Promise<void> };

const START_WITHIN_MS = 20_000;
const STOP_WITHIN_MS = 12_000;

/** Starts one of our programs in a process of its own, on some cores; it says its port as JSON on a line of its output. */
export async function startServer(file: string, env: Record<string, string>, cores: string | undefined): Promise<Server> {
  const [program = process.execPath, ...words] = [...pinned(cores), process.execPath, file];
  const child = spawn(program, words, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => stopProcess(child);
  try {
    const port = await portOf(child, file);
    // taskset becomes the program it starts, so the process is the same.
    const { pid = 0 } = child;
    return { port, pid, cpuSeconds: () => cpuSeconds(pid), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function portOf(child: ChildProcess, file: string): Promise<number> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    const fail = (problem: string) => {
      clearTimeout(timer);
      reject(new Error(`${file} ${problem}\n${said.slice(-20).join('\n')}`));
    };
    const timer = setTimeout(() => fail('did not start'), START_WITHIN_MS);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`ended (${code}) before it listened`));
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface(stream).on('line', (line) => {
        if (said.length < 1000) said.push(line);
        const port = /"port":(\d+)/.exec(line)?.[1];
        if (port === undefined) return;
        clearTimeout(timer);
        resolve(Number(port));
      });
    }
  });
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}
