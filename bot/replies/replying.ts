// ANSWERING A MEMBER IN A FORM: who else is writing, who was faster, and what becomes of an answer that Slack did not take.
import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { NOTE } from '#bot/handling/notes.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { type SavedReply, savedRepliesOf } from '#bot/saved-replies/saved-replies.ts';
import { fromMessage } from '#bot/slack/escape.ts';
import { findTicket, isOutside, lockTicket, type Ticket } from '#bot/tickets/ticket.ts';
import { type Action, NOT_IN_SLACK, replyIn, STAFF_REPLY } from '#bot/tickets/tickets.ts';
import { type TicketView, viewOf } from '#bot/tickets/views.ts';
import type { Tx } from '#prisma/db.ts';

/** Who has not sent what they were writing after this long has left it. */
const DRAFT_MS = 30 * 60_000;

type Writing = { memberId: string; openedAt: Date };

/** Everything the reply form shows. */
export type ReplyFacts = { view: TicketView; writing: Writing[]; saved: SavedReply[] };

/** Throws a sentence to whoever may not answer this ticket; of a private one only readers may. */
async function requireAnswerer(tx: Tx, action: Action): Promise<Ticket> {
  const ticket = await findTicket(tx, action.workspaceId, action.ticketId);
  await requireRight(tx, ticket.isPrivate ? 'answer a private request' : 'answer a request', action);
  return ticket;
}

/** What the reply form shows to somebody who may answer: the request, and who else is writing an answer to it. */
export async function replyFacts(tx: Tx, deps: Pick<Deps, 'now'>, action: Action): Promise<ReplyFacts> {
  const { workspaceId, ticketId, actorId } = action;
  const ticket = await requireAnswerer(tx, action);
  if (isOutside(ticket.requesterId)) throw new UserError('not_in_slack', NOT_IN_SLACK);
  const writing = await tx.replyDraft.findMany({
    where: { workspaceId, ticketId, memberId: { not: actorId }, openedAt: { gt: new Date(deps.now().getTime() - DRAFT_MS) } },
    orderBy: { openedAt: 'asc' },
    select: { memberId: true, openedAt: true },
  });
  return { view: await viewOf(tx, workspaceId, ticketId), writing, saved: await savedRepliesOf(tx, workspaceId, ticket.deskId) };
}

/** Notes that somebody begins to write an answer, and tells them who does so already. */
export async function beginReply(deps: Deps, action: Action): Promise<ReplyFacts> {
  const { workspaceId, ticketId, actorId } = action;
  return deps.db.$transaction(async (tx) => {
    const facts = await replyFacts(tx, deps, action);
    const key = { workspaceId, ticketId, memberId: actorId };
    await tx.replyDraft.upsert({
      where: { workspaceId_ticketId_memberId: key },
      create: { ...key, openedAt: deps.now() },
      update: { openedAt: deps.now() },
    });
    return facts;
  });
}

/** Somebody closed the form without sending it. */
export async function leaveReply({ db }: Pick<Deps, 'db'>, { workspaceId, ticketId, actorId }: Action): Promise<void> {
  await db.replyDraft.deleteMany({ where: { workspaceId, ticketId, memberId: actorId } });
}

/** An answer of somebody else's that the writer has not seen; `text` is null while nobody knows its words. */
export type Overtaken = { memberId: string; at: Date; text: string | null };

export type Sent = {
  text: string;
  /** Names the form it was typed in: sent twice, it is said once. */
  key: string;
  /** What was said before then, the writer knows. */
  since: Date;
  /** The answer that was given up and that this one is instead of. */
  replaces?: bigint;
};

/**
 * Says an answer to the member, unless somebody else has answered since the form was opened: then that answer comes back
 * and nothing is said. Both happen under the ticket's lock, so of two at the same moment the second hears of the first.
 */
export async function sendReply(deps: Deps, action: Action, { text, key, since, replaces }: Sent): Promise<Overtaken | null> {
  const { workspaceId, ticketId, actorId } = action;
  return deps.db.$transaction(async (tx) => {
    await requireAnswerer(tx, action);
    await lockTicket(tx, workspaceId, ticketId);
    const other = await answerSince(tx, action, since);
    if (other) return other;
    if (replaces !== undefined) await withdraw(tx, deps, action, replaces);
    await replyIn(tx, deps, action, { text, key });
    await tx.replyDraft.deleteMany({ where: { workspaceId, ticketId, memberId: actorId } });
    return null;
  });
}

