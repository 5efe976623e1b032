import type { Deps } from '#bot/deps.ts';
import { type Desk, deskForMembers, deskOf, desksOfStaff, isSetUp } from '#bot/desks/desks.ts';
import { pointTheWay } from '#bot/desks/pointers.ts';
import { hasRight } from '#bot/rights/rights.ts';
import { hearAnswer } from '#bot/sign-ups/own-moves.ts';
import { saySoon } from '#bot/slack/outbox.ts';
import { instantOf } from '#bot/slack/timestamps.ts';
import { circumstancesOf } from '#bot/tickets/circumstances.ts';
import { type Heard, hearTopLevel } from '#bot/tickets/hearing.ts';
import { channelLock, holdLocks, threadLock } from '#bot/tickets/locks.ts';
import { ticketOfMessage } from '#bot/tickets/places.ts';
import { hearReply } from '#bot/tickets/replies.ts';
import { isSmallTalk, isThanks } from '#bot/tickets/small-talk.ts';
import { DAY_MS } from '#bot/tickets/ticket.ts';
import { wordsFor } from '#bot/words/words.ts';
import type { Tx } from '#prisma/db.ts';
import { isFlood, openFrom } from './ways-in.ts';

type Direct = Heard & { authorId: string };

/**
 * Takes a direct message to the bot: as the answer we or an approver waits for, as more of the request before it, or as a request.
 *
 * What hangs under a ticket's message is heard with the ticket (see bot/tickets/hearing.ts).
 */
export async function hearDirect(deps: Deps, heard: Heard): Promise<void> {
  const { workspaceId, authorId, ts, threadTs } = heard;
  if (!heard.isHuman || authorId === null) return;
  const direct: Direct = { ...heard, authorId };
  await deps.db.$transaction(async (tx) => {
    await holdLocks(tx, [channelLock(heard), threadLock(heard, threadTs ?? ts)]);
    if ((await ticketOfMessage(tx, heard)) !== null) return;
    if (await isForNobody(tx, direct)) return;
    if (await hearAnswer(tx, deps, direct)) return;
    if (await isAnsweredOnly(tx, deps, direct)) return;
    const desk = await deskForMembers(tx, workspaceId);
    if (threadTs !== null) return hearAside(tx, deps, direct);
    await hearAtTop(tx, deps, desk, direct);
  });
}

/** Somebody whose account is switched off, as far as we know, writes no more. */
async function isForNobody(tx: Tx, { workspaceId, authorId }: Direct): Promise<boolean> {
  return !(await hasRight(tx, 'ask for help', { workspaceId, actorId: authorId }));
}

/** A greeting, a word such as "help", or anything from our own team asks for no ticket: it is answered with the way. */
async function isAnsweredOnly(tx: Tx, deps: Deps, direct: Direct): Promise<boolean> {
  const { workspaceId, authorId } = direct;
  const isStaff = (await desksOfStaff(tx, workspaceId, authorId)).length > 0;
  const isSaid = isStaff || !(await isSetUp(tx, workspaceId)) || asksTheWay(direct);
  if (isSaid) await pointTheWay(tx, deps, direct, isStaff);
  return isSaid;
}

/** Whether a message says nothing but hello, or asks what the bot can do. Files say something. */
export function asksTheWay({ text, files }: Pick<Heard, 'text' | 'files'>): boolean {
  if (files.length > 0) return false;
  return (isSmallTalk(text) && !isThanks(text)) || /^[\s/]*(?:help|ayuda)[\s.!?]*$/i.test(text);
}

/** Under something we said about a ticket: more of that one; under any other message of ours a request, talked about in that thread. */
async function hearAside(tx: Tx, deps: Deps, direct: Direct): Promise<void> {
  const spokenOf = await whatWeSpokeOf(tx, direct);
  if (spokenOf) return takeAsAnswer(tx, deps, direct, spokenOf);
  if (isSmallTalk(direct.text) && direct.files.length === 0) return thankBack(tx, deps, direct);
  if (await isFlood(tx, deps, direct)) return;
  await openFrom(tx, deps, direct, { via: 'dm', at: instantOf(direct.ts) });
}

async function hearAtTop(tx: Tx, deps: Deps, desk: Desk, direct: Direct): Promise<void> {
  const { joinable } = await circumstancesOf(tx, desk, direct);
  const asked = joinable === null ? await whatWeAsked(tx, direct) : null;
  if (asked) return takeAsAnswer(tx, deps, direct, asked);
  if (joinable === null && isSmallTalk(direct.text) && direct.files.length === 0) return thankBack(tx, deps, direct);
  await hearTopLevel(tx, deps, desk, { ...direct, way: { via: 'dm' } });
}

