import type { Deps } from '#bot/deps.ts';
import { deskOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { instantOf } from '#bot/slack/timestamps.ts';
import { recordEvent } from '#bot/tickets/events.ts';
import { channelLock, holdLocks, threadLock } from '#bot/tickets/locks.ts';
import { move, show } from '#bot/tickets/moves.ts';
import { openTicket, type Request } from '#bot/tickets/opening.ts';
import { lockTicket } from '#bot/tickets/ticket.ts';
import type { Tx } from '#prisma/db.ts';

type Said = { workspaceId: string; channelId: string; ts: string; actorId: string };

/**
 * Makes a request of its own of a direct message that was taken for an answer; once, and only its author may. Answers the number.
 *
 * The other request waits for its member again, if it did before.
 */
export async function splitOffAnswer(deps: Deps, said: Said): Promise<number> {
  const { workspaceId, channelId, ts, actorId } = said;
  return deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'ask for help', { workspaceId, actorId });
    await holdLocks(tx, [channelLock(said), threadLock(said, ts)]);
    const key = { workspaceId_channelId_ts: { workspaceId, channelId, ts } };
    const row = await tx.channelMessage.findUnique({ where: key });
    if (row?.authorId !== actorId || row.deletedAt || row.ticketId === null) throw new UserError('gone', goneSentence);
    // Before its messages, as everybody does who changes both: the other way round two would wait for each other.
    const from = await lockTicket(tx, workspaceId, row.ticketId);
    const { count } = await tx.channelMessage.updateMany({
      where: { workspaceId, channelId, ts, standing: 'reply', ticketId: row.ticketId },
      data: { standing: 'early', threadTs: null, reason: null },
    });
    if (count === 0) throw new UserError('split_already', ({ waysIn }) => waysIn.splitAlready);
    const desk = await deskOf(tx, workspaceId, from.deskId);
    const ticketId = await openTicket(tx, deps, {
      workspaceId,
      deskId: desk.id,
      triageChannelId: desk.triageChannelId,
      requesterId: actorId,
      channelId,
      ts,
      threadTs: ts,
      text: row.text,
      files: (row.files ?? []) as Request['files'],
      editedTs: row.editedTs,
      deletedAt: null,
      linkedToId: null,
      way: { via: 'dm', isPrivate: from.isPrivate, splitFromId: from.id },
    });
    await recordEvent(tx, { workspaceId, ticketId: from.id, kind: 'split', actorId, at: deps.now(), detail: { into: ticketId } });
    await waitAgain(tx, deps, { workspaceId, ticketId: from.id, actorId, ts });
    await show(tx, deps, from);
    return ticketId;
  });
}

const goneSentence = ({ waysIn }: { waysIn: { isGone: string } }) => waysIn.isGone;

/** Only the message that is something else ended the wait, so that nothing has. */
async function waitAgain(
  tx: Tx,
  deps: Deps,
  { workspaceId, ticketId, actorId, ts }: { workspaceId: string; ticketId: number; actorId: string; ts: string },
): Promise<void> {
  const resumed = await tx.ticketEvent.findFirst({
    where: { workspaceId, ticketId, kind: 'resumed', at: instantOf(ts), actorId },
    select: { id: true },
  });
  const since =
    resumed && (await tx.ticketEvent.count({ where: { workspaceId, ticketId, id: { gt: resumed.id }, kind: { not: 'split' } } }));
  if (since !== 0) return;
  const detail = { on: 'member' };
  await move(tx, deps, { workspaceId, ticketId, actorId: null }, { move: 'wait on member', at: deps.now(), detail });
}
