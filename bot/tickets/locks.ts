import type { Tx } from '#prisma/db.ts';

/** Names under which placeOf (bot/desks/desks.ts) makes whoever works on the same channel or thread wait. */
type Channel = { workspaceId: string; channelId: string };
export const channelLock = ({ workspaceId, channelId }: Channel) => `${workspaceId}:${channelId}`;
export const threadLock = ({ workspaceId, channelId }: Channel, threadTs: string) => `${workspaceId}:${channelId}:${threadTs}`;

/** Holds these names until the transaction ends, in a channel that no desk serves (in one of ours placeOf does). */
export async function holdLocks(tx: Tx, names: string[]): Promise<void> {
  await tx.$queryRaw`select count(pg_advisory_xact_lock(hashtextextended(name, 0))::text) from unnest(${names}::text[]) as name`;
}
