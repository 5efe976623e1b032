// Reactions on messages, by people and by the bot.
import { announceIn } from './events.ts';
import { type Channel, changed, type Message, type Team, type World } from './state.ts';
import { nextTs } from './timeline.ts';

export function addReaction(world: World, team: Team, channel: Channel, message: Message, user: string, name: string) {
  const reactions = message.reactions ?? [];
  const known = reactions.find((reaction) => reaction.name === name);
  if (known?.users.includes(user)) return { isNew: false, told: Promise.resolve() };
  if (known) {
    known.users.push(user);
    known.count += 1;
  } else {
    reactions.push({ name, users: [user], count: 1 });
  }
  message.reactions = reactions;
  changed(world);
  return { isNew: true, told: tell(world, team, channel, message, user, name, 'reaction_added') };
}

export function removeReaction(world: World, team: Team, channel: Channel, message: Message, user: string, name: string) {
  const known = message.reactions?.find((reaction) => reaction.name === name);
  if (!known?.users.includes(user)) return { wasThere: false, told: Promise.resolve() };
  known.users = known.users.filter((one) => one !== user);
  known.count = known.users.length;
  const rest = message.reactions?.filter((reaction) => reaction.count > 0) ?? [];
  if (rest.length > 0) message.reactions = rest;
  else delete message.reactions;
  changed(world);
  return { wasThere: true, told: tell(world, team, channel, message, user, name, 'reaction_removed') };
}

function tell(
  world: World,
  team: Team,
  channel: Channel,
  message: Message,
  user: string,
  reaction: string,
  type: string,
): Promise<void> {
  const item = { type: 'message', channel: channel.id, ts: message.ts };
  return announceIn(world, team, channel, {
    type,
    user,
    reaction,
    item,
    item_user: message.user,
    event_ts: nextTs(world, channel),
  });
}
