import type { Job } from '#bot/queue.ts';
import { forgetInHomes } from '#bot/slack/homes.ts';
import type { Tx } from '#prisma/db.ts';

export const CHECK_PRESENCE = 'check-presence';

export type DeskId = { workspaceId: string; deskId: string };

export function presenceJob({ workspaceId, deskId }: DeskId): Job {
  return { task: CHECK_PRESENCE, payload: { workspaceId, deskId }, key: `${CHECK_PRESENCE}:${workspaceId}:${deskId}` };
}

/** Somebody named as staff, and what we last knew of where they are. */
type Staff = { memberId: string; isPresent: boolean; presenceTs: string | null };
type Watched = { triageChannelId: string; staff: Staff[] };

/** What is to be compared with Slack; null for a desk that is gone. */
export async function watchedStaff(tx: Tx, { workspaceId, deskId }: DeskId): Promise<Watched | null> {
  const desk = await tx.desk.findUnique({ where: { workspaceId_id: { workspaceId, id: deskId } } });
  if (!desk) return null;
  const staff = await tx.deskStaff.findMany({ where: { workspaceId, deskId }, orderBy: { memberId: 'asc' } });
  return { triageChannelId: desk.triageChannelId, staff };
}

/**
 * Takes over who is in the triage channel, as Slack said after `watched` was read.
 *
 * Whoever came or went meanwhile keeps what their event said; a triage channel chosen meanwhile is left to the check of the settings.
 */
export async function takePresence(tx: Tx, { workspaceId, deskId }: DeskId, watched: Watched, members: string[]): Promise<void> {
  const { triageChannelId, staff } = watched;
  const [desk] = await tx.$queryRaw<object[]>`
    select 1 from desk where workspace_id = ${workspaceId} and id = ${deskId} and triage_channel_id = ${triageChannelId} for update`;
  if (!desk) return;
  const changed = staff.filter(({ memberId, isPresent }) => isPresent !== members.includes(memberId));
  for (const { memberId, isPresent, presenceTs } of changed) {
    await tx.deskStaff.updateMany({
      where: { workspaceId, deskId, memberId, isPresent, presenceTs },
      data: { isPresent: !isPresent },
    });
  }
  const ids = changed.map(({ memberId }) => memberId);
  if (ids.length > 0) await forgetInHomes(tx, workspaceId, deskId, ids);
}
