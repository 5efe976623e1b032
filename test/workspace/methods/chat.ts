// chat.*: what the bot says, changes and takes back.
import { checkMessageBlocks, withIds } from '../block-check.ts';
import { LIMITS } from '../limits.ts';
import { addEphemeral, addMessage, asBot, changeMessage, removeMessage } from '../messages.ts';
import { ApiError, type Call, isSet, type Method, messageIn, stringOf, visibleChannel } from '../method.ts';
import { isObject, lengthOf } from '../shapes.ts';
import { type Channel, directChannel, type Json, type Message } from '../state.ts';
import { shown } from '../timeline.ts';
import { personSeenBy } from './users.ts';

const CONTENT = {
  channel: 'string!',
  text: 'string',
  blocks: 'blocks',
  attachments: 'array',
  markdown_text: 'string',
  parse: 'string',
  link_names: 'boolean',
  as_user: 'boolean',
} as const;
const APPEARANCE = { icon_emoji: 'string', icon_url: 'string', username: 'string', thread_ts: 'ts' } as const;

export const CHAT: Record<string, Method> = {
  'chat.postMessage': {
    args: {
      ...CONTENT,
      ...APPEARANCE,
      metadata: 'object',
      mrkdwn: 'boolean',
      reply_broadcast: 'boolean',
      unfurl_links: 'boolean',
      unfurl_media: 'boolean',
      current_draft_last_updated_ts: 'string',
    },
    scope: 'chat:write',
    tier: 'posting',
    run: postMessage,
  },
  'chat.update': {
    args: {
      ...CONTENT,
      ts: 'ts!',
      metadata: 'object',
      reply_broadcast: 'boolean',
      file_ids: 'array',
      unfurled_attachments: 'array',
    },
    scope: 'chat:write',
    tier: 3,
    run: update,
  },
  'chat.delete': {
    args: { channel: 'string!', ts: 'ts!', as_user: 'boolean' },
    scope: 'chat:write',
    tier: 3,
    run: deleteMessage,
  },
  'chat.postEphemeral': {
    args: { ...CONTENT, ...APPEARANCE, user: 'string!' },
    scope: 'chat:write',
    tier: 4,
    run: postEphemeral,
  },
  'chat.getPermalink': { args: { channel: 'string!', message_ts: 'ts!' }, tier: 'special', run: getPermalink },
};

function postMessage(call: Call): Json {
  const { world, team } = call;
  const channel = writableChannel(call);
  const content = contentOf(call, LIMITS.message.text);
  const threadTs = threadOf(call, channel);
  const metadata = metadataOf(call);
  const { message } = addMessage(world, team, channel, {
    ...asBot(team),
    ...content,
    ...lookOf(call),
    ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    ...(threadTs !== undefined && isSet(call, 'reply_broadcast') ? { subtype: 'thread_broadcast' } : {}),
    ...(metadata ? { metadata } : {}),
  });
  return { channel: channel.id, ts: message.ts, message: shown(channel, message, true) };
}

/** Where the bot may post: a channel it is in, or the DM with a person. */
function writableChannel(call: Call): Channel {
  const id = stringOf(call, 'channel') ?? '';
  if (personSeenBy(call, id)) {
    if (id === call.team.botUserId) throw new ApiError('channel_not_found');
    return directChannel(call.world, call.team, id);
  }
  const channel = visibleChannel(call, id);
  if (channel.isArchived) throw new ApiError('is_archived');
  if (!channel.members.has(call.team.botUserId) && !call.team.scopes.has('chat:write.public'))
    throw new ApiError('not_in_channel');
  return channel;
}

function threadOf(call: Call, channel: Channel): string | undefined {
  const threadTs = stringOf(call, 'thread_ts');
  if (!threadTs) return undefined;
  const parent = channel.messages.get(threadTs);
  if (!parent) throw new ApiError('thread_not_found');
  return parent.thread_ts ?? parent.ts;
}

type Content = { text: string; blocks?: Json[]; attachments?: Json[] };

function contentOf(call: Call, longest: number): Content {
  const text = stringOf(call, 'text');
  const markdown = stringOf(call, 'markdown_text');
  const { blocks, attachments } = call.args as { blocks?: unknown[]; attachments?: unknown[] };
  if (markdown !== undefined && (text !== undefined || blocks !== undefined)) throw new ApiError('markdown_text_conflict');
  if (!text && !markdown && !blocks?.length && !attachments?.length) throw new ApiError('no_text');
  const length = text === undefined ? 0 : lengthOf(text);
  if (length > longest || (markdown !== undefined && lengthOf(markdown) > LIMITS.markdown)) throw new ApiError('msg_too_long');
  if (attachments && attachments.length > LIMITS.message.attachments) throw new ApiError('too_many_attachments');
  if (attachments && !attachments.every(isObject)) throw new ApiError('invalid_attachments');
  if (blocks) checkMessageBlocks(call.team, blocks);
  return {
    text: text ?? markdown ?? '',
    ...(blocks?.length ? { blocks: withIds(blocks as Json[], call.world.nextId) } : {}),
    ...(attachments?.length ? { attachments: attachments as Json[] } : {}),
  };
}

