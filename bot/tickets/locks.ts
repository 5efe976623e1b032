/** Names under which placeOf (bot/desks/desks.ts) makes whoever works on the same channel or thread wait. */
type Channel = { workspaceId: string; channelId: string };
export const channelLock = ({ workspaceId, channelId }: Channel) => `${workspaceId}:${channelId}`;
export const threadLock = ({ workspaceId, channelId }: Channel, threadTs: string) => `${workspaceId}:${channelId}:${threadTs}`;
