// What people do in Slack: write, change, delete, react, come and go. Each act settles when the bot has been told once.
import { announce, announceAbout, announceIn } from './events.ts';
import { addFileMessage, expectFile } from './files.ts';
import { addMessage, changeMessage, removeMessage } from './messages.ts';
import { personCard } from './methods/users.ts';
import { addReaction, removeReaction } from './reactions.ts';
import {
  type Channel,
  changed,
  directChannel,
  type Message,
  type Person,
  type Team,
  teamOfChannel,
  teamOfPerson,
  teamWithAppFor,
  type World,
} from './state.ts';
import { admit } from './teams.ts';
import { nextTs, tsOf } from './timeline.ts';
import { closeAll } from './views.ts';

export type PostOptions = {
  threadTs?: string | undefined;
  /** Also shown in the channel: `thread_broadcast`. */
  broadcast?: boolean | undefined;
  subtype?: string | undefined;
  /** The message's own timestamp, for replays; otherwise the clock's. */
  ts?: string | undefined;
  files?: { name: string; content: Buffer | string }[] | undefined;
  /** Files of theirs that are uploaded already. */
  fileIds?: string[] | undefined;
};

/** Who acts; deactivated people cannot. */
export function actor(world: World, userId: string): { team: Team; person: Person } {
  const team = teamOfPerson(world, userId);
  const person = team?.people.get(userId);
  if (!team || !person) throw new Error(`There is nobody with the id ${userId}`);
  if (person.isDeleted) throw new Error(`${userId} is deactivated and cannot do anything`);
  return { team, person };
}

export type Spot = { team: Team; channel: Channel; person: Person };

/** The channel and the person, who must be in it; a bot's user id as channel is the DM with it. */
export function spotOf(world: World, userId: string, channelId: string): Spot {
  const { person } = actor(world, userId);
  const app = teamWithAppFor(world, userId);
  if (app && channelId === app.botUserId) return spotOf(world, userId, directChannel(world, app, userId).id);
  const team = teamOfChannel(world, channelId);
  const channel = team?.channels.get(channelId);
  if (!team || !channel) throw new Error(`There is no channel ${channelId}`);
  if (!channel.members.has(userId)) throw new Error(`${userId} is not in ${channelId}`);
  return { team, channel, person };
}

export async function post(
  world: World,
  userId: string,
  channelId: string,
  text: string,
  options: PostOptions = {},
): Promise<Message> {
  const { team, channel, person } = spotOf(world, userId, channelId);
  if (channel.isArchived) throw new Error(`${channelId} is archived`);
  const root =
    options.threadTs === undefined ? undefined : (channel.messages.get(options.threadTs)?.thread_ts ?? options.threadTs);
  if (root !== undefined && !channel.messages.has(root)) throw new Error(`There is no message ${root} in ${channelId}`);
  const uploaded = (options.fileIds ?? []).map((id) => ownFile(team, userId, id));
  const files = [...uploaded, ...(options.files ?? []).map((file) => keepFile(world, team, userId, file))];
  const subtype = options.broadcast ? 'thread_broadcast' : (options.subtype ?? (files.length > 0 ? 'file_share' : undefined));
  const draft = {
    user: userId,
    text,
    client_msg_id: world.nextId('').toLowerCase(),
    // Slack Connect: who writes from another workspace is marked as such.
    ...(person.teamId === team.id
      ? {}
      : { user_team: person.teamId, source_team: person.teamId, user_profile: profileOf(person) }),
    ...(options.ts === undefined ? {} : { ts: options.ts }),
    ...(root === undefined ? {} : { thread_ts: root }),
    ...(subtype === undefined ? {} : { subtype }),
  };
  const added = files.length > 0 ? addFileMessage(world, team, channel, draft, files) : addMessage(world, team, channel, draft);
  await added.told;
  return added.message;
}

function keepFile(world: World, team: Team, userId: string, { name, content }: { name: string; content: Buffer | string }) {
  const file = expectFile(world, team, name, userId);
  file.content = Buffer.from(content);
  file.state = 'ready';
  return file;
}

function ownFile(team: Team, userId: string, id: string) {
  const file = team.files.get(id);
  if (file?.user !== userId) throw new Error(`${userId} has uploaded no file ${id}`);
  return file;
}

/** What Slack puts beside the message of somebody whom the workspace does not know. */
function profileOf({ name, realName, teamId }: Person) {
  const flags = { is_restricted: false, is_ultra_restricted: false };
  return { avatar_hash: 'g000000000', first_name: '', real_name: realName, display_name: name, team: teamId, name, ...flags };
}

/** A message of some other app's bot. */
export async function postAsOtherBot(
  world: World,
  channelId: string,
  text: string,
  options: { ts?: string; threadTs?: string } = {},
): Promise<Message> {
  const team = teamOfChannel(world, channelId);
  const channel = team?.channels.get(channelId);
  if (!team || !channel) throw new Error(`There is no channel ${channelId}`);
  const { message, told } = addMessage(world, team, channel, {
    subtype: 'bot_message',
    bot_id: 'BOTHER',
    username: 'another app',
    text,
    ...(options.ts === undefined ? {} : { ts: options.ts }),
    ...(options.threadTs === undefined ? {} : { thread_ts: options.threadTs }),
  });
  await told;
  return message;
}

