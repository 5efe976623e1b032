// What happens to messages, whoever does it: kept, changed, removed, and each time told to the bot.
import { announceIn, channelType } from './events.ts';
import { type Channel, changed, type Ephemeral, type Json, type Message, type Team, type World } from './state.ts';
import { isReply, microsOf, nextTs, putMessage, shown, takeMessage, tsOf } from './timeline.ts';

export type Draft = Omit<Message, 'type' | 'ts' | 'team'> & { ts?: string };

/** Keeps a new message; the promise of the second settles when the bot has been told once. */
export function addMessage(world: World, team: Team, channel: Channel, draft: Draft): { message: Message; told: Promise<void> } {
  const message: Message = { type: 'message', ...draft, team: team.id, ts: draft.ts ?? nextTs(world, channel) };
  if (channel.messages.has(message.ts)) throw new Error(`There is a message ${message.ts} in ${channel.id} already`);
  if (isReply(message) && message.thread_ts !== undefined) {
    const parent = channel.messages.get(message.thread_ts);
    if (parent?.user !== undefined) message.parent_user_id = parent.user;
  }
  putMessage(channel, message);
  changed(world);
  return { message, told: tell(world, team, channel, message) };
}

async function tell(world: World, team: Team, channel: Channel, message: Message): Promise<void> {
  const base = { ...shown(channel, message), channel: channel.id, event_ts: message.ts };
  const sent = [announceIn(world, team, channel, { ...base, channel_type: channelType(channel) })];
  const mentionsBot = message.text.includes(`<@${team.botUserId}>`) && message.bot_id !== team.botId && channel.kind !== 'im';
  if (mentionsBot) {
    const { subtype: _subtype, parent_user_id: _parent, ...mention } = base as Json;
    sent.push(announceIn(world, team, channel, { ...mention, type: 'app_mention' }));
  }
  await Promise.all(sent);
}

/** Puts `next` in the place of a message and tells the bot what it was before. */
export function changeMessage(world: World, team: Team, channel: Channel, before: Message, next: Message): Promise<void> {
  const previous = shown(channel, before);
  channel.messages.set(next.ts, next);
  changed(world);
  const eventTs = nextTs(world, channel);
  return announceIn(world, team, channel, {
    type: 'message',
    subtype: 'message_changed',
    hidden: true,
    channel: channel.id,
    channel_type: channelType(channel),
    ts: eventTs,
    event_ts: eventTs,
    message: shown(channel, next),
    previous_message: previous,
  });
}

/** Removes a message; one with replies stays as a tombstone until the last of them is gone, as in Slack. */
export async function removeMessage(world: World, team: Team, channel: Channel, message: Message): Promise<void> {
  if (channel.threads.has(message.ts)) return changeMessage(world, team, channel, message, tombstoneOf(message));
  const told = [drop(world, team, channel, message)];
  const root = message.thread_ts === undefined ? undefined : channel.messages.get(message.thread_ts);
  if (root?.subtype === 'tombstone' && !channel.threads.has(root.ts)) told.push(drop(world, team, channel, root));
  await Promise.all(told);
}

function tombstoneOf({ type, ts, team }: Message): Message {
  return {
    type,
    subtype: 'tombstone',
    text: 'This message was deleted.',
    user: 'USLACKBOT',
    hidden: true,
    ts,
    thread_ts: ts,
    parent_user_id: 'USLACKBOT',
    ...(team === undefined ? {} : { team }),
  };
}

function drop(world: World, team: Team, channel: Channel, message: Message): Promise<void> {
  const previous = shown(channel, message);
  takeMessage(channel, message);
  changed(world);
  const eventTs = nextTs(world, channel);
  return announceIn(world, team, channel, {
    type: 'message',
    subtype: 'message_deleted',
    hidden: true,
    channel: channel.id,
    channel_type: channelType(channel),
    ts: eventTs,
    event_ts: eventTs,
    deleted_ts: message.ts,
    previous_message: previous,
  });
}

/** A bot's message as Slack stamps it. */
export function asBot(team: Team): Pick<Message, 'user' | 'bot_id' | 'app_id'> {
  return { user: team.botUserId, bot_id: team.botId, app_id: team.appId };
}

/** Shows something to one person only; its id looks like a timestamp, as in Slack. */
export function addEphemeral(world: World, team: Team, given: Omit<Ephemeral, 'id' | 'at'>): Ephemeral {
  const last = team.ephemerals.at(-1);
  const micros = Math.max(Math.round(world.now() * 1000), last ? microsOf(last.id) + 1 : 0);
  const ephemeral: Ephemeral = { ...given, id: tsOf(micros), at: world.now() };
  team.ephemerals.push(ephemeral);
  changed(world);
  return ephemeral;
}
