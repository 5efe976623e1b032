// How far each person has read each channel.
import { spotOf } from './people.ts';
import { type Channel, changed, type Message, type Team, type World } from './state.ts';
import { microsOf, positionOf } from './timeline.ts';

/** Somebody has read a channel up to a message; never takes a mark back. */
export function markRead(world: World, userId: string, channelId: string, ts: string): void {
  const { team, channel } = spotOf(world, userId, channelId);
  if (!/^\d{10}\.\d{6}$/.test(ts)) throw new Error(`${ts} is not the timestamp of a message`);
  const key = keyOf(userId, channel);
  if (microsOf(team.readMarks.get(key) ?? '0') >= microsOf(ts)) return;
  team.readMarks.set(key, ts);
  changed(world);
}

/** The messages of others that a channel shows and this person has not read, oldest first. */
export function unreadOf(team: Team, channel: Channel, userId: string): string[] {
  const mark = team.readMarks.get(keyOf(userId, channel));
  const after = mark === undefined ? 0 : positionOf(channel.timeline, mark);
  return channel.timeline.slice(after).filter((ts) => ts !== mark && isNews(channel.messages.get(ts), userId));
}

/** Somebody's coming and going is no news, as in Slack. */
function isNews(message: Message | undefined, userId: string): boolean {
  return message !== undefined && message.user !== userId && !/^(channel|group)_(join|leave)$/.test(message.subtype ?? '');
}

function keyOf(userId: string, channel: Channel): string {
  return `${userId} ${channel.id}`;
}
