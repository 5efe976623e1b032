import { z } from 'zod';
import { MemberId } from '#bot/slack/payloads.ts';
import { instantOf } from '#bot/slack/timestamps.ts';
import type { Deletion, Edit } from './corrections.ts';
import type { Heard } from './hearing.ts';

const Ts = z.string().regex(/^\d{10}\.\d{6}$/);
const File = z.object({ name: z.string().nullish(), permalink: z.string().nullish() });
const Message = z.object({
  subtype: z.string().optional(),
  channel: z.string(),
  ts: Ts,
  thread_ts: Ts.optional(),
  user: MemberId.optional(),
  bot_id: z.string().optional(),
  text: z.string().default(''),
  files: z.array(File).optional(),
});
const Edited = z.object({
  subtype: z.literal('message_changed'),
  channel: z.string(),
  ts: Ts,
  message: Message.omit({ channel: true }).extend({ edited: z.object({ ts: Ts }).optional() }),
});
const Deleted = z.object({
  subtype: z.literal('message_deleted'),
  channel: z.string(),
  ts: Ts,
  deleted_ts: Ts,
  previous_message: z.object({ user: z.string().optional(), bot_id: z.string().optional(), thread_ts: Ts.optional() }).optional(),
});

/** Subtypes under which people write; every other is Slack or a bot speaking. */
const WRITTEN = new Set([undefined, 'thread_broadcast', 'file_share', 'me_message']);
/** What a message becomes when it is deleted but has replies. */
const TOMBSTONE = 'tombstone';

/** A message event as the rules hear it; undefined for edits, deletions and what is no message. */
export function messageIn(workspaceId: string, event: unknown): Heard | undefined {
  const parsed = Message.safeParse(event);
  if (!parsed.success || ['message_changed', 'message_deleted'].includes(parsed.data.subtype ?? '')) return undefined;
  const { channel, ts, thread_ts, user, bot_id, subtype, text, files } = parsed.data;
  return {
    workspaceId,
    channelId: channel,
    ts,
    threadTs: thread_ts && thread_ts !== ts ? thread_ts : null,
    authorId: user ?? null,
    isHuman: user !== undefined && bot_id === undefined && WRITTEN.has(subtype),
    text,
    files: linksTo(files),
  };
}

/** An edit by its author; Slack's own changes (unfolded links) carry no `edited` and are none. */
export function editIn(workspaceId: string, event: unknown): Edit | undefined {
  const parsed = Edited.safeParse(event);
  const message = parsed.data?.message;
  if (!parsed.success || !message?.edited || message.bot_id || message.subtype === TOMBSTONE || !WRITTEN.has(message.subtype))
    return undefined;
  const { ts, thread_ts, user, text, files, edited } = message;
  return {
    workspaceId,
    channelId: parsed.data.channel,
    ts,
    threadTs: thread_ts && thread_ts !== ts ? thread_ts : null,
    authorId: user ?? null,
    text,
    files: linksTo(files),
    editedTs: edited.ts,
  };
}

/** A deletion, however Slack says it: a message with replies is changed into a tombstone instead. */
export function deletionIn(workspaceId: string, event: unknown): Deletion | undefined {
  const deleted = Deleted.safeParse(event);
  if (deleted.success) {
    const { channel, ts, deleted_ts, previous_message: before } = deleted.data;
    const threadTs = before?.thread_ts && before.thread_ts !== deleted_ts ? before.thread_ts : null;
    const author = { authorId: before?.user ?? null, isByBot: before?.bot_id !== undefined };
    return { workspaceId, channelId: channel, ts: deleted_ts, threadTs, ...author, at: instantOf(ts) };
  }
  const edited = Edited.safeParse(event);
  if (!edited.success || edited.data.message.subtype !== TOMBSTONE) return undefined;
  return {
    workspaceId,
    channelId: edited.data.channel,
    ts: edited.data.message.ts,
    threadTs: null,
    authorId: null,
    at: instantOf(edited.data.ts),
  };
}

function linksTo(files: z.infer<typeof File>[] | undefined): { name: string; url: string }[] {
  return (files ?? []).map(({ name, permalink }) => ({ name: name ?? 'file', url: permalink ?? '' }));
}
