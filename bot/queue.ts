import type { Tx } from '#prisma/db.ts';
import type { Deps } from './deps.ts';

/** Something to do later. Payloads hold ids only: jobs that fail are logged with theirs. */
export type Job = {
  task: string;
  payload: Record<string, string | number | null>;
  /** Jobs with the same key that have not started yet are one job; every job has one, so that one without was replaced by another. */
  key: string;
  /** In the bot's time; at once when left out. */
  at?: Date;
  /** A job waiting under the same key is moved to `at`; otherwise it keeps its time, so that what Slack's limits set holds. */
  moves?: boolean;
  /** How often it is tried before it is given up. */
  attempts?: number;
  /** Jobs of the same queue are done one after the other, also where one is under way when the next is added. */
  queue?: string;
};

/** For whom `attempts` is not given: about two days of trying, since each wait is longer than the one before. */
const ATTEMPTS = 16;

/**
 * Adds jobs inside the transaction that makes them due, so that neither exists without the other (the outbox).
 *
 * One statement for all jobs that do not move a waiting one.
 */
export async function addJobs(tx: Pick<Tx, '$executeRaw'>, deps: Pick<Deps, 'dueAt'>, jobs: Job[]): Promise<void> {
  await add(
    tx,
    deps,
    jobs.filter((job) => !job.moves),
    true,
  );
  await add(
    tx,
    deps,
    jobs.filter((job) => job.moves),
    false,
  );
}

async function add(tx: Pick<Tx, '$executeRaw'>, deps: Pick<Deps, 'dueAt'>, jobs: Job[], keepsTime: boolean): Promise<void> {
  if (jobs.length === 0) return;
  const specs = JSON.stringify(
    jobs.map(({ at, key, attempts, task, payload, queue }) => ({
      task,
      payload,
      key,
      queue: queue ?? null,
      attempts: attempts ?? ATTEMPTS,
      run_at: at ? deps.dueAt(at).toISOString() : null,
    })),
  );
  await tx.$executeRaw`
    select 1 from graphile_worker.add_jobs(
      array(
        select (spec.task, spec.payload, spec.queue, spec.run_at, spec.attempts, spec.key, null, null)::graphile_worker.job_spec
        from jsonb_to_recordset(${specs}::jsonb)
          as spec(task text, payload json, queue text, run_at timestamptz, attempts integer, key text)
      ),
      ${keepsTime}
    )`;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 60_000;

/** Puts a job off that waits for something else, without spending one of its tries; each wait is twice the one before, to a minute. */
export async function putOff(
  tx: Pick<Tx, '$executeRaw'>,
  deps: Pick<Deps, 'dueAt' | 'now'>,
  job: Job,
  waits: number,
): Promise<void> {
  const at = new Date(deps.now().getTime() + Math.min(FIRST_WAIT_MS * 2 ** waits, LONGEST_WAIT_MS));
  await addJobs(tx, deps, [{ ...job, payload: { ...job.payload, waits: waits + 1 }, at, moves: true }]);
}

/** Takes back a job that waits under this key, if it does. */
export async function removeJob(tx: Pick<Tx, '$executeRaw'>, key: string): Promise<void> {
  await tx.$executeRaw`select 1 from graphile_worker.remove_job(${key})`;
}
