// Which events the app hears: what it subscribed to, in channels where its bot is.
import type { Channel, Json, Team, World } from './state.ts';

/** What an app like this one subscribes to in its manifest. */
export const DEFAULT_EVENTS = [
  'app_home_opened',
  'app_mention',
  'app_uninstalled',
  'channel_archive',
  'channel_rename',
  'file_shared',
  'member_joined_channel',
  'member_left_channel',
  'message.channels',
  'message.groups',
  'message.im',
  'reaction_added',
  'reaction_removed',
  'team_join',
  'tokens_revoked',
  'user_change',
];

const MESSAGE_EVENT = { public: 'message.channels', private: 'message.groups', im: 'message.im' };
const CHANNEL_TYPE = { public: 'channel', private: 'group', im: 'im' };

export function channelType(channel: Channel): string {
  return CHANNEL_TYPE[channel.kind];
}

/** Sends an event that belongs to a channel, if the bot is in it and the app subscribed. */
export async function announceIn(world: World, team: Team, channel: Channel, event: Json): Promise<void> {
  const name = event.type === 'message' ? MESSAGE_EVENT[channel.kind] : String(event.type);
  if (!world.events.has(name) || !channel.members.has(team.botUserId)) return;
  await world.courier.event(team, event);
}

/** Sends an event of the whole team. */
export async function announce(world: World, team: Team, event: Json): Promise<void> {
  if (world.events.has(String(event.type))) await world.courier.event(team, event);
}
