import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { requireReading } from '#bot/privacy/reading.ts';
import type { EventKind } from '#bot/tickets/events.ts';
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
  await requireReading(deps.db, deps, { workspaceId, ticketId, actorId: memberId });
  const ofTicket = { workspaceId, ticketId };
  const [steps, talk, view] = await Promise.all([
    deps.db.ticketEvent.findMany({ where: ofTicket, orderBy: { id: 'desc' }, take: LATEST_STEPS }),
    deps.db.channelMessage.findMany({
      where: { ...ofTicket, standing: { in: ['reply', 'note'] } },
      orderBy: { ts: 'desc' },
      take: LATEST_TALK,
    }),
    viewOf(deps.db, workspaceId, ticketId),
  ]);
  return {
    view,
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
