import type { Deps } from '#bot/deps.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { NOT_SET_UP, placeOf } from './desks.ts';

/** Something said to the bot where it cannot take it as a request. */
export type Address = { workspaceId: string; channelId: string; threadTs: string | null; ts: string; authorId: string };

/** Answers whoever speaks to the bot outside a help channel with where to write instead: never silence. */
export async function pointTheWay(deps: Deps, { workspaceId, channelId, threadTs, ts, authorId }: Address): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const place = await placeOf(tx, workspaceId, channelId);
    if (place?.kind === 'help' || (place && threadTs)) return;
    const channels = await tx.helpChannel.findMany({ where: { workspaceId }, orderBy: { channelId: 'asc' } });
    const where = channels.map((channel) => `<#${channel.channelId}>`).join(' or ');
    const text = place
      ? 'Hello! `/triage help` shows what you can type here. The buttons on the cards do the same.'
      : channels.length === 0
        ? NOT_SET_UP
        : `Hello <@${authorId}>! I look after requests in ${where}. Write your question there, in your own words, and somebody from our team answers you in its thread.`;
    const isDirect = channelId.startsWith('D');
    await saySoon(tx, deps, workspaceId, {
      key: `pointer:${channelId}:${ts}`,
      channelId,
      threadTs: isDirect ? threadTs : (threadTs ?? ts),
      content: { kind: 'text', text },
    });
  });
}
