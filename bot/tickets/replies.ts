import type { Deps } from '#bot/deps.ts';
import { isStaffNow, type Place } from '#bot/desks/desks.ts';
import { hearSameHere } from '#bot/known-problems/same-here.ts';
import { offerPrivacy } from '#bot/privacy/offer.ts';
import { refreshHomes } from '#bot/slack/homes.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import { instantOf } from '#bot/slack/timestamps.ts';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { EVENT_COLUMNS, eventValues, PREVIOUS_AT, recordEvent } from './events.ts';
import { isTooMany, recentColumn, tellAboutFlood } from './flood.ts';
import { pointToTalk } from './left-thread.ts';
import { LIFE, type Move, stateOf } from './life.ts';
import { move, show } from './moves.ts';
import { openTicket } from './opening.ts';
import {
  asItIsNow,
  type Now,
  opensNothing,
  recordWhatOvertook,
  type Seen,
  type StoredSeen,
  seenBefore,
  seenColumn,
  seenFrom,
} from './overtaking.ts';
import { isThanks } from './small-talk.ts';
import { copyKey, findTicket, TICKET_COLUMNS, type Ticket } from './ticket.ts';
import { takeFirstReply } from './tickets.ts';

/** A message in a thread. */
export type Reply = {
  workspaceId: string;
  channelId: string;
  ts: string;
  threadTs: string;
  authorId: string | null;
  isHuman: boolean;
  text: string;
  files: { name: string; url: string }[];
};

/**
 * Takes a message in a thread for what it is: the requester's, a staff member's answer, another member's, or a note under a card.
 *
 * The caller holds the thread's lock. A reply whose request is not here yet is kept until it comes.
 */
export async function hearReply(tx: Tx, deps: Deps, place: Place, reply: Reply): Promise<Became> {
  const { authorId, isHuman } = reply;
  if (!isHuman || authorId === null) return 'nothing';
  const { ticket, cardChannelId, seen, isByStaff, isOutside, previousAt, recent, hasHome } = await thread(tx, place, {
    ...reply,
    authorId,
  });
  if ((seen && seen.standing !== 'early') || isOutside) return 'nothing';
  const now = asItIsNow(reply, seen);
  if (ticket && !isByStaff && isTooMany(deps, recent)) {
    await tellAboutFlood(tx, deps, { ...reply, authorId });
    await keep(tx, deps, { ...reply, authorId }, NOTHING_KEPT, { standing: 'ignored', reason: 'flood', ticketId: null });
    return 'nothing';
  }
  if (!ticket) {
    const early = { standing: 'early', reason: null, ticketId: null };
    if (place.kind !== 'thread') await keep(tx, deps, { ...reply, authorId }, now, early);
    return 'nothing';
  }
  const role = authorId === ticket.requesterId ? 'requester' : isByStaff ? 'staff' : 'member';
  const copyIn = cardChannelId ?? place.desk.triageChannelId;
  const goesOnAs = ticket.mergedIntoId === null ? ticket : await findTicket(tx, ticket.workspaceId, ticket.mergedIntoId);
  const heard: HeardReply = { ...reply, authorId, now, ticket, goesOnAs, hasHome, role, copyIn };
  const opensAnother = LIFE[moveOf(heard)][stateOf(goesOnAs)] === 'opens a linked ticket' && place.kind !== 'triage';
  if (opensAnother) {
    await followUp(tx, deps, place, heard);
    return 'a request';
  }
  await take(tx, deps, place, heard, previousAt);
  return 'part of the request';
}

/** Keeps a reply as its ticket's, with all that follows from it. */
async function take(tx: Tx, deps: Deps, place: Place, heard: HeardReply, previousAt: Date | null): Promise<void> {
  const { ticket, authorId, role, now } = heard;
  const before = { deskId: ticket.deskId, openedAt: ticket.openedAt, schedule: place.desk.schedule, previousAt };
  const standing = place.kind === 'triage' ? 'note' : 'reply';
  await keep(
    tx,
    deps,
    heard,
    now,
    { standing, reason: role, ticketId: ticket.id },
    eventValues(eventOfReply(place, heard), before),
  );
  if (standing === 'reply') {
    await followReply(tx, deps, heard);
    await pointToTalk(tx, deps, ticket, heard);
    if (role === 'requester') await offerPrivacy(tx, deps, ticket, now.text);
  }
  await recordWhatOvertook(tx, { workspaceId: ticket.workspaceId, ticketId: ticket.id, authorId, now });
}

/** What became of a message: more of its ticket, a new one linked to that, or nothing (heard before, too many at once, not by a person). */
export type Became = 'part of the request' | 'a request' | 'nothing';

