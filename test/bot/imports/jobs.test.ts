import { describe, expect, it } from 'vitest';
import { importTasks } from '#bot/imports/jobs.ts';
import { PREVIEW_PEOPLE_FILE } from '#bot/imports/requests.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { ANA, openDesk, TOM, WORKSPACE } from '#test/support/factories.ts';

/** The store stops answering between what is said and the job that says it. */
async function interrupted() {
  const { db, deps } = await openDesk();
  await db.$executeRaw`alter function graphile_worker.add_jobs(graphile_worker.job_spec[], boolean) rename to add_jobs_away`;
  const task = importTasks(deps as unknown as SlackDeps)[PREVIEW_PEOPLE_FILE];
  if (!task) throw new Error('no such task');
  const mend = () =>
    db.$executeRaw`alter function graphile_worker.add_jobs_away(graphile_worker.job_spec[], boolean) rename to add_jobs`;
  return { db, task, mend };
}

describe('what an admin is told of their file', () => {
  it.each([
    [
      'that it may not be imported',
      (task: Awaited<ReturnType<typeof interrupted>>['task']) => task.run({ workspaceId: WORKSPACE, adminId: TOM, fileId: 'F1' }),
    ],
    [
      'that it could not be read',
      (task: Awaited<ReturnType<typeof interrupted>>['task']) =>
        task.givenUp?.({ workspaceId: WORKSPACE, adminId: ANA, fileId: 'F1' }, 'gone'),
    ],
  ])('%s is said even if it was interrupted the first time', async (_name, tell) => {
    const { db, task, mend } = await interrupted();

    await expect(tell(task)).rejects.toThrow('add_jobs');
    const kept = await db.saidMessage.count();
    await mend();
    await tell(task);

    expect(kept).toBe(0);
    expect(await db.saidMessage.count()).toBe(1);
    expect(await db.$queryRaw`select count(*)::int as jobs from graphile_worker._private_jobs`).toEqual([{ jobs: 1 }]);
  });
});
