import type { Deps } from '#bot/deps.ts';
import { roleAt } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { refreshHomes } from '#bot/slack/homes.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { move } from '#bot/tickets/moves.ts';
import type { Action } from '#bot/tickets/tickets.ts';
import { alreadySo, handle } from './handling.ts';

/** Gives a ticket, owned or not, to somebody who is staff of its desk now; they are told once, unless they took it themselves. */
export function assignTicket(deps: Deps, action: Action, memberId: string): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  return handle(deps, action, async (tx, ticket, at) => {
    if ((await roleAt(tx, workspaceId, ticket.deskId, memberId)) === null) throw notStaffHere(memberId);
    if (ticket.ownerId === memberId && ticket.state !== 'open') throw hasIt(memberId, action);
    const detail = { to: memberId };
    await move(tx, deps, action, { move: 'assign', at, known: ticket, ownedBy: memberId, detail });
    await refreshHomes(tx, deps, workspaceId, [ticket.ownerId]);
    if (memberId === actorId) return;
    const key = `assigned:${ticketId}:${memberId}:${at.getTime()}`;
    const content = { kind: ASSIGNED, ticketId, byId: actorId };
    await saySoon(tx, deps, workspaceId, { key, channelId: memberId, ticketId, content });
  });
}

/** The kind of saying by which somebody hears that a ticket is theirs now. */
export const ASSIGNED = 'assigned';

function notStaffHere(memberId: string): UserError {
  const sentence = `<@${memberId}> does not work at this desk, so they cannot have its requests. A workspace admin names its staff in \`/rochdale setup\`; they must be in the triage channel, too.`;
  return new UserError('not_staff_here', sentence);
}

function hasIt(memberId: string, { ticketId, actorId }: Action): UserError {
  return alreadySo(`${memberId === actorId ? 'You are' : `<@${memberId}> is`} looking after request #${ticketId} already.`);
}

/** Gives a ticket back, so that anybody can claim it. */
export function releaseTicket(deps: Deps, action: Action): Promise<void> {
  return handle(deps, action, async (tx, ticket, at) => {
    await move(tx, deps, action, { move: 'release', at, known: ticket });
    await refreshHomes(tx, deps, action.workspaceId, [ticket.ownerId]);
  });
}
