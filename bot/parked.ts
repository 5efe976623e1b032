import type { Deps } from './deps.ts';
import { saySoon } from './slack/outbox.ts';

type Parked = { id: bigint; task: string; workspace_id: string | null };

/**
 * Tells each desk's triage channel, once, how many jobs were given up since the last time.
 *
 * Also finds those whose process died in its last try, and forgets those that a newer job of the same key replaced.
 */
export async function announceParked(deps: Deps): Promise<void> {
  await deps.db.$executeRaw`
    delete from graphile_worker._private_jobs
    where attempts >= max_attempts and locked_at is null and key is null`;
  await deps.db.$transaction(async (tx) => {
    const parked = await tx.$queryRaw<Parked[]>`
      select jobs.id, tasks.identifier as task, jobs.payload ->> 'workspaceId' as workspace_id
      from graphile_worker._private_jobs jobs join graphile_worker._private_tasks tasks on tasks.id = jobs.task_id
      where jobs.attempts >= jobs.max_attempts and jobs.locked_at is null
        and not exists (select 1 from parked_job known where known.job_id = jobs.id)`;
    for (const [workspaceId, jobs] of Map.groupBy(parked, (job) => job.workspace_id)) {
      if (workspaceId === null) continue;
      await tx.parkedJob.createMany({
        data: jobs.map(({ id, task }) => ({ workspaceId, jobId: id, task, parkedAt: deps.now() })),
        skipDuplicates: true,
      });
      for (const desk of await tx.desk.findMany({ where: { workspaceId } })) {
        const key = `parked:${desk.id}:${jobs[0]?.id}`;
        await saySoon(tx, deps, workspaceId, {
          key,
          channelId: desk.triageChannelId,
          content: { kind: 'text', text: notice(jobs) },
        });
      }
    }
  });
}

function notice(jobs: Parked[]): string {
  const what = jobs.length === 1 ? 'One thing I tried to do did not work' : `${jobs.length} things I tried to do did not work`;
  const tasks = [...new Set(jobs.map((job) => job.task))].join(', ');
  return `:warning: ${what}, and I have stopped trying (${tasks}). Nothing is lost: whoever runs me can look and try again with \`npm run jobs\`.`;
}

export type GivenUp = {
  id: bigint;
  task: string;
  payload: unknown;
  attempts: number;
  last_error: string | null;
  created_at: Date;
};

/** Every job that was given up, oldest first. */
export function parkedJobs(deps: Pick<Deps, 'db'>): Promise<GivenUp[]> {
  return deps.db.$queryRaw<GivenUp[]>`
    select jobs.id, tasks.identifier as task, jobs.payload, jobs.attempts, jobs.last_error, jobs.created_at
    from graphile_worker._private_jobs jobs join graphile_worker._private_tasks tasks on tasks.id = jobs.task_id
    where jobs.attempts >= jobs.max_attempts and jobs.locked_at is null
    order by jobs.id`;
}

/** Has given-up jobs tried again from the start, and sayings that were set aside said; answers how many there were. */
export async function retryParked(deps: Deps, ids: bigint[]): Promise<number> {
  return deps.db.$transaction(async (tx) => {
    const retried = await tx.$executeRaw`
      update graphile_worker._private_jobs set attempts = 0, run_at = now(), last_error = null, updated_at = now()
      where id = any(${ids}) and attempts >= max_attempts and locked_at is null`;
    await tx.parkedJob.deleteMany({ where: { jobId: { in: ids } } });
    await tx.saidMessage.updateMany({ where: { parkedAt: { not: null } }, data: { parkedAt: null, problem: null, attempts: 2 } });
    return retried;
  });
}
