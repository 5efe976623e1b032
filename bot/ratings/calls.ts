import type { Deps } from '#bot/deps.ts';
import { deskOf, STAFF_NOW } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { saySoon, syncSoon } from '#bot/slack/outbox.ts';
import { recordEvent } from '#bot/tickets/events.ts';
import { findTicket } from '#bot/tickets/ticket.ts';
import type { Action } from '#bot/tickets/tickets.ts';
import type { Tx } from '#prisma/db.ts';

/** The card of an unhappy answer, one for each lead: `call:<ticket>:<lead>` in their direct message. */
const callKey = (ticketId: number, leadId: string) => `call:${ticketId}:${leadId}`;

/** Said where there is no lead: neither who answered nor what, since the person concerned reads it, too. */
const NO_LEAD = (ticketId: number) =>
  `The member of request #${ticketId} should hear from a lead today, but this desk has none. Please call them yourselves, and have a workspace admin name a lead: \`/rochdale setup\`.`;

/**
 * Has every lead of the desk told, at once, that a member is not happy; nobody else learns of it. A lead who helped them hears of it only
 * where there is no other one.
 */
export async function callTheUnhappy(tx: Tx, deps: Deps, { workspaceId, ticketId }: Action): Promise<void> {
  const { deskId, ownerId } = await findTicket(tx, workspaceId, ticketId);
  const all = await tx.$queryRaw<{ id: string; hasHelped: boolean }[]>`
    select named.member_id as id, named.member_id = ${ownerId ?? ''} or exists (
      select from ticket_event event
      where event.workspace_id = ${workspaceId} and event.ticket_id = ${ticketId} and event.kind in ('replied', 'resolved')
        and event.actor_id = named.member_id
    ) as "hasHelped"
    from desk_staff named
    where named.workspace_id = ${workspaceId} and named.desk_id = ${deskId} and named.role = 'lead' and ${STAFF_NOW} order by 1`;
  const others = all.filter(({ hasHelped }) => !hasHelped);
  const leads = others.length > 0 ? others : all;
  const cards = leads.map(({ id }) => ({ key: callKey(ticketId, id), channelId: id }));
  if (cards.length > 0) return syncSoon(tx, deps, workspaceId, cards);
  const { triageChannelId } = await deskOf(tx, workspaceId, deskId);
  const content = { kind: 'text', text: NO_LEAD(ticketId) };
  await saySoon(tx, deps, workspaceId, { key: `call:${ticketId}`, channelId: triageChannelId, ticketId, content });
}

/** Has the cards of an unhappy answer rendered again, wherever they are. */
export async function showCalls(tx: Tx, deps: Deps, workspaceId: string, ticketId: number): Promise<void> {
  const cards = await tx.ownedMessage.findMany({
    where: { workspaceId, key: { startsWith: `call:${ticketId}:` } },
    select: { key: true, channelId: true },
  });
  await syncSoon(tx, deps, workspaceId, cards);
}

/** A lead takes it on to call an unhappy member; of two at once one does, and the other is told who. */
export async function takeCall(deps: Deps, action: Action): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'take a call', action);
    const at = deps.now();
    const { count } = await tx.rating.updateMany({
      where: { workspaceId, ticketId, score: { not: null }, callById: null },
      data: { callById: actorId, callTakenAt: at },
    });
    if (count === 0) throw await whyNot(tx, action);
    await recordEvent(tx, { workspaceId, ticketId, kind: 'call_taken', actorId, at });
    await showCalls(tx, deps, workspaceId, ticketId);
  });
}

/** The lead who took it on has called. */
export async function markCalled(deps: Deps, action: Action): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'take a call', action);
    const at = deps.now();
    const { count } = await tx.rating.updateMany({
      where: { workspaceId, ticketId, callById: actorId, calledAt: null },
      data: { calledAt: at },
    });
    if (count === 0) throw await whyNot(tx, action);
    await recordEvent(tx, { workspaceId, ticketId, kind: 'called', actorId, at });
    await showCalls(tx, deps, workspaceId, ticketId);
  });
}

async function whyNot(tx: Tx, { workspaceId, ticketId, actorId }: Action): Promise<UserError> {
  const rating = await tx.rating.findUnique({ where: { workspaceId_ticketId: { workspaceId, ticketId } } });
  if (!rating || rating.score === null) return new UserError('no_call', `There is no call to make for request #${ticketId}.`);
  const who = rating.callById === actorId ? 'You have' : `<@${rating.callById}> has`;
  if (rating.calledAt) return new UserError('called_already', `${who} called them already.`);
  if (rating.callById) return new UserError('call_taken', `${who} taken this call already.`);
  return new UserError('call_not_taken', "Press *I'll call them* first, so that nobody else does.");
}