async function thankBack(tx: Tx, deps: Deps, { workspaceId, channelId, ts, threadTs, authorId }: Direct): Promise<void> {
  const { waysIn } = await wordsFor(tx, workspaceId, authorId);
  const content = { kind: 'text', text: waysIn.welcome };
  await saySoon(tx, deps, workspaceId, { key: `welcome:${channelId}:${ts}`, channelId, threadTs, content });
}

type Asked = { ticketId: number; deskId: string; threadTs: string };
type Candidate = { ticketId: number; deskId: string; threadTs: string | null; isExpected: boolean };

/** How long after our last word a message at the top still reads as its answer. */
const ANSWERS_WITHIN_DAYS = 3;

/** The one request talked about here that waits for its requester, or in which the last word was ours; null when there is none, or several. */
async function whatWeAsked(tx: Tx, { workspaceId, channelId, authorId, ts }: Direct): Promise<Asked | null> {
  const since = new Date(instantOf(ts).getTime() - ANSWERS_WITHIN_DAYS * DAY_MS);
  const [only, ...others] = await tx.$queryRaw<Candidate[]>`
    select ticket.id as "ticketId", ticket.desk_id as "deskId",
      case when ticket.talks_in_dm then talk.ts else ticket.thread_ts end as "threadTs",
      ticket.state = 'waiting' and ticket.waiting_on = 'member'
        or coalesce(last.reason = 'staff' and last.at > ${since}::timestamptz, false) as "isExpected"
    from ticket
    left join owned_message talk on talk.workspace_id = ticket.workspace_id and talk.key = 'talk:' || ticket.id
    left join lateral (
      select reason, to_timestamp(ts::numeric) as at from channel_message message
      where message.workspace_id = ticket.workspace_id and message.ticket_id = ticket.id
        and standing in ('request', 'joined', 'reply') and deleted_at is null
      order by message.ts desc limit 1
    ) last on true
    where ticket.workspace_id = ${workspaceId} and ticket.requester_id = ${authorId} and ticket.state in ('open', 'claimed', 'waiting')
      and (ticket.talks_in_dm or ticket.channel_id = ${channelId})
    limit 2`;
  if (!only?.isExpected || only.threadTs === null || others.length > 0) return null;
  return { ticketId: only.ticketId, deskId: only.deskId, threadTs: only.threadTs };
}

/** The requester's ticket of which we said the first message of this thread, if it is talked about here. */
async function whatWeSpokeOf(tx: Tx, { workspaceId, channelId, authorId, threadTs }: Direct): Promise<Asked | null> {
  const [found] = await tx.$queryRaw<{ ticketId: number; deskId: string; threadTs: string | null }[]>`
    select ticket.id as "ticketId", ticket.desk_id as "deskId",
      case when ticket.talks_in_dm then talk.ts else ticket.thread_ts end as "threadTs"
    from said_message said
    join ticket on ticket.workspace_id = said.workspace_id and ticket.id = said.ticket_id
    left join owned_message talk on talk.workspace_id = ticket.workspace_id and talk.key = 'talk:' || ticket.id
    where said.workspace_id = ${workspaceId} and said.channel_id in (${channelId}, ${authorId}) and said.ts = ${threadTs}
      and ticket.requester_id = ${authorId} and (ticket.talks_in_dm or ticket.channel_id = ${channelId})
    limit 1`;
  return found && found.threadTs !== null ? { ...found, threadTs: found.threadTs } : null;
}

export const ANSWER_TAKEN = 'answer-taken';

/** Heard as if it had been written in the request's thread; its writer is told, and can say that it is something new. */
async function takeAsAnswer(tx: Tx, deps: Deps, direct: Direct, { ticketId, deskId, threadTs }: Asked): Promise<void> {
  const { workspaceId, channelId, ts, authorId } = direct;
  await holdLocks(tx, [threadLock(direct, threadTs)]);
  const place = { desk: await deskOf(tx, workspaceId, deskId), kind: 'thread' as const };
  // A request of its own says so itself, and whoever writes too much at once is told that.
  if ((await hearReply(tx, deps, place, { ...direct, threadTs })) !== 'part of the request') return;
  const isJustThanks = direct.files.length === 0 && isThanks(direct.text);
  if (isJustThanks) return thankBack(tx, deps, direct);
  // What was written aside has no thread of its own in which a request could be talked about.
  const canBeNew = direct.threadTs === null;
  const content = { kind: ANSWER_TAKEN, authorId, ticketId, channelId, ts, canBeNew };
  const where = { channelId, threadTs: direct.threadTs, ticketId };
  await saySoon(tx, deps, workspaceId, { key: `answer-taken:${channelId}:${ts}`, ...where, content });
}
