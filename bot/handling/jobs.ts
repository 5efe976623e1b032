import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { nameOf } from '#bot/members/members.ts';
import { escapeText } from '#bot/slack/escape.ts';
import { meet } from '#bot/slack/people.ts';
import type { Voice } from '#bot/slack/saying.ts';
import { cardKey, FOLLOW_UP } from '#bot/tickets/ticket.ts';
import { messageLink, viewOf } from '#bot/tickets/views.ts';
import type { Task } from '#bot/worker.ts';
import type { Tx } from '#prisma/db.ts';
import { assignedMessage, backForDesk, backMessage, noteUnderCard } from './blocks.ts';
import { ASSIGNED } from './handing.ts';
import { NOTE } from './notes.ts';
import { BACK_TO_DESK, BACK_TO_OWNER, bringBack } from './waiting-moves.ts';

const Note = z.object({ ticketId: z.number(), authorId: z.string(), text: z.string() });

/** Posts a note under the card, and then keeps it like one that was written there. */
const sayNote: Voice = {
  prepare: (deps, workspaceId, content) => meet(deps, workspaceId, Note.parse(content).authorId),
  render: async (tx, _deps, workspaceId, content) => {
    const { ticketId, authorId, text } = Note.parse(content);
    const id = { workspaceId_id: { workspaceId, id: ticketId } };
    const { isPrivate } = await tx.ticket.findUniqueOrThrow({ where: id, select: { isPrivate: true } });
    return noteUnderCard((await nameOf(tx, workspaceId, authorId)) ?? 'Somebody', text, isPrivate);
  },
  said: async (tx, deps, workspaceId, content, place) => {
    const { ticketId, authorId, text } = Note.parse(content);
    const card = await tx.ownedMessage.findUnique({ where: { workspaceId_key: { workspaceId, key: cardKey(ticketId) } } });
    const row = { workspaceId, ...place, threadTs: card?.ts ?? null, authorId, standing: 'note', reason: 'staff', ticketId };
    // As Slack would have sent it, like everything that is kept of a thread.
    await tx.channelMessage.createMany({ data: [{ ...row, text: escapeText(text), seenAt: deps.now() }], skipDuplicates: true });
  },
};

const Assigned = z.object({ ticketId: z.number(), byId: z.string() });
const Back = z.object({ ticketId: z.number(), ownerId: z.string().nullable(), waitingFor: z.string().nullable() });

const sayAssigned: Voice = {
  render: async (tx, _deps, workspaceId, content) => {
    const { ticketId, byId } = Assigned.parse(content);
    return assignedMessage(await viewOf(tx, workspaceId, ticketId), byId, await cardLink(tx, workspaceId, ticketId));
  },
};

const sayBackToOwner: Voice = {
  render: async (tx, _deps, workspaceId, content) => {
    const { ticketId, waitingFor } = Back.parse(content);
    return backMessage(await viewOf(tx, workspaceId, ticketId), waitingFor, await cardLink(tx, workspaceId, ticketId));
  },
};

const sayBackToDesk: Voice = {
  render: async (_tx, _deps, _workspaceId, content) => {
    const { ticketId, ownerId, waitingFor } = Back.parse(content);
    return backForDesk(ticketId, ownerId, waitingFor);
  },
};

async function cardLink(tx: Tx, workspaceId: string, ticketId: number): Promise<string | null> {
  const card = await tx.ownedMessage.findUnique({ where: { workspaceId_key: { workspaceId, key: cardKey(ticketId) } } });
  if (!card?.ts) return null;
  const { url } = await tx.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: { url: true } });
  return messageLink(url, card.channelId, card.ts);
}

export const handlingVoices: Record<string, Voice> = {
  [NOTE]: sayNote,
  [ASSIGNED]: sayAssigned,
  [BACK_TO_OWNER]: sayBackToOwner,
  [BACK_TO_DESK]: sayBackToDesk,
};

const Due = z.object({ workspaceId: z.string(), ticketId: z.number() });

export function handlingTasks(deps: Deps): Record<string, Task> {
  return { [FOLLOW_UP]: { run: (payload) => bringBack(deps, Due.parse(payload)) } };
}
