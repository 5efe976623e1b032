import { readStoreEnv } from '#bot/env.ts';
import { attachStore, type Store } from '#prisma/store.ts';

/**
 * Runs one command on the store: what it returns is printed, what it throws is printed as one sentence and ends it with 1. A command
 * that shows an argument in its usage is given exactly one.
 */
export async function runOnStore(usage: string, work: (store: Store, argument: string) => Promise<string>): Promise<void> {
  try {
    const words = process.argv.slice(2);
    if (words.length !== (usage.includes(' -- ') ? 1 : 0)) throw new Error(`Usage: ${usage}`);
    const store = await attachStore(readStoreEnv());
    try {
      process.stdout.write(`${await work(store, words[0] ?? '')}\n`);
    } finally {
      await store.close();
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
