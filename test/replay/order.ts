import type { ExportedMessage } from './export.ts';

/** As long as a message can join the one before (bot/tickets/judgement.ts). */
const WITHIN_REACH_SECONDS = 300;

/**
 * For each message, which earlier ones must have been processed before it is sent, by their places in the list.
 *
 * What becomes of a top-level message depends on those of the five minutes before it in its channel. A reply depends on
 * the message its thread hangs on and, once staff have answered there, on their first answer: that one claims the ticket
 * and is the first reply. Replies beyond that do not change each other's fate while nobody resolves. Threads that may have
 * become one ticket, as messages of one author so close to each other can, count as one thread.
 */
export function dependencies(messages: ExportedMessage[], staff: ReadonlySet<string> = new Set()): number[][] {
  const topLevel = new Map<string, number>();
  const byAuthor = new Map<string, number>();
  const placeOf = new Map<string, number>();
  const threadOf = new Map<string, number>();
  const firstAnswerOf = new Map<number, number>();
  const isNear = (index: number | undefined, ts: string): index is number =>
    index !== undefined && Number(ts) - Number(messages[index]?.ts) <= WITHIN_REACH_SECONDS;

  const nearTop = (index: number | undefined, { rootTs, ts }: ExportedMessage) =>
    rootTs === null && isNear(index, ts) ? index : undefined;

  return messages.map((message, index) => {
    const { channelId, rootTs, user } = message;
    const root = rootOf(message);
    const author = `${channelId} ${user}`;
    const joins = nearTop(byAuthor.get(author), message);
    const thread = threadOf.get(rootOf(messages[joins ?? -1] ?? message)) ?? index;
    const hangsOn = rootTs === null ? undefined : placeOf.get(root);
    const needed = [hangsOn, firstAnswerOf.get(thread), joins, nearTop(topLevel.get(channelId), message)];
    threadOf.set(root, thread);
    if (!placeOf.has(root)) placeOf.set(root, index);
    byAuthor.set(author, index);
    if (rootTs === null) topLevel.set(channelId, index);
    else if (staff.has(user ?? '') && !firstAnswerOf.has(thread)) firstAnswerOf.set(thread, index);
    return [...new Set(needed.filter((one) => one !== undefined))];
  });
}

function rootOf({ channelId, rootTs, ts }: ExportedMessage): string {
  return `${channelId} ${rootTs ?? ts}`;
}
