import type { Deps } from '#bot/deps.ts';
import { deskOf, hoursOf } from '#bot/desks/desks.ts';
import { addJobs } from '#bot/queue.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { instantOf } from '#bot/slack/timestamps.ts';
import { recordEvent } from '#bot/tickets/events.ts';
import { stateOf } from '#bot/tickets/life.ts';
import { move, show } from '#bot/tickets/moves.ts';
import { talkOf } from '#bot/tickets/talk.ts';
import { findTicket, GO_STALE, isOutside, lockTicket, NUDGE_MEMBER, type Ticket, usualTopic } from '#bot/tickets/ticket.ts';
import { again, NUDGE_AFTER_DAYS, STALE_AFTER_DAYS, timer } from '#bot/tickets/timers.ts';
import type { Tx } from '#prisma/db.ts';
import { afterWorkingDays, nextOpening, type WorkingHours } from '#reports/working-hours.ts';

/** What is said to the member, by who says it (see bot/waiting/jobs.ts). */
export const NUDGE = 'nudge';
export const PUT_ASIDE = 'put-aside';

type Waiting = { workspaceId: string; ticketId: number };

/**
 * Reminds a member, once a wait and only while the desk is open, of what we asked; from then on the ticket may go stale.
 *
 * Whom we have not answered yet is not reminded, and who is not in Slack cannot be: their tickets never go stale.
 */
export async function nudgeMember(deps: Deps, { workspaceId, ticketId }: Waiting): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const ticket = await lockTicket(tx, workspaceId, ticketId);
    if (!isNudgeDue(ticket)) return;
    const hours = hoursOf(await deskOf(tx, workspaceId, ticket.deskId));
    const due = nextOpening(hours, latest(afterWorkingDays(hours, ticket.waitingSince, NUDGE_AFTER_DAYS), deps.now()));
    const isTooSoon = due > deps.now() || ticket.firstReplyAt === null;
    if (isTooSoon) return addJobs(tx, deps, [again(deps, NUDGE_MEMBER, ticket, latest(due, nextHour(deps)))]);
    const { count } = await tx.ticket.updateMany({
      where: { workspaceId, id: ticketId, state: 'waiting', waitingOn: 'member', nudgedAt: null },
      data: { nudgedAt: deps.now() },
    });
    if (count === 0) return;
    await recordEvent(tx, { workspaceId, ticketId, kind: 'nudged', actorId: null, at: deps.now() });
    const key = `${NUDGE}:${ticketId}:${ticket.waitingSince.getTime()}`;
    await saySoon(tx, deps, workspaceId, { key, ...talkOf(ticket), content: { kind: NUDGE, ticketId } });
    await addJobs(tx, deps, [timer(GO_STALE, ticket, staleTime(hours, deps.now()))]);
    await show(tx, deps, ticket);
  });
}

function isNudgeDue(ticket: Ticket): ticket is Ticket & { waitingSince: Date } {
  if (stateOf(ticket) !== 'waiting on member' || isOutside(ticket.requesterId)) return false;
  return ticket.waitingSince !== null && ticket.nudgedAt === null;
}

/** When a ticket goes stale whose member was reminded then. */
function staleTime(hours: WorkingHours, nudgedAt: Date): Date {
  return afterWorkingDays(hours, nudgedAt, STALE_AFTER_DAYS);
}

/** Somebody's words are still missing, ours or theirs: the ticket is looked at again then. */
function nextHour({ now }: Deps): Date {
  return new Date(now().getTime() + 3_600_000);
}

/**
 * Puts a ticket aside whose member was reminded and did not answer, and tells them that writing brings it back.
 *
 * Never one that waits for us: whatever the member wrote since, even if it has not been worked through yet, stops it.
 */
export async function goStale(deps: Deps, { workspaceId, ticketId }: Waiting): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const ticket = await lockTicket(tx, workspaceId, ticketId);
    if (stateOf(ticket) !== 'waiting on member' || ticket.nudgedAt === null) return;
    const desk = await deskOf(tx, workspaceId, ticket.deskId);
    const hours = hoursOf(desk);
    const due = nextOpening(hours, latest(staleTime(hours, ticket.nudgedAt), deps.now()));
    const isAnswered = await hasWritten(tx, ticket);
    const next = isAnswered ? nextHour(deps) : due;
    if (next > deps.now()) return addJobs(tx, deps, [again(deps, GO_STALE, ticket, next)]);
    const who = { workspaceId, ticketId, actorId: null };
    const result = { outcome: 'stale' as const, topic: usualTopic(ticket, desk) };
    const moved = await move(tx, deps, who, { move: 'go stale', at: deps.now(), known: ticket, result });
    if (!moved) return;
    const key = `${PUT_ASIDE}:${ticketId}:${ticket.nudgedAt.getTime()}`;
    await saySoon(tx, deps, workspaceId, { key, ...talkOf(ticket), content: { kind: PUT_ASIDE, ticketId } });
    await show(tx, deps, await findTicket(tx, workspaceId, ticketId));
  });
}

/** Whether the member wrote since we wait for them, or something they wrote there is still to be worked through. */
async function hasWritten(tx: Tx, { workspaceId, id, requesterId, channelId, waitingSince }: Ticket): Promise<boolean> {
  const last = await tx.channelMessage.findFirst({
    where: { workspaceId, ticketId: id, authorId: requesterId, deletedAt: null },
    orderBy: { ts: 'desc' },
    select: { ts: true },
  });
  if (last && waitingSince && instantOf(last.ts) > waitingSince) return true;
  const [pending] = await tx.$queryRaw<{ found: boolean }[]>`
    select exists (
      select 1 from inbox_event
      where workspace_id = ${workspaceId} and processed_at is null and body -> 'event' ->> 'user' = ${requesterId}
        and (body -> 'event' ->> 'channel' = ${channelId} or body -> 'event' ->> 'channel_type' = 'im')
    ) as found`;
  return pending?.found ?? false;
}

function latest(one: Date, other: Date): Date {
  return one > other ? one : other;
}
