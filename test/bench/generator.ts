import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Cores, pinned } from './cores.ts';
import type { Load, LoadResult } from './load.ts';
import type { Cleanups } from './row.ts';
import { stopProcess } from './servers.ts';

export type Generator = {
  /** Signs the requests, then runs the load; `look` is called as shortly before and after it as can be. */
  run: <T>(load: Load, look: () => T) => Promise<LoadResult & { before: T; after: T }>;
};

type Said = { ready: true } | { result: LoadResult } | { problem: string };

export function startGenerator(cores: Cores, cleanups: Cleanups): Generator {
  const [program = process.execPath, ...words] = [
    ...pinned(cores?.load),
    process.execPath,
    new URL('load.ts', import.meta.url).pathname,
  ];
  const child = spawn(program, words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  cleanups.add(() => stopProcess(child));

  async function ask(message: Load | 'go'): Promise<Said> {
    const ended = new AbortController();
    const exit = once(child, 'exit', { signal: ended.signal }).then(() => {
      throw new Error('the load generator ended');
    });
    // Rejects when the answer was faster, and then nobody listens.
    exit.catch(() => undefined);
    const answer = once(child, 'message', { signal: ended.signal });
    answer.catch(() => undefined);
    child.send(message);
    const [said] = await Promise.race([answer, exit]).finally(() => ended.abort());
    if ('problem' in said) throw new Error(`the load generator: ${said.problem}`);
    return said;
  }

  return {
    run: async (load, look) => {
      await ask(load);
      const before = look();
      const said = await ask('go');
      const after = look();
      if (!('result' in said)) throw new Error('the load generator had no result');
      return { ...said.result, before, after };
    },
  };
}
