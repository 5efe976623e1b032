import type { Deps } from '#bot/deps.ts';
import { addJobs } from '#bot/queue.ts';
import { sweepJob } from '#bot/slack/sweep.ts';
import { presenceJob } from './presence.ts';

/** Has everything looked at that may have changed while the bot could not hear: what was written, and who is where. */
export async function planSweeps(deps: Deps): Promise<void> {
  const workspaces = await deps.db.workspace.findMany({ where: { setUpAt: { not: null } }, select: { id: true } });
  const ours = { where: { workspaceId: { in: workspaces.map(({ id }) => id) } } };
  const desks = await deps.db.desk.findMany(ours);
  const channels = await deps.db.helpChannel.findMany(ours);
  await addJobs(deps.db, deps, [
    ...desks.map(({ workspaceId, id }) => presenceJob({ workspaceId, deskId: id })),
    ...channels.map(sweepJob),
  ]);
}
