// reactions.*: the bot's emoji on messages.
import { ApiError, type Call, type Method, messageIn, stringOf, visibleChannel } from '../method.ts';
import { addReaction, removeReaction } from '../reactions.ts';
import type { Json } from '../state.ts';
import { shown } from '../timeline.ts';

const TARGET = { channel: 'string', file: 'string', file_comment: 'string', timestamp: 'ts' } as const;

export const REACTIONS: Record<string, Method> = {
  'reactions.add': {
    args: { channel: 'string!', name: 'string!', timestamp: 'ts!' },
    scope: 'reactions:write',
    tier: 3,
    run: (call) => {
      const { channel, message, name } = targetOf(call);
      if (channel.isArchived) throw new ApiError('is_archived');
      if (!addReaction(call.world, call.team, channel, message, call.team.botUserId, name).isNew)
        throw new ApiError('already_reacted');
      return {};
    },
  },
  'reactions.remove': {
    args: { ...TARGET, name: 'string!' },
    scope: 'reactions:write',
    tier: 2,
    run: (call) => {
      const { channel, message, name } = targetOf(call);
      if (!removeReaction(call.world, call.team, channel, message, call.team.botUserId, name).wasThere)
        throw new ApiError('no_reaction');
      return {};
    },
  },
  'reactions.get': {
    args: { ...TARGET, full: 'boolean' },
    scope: 'reactions:read',
    tier: 3,
    run: (call): Json => {
      const { channel, message } = targetOf(call);
      return { type: 'message', channel: channel.id, message: shown(channel, message) };
    },
  },
};

function targetOf(call: Call) {
  const ts = stringOf(call, 'timestamp');
  if (ts === undefined || stringOf(call, 'channel') === undefined) throw new ApiError('no_item_specified');
  const channel = visibleChannel(call, stringOf(call, 'channel'));
  const name = stringOf(call, 'name') ?? '';
  if (!/^[a-z0-9_+'-]*(::skin-tone-[2-6])?$/.test(name)) throw new ApiError('invalid_name');
  return { channel, message: messageIn(channel, ts), name };
}
