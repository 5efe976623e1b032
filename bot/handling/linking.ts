import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { recordEvent } from '#bot/tickets/events.ts';
import { show } from '#bot/tickets/moves.ts';
import { findTicket } from '#bot/tickets/ticket.ts';
import type { Action } from '#bot/tickets/tickets.ts';
import type { Tx } from '#prisma/db.ts';
import { alreadySo } from './handling.ts';

/** Says that two tickets have to do with each other; both cards show it. */
export function linkTickets(deps: Deps, action: Action, otherId: number): Promise<void> {
  return both(deps, action, otherId, async (tx, pair) => {
    const { count } = await tx.ticketLink.createMany({ data: [pair], skipDuplicates: true });
    if (count === 0) throw alreadySo(`Requests #${action.ticketId} and #${otherId} are linked already.`);
    return {};
  });
}

/** Takes a link between two tickets away again. */
export function unlinkTickets(deps: Deps, action: Action, otherId: number): Promise<void> {
  return both(deps, action, otherId, async (tx, pair) => {
    const { count } = await tx.ticketLink.deleteMany({ where: pair });
    if (count === 0) throw alreadySo(`Requests #${action.ticketId} and #${otherId} are not linked.`);
    return { isOver: true };
  });
}

/** Which link a button takes away, as its value. */
export const Unlinking = {
  encode: ({ ticketId, otherId }: { ticketId: number; otherId: number }): string => `${ticketId}:${otherId}`,
  /** Throws a sentence for what names no two requests. */
  decode: (value: unknown): { ticketId: number; otherId: number } => {
    const parsed = Numbers.safeParse(typeof value === 'string' ? value.split(':') : undefined);
    if (!parsed.success) throw new UserError('no_ticket', 'That link cannot be found. Please open the form again.');
    return { ticketId: parsed.data[0], otherId: parsed.data[1] };
  },
};

const Numbered = z.coerce.number().int().positive().max(2_147_483_647);
const Numbers = z.tuple([Numbered, Numbered]);

type Pair = { workspaceId: string; ticketId: number; otherId: number };

async function both(
  deps: Deps,
  action: Action,
  otherId: number,
  change: (tx: Tx, pair: Pair) => Promise<{ isOver?: true }>,
): Promise<void> {
  const { workspaceId, ticketId } = action;
  if (otherId === ticketId)
    throw new UserError('same_request', `#${ticketId} is this request itself. Please choose another one.`);
  await deps.db.$transaction(async (tx) => {
    for (const id of [ticketId, otherId]) {
      await findTicket(tx, workspaceId, id);
      await requireRight(tx, 'work on a request', { ...action, ticketId: id });
    }
    const pair = { workspaceId, ticketId: Math.min(ticketId, otherId), otherId: Math.max(ticketId, otherId) };
    const more = await change(tx, pair);
    for (const [id, other] of [
      [ticketId, otherId],
      [otherId, ticketId],
    ] as const) {
      await recordEvent(tx, { ...action, ticketId: id, kind: 'linked', at: deps.now(), detail: { with: other, ...more } });
      await show(tx, deps, await findTicket(tx, workspaceId, id));
    }
  });
}
