import type { Deps } from '#bot/deps.ts';
import { escapeText } from '#bot/slack/escape.ts';
import { refreshHomes } from '#bot/slack/homes.ts';
import { syncSoon } from '#bot/slack/outbox.ts';
import { instantOf, newTs } from '#bot/slack/timestamps.ts';
import type { Tx } from '#prisma/db.ts';
import { acknowledgementKey, cardKey, isOutside, type Priority, talkKey, type Via } from './ticket.ts';

export type Request = {
  workspaceId: string;
  deskId: string;
  triageChannelId: string;
  requesterId: string;
  channelId: string;
  ts: string;
  /** The thread it is talked about in; its own, unless it follows up a closed ticket. */
  threadTs: string;
  text: string | null;
  files: { name: string; url: string }[];
  editedTs: string | null;
  deletedAt: Date | null;
  linkedToId: number | null;
  /** What is known of a request that came in another way than by a message in a help channel. */
  way?: Way;
};

export type Way = {
  via: Via;
  /** When it counts from; the message's time when left out (for a late 🎫 the 🎫's, for a call the call's). */
  openedAt?: Date;
  /** The talk goes on in the requester's direct message, since the request has no thread of its own. */
  talksInDm?: boolean;
  isPrivate?: boolean;
  contactBy?: string;
  loggedById?: string;
  splitFromId?: number;
  priority?: Priority;
  /** The wave of a survey after which staff opened it. */
  waveId?: number;
};

/** What somebody wrote in a form: it is no message of theirs, and is talked about in their direct message. */
export type FormRequest = {
  workspaceId: string;
  desk: { id: string; triageChannelId: string };
  requesterId: string;
  formId: string;
  text: string;
  via: Via;
  isPrivate?: boolean;
};

/** Opens a ticket for what was written in a form; the caller has made sure that the form was not sent before. */
export function openFromForm(tx: Tx, deps: Deps, request: FormRequest): Promise<number> {
  const { workspaceId, desk, requesterId, formId, text, via, isPrivate = false } = request;
  const openedAt = deps.now();
  const ts = newTs(openedAt, formId);
  return openTicket(tx, deps, {
    workspaceId,
    deskId: desk.id,
    triageChannelId: desk.triageChannelId,
    requesterId,
    channelId: requesterId,
    ts,
    threadTs: ts,
    // As Slack would have written it in a message.
    text: escapeText(text),
    files: [],
    editedTs: null,
    deletedAt: null,
    linkedToId: null,
    way: { via, openedAt, talksInDm: true, isPrivate },
  });
}

/**
 * Opens a ticket for a message, with its number, its first event and the jobs of its card and acknowledgement.
 *
 * The caller has made sure, under the lock of the channel, that the message has no ticket yet. One statement for the
 * rows and one for the jobs, since this is where a busy channel spends its time.
 */
export async function openTicket(tx: Tx, deps: Deps, request: Request): Promise<number> {
  const { workspaceId, deskId, channelId, ts, way = { via: 'message' } } = request;
  const { via, openedAt = instantOf(ts), talksInDm = false, isPrivate = false, priority = 'normal' } = way;
  const files = JSON.stringify(request.files);
  const detail = JSON.stringify({
    ...(request.linkedToId === null ? {} : { linkedTo: request.linkedToId }),
    ...(via === 'message' ? {} : { via }),
    ...(way.splitFromId ? { splitFrom: way.splitFromId } : {}),
    ...(way.waveId ? { wave: way.waveId } : {}),
    // A request that goes on from a private one is private from its first word.
    ...(isPrivate ? { isPrivate } : {}),
  });
  const [opened] = await tx.$queryRaw<{ id: number; hasHome: boolean }[]>`
    with numbered as (
      update workspace set next_ticket_id = next_ticket_id + 1 where id = ${workspaceId} returning next_ticket_id - 1 as id
    ), usual as (
      select topic from (
        select topic from ticket where workspace_id = ${workspaceId} and desk_id = ${deskId} and resolved_at is not null and topic is not null
        order by resolved_at desc limit 50
      ) latest group by topic order by count(*) desc, topic limit 1
    ), opened as (
      insert into ticket (workspace_id, id, desk_id, requester_id, channel_id, ts, thread_ts, opened_at, last_joined_ts, linked_to_id, suggested_topic,
        via, talks_in_dm, is_private, contact_by, logged_by_id, split_from_id, priority)
      select ${workspaceId}, numbered.id, ${deskId}, ${request.requesterId}, ${channelId}, ${ts}, ${request.threadTs},
        ${openedAt}::timestamptz, ${ts}, ${request.linkedToId}::int, (select topic from usual),
        ${via}, ${talksInDm}::boolean, ${isPrivate}::boolean, ${way.contactBy ?? null}::text, ${way.loggedById ?? null}::text, ${way.splitFromId ?? null}::int, ${priority}
      from numbered
      returning id
    ), told as (
      insert into ticket_event (workspace_id, ticket_id, desk_id, kind, actor_id, at, calendar_seconds, business_seconds,
        since_opened_calendar_seconds, since_opened_business_seconds, detail)
      select ${workspaceId}, id, ${deskId}, 'opened', ${way.loggedById ?? request.requesterId}, ${openedAt}::timestamptz, 0, 0, 0, 0, ${detail}::jsonb from opened
    ), kept as (
      insert into channel_message (workspace_id, channel_id, ts, thread_ts, author_id, standing, ticket_id, text, files, edited_ts, deleted_at, seen_at)
      select ${workspaceId}, ${channelId}, ${ts}, ${request.threadTs === ts ? null : request.threadTs}::text, ${request.requesterId}, 'request', id,
        ${request.text}::text, ${files}::jsonb, ${request.editedTs}::text, ${request.deletedAt}::timestamptz, ${deps.now()}::timestamptz
      from opened
      on conflict (workspace_id, channel_id, ts) do update set
        author_id = excluded.author_id, standing = 'request', reason = null, ticket_id = excluded.ticket_id, text = excluded.text,
        files = excluded.files, edited_ts = excluded.edited_ts, deleted_at = excluded.deleted_at
    )
    select id, exists (
      select 1 from (
        select ${request.requesterId} as id
        union all select member_id from desk_staff where desk_staff.workspace_id = ${workspaceId} and desk_id = ${deskId} and is_present
      ) person join member on member.workspace_id = ${workspaceId} and member.id = person.id
      where home_opened_at is not null
    ) as "hasHome" from opened`;
  if (!opened) throw new Error(`workspace ${workspaceId} is gone`);
  await syncSoon(tx, deps, workspaceId, [
    { key: cardKey(opened.id), channelId: request.triageChannelId },
    ...(talksInDm ? talkMessage(opened.id, request.requesterId) : [{ key: acknowledgementKey(opened.id), channelId }]),
  ]);
  if (opened.hasHome) await refreshHomes(tx, deps, workspaceId, [request.requesterId], deskId);
  return opened.id;
}

/** Nothing can be said here to somebody who is not in Slack. */
function talkMessage(ticketId: number, requesterId: string) {
  return isOutside(requesterId) ? [] : [{ key: talkKey(ticketId), channelId: requesterId }];
}
