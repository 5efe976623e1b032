import type { WebClient } from '@slack/web-api';
import type { Deps } from '#bot/deps.ts';
import type { Tx } from '#prisma/db.ts';

export type Written = NonNullable<Awaited<ReturnType<WebClient['conversations']['history']>>['messages']>[number];
export type Message = Written & { ts: string };

/** What a message becomes when it is deleted but has replies. */
export const TOMBSTONE = 'tombstone';

type Place = { workspaceId: string; channelId: string };

export const sweptId = ({ channelId }: Place, ts: string) => `sweep:${channelId}:${ts}`;

type Standing = 'heard' | 'opened nothing';

/**
 * Which messages need no taking in: heard, shown the way or thanked back,
 * on their way through the inbox, swept before, or said by ourselves.
 *
 * What is kept for a message yet to come is none.
 */
export async function heardOf(db: Tx, place: Place, tss: string[]): Promise<Map<string, Standing>> {
  const { workspaceId, channelId } = place;
  const swept = tss.map((ts) => sweptId(place, ts));
  const answers = ['pointer', 'welcome'].flatMap((kind) => tss.map((ts) => `${kind}:${channelId}:${ts}`));
  const rows = await db.$queryRaw<{ ts: string; standing: Standing }[]>`
    select ts, 'heard' as standing from owned_message
    where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = any(${tss})
    union all select ts, 'heard' from said_message
    where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = any(${tss})
    union all select split_part(key, ':', 3), 'heard' from said_message where workspace_id = ${workspaceId} and key = any(${answers})
    union all select split_part(event_id, ':', 3), 'heard' from inbox_event
    where workspace_id = ${workspaceId} and event_id = any(${swept})
    union all select body -> 'event' ->> 'ts', 'heard' from inbox_event
    where workspace_id = ${workspaceId} and processed_at is null and body -> 'event' ->> 'channel' = ${channelId}
      and body -> 'event' ->> 'ts' = any(${tss})
    union all select ts, case when standing = 'ignored' and reason <> 'smallTalk' then 'opened nothing' else 'heard' end
    from channel_message
    where workspace_id = ${workspaceId} and channel_id = ${channelId} and ts = any(${tss}) and standing <> 'early'`;
  return new Map(rows.map(({ ts, standing }) => [ts, standing]));
}

/** Roots of the threads in a channel in which a ticket that has not been closed is talked about; the newest tickets first. */
export async function openThreadsIn(db: Tx, { workspaceId, channelId }: Place): Promise<string[]> {
  const rows = await db.$queryRaw<{ ts: string }[]>`
    with alive as (
      select id, channel_id, thread_ts from ticket
      where workspace_id = ${workspaceId} and state in ('open', 'claimed', 'waiting', 'resolved')
    )
    select ts from (
      select thread_ts as ts, max(id) as id from alive where channel_id = ${channelId} group by thread_ts
      union all
      select own.ts, alive.id from alive
      join owned_message own on own.workspace_id = ${workspaceId} and own.key in ('card:' || alive.id, 'talk:' || alive.id)
      where own.channel_id = ${channelId} and own.ts is not null
    ) as thread group by ts order by max(id) desc`;
  return rows.map(({ ts }) => ts);
}

/** An event as Slack would have sent it, under an id of ours. */
export type Correction = { eventId: string; event: Record<string, unknown> };

/** Messages as Slack has them now: all of the channel's own since `from`, or (null) some that leave nothing to conclude from a gap. */
type Read = { messages: Message[]; from: string | null; startedAt: Date };

/** How far back a message that is missing counts as deleted. */
const DELETED_WITHIN_MS = 86_400_000;
/** What was written just before the reading may have come in between. */
const MARGIN_MS = 60_000;
const FEW_GONE = 3;

/** Edits and deletions that were missed, as far as they can be seen in what was read anyway. */
export async function correctionsIn(deps: Pick<Deps, 'db'>, place: Place, read: Read): Promise<Correction[]> {
  const { messages, from, startedAt } = read;
  const { workspaceId, channelId } = place;
  const tss = messages.map(({ ts }) => ts);
  const known = await deps.db.channelMessage.findMany({
    where: { workspaceId, channelId, ts: { in: tss }, deletedAt: null, standing: { not: 'early' } },
    select: { ts: true, editedTs: true },
  });
  const editedTs = new Map(known.map((row) => [row.ts, row.editedTs ?? '']));
  const edits = messages.flatMap((message) => editOf(place, message, editedTs.get(message.ts)));
  if (from === null || messages.length === 0) return edits;
  const earliest = Math.max(Number(from), (startedAt.getTime() - DELETED_WITHIN_MS) / 1000).toFixed(6);
  const latest = ((startedAt.getTime() - MARGIN_MS) / 1000).toFixed(6);
  const kept = await deps.db.channelMessage.findMany({
    where: {
      workspaceId,
      channelId,
      threadTs: null,
      deletedAt: null,
      standing: { in: ['request', 'joined'] },
      ts: { gt: earliest, lt: latest },
    },
    select: { ts: true, authorId: true },
  });
  const there = new Set(tss);
  const gone = kept.filter(({ ts }) => !there.has(ts));
  // A reading that lacks most of what we know is more likely wrong than everybody's deleting.
  if (gone.length > FEW_GONE && gone.length * 2 > kept.length) return edits;
  return [...edits, ...gone.map(({ ts, authorId }) => deletionOf(place, ts, authorId, startedAt))];
}

function editOf(place: Place, message: Message, knownEdit: string | undefined): Correction[] {
  const { ts, thread_ts, user, text, files, subtype } = message;
  const edited = (message as { edited?: { ts?: string } }).edited;
  if (knownEdit === undefined) return [];
  if (subtype === TOMBSTONE)
    return [changeOf(place, message, `${sweptId(place, ts)}:gone`, { ts, thread_ts, user, text, subtype })];
  if (!edited?.ts || edited.ts <= knownEdit) return [];
  const now = { ts, thread_ts, user, text, files, subtype, edited };
  return [changeOf(place, message, `${sweptId(place, ts)}:${edited.ts}`, now)];
}

function changeOf({ channelId }: Place, { ts }: Message, eventId: string, message: Record<string, unknown>): Correction {
  return { eventId, event: { type: 'message', subtype: 'message_changed', channel: channelId, ts, message } };
}

function deletionOf(place: Place, ts: string, authorId: string | null, at: Date): Correction {
  const event = {
    type: 'message',
    subtype: 'message_deleted',
    channel: place.channelId,
    ts: (at.getTime() / 1000).toFixed(6),
    deleted_ts: ts,
    ...(authorId ? { previous_message: { user: authorId } } : {}),
  };
  return { eventId: `${sweptId(place, ts)}:gone`, event };
}
