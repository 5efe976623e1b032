import type { Deps } from '#bot/deps.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
import { isSetUp } from './desks.ts';

/** Something said to the bot that is no request. */
export type Address = { workspaceId: string; channelId: string; threadTs: string | null; ts: string; authorId: string };

/** Answers whoever greets the bot, or asks it for the way, with how to ask for help: never silence. Staff are told what they can type. */
export async function pointTheWay(tx: Tx, deps: Deps, address: Address, isForStaff: boolean): Promise<void> {
  const { workspaceId, channelId, threadTs, ts, authorId } = address;
  const isDirect = channelId.startsWith('D');
  const { waysIn, help, refusals } = await wordsFor(tx, workspaceId, authorId);
  const channels = await tx.helpChannel.findMany({ where: { workspaceId }, orderBy: { channelId: 'asc' } });
  const member = `<@${authorId}>`;
  const places = channels.map((channel) => `<#${channel.channelId}>`);
  const way = isDirect || places.length === 0 ? waysIn.directPointer(member) : help.pointer(member, places);
  const text = (await isSetUp(tx, workspaceId)) ? (isForStaff ? waysIn.staffPointer : way) : refusals.notSetUp;
  await saySoon(tx, deps, workspaceId, {
    key: `pointer:${channelId}:${ts}`,
    channelId,
    threadTs: isDirect ? threadTs : (threadTs ?? ts),
    content: { kind: 'text', text },
  });
}
