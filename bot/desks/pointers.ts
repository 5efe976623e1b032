import type { Deps } from '#bot/deps.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { wordsFor } from '#bot/words/words.ts';
import { placeOf } from './desks.ts';

/** Something said to the bot where it cannot take it as a request. */
export type Address = { workspaceId: string; channelId: string; threadTs: string | null; ts: string; authorId: string };

/** Answers whoever speaks to the bot outside a help channel with where to write instead: never silence. */
export async function pointTheWay(deps: Deps, { workspaceId, channelId, threadTs, ts, authorId }: Address): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const place = await placeOf(tx, workspaceId, channelId);
    if (place?.kind === 'help' || (place && threadTs)) return;
    const channels = await tx.helpChannel.findMany({ where: { workspaceId }, orderBy: { channelId: 'asc' } });
    const words = await wordsFor(tx, workspaceId, authorId);
    const text = place
      ? 'Hello! `/triage help` shows what you can type here. The buttons on the cards do the same.'
      : channels.length === 0
        ? words.refusals.notSetUp
        : words.help.pointer(
            `<@${authorId}>`,
            channels.map((channel) => `<#${channel.channelId}>`),
          );
    const isDirect = channelId.startsWith('D');
    await saySoon(tx, deps, workspaceId, {
      key: `pointer:${channelId}:${ts}`,
      channelId,
      threadTs: isDirect ? threadTs : (threadTs ?? ts),
      content: { kind: 'text', text },
    });
  });
}
