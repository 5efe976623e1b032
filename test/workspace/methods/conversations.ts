// conversations.* without the messages: which channels there are and who is in them.
import { ApiError, type Call, isSet, type Method, pageOf, scopeByChannel, stringOf, visibleChannel } from '../method.ts';
import { join } from '../people.ts';
import { type Channel, directChannel, type Json } from '../state.ts';
import { personSeenBy } from './users.ts';

const LISTING = { cursor: 'string', exclude_archived: 'boolean', limit: 'number', team_id: 'string', types: 'string' } as const;
const KIND: Record<string, Channel['kind'] | undefined> = {
  public_channel: 'public',
  private_channel: 'private',
  im: 'im',
  mpim: undefined,
};
const SCOPE: Record<string, string> = {
  public_channel: 'channels:read',
  private_channel: 'groups:read',
  im: 'im:read',
  mpim: 'mpim:read',
};

export const CONVERSATIONS: Record<string, Method> = {
  'conversations.info': {
    args: { channel: 'string!', include_locale: 'boolean', include_num_members: 'boolean' },
    scope: scopeByChannel('read'),
    tier: 3,
    run: (call) => {
      const channel = visibleChannel(call, stringOf(call, 'channel'));
      const numbers = isSet(call, 'include_num_members') ? { num_members: channel.members.size } : {};
      return {
        channel: { ...channelCard(call, channel), ...numbers, ...(isSet(call, 'include_locale') ? { locale: 'en-US' } : {}) },
      };
    },
  },
  'conversations.members': {
    args: { channel: 'string!', cursor: 'string', limit: 'number' },
    scope: scopeByChannel('read'),
    tier: 4,
    run: (call) => {
      const channel = visibleChannel(call, stringOf(call, 'channel'));
      const present = [...channel.members].filter((id) => !personSeenBy(call, id)?.isDeleted);
      const { page, nextCursor } = pageOf(call, present, 1_000, 100);
      return { members: page, response_metadata: { next_cursor: nextCursor } };
    },
  },
  'conversations.list': { args: LISTING, scope: scopeByTypes, tier: 2, run: (call) => listing(call, () => true) },
  'users.conversations': {
    args: { ...LISTING, user: 'string' },
    scope: scopeByTypes,
    tier: 3,
    run: (call) => {
      const user = stringOf(call, 'user') ?? call.team.botUserId;
      return listing(call, (channel) => channel.members.has(user));
    },
  },
  'conversations.open': {
    args: { channel: 'string', users: 'string', return_im: 'boolean', prevent_creation: 'boolean' },
    scope: 'im:write',
    tier: 3,
    run: open,
  },
  'conversations.join': {
    args: { channel: 'string!' },
    scope: 'channels:join',
    tier: 3,
    run: (call) => {
      const channel = visibleChannel(call, stringOf(call, 'channel'));
      if (channel.kind !== 'public') throw new ApiError('method_not_supported_for_channel_type');
      if (channel.isArchived) throw new ApiError('is_archived');
      void join(call.world, call.team.botUserId, channel.id);
      return { channel: channelCard(call, channel) };
    },
  },
};

function typesOf(call: Call): string[] {
  const types = (stringOf(call, 'types') || 'public_channel').split(',').map((type) => type.trim());
  if (!types.every((type) => Object.hasOwn(KIND, type))) throw new ApiError('invalid_types');
  return types;
}

function scopeByTypes(call: Call): string | undefined {
  return typesOf(call)
    .map((type) => SCOPE[type] ?? '')
    .find((scope) => !call.team.scopes.has(scope));
}

function listing(call: Call, isWanted: (channel: Channel) => boolean): Json {
  const kinds = new Set(typesOf(call).map((type) => KIND[type]));
  const bot = call.team.botUserId;
  const wanted = [...call.team.channels.values()].filter(
    (channel) =>
      kinds.has(channel.kind) &&
      (channel.kind === 'public' || channel.members.has(bot)) &&
      !(channel.isArchived && isSet(call, 'exclude_archived')) &&
      isWanted(channel),
  );
  const { page, nextCursor } = pageOf(call, wanted, 1_000, 100);
  return { channels: page.map((channel) => channelCard(call, channel)), response_metadata: { next_cursor: nextCursor } };
}

function open(call: Call): Json {
  const given = stringOf(call, 'channel');
  if (given) {
    const channel = visibleChannel(call, given);
    if (channel.kind !== 'im') throw new ApiError('method_not_supported_for_channel_type');
    return { no_op: true, already_open: true, channel: { id: channel.id } };
  }
  const users = (stringOf(call, 'users') ?? '').split(',').filter(Boolean);
  const [user] = users;
  if (user === undefined) throw new ApiError('users_list_not_supplied');
  // Group DMs are not built here.
  if (users.length > 1) throw new ApiError('too_many_users');
  const person = personSeenBy(call, user);
  if (!person) throw new ApiError('user_not_found');
  if (person.isBot) throw new ApiError('cannot_dm_bot');
  if (person.isDeleted) throw new ApiError('user_disabled');
  const isNew = !call.team.directChannels.has(user);
  const channel = directChannel(call.world, call.team, user);
  const shape = isSet(call, 'return_im') ? channelCard(call, channel) : { id: channel.id };
  return { ...(isNew ? {} : { no_op: true, already_open: true }), channel: shape };
}

/** A channel as Slack describes it to this bot. */
function channelCard(call: Call, channel: Channel): Json {
  const shared = {
    id: channel.id,
    created: channel.created,
    is_archived: channel.isArchived,
    is_org_shared: false,
    context_team_id: channel.teamId,
  };
  if (channel.kind === 'im') {
    const user = [...channel.members].find((member) => member !== call.team.botUserId);
    return { ...shared, is_im: true, user, is_user_deleted: false, priority: 0 };
  }
  return {
    ...shared,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === 'private',
    is_general: channel.name === 'general',
    is_shared: false,
    is_ext_shared: [...channel.members].some((member) => !call.team.people.has(member)),
    is_pending_ext_shared: false,
    is_member: channel.members.has(call.team.botUserId),
    creator: channel.creator,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    previous_names: [],
  };
}
