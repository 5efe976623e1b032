import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { addJobs, removeJob } from '#bot/queue.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { forgetInHomes } from '#bot/slack/homes.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import { recordEvent } from '#bot/tickets/events.ts';
import { show } from '#bot/tickets/moves.ts';
import {
  ASK_RATING,
  cardKey,
  copyKey,
  deleteHelpKey,
  findTicket,
  hasLeftItsThread,
  isOutside,
  type Ticket,
  WITHDRAW_RATING,
} from '#bot/tickets/ticket.ts';
import type { Action } from '#bot/tickets/tickets.ts';
import { timer } from '#bot/tickets/timers.ts';
import type { Tx } from '#prisma/db.ts';

/** The job that takes back what the bot said of a request that is now private, where others read it. */
export const CLEAR_SAYINGS = 'clear-sayings';

/**
 * Makes a request private, for good: from now on only its requester and its readers see what it says.
 *
 * A talk in a channel goes on in the requester's direct message. Everything of ours that shows words of it is rendered
 * again without them. Of two people pressing at once one does it, and the other is told that it is done.
 */
export async function makePrivate(deps: Deps, action: Action): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  await deps.db.$transaction(async (tx) => {
    const before = await findTicket(tx, workspaceId, ticketId);
    await requireRight(tx, 'make a request private', action);
    const { count } = await tx.ticket.updateMany({
      where: { workspaceId, id: ticketId, isPrivate: false },
      data: { isPrivate: true, ...(isReadByOthers(before) ? { talksInDm: true } : {}) },
    });
    if (count === 0) throw new UserError('private_already', ({ privacy }) => privacy.alreadyPrivate(`#${ticketId}`));
    await recordEvent(tx, { workspaceId, ticketId, kind: 'made_private', actorId, at: deps.now() });
    const ticket = await findTicket(tx, workspaceId, ticketId);
    await show(tx, deps, ticket);
    await forgetInHomes(tx, workspaceId, ticket.deskId, [ticket.requesterId, ticket.ownerId]);
    await showCopiesAgain(tx, deps, ticket);
    await takeRatingBack(tx, deps, ticket);
    await addJobs(tx, deps, [
      { task: CLEAR_SAYINGS, payload: { workspaceId, ticketId }, key: `${CLEAR_SAYINGS}:${workspaceId}:${ticketId}` },
    ]);
    if (hasLeftItsThread(ticket))
      await syncSoon(tx, deps, workspaceId, [{ key: deleteHelpKey(ticketId), channelId: ticket.requesterId }]);
  });
}

/** It is talked about in a channel; with somebody who is not in Slack there is no talk to move. */
const isReadByOthers = ({ channelId, talksInDm, requesterId }: Ticket): boolean =>
  /^[CG]/.test(channelId) && !talksInDm && !isOutside(requesterId);

/** Also those whose job is about to post them: it may have read the request before this was committed. */
async function showCopiesAgain(tx: Tx, deps: Deps, { workspaceId, id, mergedIntoId, deskId }: Ticket): Promise<void> {
  const written = await tx.channelMessage.findMany({
    where: { workspaceId, ticketId: id, standing: 'reply', reason: { in: ['requester', 'member'] } },
    select: { channelId: true, ts: true },
  });
  if (written.length === 0) return;
  const card = await tx.ownedMessage.findUnique({
    where: { workspaceId_key: { workspaceId, key: cardKey(mergedIntoId ?? id) } },
  });
  const desk = await tx.desk.findUniqueOrThrow({ where: { workspaceId_id: { workspaceId, id: deskId } } });
  const copyIn = card?.channelId ?? desk.triageChannelId;
  await syncSoon(
    tx,
    deps,
    workspaceId,
    written.map(({ channelId, ts }) => ({ key: copyKey(channelId, ts), channelId: copyIn })),
  );
}

/** Nobody is asked to rate a private request; one resolved a moment ago may be about to be. */
async function takeRatingBack(tx: Tx, deps: Deps, ticket: Ticket): Promise<void> {
  if (ticket.state !== 'resolved') return;
  await removeJob(tx, timer(ASK_RATING, ticket, deps.now()).key);
  await addJobs(tx, deps, [timer(WITHDRAW_RATING, ticket, deps.now())]);
}
