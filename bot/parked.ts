import type { Tx } from '#prisma/db.ts';
import type { Deps } from './deps.ts';
import { addJobs } from './queue.ts';
import { sayingJob, saySoon } from './slack/outbox.ts';

/** The job that tells staff, once, of everything that was given up. */
export const ANNOUNCE_PARKED = 'announce-parked';
/** Keys of the notices themselves: one that cannot be said is not announced again. */
const NOTICE = 'parked:';

/** Has staff told of given-up jobs, a moment from now so that the job's own failure has been written down. */
export async function announceSoon(deps: Deps): Promise<void> {
  const at = new Date(deps.now().getTime() + 500);
  await addJobs(deps.db, deps, [{ task: ANNOUNCE_PARKED, payload: {}, key: ANNOUNCE_PARKED, at, moves: true }]);
}

/** Something that was tried often enough and now waits for a person: a job, or (`id` with an "s") a message that was not said. */
export type GivenUp = { id: string; task: string; payload: unknown; attempts: number; problem: string | null; since: Date };

/** Everything that was given up, oldest first. */
export function parkedJobs({ db }: Pick<Deps, 'db'>): Promise<GivenUp[]> {
  return db.$queryRaw<GivenUp[]>`
    select jobs.id::text, tasks.identifier as task, jobs.payload, jobs.attempts::int, jobs.last_error as problem, jobs.created_at as since
    from graphile_worker._private_jobs jobs join graphile_worker._private_tasks tasks on tasks.id = jobs.task_id
    where jobs.attempts >= jobs.max_attempts and jobs.locked_at is null and jobs.key is not null
    union all
    select 's' || id, 'say', json_build_object('workspaceId', workspace_id, 'key', key, 'channelId', channel_id), attempts, problem, parked_at
    from said_message where parked_at is not null and sent_at is null
    order by since`;
}

/** Has what was given up tried again from the start; answers how much of it there was. */
export async function retryParked(deps: Pick<Deps, 'db' | 'dueAt'>, ids: string[]): Promise<number> {
  const jobs = ids.filter((id) => /^\d+$/.test(id)).map(BigInt);
  const sayings = ids.filter((id) => /^s\d+$/.test(id)).map((id) => BigInt(id.slice(1)));
  return deps.db.$transaction(async (tx) => {
    const retried = await tx.$executeRaw`
      update graphile_worker._private_jobs set attempts = 0, run_at = now(), last_error = null, updated_at = now()
      where id = any(${jobs}) and attempts >= max_attempts and locked_at is null`;
    await tx.parkedJob.deleteMany({ where: { jobId: { in: jobs } } });
    // One try is counted already, so that a message which got out after all is looked for first.
    const again = await tx.saidMessage.updateManyAndReturn({
      where: { id: { in: sayings }, parkedAt: { not: null }, sentAt: null },
      data: { parkedAt: null, problem: null, announcedAt: null, attempts: 1 },
      select: { workspaceId: true, channelId: true },
    });
    await addJobs(
      tx,
      deps,
      again.map(({ workspaceId, channelId }) => sayingJob(workspaceId, channelId)),
    );
    return retried + again.length;
  });
}

type News = { workspaceId: string; first: string; tasks: string[] };

/**
 * Tells each desk's triage channel, once, what was given up since the last time.
 *
 * Also finds jobs whose process died in their last try, and forgets those that a newer job of the same key replaced.
 */
export async function announceParked(deps: Deps): Promise<void> {
  await deps.db.$executeRaw`
    delete from graphile_worker._private_jobs where attempts >= max_attempts and locked_at is null and key is null`;
  await deps.db.$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${ANNOUNCE_PARKED}, 0))`;
    const news = [...(await newlyParkedJobs(tx, deps)), ...(await newlyParkedSayings(tx, deps))];
    for (const [workspaceId, parts] of Map.groupBy(news, (part) => part.workspaceId)) {
      const text = notice(parts.flatMap((part) => part.tasks));
      for (const desk of await tx.desk.findMany({ where: { workspaceId } })) {
        const key = `${NOTICE}${desk.id}:${parts[0]?.first}`;
        await saySoon(tx, deps, workspaceId, { key, channelId: desk.triageChannelId, content: { kind: 'text', text } });
      }
    }
  });
}

async function newlyParkedJobs(tx: Tx, deps: Deps): Promise<News[]> {
  const parked = await tx.$queryRaw<{ id: bigint; task: string; workspace_id: string }[]>`
    select jobs.id, tasks.identifier as task, jobs.payload ->> 'workspaceId' as workspace_id
    from graphile_worker._private_jobs jobs join graphile_worker._private_tasks tasks on tasks.id = jobs.task_id
    where jobs.attempts >= jobs.max_attempts and jobs.locked_at is null and jobs.payload ->> 'workspaceId' is not null
      and not exists (select 1 from parked_job known where known.job_id = jobs.id)`;
  const rows = parked.map(({ id, task, workspace_id }) => ({ workspaceId: workspace_id, jobId: id, task, parkedAt: deps.now() }));
  await tx.parkedJob.createMany({ data: rows });
  return [...Map.groupBy(rows, (row) => row.workspaceId)].map(([workspaceId, jobs]) => ({
    workspaceId,
    first: `${jobs[0]?.jobId}`,
    tasks: jobs.map((job) => job.task),
  }));
}

async function newlyParkedSayings(tx: Tx, deps: Deps): Promise<News[]> {
  const parked = await tx.saidMessage.updateManyAndReturn({
    where: { parkedAt: { not: null }, announcedAt: null, sentAt: null, NOT: { key: { startsWith: NOTICE } } },
    data: { announcedAt: deps.now() },
    select: { workspaceId: true, id: true },
  });
  return [...Map.groupBy(parked, (row) => row.workspaceId)].map(([workspaceId, rows]) => ({
    workspaceId,
    first: `s${rows[0]?.id}`,
    tasks: rows.map(() => 'say'),
  }));
}

function notice(tasks: string[]): string {
  const what = tasks.length === 1 ? 'One thing I tried to do did not work' : `${tasks.length} things I tried to do did not work`;
  const kinds = [...new Set(tasks)].join(', ');
  return `:warning: ${what}, and I have stopped trying (${kinds}). Nothing is lost: whoever runs me can look and try again with \`npm run jobs\`.`;
}
