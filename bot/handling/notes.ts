import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { recordEvent } from '#bot/tickets/events.ts';
import { findTicket, lockTicket } from '#bot/tickets/ticket.ts';
import type { Action } from '#bot/tickets/tickets.ts';
import { cardPlace } from './handling.ts';

/** The kind of saying that puts a note under the card and then keeps it. */
export const NOTE = 'note';

const LONGEST_NOTE = 3000;

/**
 * Leaves a note for staff under the card; the member never sees it.
 *
 * `key` names where it was typed: sent twice, it is one note. Of a private ticket only a reader writes one, and its words are not posted.
 */
export async function addNote(deps: Deps, action: Action, { text, key }: { text: string; key: string }): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  const words = text.trim();
  if (words === '') throw new UserError('empty_note', 'Please write the note first.');
  if ([...words].length > LONGEST_NOTE)
    throw new UserError('note_too_long', `Please keep a note to ${LONGEST_NOTE} characters, or write two.`);
  await deps.db.$transaction(async (tx) => {
    const { isPrivate } = await findTicket(tx, workspaceId, ticketId);
    await requireRight(tx, isPrivate ? 'answer a private request' : 'work on a request', action);
    const ticket = await lockTicket(tx, workspaceId, ticketId);
    // Made private a moment ago.
    if (ticket.isPrivate && !isPrivate) await requireRight(tx, 'answer a private request', action);
    const { desk: _, ...place } = await cardPlace(tx, ticket);
    const content = { kind: NOTE, ticketId, authorId: actorId, text: words };
    if (!(await saySoon(tx, deps, workspaceId, { key, ...place, content }))) return;
    await recordEvent(tx, { ...action, kind: 'noted', at: deps.now(), detail: { via: 'card' } });
  });
}
