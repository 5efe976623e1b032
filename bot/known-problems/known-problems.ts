import type { Deps } from '#bot/deps.ts';
import { UserError } from '#bot/errors.ts';
import { requireRight } from '#bot/rights/rights.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { recordEvent } from '#bot/tickets/events.ts';
import { IN_QUEUE } from '#bot/tickets/life.ts';
import { show } from '#bot/tickets/moves.ts';
import { talkOf } from '#bot/tickets/talk.ts';
import { findTicket, isOutside, lockTicket, type Ticket } from '#bot/tickets/ticket.ts';
import type { Action } from '#bot/tickets/tickets.ts';
import type { Tx } from '#prisma/db.ts';
import { refreshBannersSoon } from './banners.ts';
import { isSolved, overKey, PROBLEM_OVER, partsInQueue } from './parts.ts';

/** What members read of a problem is no longer than this. */
export const LONGEST_PROBLEM = 200;
/** Says one update of a problem to one person (see bot/known-problems/jobs.ts). */
export const PROBLEM_UPDATE = 'problem-update';

/**
 * Makes a ticket the parent of a known problem: from then on everybody with an open request at its desk reads `text`.
 *
 * Announced again it takes the new words; with none, the announcement ends.
 */
export async function announceProblem(deps: Deps, action: Action, text: string): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  const problem = text.trim();
  if (problem.length > LONGEST_PROBLEM)
    throw new UserError('too_long', `Please say it in at most ${LONGEST_PROBLEM} characters.`);
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'announce a known problem', action);
    const before = await lockTicket(tx, workspaceId, ticketId);
    const since = problem === '' ? null : (before.problemSince ?? deps.now());
    const why = whyNoProblem(before);
    if (why) throw why;
    if (problem === '' && !before.problemSince) throw new UserError('nothing_written', 'Please write what members should read.');
    const at = deps.now();
    await tx.ticket.updateMany({
      where: { workspaceId, id: ticketId },
      data: { problemSince: since, ...(problem === '' ? {} : { problem }) },
    });
    const detail = since === null ? { ended: true } : before.problemSince ? { changed: true } : {};
    await recordEvent(tx, { workspaceId, ticketId, kind: 'announced', actorId, at, detail });
    await show(tx, deps, before);
    await refreshBannersSoon(tx, deps, before);
  });
}

function whyNoProblem({ id, state, isPrivate, partOfId }: Ticket): UserError | undefined {
  if (!IN_QUEUE.includes(state)) return new UserError('not_open', `Request #${id} is not open any more. Reopen it first.`);
  if (isPrivate)
    return new UserError('private', `Request #${id} is private, so it cannot be announced. Announce another request about it.`);
  if (partOfId !== null)
    return new UserError(
      'part_already',
      `Request #${id} is part of known problem #${partOfId}. Announce that one, or detach this first.`,
    );
  return undefined;
}

/** Makes a request part of a known problem; it then hears what is said of it, and can be resolved with it. */
export async function attachTicket(deps: Deps, action: Action, parentId: number): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'announce a known problem', action);
    // Both are held, so that the problem is not resolved with its parts while one is added; the smaller number first, as everywhere.
    const [first, second] = parentId < ticketId ? [parentId, ticketId] : [ticketId, parentId];
    await lockTicket(tx, workspaceId, first);
    await lockTicket(tx, workspaceId, second);
    const parent = await findTicket(tx, workspaceId, parentId);
    const ticket = await findTicket(tx, workspaceId, ticketId);
    if (!parent.problemSince || !IN_QUEUE.includes(parent.state) || parent.deskId !== ticket.deskId)
      throw new UserError('problem_over', `#${parentId} is no known problem of this desk any more.`);
    const { count } = await tx.ticket.updateMany({
      where: { workspaceId, id: ticketId, partOfId: null, problemSince: null, isPrivate: false, state: { in: [...IN_QUEUE] } },
      data: { partOfId: parentId },
    });
    if (count === 0) throw whyNotAttached(await findTicket(tx, workspaceId, ticketId));
    await recordEvent(tx, { workspaceId, ticketId, kind: 'attached', actorId, at: deps.now(), detail: { to: parentId } });
    await show(tx, deps, ticket);
    await show(tx, deps, parent);
  });
}

function whyNotAttached({ id, partOfId, problemSince, isPrivate }: Ticket): UserError {
  if (partOfId !== null) return new UserError('part_already', `Request #${id} is part of known problem #${partOfId} already.`);
  if (problemSince) return new UserError('problem_itself', `Request #${id} is a known problem itself. Merge the two instead.`);
  if (isPrivate) return new UserError('private', `Request #${id} is private, so it is dealt with on its own.`);
  return new UserError('not_open', `Request #${id} is not open any more. Reopen it first.`);
}

