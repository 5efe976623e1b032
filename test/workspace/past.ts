// Messages older than the app: put into a channel as they were written, without a word to anybody.
import { fileCard } from './files.ts';
import { type Channel, changed, type Message, type StoredFile, type Team, teamOfChannel, type World } from './state.ts';
import { isReply, putMessage } from './timeline.ts';

/** A message of the past; of its files only the names are known. */
export type PastMessage = Omit<Message, 'type' | 'team' | 'files'> & { fileNames?: string[] };

/** What is in a file of which nothing but the name was handed down. */
const LOST = 'Only the name of this file was handed down, not what was in it.\n';

/** Puts messages into a channel; a thread whose beginning is not among them gets the stone that Slack sets on a deleted one. */
export function addPast(world: World, channelId: string, messages: PastMessage[]): void {
  const team = teamOfChannel(world, channelId);
  const channel = team?.channels.get(channelId);
  if (!team || !channel) throw new Error(`There is no channel ${channelId}`);
  for (const { fileNames = [], ...message } of messages) {
    if (channel.messages.has(message.ts)) continue;
    const place = { channelId, ts: message.ts, threadTs: message.thread_ts };
    const files = fileNames.map((name) => fileCard(world, team, lostFile(world, team, message, name, place)));
    putMessage(channel, { ...message, type: 'message', team: team.id, ...(files.length > 0 ? { files } : {}) });
  }
  for (const message of channel.messages.values()) if (isReply(message)) hang(channel, message);
  changed(world);
}

function lostFile(
  world: World,
  team: Team,
  { user, ts }: PastMessage,
  name: string,
  place: StoredFile['shares'][number],
): StoredFile {
  const file: StoredFile = {
    id: world.nextId('F'),
    teamId: team.id,
    name,
    title: name,
    mimetype: 'text/plain',
    filetype: 'text',
    altText: undefined,
    user: user ?? '',
    created: Math.floor(Number(ts)),
    content: Buffer.from(LOST),
    state: 'ready',
    shares: [place],
  };
  team.files.set(file.id, file);
  return file;
}

/** Connects a reply with the beginning of its thread. */
function hang(channel: Channel, reply: Message): void {
  const rootTs = reply.thread_ts ?? '';
  const root = channel.messages.get(rootTs);
  if (root?.user !== undefined) reply.parent_user_id = root.user;
  if (root) return;
  const stone = { subtype: 'tombstone', text: 'This message was deleted.', user: 'USLACKBOT', hidden: true };
  putMessage(channel, { type: 'message', ...stone, ts: rootTs, thread_ts: rootTs });
}
