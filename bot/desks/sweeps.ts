import type { Deps } from '#bot/deps.ts';
import { addJobs } from '#bot/queue.ts';
import { sweepJob } from '#bot/slack/sweep.ts';
import { DAY_MS } from '#bot/tickets/ticket.ts';
import type { Tx } from '#prisma/db.ts';
import { deskForMembers } from './desks.ts';
import { presenceJob } from './presence.ts';

/**
 * Has everything looked at that may have changed while the bot could not hear: what was written, and who is where.
 *
 * What was written to the bot itself is looked for at its start only: there it costs a call for each member who uses it.
 */
export async function planSweeps(deps: Deps, { isStart = false }: { isStart?: boolean } = {}): Promise<void> {
  const workspaces = await deps.db.workspace.findMany({ where: { setUpAt: { not: null } }, select: { id: true } });
  const desks = await deps.db.desk.findMany({ where: { workspaceId: { in: workspaces.map(({ id }) => id) } } });
  for (const { workspaceId, id: deskId } of desks) {
    const withDirects = isStart && (await deskForMembers(deps.db, workspaceId)).id === deskId;
    await planSweep(deps, workspaceId, deskId, withDirects);
  }
}

/** One look over all channels of a desk; it takes the place of an unfinished one, with what that has found so far. */
async function planSweep(deps: Deps, workspaceId: string, deskId: string, withDirects: boolean): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`sweep:${workspaceId}:${deskId}`}, 0))`;
    const startedAt = deps.now();
    const directs = withDirects ? await directsInUse(tx, workspaceId, startedAt) : [];
    const channels = (await channelsOf(tx, workspaceId, deskId)).filter((channelId) => !directs.includes(channelId));
    const unfinished = await tx.sweep.updateManyAndReturn({
      where: { workspaceId, id: { startsWith: `${deskId}@` }, toldAt: null },
      data: { toldAt: startedAt },
    });
    const id = `${deskId}@${startedAt.getTime()}`;
    const sweep = {
      channelsLeft: channels.length + directs.length,
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
      ...directs.map((channelId) => sweepJob({ workspaceId, channelId, sweepId: id, isWhole: true })),
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

/** Whoever asked or wrote to us within so many days may have written again. */
const USED_WITHIN_DAYS = 30;

/**
 * The direct messages of those who use the bot: who asked, was written to, or wrote to it first, which no member's row says.
 *
 * Staff are answered there, so theirs count, too.
 */
async function directsInUse(tx: Tx, workspaceId: string, now: Date): Promise<string[]> {
  const since = new Date(now.getTime() - USED_WITHIN_DAYS * DAY_MS);
  const sinceTs = (since.getTime() / 1000).toFixed(6);
  const rows = await tx.$queryRaw<{ channelId: string }[]>`
    with used as (
      select channel_id from channel_message where workspace_id = ${workspaceId} and channel_id like 'D%' and ts >= ${sinceTs}
      union select channel_id from said_message
      where workspace_id = ${workspaceId} and channel_id ~ '^[DUW]' and created_at >= ${since}::timestamptz
      union select requester_id from ticket where workspace_id = ${workspaceId} and opened_at >= ${since}::timestamptz
    )
    select channel_id as "channelId" from used where channel_id like 'D%'
    union select dm_channel_id from member join used on used.channel_id = member.id
    where workspace_id = ${workspaceId} and dm_channel_id is not null and deactivated_at is null
    order by 1`;
  return rows.map(({ channelId }) => channelId);
}
