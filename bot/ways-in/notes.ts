import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { fromMessage } from '#bot/slack/escape.ts';
import { ticketOfMessage } from '#bot/tickets/places.ts';
import { findTicket } from '#bot/tickets/ticket.ts';
import { replyToMember } from '#bot/tickets/tickets.ts';
import { namesIn } from '#bot/tickets/views.ts';

type Noted = { workspaceId: string; channelId: string; ts: string; actorId: string };

/** A note under a card, ready to be sent; `files` are how many it has, which stay with staff. */
export type Note = { ticketId: number; text: string; files: number };

/** What a reply may hold. */
const LONGEST = 3000;

/** A staff member's own note under a card, as its member would read it. Throws a sentence when it cannot be sent. */
export async function noteToSend(deps: Deps, { workspaceId, channelId, ts, actorId }: Noted): Promise<Note> {
  const note = await deps.db.channelMessage.findUnique({
    where: { workspaceId_channelId_ts: { workspaceId, channelId, ts } },
  });
  const ticketId = note?.ticketId ?? (await ticketOfMessage(deps.db, { workspaceId, channelId, ts, threadTs: null }));
  // Whoever is not on staff hears nothing of what is there.
  await requireRight(deps.db, 'see the queue', { workspaceId, actorId });
  if (note?.standing !== 'note' || ticketId === null) throw new UserError('no_note', NO_NOTE);
  const ticket = await findTicket(deps.db, workspaceId, ticketId);
  const deed = ticket.isPrivate ? 'answer a private request' : 'answer a request';
  await requireRight(deps.db, deed, { workspaceId, actorId, ticketId });
  if (note.authorId !== actorId) throw new UserError('not_your_note', NOT_YOURS);
  if (note.deletedAt) throw new UserError('note_deleted', 'That note was deleted.');
  const names = await namesIn(deps.db, workspaceId, [note]);
  const text = fromMessage(note.text ?? '', (id) => names.get(id)).trim();
  if (text === '')
    throw new UserError('empty_note', 'That note has no text. Files stay with staff: send them in the member’s thread.');
  if (text.length > LONGEST)
    throw new UserError('long_note', `That note is too long to send at once. Please press *Reply* and send it in parts.`);
  const sent = await deps.db.saidMessage.findUnique({
    where: { workspaceId_key: { workspaceId, key: keyOf({ channelId, ts }) } },
  });
  if (sent) throw new UserError('sent_already', `That note was sent to the member already.`);
  return { ticketId, text, files: Array.isArray(note.files) ? note.files.length : 0 };
}

/** Sends a note to the member as a reply, in the words it has now; once per note. */
export async function sendNote(deps: Deps, noted: Noted): Promise<number> {
  const { workspaceId, actorId } = noted;
  const { ticketId, text } = await noteToSend(deps, noted);
  await replyToMember(deps, { workspaceId, ticketId, actorId }, { text, key: keyOf(noted) });
  return ticketId;
}

const keyOf = ({ channelId, ts }: { channelId: string; ts: string }) => `send-note:${channelId}:${ts}`;
const NO_NOTE =
  'That is not a note. Write your answer under the card of a request, then choose *Send to member* from its ⋮ menu.';
const NOT_YOURS =
  'Only who wrote a note can send it to the member, since it goes out under their name. You can press *Reply* on the card.';
