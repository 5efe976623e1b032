// `npm run demo` as a process of its own, and a folder for its data.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { fastFolder } from '#test/support/server.ts';

const COMMAND = join(import.meta.dirname, '../demo.ts');
const environment = (dataFolder: string) => ({ ...process.env, DATA_FOLDER: dataFolder });

/** Starts the command; `pageUrl` settles when it has printed its address. It is gone when the test ends. */
export function spawnDemo(options: string[], dataFolder: string) {
  const child = spawn(process.execPath, [COMMAND, '--port', '0', ...options], { env: environment(dataFolder) });
  onTestFinished(() => endOf(child, 'SIGINT').then(() => undefined));
  const said = { out: '', err: '' };
  const pageUrl = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text) => {
      said.out += String(text);
      const [, url] = /^(http:\S+)\n/.exec(said.out) ?? [];
      if (url) resolve(url);
    });
    child.stderr.on('data', (text) => {
      said.err += String(text);
    });
    child.on('exit', () => reject(new Error(`the demo ended: ${said.err}`)));
  });
  pageUrl.catch(() => undefined);
  return { said, pageUrl, end: (signal: NodeJS.Signals) => endOf(child, signal) };
}

/** Answers the exit code. */
async function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
  return child.exitCode;
}

/** Runs the command to its end, which must be a failure; answers what it said. */
export async function failedDemo(options: string[], dataFolder: string): Promise<{ stderr: string; code: number }> {
  const run = promisify(execFile)(process.execPath, [COMMAND, ...options], { env: environment(dataFolder) });
  return run.then(
    () => Promise.reject(new Error('the demo started')),
    (failure: { stderr: string; code: number }) => failure,
  );
}

/** A folder that is gone when the test ends, or when `atEnd` says so. */
export async function emptyFolder(atEnd: (clear: () => Promise<void>) => void = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(await fastFolder(), 'rochdale-demo-'));
  // As root the server runs as an ordinary user, who must get in here.
  await chmod(folder, 0o755);
  atEnd(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
