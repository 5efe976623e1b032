import type { Deps } from '#bot/deps.ts';
import { addJobs, type Job } from '#bot/queue.ts';
import type { Tx } from '#prisma/db.ts';
import { type Person, rememberMembers } from './members.ts';

/** Reads one page of everybody in a workspace; `cursor` is Slack's, empty for the first page. */
export const READ_PEOPLE = 'read-people';

export function readingJob(workspaceId: string, cursor = ''): Job {
  return { task: READ_PEOPLE, payload: { workspaceId, cursor }, key: `${READ_PEOPLE}:${workspaceId}` };
}

/** Has everybody read in every workspace that is set up and where that was not done to its end. */
export async function planReadings(deps: Deps): Promise<void> {
  const workspaces = await deps.db.workspace.findMany({ where: { setUpAt: { not: null } }, select: { id: true } });
  for (const { id } of workspaces) await readPeopleSoon(deps.db, deps, id);
}

/**
 * Has everybody in a workspace read, once; a reading under way goes on where it is.
 *
 * Where no e-mail came with it, the app was not yet allowed to see them, so it is done again.
 */
export async function readPeopleSoon(tx: Tx, deps: Pick<Deps, 'dueAt'>, workspaceId: string): Promise<void> {
  const job = readingJob(workspaceId);
  const [standing] = await tx.$queryRaw<{ isDone: boolean; isWaiting: boolean }[]>`
    select people_read_at is not null
        and exists (select 1 from member where workspace_id = ${workspaceId} and email is not null) as "isDone",
      exists (select 1 from graphile_worker.jobs where key = ${job.key} and attempts < max_attempts) as "isWaiting"
    from workspace where id = ${workspaceId}`;
  if (standing && !standing.isDone && !standing.isWaiting) await addJobs(tx, deps, [job]);
}

/** Keeps a page of people and has the next one read, together; after the last one the workspace is done. */
export async function keepPage(deps: Deps, workspaceId: string, people: Person[], nextCursor: string): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    await rememberMembers(tx, workspaceId, [...new Map(people.map((person) => [person.id, person])).values()], deps.now());
    if (nextCursor === '') await tx.workspace.update({ where: { id: workspaceId }, data: { peopleReadAt: deps.now() } });
    else await addJobs(tx, deps, [readingJob(workspaceId, nextCursor)]);
  });
}
