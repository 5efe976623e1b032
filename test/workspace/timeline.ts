// Timestamps and their order: how a channel finds its messages without walking through them.
import type { Channel, Message, World } from './state.ts';

export const TS = /^\d{1,10}\.\d{6}$/;

/** The next free timestamp of a channel by the virtual clock; never the same twice. */
export function nextTs(world: World, channel: Channel): string {
  let micros = Math.max(Math.round(world.now() * 1000), channel.lastMicros + 1);
  let ts = tsOf(micros);
  while (channel.messages.has(ts)) {
    micros += 1;
    ts = tsOf(micros);
  }
  channel.lastMicros = micros;
  return ts;
}

export function tsOf(micros: number): string {
  return `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;
}

export function microsOf(ts: string): number {
  const [seconds = '0', rest = ''] = ts.split('.');
  return Number(seconds) * 1e6 + Number(rest.slice(0, 6).padEnd(6, '0'));
}

/** Where `ts` stands, or would stand, in an ascending list. */
export function positionOf(list: string[], ts: string): number {
  const wanted = microsOf(ts);
  const last = list.at(-1);
  if (last === undefined || microsOf(last) < wanted) return list.length;
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (microsOf(list[middle] ?? '0') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function insert(list: string[], ts: string): void {
  const at = positionOf(list, ts);
  if (list[at] === ts) return;
  if (at === list.length) list.push(ts);
  else list.splice(at, 0, ts);
}

function drop(list: string[] | undefined, ts: string): void {
  if (!list) return;
  const at = positionOf(list, ts);
  if (list[at] === ts) list.splice(at, 1);
}

export function isReply(message: Message): boolean {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts;
}

export function putMessage(channel: Channel, message: Message): void {
  channel.messages.set(message.ts, message);
  const isInThread = isReply(message);
  if (isInThread && message.thread_ts !== undefined) {
    const replies = channel.threads.get(message.thread_ts) ?? [];
    insert(replies, message.ts);
    channel.threads.set(message.thread_ts, replies);
  }
  if (!isInThread || message.subtype === 'thread_broadcast') insert(channel.timeline, message.ts);
}

export function takeMessage(channel: Channel, message: Message): void {
  channel.messages.delete(message.ts);
  drop(channel.timeline, message.ts);
  if (message.thread_ts === undefined || message.thread_ts === message.ts) return;
  const replies = channel.threads.get(message.thread_ts);
  drop(replies, message.ts);
  if (replies?.length === 0) channel.threads.delete(message.thread_ts);
}

/** A message as Slack shows it: reply counts are computed, metadata only where asked for. */
export function shown(channel: Channel, message: Message, withMetadata = false): Record<string, unknown> {
  const { metadata, ...rest } = message;
  const out: Record<string, unknown> = { ...rest };
  if (withMetadata && metadata) out.metadata = metadata;
  const replies = channel.threads.get(message.ts);
  if (replies && replies.length > 0 && !isReply(message)) {
    const users = [...new Set(replies.map((ts) => channel.messages.get(ts)?.user ?? channel.messages.get(ts)?.bot_id ?? ''))];
    out.thread_ts = message.ts;
    out.reply_count = replies.length;
    out.reply_users = users.slice(0, 5);
    out.reply_users_count = users.length;
    out.latest_reply = replies.at(-1);
    out.is_locked = false;
    out.subscribed = false;
  }
  if (message.subtype === 'thread_broadcast' && message.thread_ts !== undefined) {
    const root = channel.messages.get(message.thread_ts);
    if (root) out.root = shown(channel, root);
  }
  return out;
}
