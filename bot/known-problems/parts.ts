import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs } from '#bot/queue.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { IN_QUEUE } from '#bot/tickets/life.ts';
import { move, show } from '#bot/tickets/moves.ts';
import { talkOf } from '#bot/tickets/talk.ts';
import { findTicket, isOutside, lockTicket, type Outcome, type Ticket } from '#bot/tickets/ticket.ts';
import type { Tx } from '#prisma/db.ts';

/** The job that resolves one part of a known problem with it. */
export const RESOLVE_PART = 'resolve-part';
/** Says to whoever waits for it that a problem is over (see bot/known-problems/jobs.ts). */
export const PROBLEM_OVER = 'problem-over';

/** The requests that are part of a known problem and still in the queue, oldest first. */
export function partsInQueue(tx: Tx, workspaceId: string, parentId: number): Promise<Ticket[]> {
  return tx.ticket.findMany({
    where: { workspaceId, partOfId: parentId, state: { in: [...IN_QUEUE] } },
    orderBy: { id: 'asc' },
  });
}

/**
 * Has the parts of a problem resolved with it, each in a transaction of its own; in the transaction of the problem's own resolving.
 *
 * Throws a sentence while nobody has said whether they are.
 */
export async function resolvePartsSoon(
  tx: Tx,
  deps: Pick<Deps, 'dueAt'>,
  { workspaceId, ticketId, actorId }: { workspaceId: string; ticketId: number; actorId: string },
  withParts: boolean | undefined,
): Promise<void> {
  if (withParts === false) return;
  // Held, so that nothing is attached between this look and the resolving.
  await lockTicket(tx, workspaceId, ticketId);
  const parts = await partsInQueue(tx, workspaceId, ticketId);
  if (parts.length === 0) return;
  const many = parts.length === 1 ? 'one more request is' : `${parts.length} more requests are`;
  if (withParts === undefined) {
    throw new UserError(
      'parts_undecided',
      `Request #${ticketId} is a known problem, and ${many} part of it. Press *Resolve…* on its card and choose whether they are resolved, too.`,
    );
  }
  await addJobs(
    tx,
    deps,
    parts.map(({ id }) => ({
      task: RESOLVE_PART,
      payload: { workspaceId, ticketId: id, parentId: ticketId, actorId },
      key: `${RESOLVE_PART}:${workspaceId}:${id}`,
    })),
  );
}

type Part = { workspaceId: string; ticketId: number; parentId: number; actorId: string };

/** Resolves one part as its problem was resolved, and tells its member once; one that has ended or left the problem stays as it is. */
export async function resolvePart(deps: Deps, { workspaceId, ticketId, parentId, actorId }: Part): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const parent = await findTicket(tx, workspaceId, parentId);
    const part = await lockTicket(tx, workspaceId, ticketId);
    const hasEnded = parent.state === 'resolved' || parent.state === 'closed';
    if (!hasEnded || part.partOfId !== parentId || !IN_QUEUE.includes(part.state)) return;
    const result = { outcome: parent.outcome as Outcome, ...(parent.topic === null ? {} : { topic: parent.topic }) };
    const moving = { move: 'resolve' as const, at: deps.now(), known: part, result, detail: { partOf: parentId } };
    if (!(await move(tx, deps, { workspaceId, ticketId, actorId }, moving))) return;
    await show(tx, deps, await findTicket(tx, workspaceId, ticketId));
    if (isOutside(part.requesterId)) return;
    const content = { kind: PROBLEM_OVER, ticketId: parentId, memberId: part.requesterId, isSolved: isSolved(parent) };
    await saySoon(tx, deps, workspaceId, { key: overKey(parent, ticketId), ...talkOf(part), content });
  });
}

/** Whether a problem ended by being solved; otherwise it is only said that we stop following it. */
export function isSolved({ state, outcome }: Ticket): boolean {
  const hasEnded = state === 'resolved' || state === 'closed';
  return hasEnded && (outcome === 'solved' || outcome === 'answered by a member');
}

/** Once each time the problem ends. */
export const overKey = ({ id, resolvedAt }: Ticket, to: number | string) =>
  `${PROBLEM_OVER}:${id}:${resolvedAt?.getTime() ?? 0}:${to}`;
