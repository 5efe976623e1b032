import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Which cores the server under test, the load generator, and the database run on; undefined where they cannot be pinned. */
export type Cores = { server: string; load: string; database: string } | undefined;

const PINNING = 'taskset';

/** The server has a core of its own; the database shares the generator's only where there are no more than two. */
export function chooseCores(): Cores {
  if (process.platform !== 'linux') throw new Error('CPU time is read from /proc, so this is measured on Linux only');
  const [server, load, ...rest] = allowedCores();
  if (server === undefined || load === undefined || spawnSync(PINNING, ['--version']).status !== 0) return undefined;
  return { server: String(server), load: String(load), database: rest.length > 0 ? rest.join(',') : String(load) };
}

function allowedCores(): number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** How to start a program on some cores: what goes before its own words. */
export function pinned(cores: string | undefined): string[] {
  return cores === undefined ? [] : [PINNING, '--cpu-list', cores];
}

/** Moves a running process (and what it starts from now on) to some cores. */
export function pin(pid: number, cores: string | undefined): void {
  if (cores !== undefined) spawnSync(PINNING, ['--all-tasks', '--pid', '--cpu-list', cores, String(pid)]);
}

/** Linux counts in hundredths of a second wherever Node runs. */
const TICKS_PER_SECOND = 100;

/** The CPU time a process has used, in seconds, all its threads together. */
export function cpuSeconds(pid: number): number {
  const { user, system } = statOf(pid);
  return (user + system) / TICKS_PER_SECOND;
}

/** The CPU time of a process and of all its children, those that ended too, in seconds. */
export function cpuSecondsOfAll(pid: number): number {
  const { user, system, ended } = statOf(pid);
  const living = readdirSync('/proc').reduce((sum, name) => sum + (/^\d+$/.test(name) ? usedByChild(Number(name), pid) : 0), 0);
  return (user + system + ended) / TICKS_PER_SECOND + living;
}

function usedByChild(pid: number, parent: number): number {
  try {
    return statOf(pid).parent === parent ? cpuSeconds(pid) : 0;
  } catch {
    // It has just ended, and is in what its parent says of ended ones.
    return 0;
  }
}

function statOf(pid: number) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name, in brackets, and may hold anything.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0] = fields;
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
  return { parent, user, system, ended: endedUser + endedSystem };
}
