// What of the playground survives its end: the stand-in Slack's memory in a file beside the database, which keeps itself.
import { createHash } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Kept } from '#test/workspace/keeping.ts';
import type { History } from './options.ts';
import type { Riverbend } from './riverbend/riverbend.ts';
import type { Start } from './seen.ts';

/** What the playground has to know of its own, besides what Slack and bot remember. */
export type About = {
  /** Where its people and their past are from; null for Riverbend Co-op. */
  history: History | null;
  cast: Start['cast'];
  riverbend?: Riverbend | undefined;
};
export type State = {
  /** The database that belongs to it says the same (./store.ts). */
  birth: string;
  about: About;
  /** The playground's time when this was written down, in milliseconds. */
  now: number;
  slack: Kept;
};

/** Counts up whenever an older playground's state could not be gone on with. */
const FORMAT = 1;
const NAME = 'slack-state';
/** At most so much of what happened is lost when the process is killed. */
const WRITE_AFTER_MS = 700;

const fileIn = (dataFolder: string) => join(dataFolder, NAME);

/** The state that was kept, if there is any; a `problem` says in a sentence why there is none that can be used. */
export async function readState(dataFolder: string): Promise<{ state?: State; problem?: string }> {
  const bytes = await readFile(fileIn(dataFolder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!bytes) return {};
  const end = bytes.indexOf('\n');
  const [, format, digest] = /^rochdale playground (\d+) ([0-9a-f]{64})$/.exec(bytes.subarray(0, end).toString('latin1')) ?? [];
  if (format !== undefined && Number(format) !== FORMAT)
    return {
      problem: `What was kept of the last demo is of another version (${format}, this is ${FORMAT}), so this one begins anew.`,
    };
  const content = bytes.subarray(end + 1);
  if (digest !== digestOf(content)) return { problem: 'What was kept of the last demo is damaged, so this one begins anew.' };
  return { state: deserialize(content) as State };
}

export async function forgetState(dataFolder: string): Promise<void> {
  await rm(fileIn(dataFolder), { force: true });
}

export type Keeper = {
  /** Writes the state down now. */
  write: () => Promise<void>;
  /** Writes it down for the last time. */
  stop: () => Promise<void>;
};

/** Writes the state down soon after each change until it is stopped, and never fails: that the disk does not take it is said once. */
export function keepState(
  dataFolder: string,
  { take, onChange, say }: { take: () => State; onChange: (listener: () => void) => () => void; say: (line: string) => void },
): Keeper {
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let hasComplained = false;
  const complain = (error: unknown) => {
    if (!hasComplained) say(`What happens here cannot be kept: ${error instanceof Error ? error.message : String(error)}`);
    hasComplained = true;
  };
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(() => writeState(dataFolder, take())).catch(complain);
    return writing;
  };
  const writeSoon = () => {
    timer ??= setTimeout(() => void write(), WRITE_AFTER_MS);
  };
  const letGo = onChange(writeSoon);
  return {
    write,
    stop: () => {
      letGo();
      return write();
    },
  };
}

/** Whole or not at all, whenever the process or the machine ends. */
async function writeState(dataFolder: string, state: State): Promise<void> {
  const content = serialize(state);
  const path = fileIn(dataFolder);
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(Buffer.concat([Buffer.from(`rochdale playground ${FORMAT} ${digestOf(content)}\n`), content]));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

function digestOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
