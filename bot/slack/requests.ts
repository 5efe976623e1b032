import { createHash } from 'node:crypto';
import type { Deps } from '#bot/deps.ts';
import type { Tx } from '#prisma/db.ts';

/** What the keys of such requests begin with; those of rules that take something once begin otherwise. */
export const PRESSES = ['command', 'block_actions', 'view_submission', 'view_closed', 'shortcut', 'message_action'];

/** Slack's have some forty characters; a longer one is hashed with the rest of the request. */
const LONGEST_TRIGGER = 200;

/** What of a command, press or form tells it from every other one; a second delivery of the same has the same key. */
export function requestKey(body: Record<string, unknown>): string {
  const type = typeof body.type === 'string' ? body.type : 'command';
  const trigger = body.trigger_id;
  if (typeof trigger === 'string' && trigger !== '' && trigger.length <= LONGEST_TRIGGER) return `${type}:${trigger}`;
  return `${type}:${createHash('sha256').update(JSON.stringify(body)).digest('base64url')}`;
}

/**
 * True for the first taker of a request and false for every later one, on any instance; in a transaction a second taker waits for the first.
 *
 * Slack's signature stays valid for five minutes and Bolt keeps no memory, so this row is what makes a replay harmless.
 */
export async function takeRequest(
  deps: { db: Pick<Tx, 'handledRequest'>; now: Deps['now'] },
  workspaceId: string,
  key: string,
): Promise<boolean> {
  const { count } = await deps.db.handledRequest.createMany({
    data: [{ workspaceId, key, receivedAt: deps.now() }],
    skipDuplicates: true,
  });
  return count === 1;
}

/** Gives a request back that could not be carried out, so that it may be sent again. */
export async function giveRequestBack(deps: Pick<Deps, 'db'>, workspaceId: string, key: string): Promise<void> {
  await deps.db.handledRequest.deleteMany({ where: { workspaceId, key } });
}
