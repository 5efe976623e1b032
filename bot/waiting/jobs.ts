import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { fromMessage } from '#bot/slack/escape.ts';
import type { Voice } from '#bot/slack/saying.ts';
import { findTicket, GO_STALE, NUDGE_MEMBER, type Ticket } from '#bot/tickets/ticket.ts';
import { namesIn } from '#bot/tickets/views.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Task } from '#bot/worker.ts';
import type { Tx } from '#prisma/db.ts';
import { nudge, putAside } from './blocks.ts';
import { goStale, NUDGE, nudgeMember, PUT_ASIDE } from './waiting.ts';

const Timer = z.object({ workspaceId: z.string(), ticketId: z.number() });
const Content = z.object({ ticketId: z.number() });

export function waitingTasks(deps: Deps): Record<string, Task> {
  return {
    [NUDGE_MEMBER]: { run: (payload) => nudgeMember(deps, Timer.parse(payload)) },
    [GO_STALE]: { run: (payload) => goStale(deps, Timer.parse(payload)) },
  };
}

export const waitingVoices: Record<string, Voice> = {
  [NUDGE]: {
    render: async (tx, _deps, workspaceId, content) => {
      const ticket = await findTicket(tx, workspaceId, Content.parse(content).ticketId);
      const words = await wordsFor(tx, workspaceId, ticket.requesterId);
      const { id: ticketId, ownerId } = ticket;
      return nudge({ ticketId, ownerId, question: await openQuestion(tx, ticket) }, words);
    },
  },
  [PUT_ASIDE]: {
    render: async (tx, _deps, workspaceId, content) => {
      const { id, requesterId } = await findTicket(tx, workspaceId, Content.parse(content).ticketId);
      return putAside(id, await wordsFor(tx, workspaceId, requesterId));
    },
  },
};

/** What staff last said to the member in public. */
async function openQuestion(tx: Tx, { workspaceId, id }: Ticket): Promise<string | null> {
  const last = await tx.channelMessage.findFirst({
    where: { workspaceId, ticketId: id, standing: 'reply', reason: 'staff', deletedAt: null },
    orderBy: { ts: 'desc' },
    select: { text: true },
  });
  if (!last?.text) return null;
  const names = await namesIn(tx, workspaceId, [last]);
  return fromMessage(last.text, (memberId) => names.get(memberId)).trim() || null;
}
