import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { deskForStaff } from '#bot/desks/desks.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { EventKind } from '#bot/tickets/events.ts';
import { findTicket } from '#bot/tickets/ticket.ts';
import { namesIn, type TicketView, viewOf } from '#bot/tickets/views.ts';

export type Step = { kind: EventKind; actorId: string | null; at: Date; outcome?: string | null; topic?: string | null };
export type TicketStory = {
  view: TicketView;
  steps: Step[];
  talk: Said[];
  /** Names of people mentioned in the talk. */
  names: Map<string, string>;
};
export type Said = {
  authorId: string | null;
  text: string | null;
  files: { name: string; url: string }[];
  standing: string;
  deletedAt: Date | null;
};

const LATEST_STEPS = 12;
const LATEST_TALK = 8;

/** What staff see of one ticket: how it stands, what happened last and what was said last. */
export async function ticketStory(deps: Deps, workspaceId: string, memberId: string, ticketId: number): Promise<TicketStory> {
  await deskForStaff(deps.db, workspaceId, memberId);
  const { isPrivate } = await findTicket(deps.db, workspaceId, ticketId);
  await requireRight(deps.db, isPrivate ? 'read a private request' : 'read a request', {
    workspaceId,
    actorId: memberId,
    ticketId,
  });
  if (isPrivate) {
    const entry = { workspaceId, actorId: memberId, at: deps.now(), action: 'private.read', detail: { ticketId } };
    await deps.db.auditEntry.create({ data: entry });
  }
  const steps = await deps.db.ticketEvent.findMany({
    where: { workspaceId, ticketId },
    orderBy: { id: 'desc' },
    take: LATEST_STEPS,
  });
  const talk = await deps.db.channelMessage.findMany({
    where: { workspaceId, ticketId, standing: { in: ['reply', 'note'] } },
    orderBy: { ts: 'desc' },
    take: LATEST_TALK,
  });
  return {
    view: await viewOf(deps.db, workspaceId, ticketId),
    steps: steps.reverse().map(stepOf),
    talk: talk.reverse().map((said) => ({ ...said, files: (said.files ?? []) as Said['files'] })),
    names: await namesIn(deps.db, workspaceId, talk),
  };
}

function stepOf({ kind, actorId, at, detail }: { kind: string; actorId: string | null; at: Date; detail: unknown }): Step {
  const { outcome = null, topic = null } = StepDetail.parse(detail);
  return { kind: kind as EventKind, actorId, at, outcome, topic };
}

const StepDetail = z.object({ outcome: z.string().optional(), topic: z.string().optional() });