const NOTHING_KEPT: Now = { text: null, files: [], editedTs: null, deletedAt: null };

type HeardReply = Reply & {
  authorId: string;
  now: Now;
  ticket: Ticket;
  /** The ticket itself, or the one it was merged into: how that stands decides what its requester's words do. */
  goesOnAs: Ticket;
  /** Its requester has opened App Home. */
  hasHome: boolean;
  role: 'requester' | 'staff' | 'member';
  /** The channel of the ticket's card, which need not be the desk's triage channel any more. */
  copyIn: string;
};

function isJustThanks({ files, text }: Reply): boolean {
  return files.length === 0 && isThanks(text);
}

function moveOf(reply: HeardReply): Move {
  if (reply.role === 'staff') return 'reply';
  if (reply.role === 'member') return 'somebody else writes';
  return isJustThanks(reply) ? 'requester thanks' : 'requester writes';
}

function eventOfReply(place: Place, reply: HeardReply) {
  const said = { actorId: reply.authorId, at: instantOf(reply.ts) };
  if (place.kind === 'triage') return { ...said, kind: 'noted' as const };
  if (reply.role === 'staff') return { ...said, kind: 'replied' as const, detail: { via: 'thread' } };
  return {
    ...said,
    kind: 'member_wrote' as const,
    detail: { thanks: isJustThanks(reply), byRequester: reply.role === 'requester' },
  };
}

/** What a public reply does to the ticket, and where else it is shown. */
async function followReply(tx: Tx, deps: Deps, reply: HeardReply): Promise<void> {
  const { workspaceId, channelId, ts, authorId, ticket, goesOnAs, role, copyIn } = reply;
  const at = instantOf(ts);
  // Their Home shows the last answer; whatever moves a ticket shows it anew by itself.
  const showInHome = async () => {
    if (reply.hasHome) await refreshHomes(tx, deps, workspaceId, [ticket.requesterId]);
  };
  if (role === 'staff') {
    if (!(await takeFirstReply(tx, deps, ticket, { actorId: authorId, at }))) await showInHome();
    return;
  }
  if (role === 'member') await showInHome();
  const who = { workspaceId, ticketId: ticket.id, actorId: authorId };
  const moved = await move(tx, deps, who, { move: moveOf(reply), at, known: ticket });
  if (moved) await show(tx, deps, ticket);
  if (goesOnAs.state === 'resolved' && goesOnAs !== ticket && role === 'requester') await takeBackUp(tx, deps, reply);
  await syncSoon(tx, deps, workspaceId, [{ key: copyKey(channelId, ts), channelId: copyIn }]);
  if (role === 'member') await hearSameHere(tx, deps, ticket, reply);
}

/** A merged request's member, who was told that it is done, writes that it is not. */
async function takeBackUp(tx: Tx, deps: Deps, reply: HeardReply): Promise<void> {
  const { workspaceId, goesOnAs, authorId, ts } = reply;
  const who = { workspaceId, ticketId: goesOnAs.id, actorId: authorId };
  const moved = await move(tx, deps, who, { move: moveOf(reply), at: instantOf(ts), known: goesOnAs });
  if (moved) await show(tx, deps, goesOnAs);
}

type Standing = { standing: string; reason: string | null; ticketId: number | null };

/** Keeps a reply and, in the same statement, the event that it is in its ticket's history. */
async function keep(
  tx: Tx,
  deps: Deps,
  reply: Reply & { authorId: string },
  now: Now,
  kept: Standing,
  event?: Prisma.Sql,
): Promise<void> {
  const { workspaceId, channelId, ts, threadTs, authorId } = reply;
  const told = event
    ? Prisma.sql`, told as (insert into ticket_event (${EVENT_COLUMNS}) values (${workspaceId}, ${kept.ticketId}::int, ${event}))`
    : Prisma.empty;
  await tx.$executeRaw`
    with kept as (
      insert into channel_message (workspace_id, channel_id, ts, thread_ts, author_id, standing, reason, ticket_id, text, files, edited_ts, deleted_at, seen_at)
      values (${workspaceId}, ${channelId}, ${ts}, ${threadTs}, ${authorId}, ${kept.standing}, ${kept.reason}, ${kept.ticketId}::int, ${now.text},
        ${JSON.stringify(now.files)}::jsonb, ${now.editedTs}, ${now.deletedAt}::timestamptz, ${deps.now()})
      on conflict (workspace_id, channel_id, ts) do update set
        thread_ts = excluded.thread_ts, author_id = excluded.author_id, standing = excluded.standing, reason = excluded.reason,
        ticket_id = excluded.ticket_id, text = excluded.text, files = excluded.files
    )${told} select 1`;
}

