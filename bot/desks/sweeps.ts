import type { Deps } from '#bot/deps.ts';
import { addJobs } from '#bot/queue.ts';
import { sweepJob } from '#bot/slack/sweep.ts';
import type { Tx } from '#prisma/db.ts';
import { presenceJob } from './presence.ts';

/** Has everything looked at that may have changed while the bot could not hear: what was written, and who is where. */
export async function planSweeps(deps: Deps): Promise<void> {
  const workspaces = await deps.db.workspace.findMany({ where: { setUpAt: { not: null } }, select: { id: true } });
  const desks = await deps.db.desk.findMany({ where: { workspaceId: { in: workspaces.map(({ id }) => id) } } });
  for (const { workspaceId, id: deskId } of desks) await planSweep(deps, workspaceId, deskId);
}

/** One look over all channels of a desk; it takes the place of an unfinished one, with what that has found so far. */
async function planSweep(deps: Deps, workspaceId: string, deskId: string): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`sweep:${workspaceId}:${deskId}`}, 0))`;
    const channels = await channelsOf(tx, workspaceId, deskId);
    const startedAt = deps.now();
    const unfinished = await tx.sweep.updateManyAndReturn({
      where: { workspaceId, id: { startsWith: `${deskId}@` }, toldAt: null },
      data: { toldAt: startedAt },
    });
    const id = `${deskId}@${startedAt.getTime()}`;
    const sweep = {
      channelsLeft: channels.length,
      missed: unfinished.reduce((sum, { missed }) => sum + missed, 0),
      oldestTs: unfinished.flatMap(({ oldestTs }) => oldestTs ?? []).toSorted()[0] ?? null,
      startedAt,
      toldAt: null,
    };
    await tx.sweep.upsert({
      where: { workspaceId_id: { workspaceId, id } },
      create: { workspaceId, id, ...sweep },
      update: sweep,
    });
    await addJobs(tx, deps, [
      presenceJob({ workspaceId, deskId }),
      ...channels.map((channelId) => sweepJob({ workspaceId, channelId, sweepId: id })),
    ]);
  });
}

/** A desk's help channels, and wherever a ticket of its is talked about that has not been closed: under cards, in direct messages, elsewhere. */
async function channelsOf(tx: Tx, workspaceId: string, deskId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ channelId: string }[]>`
    with alive as (
      select id, channel_id from ticket
      where workspace_id = ${workspaceId} and desk_id = ${deskId} and state in ('open', 'claimed', 'waiting', 'resolved')
    )
    select channel_id as "channelId" from help_channel where workspace_id = ${workspaceId} and desk_id = ${deskId}
    union select channel_id from alive where channel_id ~ '^[CDG]'
    union select own.channel_id from alive
    join owned_message own on own.workspace_id = ${workspaceId} and own.key in ('card:' || alive.id, 'talk:' || alive.id)
    where own.ts is not null and own.channel_id ~ '^[CDG]'
    order by 1`;
  return rows.map(({ channelId }) => channelId);
}
