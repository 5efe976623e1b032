import type { ExportedMessage } from './export.ts';

/** As long as a message can join the one before (bot/tickets/judgement.ts). */
const WITHIN_REACH_SECONDS = 300;

/**
 * For each message, which earlier ones must have been processed before it is sent, by their places in the list.
 *
 * What becomes of a top-level message depends on those of the five minutes before it in its channel, and what becomes
 * of a reply on its thread so far. Threads that may have become one ticket, as messages of one author so close to each
 * other can, count as one thread.
 */
export function dependencies(messages: ExportedMessage[]): number[][] {
  const topLevel = new Map<string, number>();
  const byAuthor = new Map<string, number>();
  const threadOf = new Map<string, number>();
  const latestOf = new Map<number, number>();
  const isNear = (index: number | undefined, ts: string): index is number =>
    index !== undefined && Number(ts) - Number(messages[index]?.ts) <= WITHIN_REACH_SECONDS;

  return messages.map(({ channelId, ts, rootTs, user }, index) => {
    const own = `${channelId} ${rootTs ?? ts}`;
    const author = `${channelId} ${user}`;
    const [before, mine] = [topLevel.get(channelId), byAuthor.get(author)];
    const joins = rootTs === null && isNear(mine, ts) ? messages[mine] : undefined;
    const thread = threadOf.get(joins ? `${channelId} ${joins.rootTs ?? joins.ts}` : own) ?? index;
    const needed = [latestOf.get(thread), rootTs === null && isNear(before, ts) ? before : undefined];
    threadOf.set(own, thread);
    latestOf.set(thread, index);
    byAuthor.set(author, index);
    if (rootTs === null) topLevel.set(channelId, index);
    return [...new Set(needed.filter((one) => one !== undefined))];
  });
}
