import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { serializedError } from '#bot/log.ts';
import type { Action } from '#bot/tickets/tickets.ts';
import { wordsFor } from '#bot/words/words.ts';

/** What became of a step on several tickets: each is a step of its own, so one that fails stops none of the others. */
export type BulkResult = { done: number[]; failed: { ticketId: number; sentence: string }[] };

/** At most this many at once: what a list shows on a page, and what is done before Slack stops waiting. */
export const MOST_AT_ONCE = 10;

/** Does the same with several tickets, one after the other, and tells of each whether it was done or why not. */
export async function applyToAll(
  deps: Deps,
  workspaceId: string,
  actorId: string,
  ticketIds: number[],
  step: (deps: Deps, action: Action) => Promise<void>,
): Promise<BulkResult> {
  const ids = [...new Set(ticketIds)];
  if (ids.length > MOST_AT_ONCE) throw new UserError('too_many', `Please choose ${MOST_AT_ONCE} requests at most at a time.`);
  const result: BulkResult = { done: [], failed: [] };
  const broken: { ticketId: number; err: object }[] = [];
  for (const ticketId of ids) {
    try {
      await step(deps, { workspaceId, ticketId, actorId });
      result.done.push(ticketId);
    } catch (err) {
      const isExpected = err instanceof UserError;
      if (!isExpected) broken.push({ ticketId, err: serializedError(err) });
      const sentence = isExpected ? err.in(await wordsFor(deps.db, workspaceId, actorId)) : BROKEN;
      result.failed.push({ ticketId, sentence });
    }
  }
  if (broken.length > 0) deps.log.error({ workspaceId, broken }, 'a step on several requests failed for some');
  return result;
}

const BROKEN = 'Something broke on our side. Please try this one again in a moment.';
