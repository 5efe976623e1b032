// What a Web API method is: its arguments, scope and tier, and what it does.
import type { Channel, Json, Message, Team, World } from './state.ts';

export type ArgumentKind = 'string' | 'boolean' | 'number' | 'ts' | 'blocks' | 'object' | 'array';
export type Call = { world: World; team: Team; args: Json };

export type Method = {
  /** A kind with `!` is required. */
  args: Record<string, ArgumentKind | `${ArgumentKind}!`>;
  scope?: string | ((call: Call) => string | undefined);
  /** Calls a minute are 1, 20, 50 or 100 for tiers 1 to 4; posting has its own limit. */
  tier: 1 | 2 | 3 | 4 | 'posting' | 'special';
  /** Called with the app's token instead of a bot's. */
  token?: 'app';
  run: (call: Call) => Json;
};

/** An answer of `ok: false` with Slack's word for the reason. */
export class ApiError extends Error {
  readonly code: string;
  readonly extra: Json;

  constructor(code: string, extra: Json = {}) {
    super(code);
    this.code = code;
    this.extra = extra;
  }
}

export function stringOf(call: Call, name: string): string | undefined {
  const value = call.args[name];
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(call: Call, name: string): number | undefined {
  const value = call.args[name];
  return typeof value === 'number' ? value : undefined;
}

export function isSet(call: Call, name: string): boolean {
  return call.args[name] === true;
}

/** The channel as the bot sees it: a private one it is not in does not exist for it. */
export function visibleChannel(call: Call, id: string | undefined): Channel {
  const channel = id === undefined ? undefined : call.team.channels.get(id);
  if (!channel) throw new ApiError('channel_not_found');
  if (channel.kind !== 'public' && !channel.members.has(call.team.botUserId)) throw new ApiError('channel_not_found');
  return channel;
}

export function messageIn(channel: Channel, ts: string | undefined): Message {
  const message = ts === undefined ? undefined : channel.messages.get(ts);
  if (!message || message.subtype === 'tombstone') throw new ApiError('message_not_found');
  return message;
}

const READ_SCOPE = { public: 'channels', private: 'groups', im: 'im' };

/** `channels:history`, `groups:history` … by the kind of the channel asked for. */
export function scopeByChannel(verb: 'read' | 'history'): (call: Call) => string {
  return (call) => {
    const channel = call.team.channels.get(stringOf(call, 'channel') ?? '');
    return `${READ_SCOPE[channel?.kind ?? 'public']}:${verb}`;
  };
}

/** One page of a list, with Slack's opaque cursor for the next one. */
export function pageOf<T>(call: Call, list: T[], largest: number, usual: number): { page: T[]; nextCursor: string } {
  const cursor = stringOf(call, 'cursor');
  const start = cursor
    ? Number(
        Buffer.from(cursor, 'base64')
          .toString()
          .replace(/^next:/, ''),
      )
    : 0;
  if (!Number.isInteger(start) || start < 0 || start > list.length) throw new ApiError('invalid_cursor');
  const size = Math.min(largest, numberOf(call, 'limit') || usual);
  const end = start + size;
  return { page: list.slice(start, end), nextCursor: end < list.length ? Buffer.from(`next:${end}`).toString('base64') : '' };
}