/** Takes a request out of a known problem again. */
export async function detachTicket(deps: Deps, action: Action): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'announce a known problem', action);
    const ticket = await lockTicket(tx, workspaceId, ticketId);
    const from = ticket.partOfId;
    if (from === null) throw new UserError('no_part', `Request #${ticketId} is not part of a known problem.`);
    await tx.ticket.updateMany({ where: { workspaceId, id: ticketId, partOfId: from }, data: { partOfId: null } });
    await recordEvent(tx, { workspaceId, ticketId, kind: 'detached', actorId, at: deps.now(), detail: { from } });
    await show(tx, deps, ticket);
    await show(tx, deps, await findTicket(tx, workspaceId, from));
  });
}

/** Whom an update reaches: in the talks of the problem and its parts, and by direct message who said "same here". */
export type Audience = { talks: Ticket[]; memberIds: string[] };

/** Everybody whom an update of a problem would tell; each person once, in their own request if they have one. */
export async function audienceOf(tx: Tx, problem: Ticket): Promise<Audience> {
  const { workspaceId, id: ticketId } = problem;
  const tickets = [problem, ...(await partsInQueue(tx, workspaceId, ticketId))];
  const talks = tickets.filter(({ requesterId }) => !isOutside(requesterId));
  const requesters = new Set(talks.map(({ requesterId }) => requesterId));
  const others = await tx.sameHere.findMany({ where: { workspaceId, ticketId }, orderBy: { at: 'asc' } });
  return { talks, memberIds: others.map(({ memberId }) => memberId).filter((id) => !requesters.has(id)) };
}

/** How many people that is. */
export function peopleIn({ talks, memberIds }: Audience): number {
  return new Set([...talks.map(({ requesterId }) => requesterId), ...memberIds]).size;
}

/** Says one piece of news to everybody who waits for a known problem, each once; `key` names the form it was written in. */
export async function updateProblem(deps: Deps, action: Action, text: string, key: string): Promise<void> {
  const { workspaceId, ticketId, actorId } = action;
  await deps.db.$transaction(async (tx) => {
    await requireRight(tx, 'announce a known problem', action);
    const problem = await lockTicket(tx, workspaceId, ticketId);
    if (!problem.problemSince) throw new UserError('no_problem', `Request #${ticketId} is not announced as a known problem.`);
    const audience = await audienceOf(tx, problem);
    let isNew = false;
    for (const ticket of audience.talks) {
      const content = { kind: PROBLEM_UPDATE, ticketId, authorId: actorId, memberId: ticket.requesterId, text };
      isNew = (await saySoon(tx, deps, workspaceId, { key: `${key}:${ticket.id}`, ...talkOf(ticket), content })) || isNew;
    }
    for (const memberId of audience.memberIds) {
      const content = { kind: PROBLEM_UPDATE, ticketId, authorId: actorId, memberId, text };
      isNew = (await saySoon(tx, deps, workspaceId, { key: `${key}:${memberId}`, channelId: memberId, content })) || isNew;
    }
    if (!isNew) return;
    const detail = { people: peopleIn(audience) };
    await recordEvent(tx, { workspaceId, ticketId, kind: 'problem_updated', actorId, at: deps.now(), detail });
  });
}

/** A problem's ticket has left the queue: the banner goes, and who said "same here" is told once. */
export async function endProblem(
  deps: Deps,
  { workspaceId, ticketId }: { workspaceId: string; ticketId: number },
): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const problem = await findTicket(tx, workspaceId, ticketId);
    await refreshBannersSoon(tx, deps, problem);
    if (IN_QUEUE.includes(problem.state)) return;
    const others = await tx.sameHere.findMany({ where: { workspaceId, ticketId } });
    const parts = await tx.ticket.findMany({ where: { workspaceId, partOfId: ticketId }, select: { requesterId: true } });
    if (!isOutside(problem.requesterId)) {
      const content = { kind: PROBLEM_OVER, ticketId, memberId: problem.requesterId, isSolved: isSolved(problem) };
      await saySoon(tx, deps, workspaceId, { key: overKey(problem, problem.requesterId), ...talkOf(problem), content });
    }
    const requesters = new Set([problem.requesterId, ...parts.map(({ requesterId }) => requesterId)]);
    for (const { memberId } of others.filter((other) => !requesters.has(other.memberId))) {
      const content = { kind: PROBLEM_OVER, ticketId, memberId, isSolved: isSolved(problem) };
      await saySoon(tx, deps, workspaceId, { key: overKey(problem, memberId), channelId: memberId, content });
    }
  });
}
