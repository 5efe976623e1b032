import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { type JobHelpers, type Runner, run, type WorkerEvents, Logger as WorkerLogger } from 'graphile-worker';
import pg from 'pg';
import type { Deps } from './deps.ts';
import { problemOf } from './log.ts';
import { announceSoon } from './parked.ts';
import { addJobs, type Job } from './queue.ts';
import { TooManyCalls } from './slack/limits.ts';

/** What a task does, given its payload (checked by itself), and what follows when it is given up. */
export type Task = {
  run: (payload: unknown) => Promise<void>;
  /** Runs after the last try has failed; `problem` is the error's message. */
  givenUp?: (payload: unknown, problem: string) => Promise<void>;
};

export type WorkerOptions = {
  /** Jobs at once; fewer wake each other less often, where nothing hangs. */
  concurrency?: number | undefined;
  onJobDone?: (() => void) | undefined;
};

export type Worker = {
  /** True while jobs are being taken. */
  isRunning: () => boolean;
  /** Stops taking jobs and waits for those under way. */
  stop: () => Promise<void>;
};

/** Jobs at once: ten sockets that hang for ten seconds each must leave room for everybody else. */
export const CONCURRENCY = 24;
const BEACON = 'rochdale-pool:';
const FREE_EVERY_MS = 2500;
const RESTART_AFTER_MS = 500;
const GIVE_UP_OLD_POOL_MS = 2000;

/**
 * Works through the jobs until it is stopped; a store that goes away and comes back is waited for.
 *
 * Every pool of workers keeps a connection named after it; jobs of a pool without one belong to a dead process and are
 * freed within seconds, by any instance (graphile-worker alone would take four hours).
 */
export function startWorker(
  deps: Deps,
  connection: pg.PoolConfig,
  tasks: Record<string, Task>,
  options: WorkerOptions = {},
): Worker {
  const { concurrency = CONCURRENCY, onJobDone } = options;
  let isStopping = false;
  let runner: Runner | undefined;
  const taskList = Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      (payload: unknown, helpers: JobHelpers) => attempt(deps, name, task, payload, helpers),
    ]),
  );

  const working = (async () => {
    while (!isStopping) {
      try {
        await workUntilLost();
      } catch (error) {
        if (!isStopping) deps.log.warn({ err: error }, 'the worker waits for the store');
      }
      runner = undefined;
      if (!isStopping) await wait(RESTART_AFTER_MS);
    }
  })();

  /** One life of the pool: it ends when it is stopped or when the store is lost, which its beacon notices first. */
  async function workUntilLost(): Promise<void> {
    const beacon = new pg.Client({ ...connection, application_name: `${BEACON}starting-${randomUUID().slice(0, 8)}` });
    const lost = new Promise<void>((resolve) => {
      beacon.once('end', resolve);
      beacon.once('error', () => resolve());
    });
    beacon.on('error', () => undefined);
    await beacon.connect();
    const pool = await startPool(deps, beacon, taskList, concurrency);
    if (onJobDone) pool.events.on('job:complete', onJobDone);
    runner = pool;
    // Told to stop while it was starting.
    if (isStopping) await pool.stop();
    const ended = pool.promise.catch((error: unknown) => deps.log.warn({ err: error }, 'the worker ended'));
    try {
      await Promise.race([ended, lost]);
      runner = undefined;
      await Promise.race([pool.stop().catch(() => undefined), wait(GIVE_UP_OLD_POOL_MS)]);
    } finally {
      await beacon.end().catch(() => undefined);
    }
  }

  const freeing = setInterval(() => void freeJobsOfTheDead(deps).catch(() => undefined), FREE_EVERY_MS);
  return {
    isRunning: () => runner !== undefined && !isStopping,
    stop: async () => {
      isStopping = true;
      clearInterval(freeing);
      await runner?.stop().catch(() => undefined);
      await working;
    },
  };
}

type TaskFunction = (payload: unknown, helpers: JobHelpers) => Promise<void>;

async function startPool(
  deps: Deps,
  beacon: pg.Client,
  taskList: Record<string, TaskFunction>,
  concurrency: number,
): Promise<Runner> {
  const events: WorkerEvents = new EventEmitter();
  events.on(
    'pool:create',
    ({ workerPool }) => void beacon.query(`set application_name = '${BEACON}${workerPool.id}'`).catch(() => undefined),
  );
  return run({
    pgPool: deps.pool,
    taskList,
    parsedCronItems: [],
    concurrency,
    noHandleSignals: true,
    pollInterval: 1000,
    events,
    logger: new WorkerLogger(() => (level, message) => {
      if (level === 'error' || level === 'warning') deps.log.debug({ worker: String(message).slice(0, 300) }, 'worker');
    }),
  });
}

/**
 * Runs one try of a job; after the last one the job is parked, what follows from that happens, and staff are told.
 *
 * What Slack's limits put off is no try: the job comes again when it may.
 */
async function attempt(deps: Deps, name: string, task: Task, payload: unknown, { job }: JobHelpers): Promise<void> {
  try {
    await task.run(payload);
  } catch (error) {
    if (error instanceof TooManyCalls && job.key !== null) {
      const again = { task: name, payload: payload as Job['payload'], key: job.key, at: error.until, attempts: job.max_attempts };
      return addJobs(deps.db, deps, [{ ...again, moves: true }]);
    }
    const isLast = job.attempts >= job.max_attempts;
    deps.log.warn(
      { err: error, task: name, payload, attempt: job.attempts, isLast },
      isLast ? 'a job is given up' : 'a job failed and is tried again',
    );
    if (isLast) {
      await task.givenUp?.(payload, problemOf(error));
      await announceSoon(deps);
    }
    // What is thrown here is kept with the job for whoever looks into it, so it must not quote what a member wrote.
    throw new Error(problemOf(error));
  }
}

/** Frees the jobs of pools whose beacon is out; a pool that has just begun may not have lit its own yet. */
async function freeJobsOfTheDead(deps: Deps): Promise<void> {
  await deps.pool.query(`
    select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
    from graphile_worker._private_jobs
    where locked_by is not null and locked_at < now() - interval '2 seconds'
      and not exists (select 1 from pg_stat_activity where application_name = '${BEACON}' || locked_by)
    having count(*) > 0`);
}
