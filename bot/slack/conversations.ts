import type { WebClient } from '@slack/web-api';
import type { Deps } from '#bot/deps.ts';
import { withinLimits } from './limits.ts';

/** A person's id stands for the direct message with them, opened once and remembered. */
export async function conversationWith(deps: Deps, client: WebClient, workspaceId: string, channelId: string): Promise<string> {
  if (!/^[UW]/.test(channelId)) return channelId;
  const member = await deps.db.member.findUnique({ where: { workspaceId_id: { workspaceId, id: channelId } } });
  if (member?.dmChannelId) return member.dmChannelId;
  const opened = await withinLimits(deps, workspaceId, 'conversations.open', () =>
    client.conversations.open({ users: channelId }),
  );
  const dmChannelId = opened.channel?.id;
  if (!dmChannelId) throw new Error('Slack opened a direct message but did not name it');
  await deps.db.member.updateMany({ where: { workspaceId, id: channelId }, data: { dmChannelId } });
  return dmChannelId;
}
