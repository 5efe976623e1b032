// Which events the app hears: what it subscribed to, in channels where its bot is.
import { isObject } from './shapes.ts';
import { type Channel, type EventPlace, isSeenIn, type Json, type Person, type Team, teamOfPerson, type World } from './state.ts';

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
  await world.courier.event(team, event, placeOf(world, team, channel, event));
}

/** Slack Connect: whether others share the channel, and the workspace of who did it when it is theirs. */
function placeOf(world: World, team: Team, channel: Channel, event: Json): EventPlace {
  if (world.teams.size === 1) return {};
  const isShared = [...channel.members].some((member) => !team.people.has(member));
  const message = event.message ?? event.previous_message;
  const actor = event.user ?? (isObject(message) ? message.user : undefined);
  const home = typeof actor === 'string' && !team.people.has(actor) ? teamOfPerson(world, actor) : undefined;
  return { isShared, happenedIn: home?.id };
}

/** Sends an event about a person to every workspace with the app that sees them. */
export async function announceAbout(world: World, person: Person, event: (team: Team) => Json): Promise<void> {
  const seeing = [...world.teams.values()].filter(
    (team) => team.isInstalled && (team.people.has(person.id) || isSeenIn(team, person.id)),
  );
  await Promise.all(seeing.map((team) => announce(world, team, event(team))));
}

/** Sends an event of the whole team. */
export async function announce(world: World, team: Team, event: Json): Promise<void> {
  if (world.events.has(String(event.type))) await world.courier.event(team, event);
}
