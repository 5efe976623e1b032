import { z } from 'zod';
import type { Deps } from '#bot/deps.ts';
import { type Desk, deskOf } from '#bot/desks/desks.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { jsonIn } from '#bot/slack/payloads.ts';
import { OUTCOMES, PRIORITIES, type Ticket } from '#bot/tickets/ticket.ts';
import { type Action, claimTicket, resolveTicket } from '#bot/tickets/tickets.ts';
import type { Tx } from '#prisma/db.ts';
import { applyToAll, type BulkResult, MOST_AT_ONCE } from './bulk.ts';
import { assignTicket } from './handing.ts';
import { mergeTicket } from './merging.ts';
import { setPriority } from './sorting.ts';
import { waitForMember } from './waiting-moves.ts';

/** What can be done with several tickets at once. */
export const DEEDS = ['claim', 'assign', 'priority', 'resolve', 'wait', 'merge'] as const;
export type SeveralDeed = (typeof DEEDS)[number];

const Numbers = z.array(z.number().int().positive().max(2_147_483_647)).min(1).max(MOST_AT_ONCE);

/** The numbers in a list's button. Throws a sentence for what is none. */
export function numbersIn(value: unknown): number[] {
  const parsed = Numbers.safeParse(jsonIn(value));
  if (!parsed.success) throw new UserError('no_ticket', 'Those requests cannot be found. Please open the list again.');
  return [...new Set(parsed.data)];
}

const Plan = z.object({ ids: Numbers, deed: z.enum(DEEDS) });
export type Plan = z.infer<typeof Plan>;

/** What the second form is about, as it comes back with it. */
export function planIn(metadata: unknown): Plan {
  const parsed = Plan.safeParse(jsonIn(metadata));
  if (!parsed.success) throw new UserError('no_ticket', 'Those requests cannot be found. Please open the list again.');
  return parsed.data;
}

export type Chosen = { ticket: Ticket; text: string };

/** The tickets to choose from, as far as this person may see them; of private ones not a word. */
export async function ticketsToChoose(tx: Tx, workspaceId: string, actorId: string, ids: number[]): Promise<Chosen[]> {
  const tickets = await tx.ticket.findMany({ where: { workspaceId, id: { in: ids } }, orderBy: { id: 'asc' } });
  for (const deskId of new Set(tickets.map((ticket) => ticket.deskId)))
    await requireRight(tx, 'work on a request', { workspaceId, actorId, deskId });
  if (tickets.length === 0) throw new UserError('no_ticket', 'Those requests cannot be found. Please open the list again.');
  const readable = tickets.filter(({ isPrivate }) => !isPrivate).map(({ id }) => id);
  const firsts = await tx.channelMessage.findMany({
    where: { workspaceId, ticketId: { in: readable }, standing: 'request', deletedAt: null },
    select: { ticketId: true, text: true },
  });
  return tickets.map((ticket) => ({ ticket, text: firsts.find(({ ticketId }) => ticketId === ticket.id)?.text ?? '' }));
}

/** The desk whose topics are offered: that of the first of the tickets. */
export async function deskOfAll(tx: Tx, workspaceId: string, chosen: Chosen[]): Promise<Desk> {
  return deskOf(tx, workspaceId, chosen[0]?.ticket.deskId ?? '');
}

/** What the second form asked for. */
export type Answers = {
  memberId?: string | undefined;
  priority?: string | undefined;
  outcome?: string | undefined;
  topic?: string | undefined;
  intoId?: number | undefined;
};

const Assigning = z.object({ memberId: z.string() });
const Prioritising = z.object({ priority: z.enum(PRIORITIES) });
const Resolving = z.object({ outcome: z.enum(OUTCOMES).exclude(['stale']), topic: z.string() });
const Merging = z.object({ intoId: z.number() });

/** Does it with all of them; each that could not be done is in the answer with the reason. */
export function handleSeveral(
  deps: Deps,
  workspaceId: string,
  actorId: string,
  { ids, deed }: Plan,
  answers: Answers,
): Promise<BulkResult> {
  return applyToAll(deps, workspaceId, actorId, ids, stepOf(deed, answers));
}

function stepOf(deed: SeveralDeed, answers: Answers): (deps: Deps, action: Action) => Promise<void> {
  switch (deed) {
    case 'claim':
      return claimTicket;
    case 'wait':
      return waitForMember;
    case 'assign': {
      const { memberId } = answered(Assigning, answers);
      return (deps, action) => assignTicket(deps, action, memberId);
    }
    case 'priority': {
      const { priority } = answered(Prioritising, answers);
      return (deps, action) => setPriority(deps, action, priority);
    }
    case 'resolve': {
      const result = answered(Resolving, answers);
      return (deps, action) => resolveTicket(deps, action, result);
    }
    case 'merge': {
      const { intoId } = answered(Merging, answers);
      return (deps, action) => mergeTicket(deps, action, intoId);
    }
  }
}

function answered<T>(schema: z.ZodType<T>, answers: Answers): T {
  const parsed = schema.safeParse(answers);
  if (!parsed.success) throw new UserError('not_filled_in', 'Please fill in the whole form first.');
  return parsed.data;
}
