import type { Deps } from '#bot/deps.ts';
import { retryParked } from '#bot/parked.ts';
import { ownLostReply } from './replying.ts';

/** Has an answer said after all that was given up; for its author. Answers the number of the request. */
export async function tryReplyAgain(
  deps: Deps,
  { workspaceId, actorId }: { workspaceId: string; actorId: string },
  id: bigint,
): Promise<number> {
  const { ticketId } = await ownLostReply(deps.db, workspaceId, actorId, id);
  await retryParked(deps, [`s${id}`]);
  return ticketId;
}