async function answerSince(tx: Tx, { workspaceId, ticketId, actorId }: Action, since: Date): Promise<Overtaken | null> {
  const event = await tx.ticketEvent.findFirst({
    where: { workspaceId, ticketId, kind: 'replied', at: { gt: since }, actorId: { not: actorId } },
    orderBy: { at: 'desc' },
  });
  if (!event?.actorId) return null;
  return { memberId: event.actorId, at: event.at, text: await lastWords(tx, workspaceId, ticketId, event.actorId) };
}

/** What somebody answered last, said already or about to be. */
async function lastWords(tx: Tx, workspaceId: string, ticketId: number, memberId: string): Promise<string | null> {
  const waiting = await tx.saidMessage.findMany({
    where: { workspaceId, ticketId, sentAt: null, withdrawnAt: null },
    orderBy: { id: 'desc' },
    select: { content: true },
  });
  const unsaid = waiting
    .map(({ content }) => GivenUp.safeParse(content).data)
    .find((reply) => reply?.kind === STAFF_REPLY && reply.authorId === memberId);
  if (unsaid) return unsaid.text;
  const said = await tx.channelMessage.findFirst({
    where: { workspaceId, ticketId, authorId: memberId, standing: 'reply', deletedAt: null },
    orderBy: { ts: 'desc' },
    select: { text: true },
  });
  return said?.text ? fromMessage(said.text) : null;
}

/** The kind of saying that offers an answer, or a note, which Slack did not take to its author again. */
export const LOST_REPLY = 'lost-reply';

const GivenUp = z.object({ kind: z.enum([STAFF_REPLY, NOTE]), ticketId: z.number(), authorId: z.string(), text: z.string() });
type GivenUp = z.infer<typeof GivenUp>;

/** What became of an answer, or a note, that was given up once. */
export type LostReply = GivenUp & { state: 'waits for its author' | 'is tried again' };

/** An answer or a note that was given up, with its words; null once it has been said or another was sent instead. */
export async function lostReply(tx: Tx, workspaceId: string, id: bigint): Promise<LostReply | null> {
  const said = await tx.saidMessage.findUnique({ where: { workspaceId_id: { workspaceId, id } } });
  const reply = GivenUp.safeParse(said?.content).data;
  if (!said || !reply || said.sentAt || said.withdrawnAt) return null;
  return { ...reply, state: said.parkedAt ? 'waits for its author' : 'is tried again' };
}

/** The same for its author only. Throws a sentence to everybody else, and when there is nothing to do any more. */
export async function ownLostReply(tx: Tx, workspaceId: string, actorId: string, id: bigint): Promise<LostReply> {
  const reply = await lostReply(tx, workspaceId, id);
  if (!reply) throw new UserError('not_lost', 'That answer has been said by now, or you sent another one instead.');
  if (reply.authorId !== actorId) throw new UserError('not_yours', 'Only who wrote that can do this.');
  await requireAnswerer(tx, { workspaceId, actorId, ticketId: reply.ticketId });
  if (reply.state === 'is tried again') throw new UserError('on_its_way', 'That is on its way already. Please give it a moment.');
  return reply;
}

/** An answer of one's own to be changed before it is said; a note is none, and the member never reads it. */
export async function ownLostAnswer(tx: Tx, workspaceId: string, actorId: string, id: bigint): Promise<LostReply> {
  const reply = await ownLostReply(tx, workspaceId, actorId, id);
  if (reply.kind !== STAFF_REPLY)
    throw new UserError('only_a_note', 'That is a note for staff. Please try it again, or write it anew.');
  return reply;
}

/** Takes back what was given up, since another answer goes instead of it; only as long as it has not been said after all. */
async function withdraw(tx: Tx, deps: Deps, { workspaceId, actorId }: Action, id: bigint): Promise<void> {
  await ownLostAnswer(tx, workspaceId, actorId, id);
  const { count } = await tx.saidMessage.updateMany({
    where: { workspaceId, id, parkedAt: { not: null }, sentAt: null, withdrawnAt: null },
    data: { withdrawnAt: deps.now() },
  });
  if (count === 0) throw new UserError('on_its_way', 'That answer is on its way already. Please give it a moment.');
}
