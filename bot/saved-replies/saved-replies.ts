// THE TEXTS A DESK'S STAFF BEGIN THEIR ANSWERS WITH: leads keep them, staff insert them in the reply form (bot/replies).
import type { Deps } from '#bot/deps.ts';
import { type Desk, deskForStaff, deskOf, roleAt } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { nameOf } from '#bot/members/members.ts';
import { hasRight, requireRight } from '#bot/rights/rights.ts';
import { escapeText } from '#bot/slack/escape.ts';
import { isInSlack } from '#bot/tickets/ticket.ts';
import type { TicketView } from '#bot/tickets/views.ts';
import type { Tx } from '#prisma/db.ts';
import type { Prisma } from '#prisma/generated/client.ts';
import { type Facts, fillIn, PLACEHOLDERS, unknownPlaceholders } from './placeholders.ts';

export type SavedReply = Prisma.SavedReplyGetPayload<object>;

/** Who works on which desk's saved replies. */
export type Keeper = { workspaceId: string; deskId: string; actorId: string };

export const LONGEST_NAME = 60;
export const LONGEST_TEXT = 2500;
/** What one list in Slack holds, with room for the rest of the form. */
export const MOST_REPLIES = 90;

/** A desk's saved replies by name, without those put away. */
export function savedRepliesOf(tx: Tx, workspaceId: string, deskId: string): Promise<SavedReply[]> {
  return tx.savedReply.findMany({
    where: { workspaceId, deskId, archivedAt: null },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: MOST_REPLIES,
  });
}

export type SavedReplyList = { desk: Desk; replies: SavedReply[]; mayChange: boolean };

/** The saved replies of a desk where this person is staff: the one named, or else their first. */
export async function savedRepliesFor(tx: Tx, workspaceId: string, actorId: string, deskId?: string): Promise<SavedReplyList> {
  const isTheirs = deskId !== undefined && (await roleAt(tx, workspaceId, deskId, actorId)) !== null;
  const desk = isTheirs ? await deskOf(tx, workspaceId, deskId) : (await deskForStaff(tx, workspaceId, actorId)).desk;
  const who = { workspaceId, actorId, deskId: desk.id };
  await requireRight(tx, 'use saved replies', who);
  const mayChange = await hasRight(tx, 'change saved replies', who);
  return { desk, replies: await savedRepliesOf(tx, workspaceId, desk.id), mayChange };
}

/** Keeps a text under a name: a new one, or a new wording of the one with this id. Throws a sentence that says what to mend. */
export async function saveReply(
  deps: Deps,
  keeper: Keeper,
  { id, ...typed }: { id?: string; name: string; text: string },
): Promise<void> {
  const { workspaceId, deskId, actorId } = keeper;
  const [name, text] = [typed.name.replaceAll(/\s+/g, ' ').trim(), typed.text.trim()];
  requireGood(name, text);
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'change saved replies', keeper);
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`saved-replies:${workspaceId}:${deskId}`}, 0))`;
    const others = (await savedRepliesOf(tx, workspaceId, deskId)).filter((one) => one.id !== id);
    if (others.some((one) => one.name.toLowerCase() === name.toLowerCase()))
      throw new UserError(
        'name_taken',
        `There is a saved reply named "${escapeText(name)}" already. Please choose another name.`,
      );
    const savedId = id ?? (await newId(tx, keeper, name));
    if (id === undefined) {
      if (others.length >= MOST_REPLIES)
        throw new UserError('too_many', `A desk has ${MOST_REPLIES} saved replies at most. Please put one away first.`);
      await tx.savedReply.create({ data: { workspaceId, deskId, id: savedId, name, text } });
    } else {
      const { count } = await tx.savedReply.updateMany({
        where: { workspaceId, deskId, id, archivedAt: null },
        data: { name, text },
      });
      if (count === 0) throw gone();
    }
    const detail = { deskId, id: savedId, name };
    await tx.auditEntry.create({ data: { workspaceId, actorId, at: deps.now(), action: 'saved-reply.saved', detail } });
  });
}

/** Puts a saved reply away; what was said with it stays. */
export async function archiveReply(deps: Deps, keeper: Keeper, id: string): Promise<void> {
  const { workspaceId, deskId, actorId } = keeper;
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'change saved replies', keeper);
    const at = deps.now();
    const { count } = await tx.savedReply.updateMany({
      where: { workspaceId, deskId, id, archivedAt: null },
      data: { archivedAt: at },
    });
    if (count === 0) throw gone();
    await tx.auditEntry.create({ data: { workspaceId, actorId, at, action: 'saved-reply.archived', detail: { deskId, id } } });
  });
}

function gone(): UserError {
  return new UserError('no_saved_reply', 'That saved reply is not there any more. Please open the list again.');
}

/** Throws a sentence unless it can be kept; a placeholder nobody knows is named. */
export function requireGood(name: string, text: string): void {
  if (name === '') throw new UserError('no_name', 'Please give it a name, so that staff find it.');
  if ([...name].length > LONGEST_NAME)
    throw new UserError('name_too_long', `Please keep its name to ${LONGEST_NAME} characters.`);
  if (text === '') throw new UserError('no_text', 'Please write what the reply says.');
  if ([...text].length > LONGEST_TEXT)
    throw new UserError('text_too_long', `Please keep the text to ${LONGEST_TEXT} characters.`);
  const unknown = unknownPlaceholders(text);
  if (unknown.length === 0) return;
  const known = Object.keys(PLACEHOLDERS).map((one) => `{${one}}`);
  const sentence = `I cannot fill in ${unknown.map((one) => `{${escapeText(one)}}`).join(', ')}. I know ${known.join(', ')}.`;
  throw new UserError('unknown_placeholder', sentence);
}

/** Readable, as a person would write it in a list: `password-reset`. */
async function newId(tx: Tx, { workspaceId, deskId }: Keeper, name: string): Promise<string> {
  const letters = name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const base =
    letters
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|(?<!-)-+$/g, '')
      .slice(0, 40) || 'reply';
  const taken = await tx.savedReply.findMany({ where: { workspaceId, deskId, id: { startsWith: base } }, select: { id: true } });
  const ids = new Set(taken.map(({ id }) => id));
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? base : `${base}-${count}`;
    if (!ids.has(id)) return id;
  }
}

/** A saved reply with everything filled in for one ticket and whoever answers it. Throws a sentence when it is gone. */
export async function filledReply(tx: Tx, view: TicketView, actorId: string, id: string): Promise<string> {
  const { workspaceId, deskId } = view.ticket;
  const reply = await tx.savedReply.findFirst({ where: { workspaceId, deskId, id, archivedAt: null } });
  if (!reply) throw gone();
  return fillIn(reply.text, factsOf(view, await nameOf(tx, workspaceId, actorId)));
}

function factsOf({ ticket, requester, link }: TicketView, staffName: string | null): Facts {
  const number = `#${ticket.id}`;
  return {
    name: requester.name ?? 'there',
    organisation: requester.organisation ?? 'your organisation',
    number,
    staff: staffName ?? 'the team',
    link: isInSlack(ticket.channelId) ? link : `your request ${number}`,
  };
}