type Thread = {
  ticket: Ticket | null;
  /** Where its card is, or that of the one it was merged into; null while nobody has tried to post it. */
  cardChannelId: string | null;
  seen: Seen | null | undefined;
  isByStaff: boolean;
  /** The author's other messages of the last minute. */
  recent: number;
  hasHome: boolean;
  /** When the last event of the ticket was. */
  previousAt: Date | null;
  /** The thread belongs to no ticket and never will. */
  isOutside: boolean;
};

type FoundThread = Ticket & {
  cardChannelId: string | null;
  seen: StoredSeen | null;
  isByStaff: boolean;
  previousAt: Date | null;
  recent: number;
  hasHome: boolean;
};

/** What a reply is judged by. Its ticket is locked, so that what the reply does is decided on the state it finds. */
async function thread(tx: Tx, place: Place, reply: Reply & { authorId: string }): Promise<Thread> {
  const { workspaceId, channelId, ts, threadTs, authorId } = reply;
  const id = place.kind === 'triage' ? ticketOfCard(reply) : ticketOfThread(reply);
  const [found] = await tx.$queryRaw<FoundThread[]>`
    select ${TICKET_COLUMNS}, card.channel_id as "cardChannelId", ${seenColumn(workspaceId, channelId, ts)} as seen, ${PREVIOUS_AT} as "previousAt",
      ${recentColumn(reply)} as recent, exists (
        select 1 from member where member.workspace_id = ticket.workspace_id and member.id = ticket.requester_id and home_opened_at is not null
      ) as "hasHome", ${isStaffNow(Prisma.sql`ticket.workspace_id`, Prisma.sql`ticket.desk_id`, authorId)} as "isByStaff"
    from ticket
    left join owned_message card on card.workspace_id = ticket.workspace_id and card.key = 'card:' || coalesce(ticket.merged_into_id, ticket.id)
    where ticket.workspace_id = ${workspaceId} and ticket.id = ${id} for update of ticket`;
  if (found) {
    const { seen, isByStaff, previousAt, cardChannelId, recent, hasHome, ...ticket } = found;
    return { ticket, cardChannelId, seen: seenFrom(seen), isByStaff, recent, hasHome, previousAt, isOutside: false };
  }
  // What hangs under no card is no note.
  const isOutside = place.kind === 'triage' || (await opensNothing(tx, reply, threadTs));
  return {
    ticket: null,
    cardChannelId: null,
    seen: await seenBefore(tx, reply),
    isByStaff: false,
    recent: 0,
    hasHome: false,
    previousAt: null,
    isOutside,
  };
}

/** The newest ticket talked about in this thread (a reply that was split off is not), or the one that the thread's first message joined. */
function ticketOfThread({ workspaceId, channelId, threadTs }: Reply): Prisma.Sql {
  return Prisma.sql`coalesce(
    (select split_part(key, ':', 2)::int from owned_message
      where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = ${threadTs} and key ~ '^(talk|delete-help):'),
    (select max(id) from ticket where workspace_id = ${workspaceId} and channel_id = ${channelId} and thread_ts = ${threadTs}
      and (split_from_id is null or ts = thread_ts)),
    (select ticket_id from channel_message where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = ${threadTs})
  )`;
}

function ticketOfCard({ workspaceId, channelId, threadTs }: Reply): Prisma.Sql {
  return Prisma.sql`(
    select split_part(key, ':', 2)::int from owned_message
    where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = ${threadTs} and key like 'card:%'
  )`;
}

/** What is closed, or was no request, stays so: what its requester writes now is a new one, talked about in the same thread. */
async function followUp(tx: Tx, deps: Deps, { desk }: Place, { ticket: closed, ...reply }: HeardReply): Promise<void> {
  const { workspaceId, authorId, ts, now } = reply;
  const id = await openTicket(tx, deps, {
    ...reply,
    ...now,
    requesterId: authorId,
    deskId: desk.id,
    triageChannelId: desk.triageChannelId,
    linkedToId: closed.id,
    way: { via: 'message', talksInDm: closed.talksInDm, isPrivate: closed.isPrivate },
  });
  await recordEvent(tx, { workspaceId, ticketId: closed.id, kind: 'linked', actorId: authorId, at: instantOf(ts) });
  await pointToTalk(tx, deps, { ...closed, id }, reply);
  await offerPrivacy(tx, deps, { workspaceId, id }, now.text);
}
