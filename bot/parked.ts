import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import type { Deps } from './deps.ts';
import { NOTE } from './handling/notes.ts';
import { SAYING, type Undone, undoneInWords } from './parked-words.ts';
import { addJobs } from './queue.ts';
import { LOST_REPLY } from './replies/replying.ts';
import { apologiseIn } from './slack/event-job.ts';
import { PROCESS_EVENT } from './slack/inbox.ts';
import { sayingJob, saySoon } from './slack/outbox.ts';
import { STAFF_REPLY } from './tickets/tickets.ts';

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
    from said_message where parked_at is not null and sent_at is null and withdrawn_at is null
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
      where: { id: { in: sayings }, parkedAt: { not: null }, sentAt: null, withdrawnAt: null },
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

/** Something given up of which nobody has been told yet; `id` with an "s" for a saying. */
type News = Undone & { workspaceId: string; id: string };

/**
 * Tells each desk's triage channel, once, what was given up since the last time, and the people who wait for it.
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
      const text = await notice(tx, workspaceId, parts);
      for (const desk of await tx.desk.findMany({ where: { workspaceId } })) {
        const key = noticeKey(deps, `${desk.id}:${parts[0]?.id}`);
        await saySoon(tx, deps, workspaceId, { key, channelId: desk.triageChannelId, content: { kind: 'text', text } });
      }
      for (const part of parts) await tellWhoWaits(tx, deps, part);
    }
  });
}

/** With the time, since what is tried again and given up again is news again. */
function noticeKey({ now }: Deps, what: string): string {
  return `${NOTICE}${what}:${now().getTime()}`;
}

async function newlyParkedJobs(tx: Tx, deps: Deps): Promise<News[]> {
  const parked = await tx.$queryRaw<{ id: bigint; task: string; workspaceId: string; facts: unknown }[]>`
    select jobs.id, tasks.identifier as task, jobs.payload ->> 'workspaceId' as "workspaceId", jobs.payload as facts
    from graphile_worker._private_jobs jobs join graphile_worker._private_tasks tasks on tasks.id = jobs.task_id
    where jobs.attempts >= jobs.max_attempts and jobs.locked_at is null and jobs.payload ->> 'workspaceId' is not null
      and not exists (select 1 from parked_job known where known.job_id = jobs.id)
    order by jobs.id`;
  const data = parked.map(({ id, task, workspaceId }) => ({ workspaceId, jobId: id, task, parkedAt: deps.now() }));
  await tx.parkedJob.createMany({ data });
  return parked.map((job) => ({ ...job, id: `${job.id}` }));
}

async function newlyParkedSayings(tx: Tx, deps: Deps): Promise<News[]> {
  const parked = await tx.saidMessage.updateManyAndReturn({
    where: { parkedAt: { not: null }, announcedAt: null, sentAt: null, NOT: { key: { startsWith: NOTICE } } },
    data: { announcedAt: deps.now() },
    select: { workspaceId: true, id: true, channelId: true, content: true },
  });
  return parked.map(({ workspaceId, id, channelId, content }) => {
    const facts = { ...(typeof content === 'object' ? content : {}), channelId };
    return { workspaceId, id: `s${id}`, task: SAYING, facts };
  });
}

const MOST_NAMED = 10;

async function notice(tx: Tx, workspaceId: string, parts: News[]): Promise<string> {
  const what: string[] = [];
  for (const part of parts.slice(0, MOST_NAMED)) what.push(await undoneInWords(tx, workspaceId, part));
  if (parts.length > MOST_NAMED) what.push(`and ${parts.length - MOST_NAMED} more`);
  const list =
    what.length === 1
      ? `This did not work, and I have stopped trying: ${what[0]}. `
      : `These things did not work, and I have stopped trying:\n${what.map((one) => `• ${one}\n`).join('')}`;
  return `:warning: ${list}Nothing is lost: whoever runs me can look and try again with \`npm run jobs\`.`;
}

const Event = z.object({ workspaceId: z.string(), eventId: z.string() });
const Written = z.object({ kind: z.enum([STAFF_REPLY, NOTE]), ticketId: z.number(), authorId: z.string() });

/** The member whose message was not taken in, and the staff member whose answer or note did not get out. */
async function tellWhoWaits(tx: Tx, deps: Deps, { workspaceId, id, task, facts }: News): Promise<void> {
  const event = Event.safeParse(facts).data;
  if (task === PROCESS_EVENT && event) await apologiseIn(tx, deps, event);
  const written = Written.safeParse(facts).data;
  if (task !== SAYING || !written) return;
  // Its words stay in the store; bot/replies shows them to their author alone, with a press to try again.
  const content = { kind: LOST_REPLY, ticketId: written.ticketId, saidId: id.slice(1) };
  await saySoon(tx, deps, workspaceId, { key: noticeKey(deps, id), channelId: written.authorId, content });
}
