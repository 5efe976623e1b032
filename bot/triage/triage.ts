import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { type Desk, deskForStaff } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import type { EventKind } from '#bot/tickets/events.ts';
import { IN_QUEUE } from '#bot/tickets/life.ts';
import { findTicket, type Ticket } from '#bot/tickets/ticket.ts';
import { namesIn, type TicketView, viewOf } from '#bot/tickets/views.ts';

/** Tickets shown at once in a list. */
const PAGE = 10;

export type TicketLine = Pick<Ticket, 'id' | 'requesterId' | 'state' | 'waitingOn' | 'ownerId' | 'openedAt' | 'firstReplyAt'> & {
  text: string;
};
/** One page of the queue: `next` is the number after which the next one begins, `names` are those of people mentioned. */
export type QueuePage = {
  desk: Desk;
  lines: TicketLine[];
  names: Map<string, string>;
  open: number;
  next: number | null;
  isFirst: boolean;
};

/** A page of a desk's queue, oldest request first, beginning after a ticket's number (keyset, so pages hold while the queue moves). */
export async function queuePage(deps: Deps, workspaceId: string, memberId: string, after: number): Promise<QueuePage> {
  const { desk } = await deskForStaff(deps.db, workspaceId, memberId);
  const inQueue = { workspaceId, deskId: desk.id, state: { in: [...IN_QUEUE] } };
  const tickets = await deps.db.ticket.findMany({
    where: { ...inQueue, id: { gt: after } },
    orderBy: { id: 'asc' },
    take: PAGE + 1,
  });
  const shown = tickets.slice(0, PAGE);
  const firsts = await deps.db.channelMessage.findMany({
    where: { workspaceId, ticketId: { in: shown.map((ticket) => ticket.id) }, standing: 'request' },
  });
  return {
    desk,
    open: await deps.db.ticket.count({ where: inQueue }),
    names: await namesIn(deps.db, workspaceId, firsts),
    lines: shown.map((ticket) => ({ ...ticket, text: firsts.find((first) => first.ticketId === ticket.id)?.text ?? '' })),
    next: tickets.length > PAGE ? (shown.at(-1)?.id ?? null) : null,
    isFirst: after === 0,
  };
}

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

/** The ticket number somebody typed, with or without its #. Throws a sentence with an example. */
export function typedNumber(typed: string | undefined, verb: string): number {
  const digits = /^#?(\d{1,9})$/.exec(typed ?? '')?.[1];
  if (!digits) throw new UserError('no_number', `Please add the number of the request, for example \`/triage ${verb} 12\`.`);
  return Number(digits);
}

function stepOf({ kind, actorId, at, detail }: { kind: string; actorId: string | null; at: Date; detail: unknown }): Step {
  const { outcome = null, topic = null } = StepDetail.parse(detail);
  return { kind: kind as EventKind, actorId, at, outcome, topic };
}

const StepDetail = z.object({ outcome: z.string().optional(), topic: z.string().optional() });
