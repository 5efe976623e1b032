import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { nameOf } from '#bot/members/members.ts';
import { escapeText } from '#bot/slack/escape.ts';
import { refreshHomes } from '#bot/slack/homes.ts';
import { meet } from '#bot/slack/people.ts';
import type { Renderer } from '#bot/slack/posting.ts';
import type { Voice } from '#bot/slack/saying.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Task } from '#bot/worker.ts';
import type { Tx } from '#prisma/db.ts';
import { acknowledgement, talkMessage } from './acknowledgement.ts';
import { ticketCard } from './blocks.ts';
import { talkSoFar } from './talk-so-far.ts';
import { staffReply, threadCopy } from './thread-messages.ts';
import { CLOSE_TICKET, findTicket } from './ticket.ts';
import { closeTicket, STAFF_REPLY } from './tickets.ts';
import { copyViewOf, unmetIn, viewOf } from './views.ts';

const renderCard: Renderer = async (tx, _deps, workspaceId, id) => {
  const view = await viewOf(tx, workspaceId, Number(id));
  return { ...ticketCard(view), unmet: unmetIn(view.request, view.names), isRoot: true };
};

const renderAcknowledgement: Renderer = async (tx, _deps, workspaceId, id) => {
  const view = await viewOf(tx, workspaceId, Number(id));
  if (view.desk.acknowledgement === 'silent' && !view.ticket.talksInDm) return 'nothing';
  return acknowledgement(view) ?? 'nothing';
};

/** The root of a request's talk in a direct message; what is said to its requester waits for it. */
const renderTalk: Renderer = async (tx, _deps, workspaceId, id) => {
  const view = await viewOf(tx, workspaceId, Number(id));
  const soFar = await talkSoFar(tx, view.ticket);
  return { ...talkMessage(view, soFar), unmet: unmetIn([...view.request, ...soFar.said], view.names), isRoot: true };
};

/** Of one message of the member's thread, under the card; waits for the card and for what was written before it. */
const renderCopy: Renderer = async (tx, deps, workspaceId, id) => {
  const [channelId = '', ts = ''] = id.split(':');
  const { authorId, cardTs, isEarly, ...copy } = await copyViewOf(tx, deps, { workspaceId, channelId, ts });
  if (authorId === null) return 'nothing';
  if (cardTs === null || isEarly) return 'not yet';
  return { ...threadCopy({ ...copy, authorId }, cardTs), unmet: unmetIn([copy], copy.names) };
};

/** The messages tickets own, by the first part of their keys. */
export const ticketRenderers: Record<string, Renderer> = {
  card: renderCard,
  acknowledgement: renderAcknowledgement,
  talk: renderTalk,
  copy: renderCopy,
};

const Reply = z.object({ ticketId: z.number(), authorId: z.string(), text: z.string() });

const sayStaffReply: Voice = {
  prepare: (deps, workspaceId, content) => meet(deps, workspaceId, Reply.parse(content).authorId),
  render: async (tx, _deps, workspaceId, content) => {
    const { ticketId, authorId, text } = Reply.parse(content);
    const { requesterId } = await findTicket(tx, workspaceId, ticketId);
    const words = await wordsFor(tx, workspaceId, requesterId);
    return staffReply((await nameOf(tx, workspaceId, authorId)) ?? words.requests.somebody, text, words);
  },
  said: keepReply,
};

async function keepReply(
  tx: Tx,
  deps: Deps,
  workspaceId: string,
  content: object,
  place: { channelId: string; ts: string },
): Promise<void> {
  const { ticketId, authorId, text } = Reply.parse(content);
  const ticket = await tx.ticket.findUniqueOrThrow({
    where: { workspaceId_id: { workspaceId, id: ticketId } },
    select: { threadTs: true, requesterId: true },
  });
  const row = {
    workspaceId,
    ...place,
    threadTs: ticket.threadTs,
    authorId,
    standing: 'reply',
    reason: 'staff',
    ticketId,
    // As Slack would have sent it, like everything that is kept of a thread.
    text: escapeText(text),
    seenAt: deps.now(),
  };
  await tx.channelMessage.createMany({ data: [row], skipDuplicates: true });
  await refreshHomes(tx, deps, workspaceId, [ticket.requesterId]);
}

export const ticketVoices: Record<string, Voice> = { [STAFF_REPLY]: sayStaffReply };

const Closing = z.object({ workspaceId: z.string(), ticketId: z.number() });

export function ticketTasks(deps: Deps): Record<string, Task> {
  return {
    [CLOSE_TICKET]: { run: (payload) => closeTicket(deps, Closing.parse(payload)) },
  };
}
