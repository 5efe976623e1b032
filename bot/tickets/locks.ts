import type { Tx } from '#prisma/db.ts';

type Channel = { workspaceId: string; channelId: string };
export const channelLock = ({ workspaceId, channelId }: Channel) => `${workspaceId}:${channelId}`;
export const threadLock = ({ workspaceId, channelId }: Channel, threadTs: string) => `${workspaceId}:${channelId}:${threadTs}`;

/** Holds these names until the transaction ends; whoever else wants one of them waits. */
export async function lock(tx: Tx, ...names: string[]): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(name, 0)) from unnest(${names}::text[]) as name`;
}
