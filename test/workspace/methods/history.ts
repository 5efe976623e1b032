// conversations.history and .replies: pages between two timestamps, metadata only on request.
import { ApiError, type Call, isSet, type Method, numberOf, scopeByChannel, stringOf, visibleChannel } from '../method.ts';
import type { Channel, Json } from '../state.ts';
import { microsOf, positionOf, shown } from '../timeline.ts';

const WINDOW = {
  channel: 'string!',
  cursor: 'string',
  include_all_metadata: 'boolean',
  inclusive: 'boolean',
  latest: 'ts',
  limit: 'number',
  oldest: 'ts',
} as const;
const LARGEST_PAGE = 1_000;
const USUAL_PAGE = 100;

export const HISTORY: Record<string, Method> = {
  'conversations.history': { args: WINDOW, scope: scopeByChannel('history'), tier: 3, run: history },
  'conversations.replies': { args: { ...WINDOW, ts: 'ts!' }, scope: scopeByChannel('history'), tier: 3, run: replies },
};

function history(call: Call): Json {
  const channel = readableChannel(call);
  const within = windowOf(call, channel.timeline);
  // A cursor names the first timestamp of the next (older) page.
  const cursor = cursorOf(call);
  const end = cursor === undefined ? within.length : positionOf(within, cursor) + 1;
  const start = Math.max(0, end - sizeOf(call));
  const page = within.slice(start, end).reverse();
  return answer(call, channel, page, start > 0 ? within[start - 1] : undefined, { pin_count: 0 });
}

function replies(call: Call): Json {
  const channel = readableChannel(call);
  const asked = channel.messages.get(stringOf(call, 'ts') ?? '');
  if (!asked) throw new ApiError('thread_not_found');
  const root = asked.thread_ts ?? asked.ts;
  const within = windowOf(call, channel.threads.get(root) ?? []);
  const cursor = cursorOf(call);
  const start = cursor === undefined ? 0 : positionOf(within, cursor);
  // The parent always comes first, whatever the window says; later pages hold replies only.
  const hasParent = cursor === undefined && channel.messages.has(root);
  const end = start + Math.max(1, sizeOf(call) - (hasParent ? 1 : 0));
  const page = [...(hasParent ? [root] : []), ...within.slice(start, end)];
  return answer(call, channel, page, within[end]);
}

function readableChannel(call: Call): Channel {
  const channel = visibleChannel(call, stringOf(call, 'channel'));
  if (!channel.members.has(call.team.botUserId)) throw new ApiError('not_in_channel');
  return channel;
}

function sizeOf(call: Call): number {
  return Math.min(LARGEST_PAGE, Math.max(1, numberOf(call, 'limit') ?? USUAL_PAGE));
}

function windowOf(call: Call, list: string[]): string[] {
  const latest = stringOf(call, 'latest');
  const oldest = stringOf(call, 'oldest');
  const isInclusive = isSet(call, 'inclusive');
  let start = 0;
  let end = list.length;
  if (oldest) {
    start = positionOf(list, oldest);
    if (!isInclusive && isSame(list[start], oldest)) start += 1;
  }
  if (latest) {
    end = positionOf(list, latest);
    if (isInclusive && isSame(list[end], latest)) end += 1;
  }
  return start === 0 && end === list.length ? list : list.slice(start, Math.max(start, end));
}

function isSame(ts: string | undefined, other: string): boolean {
  return ts !== undefined && microsOf(ts) === microsOf(other);
}

function cursorOf(call: Call): string | undefined {
  const cursor = stringOf(call, 'cursor');
  if (!cursor) return undefined;
  const ts = /^next_ts:(\d+\.\d{6})$/.exec(Buffer.from(cursor, 'base64').toString())?.[1];
  if (!ts) throw new ApiError('invalid_cursor');
  return ts;
}

function answer(call: Call, channel: Channel, page: string[], next: string | undefined, more: Json = {}): Json {
  const messages = page.flatMap((ts) => {
    const message = channel.messages.get(ts);
    return message ? [shown(channel, message, isSet(call, 'include_all_metadata'))] : [];
  });
  const nextCursor = next === undefined ? undefined : Buffer.from(`next_ts:${next}`).toString('base64');
  return {
    messages,
    has_more: nextCursor !== undefined,
    ...more,
    ...(nextCursor ? { response_metadata: { next_cursor: nextCursor } } : {}),
  };
}
