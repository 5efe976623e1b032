import type { Deps } from '#bot/deps.ts';
import { desksOfStaff, isSetUp, placeOf } from '#bot/desks/desks.ts';
import { pointTheWay } from '#bot/desks/pointers.ts';
import { hasRight } from '#bot/rights/rights.ts';
import { instantOf } from '#bot/slack/timestamps.ts';
import type { Heard } from '#bot/tickets/hearing.ts';
import { channelLock, holdLocks, threadLock } from '#bot/tickets/locks.ts';
import { ticketOfMessage } from '#bot/tickets/places.ts';
import { isSmallTalk } from '#bot/tickets/small-talk.ts';
import { asksTheWay } from './direct.ts';
import { isFlood, openFrom } from './ways-in.ts';

/**
 * Takes a message that mentions the bot for a request of its author, talked about in its thread.
 *
 * In a help channel, under a card and in a ticket's thread nothing changes; staff, and whoever says no more than hello, are shown the way.
 */
export async function hearMention(deps: Deps, heard: Heard, botUserId: string): Promise<void> {
  const { workspaceId, channelId, ts, threadTs, authorId } = heard;
  if (!heard.isHuman || authorId === null) return;
  const mention = { ...heard, authorId, text: withoutMention(heard.text, botUserId) };
  await deps.db.$transaction(async (tx) => {
    await holdLocks(tx, [channelLock(heard), threadLock(heard, threadTs ?? ts)]);
    const canHelp = await isSetUp(tx, workspaceId);
    const place = canHelp ? await placeOf(tx, workspaceId, channelId) : null;
    if (place?.kind === 'help' || (place && threadTs) || (await ticketOfMessage(tx, heard)) !== null) return;
    if (!(await hasRight(tx, 'ask for help', { workspaceId, actorId: authorId }))) return;
    const isStaff = (await desksOfStaff(tx, workspaceId, authorId)).length > 0;
    const saysNothing = mention.files.length === 0 && (isSmallTalk(mention.text) || asksTheWay(mention));
    if (!canHelp || place || isStaff || saysNothing) return pointTheWay(tx, deps, mention, isStaff || place !== null);
    if (await isFlood(tx, deps, mention)) return;
    await openFrom(tx, deps, mention, { via: 'mention', at: instantOf(ts) });
  });
}

/** What was said to the bot, without its name. */
export function withoutMention(text: string, botUserId: string): string {
  return text
    .replaceAll(new RegExp(`<@${botUserId}(?:\\|[^<>]{0,200})?>[ \\t]{0,9}[:,]?`, 'g'), ' ')
    .replaceAll(/[ \t]+/g, ' ')
    .trim();
}