/** Another name or icon needs `chat:write.customize`; without that scope Slack refuses the call. */
function lookOf(call: Call): Partial<Message> {
  const username = stringOf(call, 'username');
  const icons = { ...namedIf('emoji', stringOf(call, 'icon_emoji')), ...namedIf('image_64', stringOf(call, 'icon_url')) };
  const isCustom = username !== undefined || Object.keys(icons).length > 0;
  if (isCustom && !call.team.scopes.has('chat:write.customize'))
    throw new ApiError('missing_scope', { needed: 'chat:write.customize', provided: [...call.team.scopes].join(',') });
  return { ...(username === undefined ? {} : { username }), ...(Object.keys(icons).length > 0 ? { icons } : {}) };
}

function namedIf(name: string, value: string | undefined): Json {
  return value === undefined ? {} : { [name]: value };
}

function metadataOf(call: Call): Json | undefined {
  const { metadata } = call.args;
  if (!isObject(metadata)) return undefined;
  if (Object.keys(metadata).length === 0) return {};
  const isShaped = typeof metadata.event_type === 'string' && metadata.event_type !== '' && isObject(metadata.event_payload);
  if (!isShaped || Object.keys(metadata).length > 2) throw new ApiError('invalid_metadata_format');
  if (Buffer.byteLength(JSON.stringify(metadata)) > LIMITS.metadataBytes) throw new ApiError('metadata_too_large');
  return metadata;
}

function update(call: Call): Json {
  const { world, team } = call;
  const channel = visibleChannel(call, stringOf(call, 'channel'));
  const before = messageIn(channel, stringOf(call, 'ts'));
  if (before.bot_id !== team.botId) throw new ApiError('cant_update_message');
  const metadata = metadataOf(call);
  const isOnlyMetadata =
    metadata && call.args.text === undefined && call.args.blocks === undefined && call.args.attachments === undefined;
  const content = isOnlyMetadata ? undefined : contentOf(call, LIMITS.message.updatedText);
  const next: Message = { ...before };
  if (content) {
    if (stringOf(call, 'text') !== undefined || stringOf(call, 'markdown_text') !== undefined) {
      next.text = content.text;
      // Slack drops the old blocks when a new text comes without any.
      delete next.blocks;
    }
    if (content.blocks) next.blocks = content.blocks;
    else if (call.args.blocks !== undefined) delete next.blocks;
    if (content.attachments) next.attachments = content.attachments;
    if (!content.blocks) next.edited = { user: team.botUserId, ts: `${Math.floor(world.now() / 1000)}.000000` };
  }
  if (metadata) {
    if (Object.keys(metadata).length === 0) delete next.metadata;
    else next.metadata = metadata;
  }
  void changeMessage(world, team, channel, before, next);
  return { channel: channel.id, ts: next.ts, text: next.text, message: shown(channel, next, true) };
}

function deleteMessage(call: Call): Json {
  const channel = visibleChannel(call, stringOf(call, 'channel'));
  const message = messageIn(channel, stringOf(call, 'ts'));
  if (message.bot_id !== call.team.botId) throw new ApiError('cant_delete_message');
  void removeMessage(call.world, call.team, channel, message);
  return { channel: channel.id, ts: message.ts };
}

function postEphemeral(call: Call): Json {
  const { world, team } = call;
  const channel = visibleChannel(call, stringOf(call, 'channel'));
  if (channel.isArchived) throw new ApiError('is_archived');
  if (!channel.members.has(team.botUserId)) throw new ApiError('not_in_channel');
  const user = stringOf(call, 'user') ?? '';
  if (!channel.members.has(user)) throw new ApiError('user_not_in_channel');
  const content = contentOf(call, LIMITS.message.text);
  lookOf(call);
  const threadTs = threadOf(call, channel);
  const { text, blocks } = content;
  const { id } = addEphemeral(world, team, { channel: channel.id, user, text, blocks, threadTs, via: 'chat.postEphemeral' });
  return { message_ts: id };
}

function getPermalink(call: Call): Json {
  const channel = visibleChannel(call, stringOf(call, 'channel'));
  const message = messageIn(channel, stringOf(call, 'message_ts'));
  const thread = message.thread_ts && message.thread_ts !== message.ts ? `?thread_ts=${message.thread_ts}&cid=${channel.id}` : '';
  const permalink = `https://${call.team.domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}${thread}`;
  return { channel: channel.id, permalink };
}