function ownMessage(world: World, userId: string, channelId: string, ts: string): Spot & { message: Message } {
  const spot = spotOf(world, userId, channelId);
  const message = spot.channel.messages.get(ts);
  if (!message) throw new Error(`There is no message ${ts} in ${channelId}`);
  if (message.user !== userId) throw new Error(`The message ${ts} is not by ${userId}`);
  return { ...spot, message };
}

export async function edit(world: World, userId: string, channelId: string, ts: string, text: string): Promise<void> {
  const { team, channel, message } = ownMessage(world, userId, channelId, ts);
  const next: Message = { ...message, text, edited: { user: userId, ts: `${Math.floor(world.now() / 1000)}.000000` } };
  await changeMessage(world, team, channel, message, next);
}

export async function remove(world: World, userId: string, channelId: string, ts: string): Promise<void> {
  const { team, channel, message } = ownMessage(world, userId, channelId, ts);
  await removeMessage(world, team, channel, message);
}

export async function react(
  world: World,
  userId: string,
  channelId: string,
  ts: string,
  name: string,
  off = false,
): Promise<void> {
  const { team, channel } = spotOf(world, userId, channelId);
  const message = channel.messages.get(ts);
  if (!message) throw new Error(`There is no message ${ts} in ${channelId}`);
  await (off ? removeReaction : addReaction)(world, team, channel, message, userId, name).told;
}

/** Someone comes into a channel; the bot's own coming is told to it as well. */
export async function join(world: World, userId: string, channelId: string, inviter?: string): Promise<void> {
  const team = teamOfChannel(world, channelId);
  const channel = team?.channels.get(channelId);
  if (!team || !channel) throw new Error(`There is no channel ${channelId}`);
  const { person } = actor(world, userId);
  if (channel.members.has(userId)) return;
  if (person.isGuest && inviter === undefined) throw new Error(`${userId} is a guest and has to be invited`);
  admit(world, channel, userId);
  const by = inviter === undefined ? {} : { inviter };
  const subtype = channel.kind === 'private' ? 'group_join' : 'channel_join';
  const { told } = addMessage(world, team, channel, {
    subtype,
    user: userId,
    text: `<@${userId}> has joined the channel`,
    ...by,
  });
  const eventTs = nextTs(world, channel);
  const channelTypeLetter = channel.kind === 'private' ? 'G' : 'C';
  const event = {
    type: 'member_joined_channel',
    user: userId,
    channel: channelId,
    channel_type: channelTypeLetter,
    team: person.teamId,
    ...by,
    event_ts: eventTs,
  };
  await Promise.all([told, announceIn(world, team, channel, event)]);
}

export async function leave(world: World, userId: string, channelId: string): Promise<void> {
  const { team, channel, person } = spotOf(world, userId, channelId);
  const subtype = channel.kind === 'private' ? 'group_leave' : 'channel_leave';
  const { told } = addMessage(world, team, channel, { subtype, user: userId, text: `<@${userId}> has left the channel` });
  channel.members.delete(userId);
  const channelTypeLetter = channel.kind === 'private' ? 'G' : 'C';
  const event = {
    type: 'member_left_channel',
    user: userId,
    channel: channelId,
    channel_type: channelTypeLetter,
    team: person.teamId,
    event_ts: nextTs(world, channel),
  };
  await Promise.all([told, announceIn(world, team, channel, event)]);
}

export async function archive(world: World, userId: string, channelId: string): Promise<void> {
  const { team, channel } = spotOf(world, userId, channelId);
  channel.isArchived = true;
  changed(world);
  await announceIn(world, team, channel, {
    type: 'channel_archive',
    channel: channelId,
    user: userId,
    event_ts: nextTs(world, channel),
  });
}

/** Changes what Slack knows of a person: rights, name, guest, deactivated. */
export async function changePerson(world: World, userId: string, change: Partial<Omit<Person, 'id' | 'teamId'>>): Promise<void> {
  const team = teamOfPerson(world, userId);
  const person = team?.people.get(userId);
  if (!team || !person) throw new Error(`There is nobody with the id ${userId}`);
  Object.assign(person, change);
  if (person.isDeleted) for (const each of world.teams.values()) closeAll(world, each, userId);
  changed(world);
  await announceAbout(world, person, (seeing) => ({
    type: 'user_change',
    user: personCard(seeing, person, true),
    cache_ts: Math.floor(world.now() / 1000),
    event_ts: eventTs(world),
  }));
}

export async function announcePerson(world: World, team: Team, person: Person): Promise<void> {
  await announce(world, team, {
    type: 'team_join',
    user: personCard(team, person, true),
    cache_ts: Math.floor(world.now() / 1000),
    event_ts: eventTs(world),
  });
}

/** The app is removed from a workspace: its token stops working and the two events arrive in this order. */
export async function uninstall(world: World, teamId: string): Promise<void> {
  const team = world.teams.get(teamId);
  if (!team) throw new Error(`There is no team ${teamId}`);
  team.isTokenRevoked = true;
  await announce(world, team, { type: 'tokens_revoked', tokens: { oauth: [], bot: [team.botUserId] }, event_ts: eventTs(world) });
  await announce(world, team, { type: 'app_uninstalled', event_ts: eventTs(world) });
}

export function eventTs(world: World): string {
  return tsOf(Math.round(world.now() * 1000));
}
