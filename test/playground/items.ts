// What one person sees of a channel or thread: messages and what only they see, in order, as the page draws them.
import { createHash } from 'node:crypto';
import type { Channel, Ephemeral, Json, Message, Person, Team, World } from '#test/workspace/state.ts';
import { microsOf, shown } from '#test/workspace/timeline.ts';
import { drawBlock, drawText } from './drawing/drawing.ts';
import { plainWords } from './drawing/emoji.ts';
import type { Viewer } from './drawing/viewer.ts';
import { dayIn, instantIn, listed, timeIn } from './reading-time.ts';
import type { DrawnBlock, Item } from './seen.ts';

/** Who looks, and at what. */
export type Reader = { world: World; team: Team; person: Person; viewer: Viewer };
export type Entry = Message | Ephemeral;

/** After so long the same author is named again. */
const NAMED_AGAIN_AFTER_MICROS = 5 * 60 * 1e6;
const EVENTS = /^(channel|group)_(join|leave|topic|purpose|name|archive|unarchive)$|^tombstone$|^pinned_item$/;

/** The items of entries `from` to `to`; the one before them decides whether the first author is named again. */
export function itemsOf(reader: Reader, channel: Channel, entries: Entry[], from = 0, to = entries.length): Item[] {
  return entries.slice(from, to).map((entry, index) => {
    const before = entries[from + index - 1];
    const item = 'via' in entry ? ephemeralItem(reader, entry) : messageItem(reader, channel, entry, before);
    return { ...item, digest: createHash('sha1').update(JSON.stringify(item)).digest('base64') };
  });
}

/** What the channel shows this person, oldest first; something for their eyes in a thread they have not open is shown there too. */
export function entriesOf({ team, person }: Reader, channel: Channel, openThread: string | undefined): Entry[] {
  const messages = channel.timeline.flatMap((ts) => channel.messages.get(ts) ?? []);
  const own = team.ephemerals.filter(
    ({ user, channel: where, threadTs }) =>
      user === person.id && where === channel.id && (threadTs === undefined || threadTs !== openThread),
  );
  return inOrder(messages, own);
}

export function threadEntries({ team, person }: Reader, channel: Channel, rootTs: string): Entry[] {
  const messages = [rootTs, ...(channel.threads.get(rootTs) ?? [])].flatMap((ts) => channel.messages.get(ts) ?? []);
  const own = team.ephemerals.filter(
    ({ user, channel: where, threadTs }) => user === person.id && where === channel.id && threadTs === rootTs,
  );
  return inOrder(messages, own);
}

function inOrder(messages: Message[], own: Ephemeral[]): Entry[] {
  if (own.length === 0) return messages;
  return [...messages, ...own].sort((one, other) => microsOf(tsOfEntry(one)) - microsOf(tsOfEntry(other)));
}

export function tsOfEntry(entry: Entry): string {
  return 'via' in entry ? entry.id : entry.ts;
}

type Undigested = Omit<Item, 'digest'>;

function messageItem(reader: Reader, channel: Channel, message: Message, before: Entry | undefined): Undigested {
  const { viewer, person } = reader;
  const blocks = (message.blocks ?? []).map((block) => drawBlock(block, viewer));
  const isEvent = EVENTS.test(message.subtype ?? '');
  const isOwn = message.user === person.id && message.bot_id === undefined && !isEvent;
  const replies = channel.threads.get(message.ts);
  return {
    ...timed(reader, message.ts),
    key: message.ts,
    kind: isEvent ? 'event' : 'message',
    rootTs: message.thread_ts ?? (replies ? message.ts : undefined),
    author: authorOf(reader, message),
    isContinued: !isEvent && continues(message, before),
    isEdited: message.edited !== undefined,
    isBroadcast: message.subtype === 'thread_broadcast',
    isOwn,
    text: isOwn ? asTyped(reader, message.text) : '',
    html: blocks.length > 0 || message.text === '' ? '' : drawText(message.text, viewer),
    blocks,
    files: (message.files ?? []).map(fileOf),
    reactions: (message.reactions ?? []).map(({ name, users, count }) => ({
      name,
      emoji: plainWords(`:${name}:`),
      count,
      isMine: users.includes(person.id),
      who: listed(users.map((id) => (id === person.id ? 'you' : (viewer.names.person(id) ?? id)))),
    })),
    replies: replies ? repliesOf(reader, channel, message) : null,
  };
}

function ephemeralItem(reader: Reader, one: Ephemeral): Undigested {
  const blocks: DrawnBlock[] = (one.blocks ?? []).map((block) => drawBlock(block, reader.viewer));
  return {
    ...timed(reader, one.id),
    key: `only-you ${one.id}`,
    kind: 'ephemeral',
    rootTs: one.threadTs,
    author: appAuthor(reader),
    isContinued: false,
    isEdited: false,
    isBroadcast: false,
    isOwn: false,
    text: '',
    html: blocks.length > 0 ? '' : drawText(one.text, reader.viewer),
    blocks,
    files: [],
    reactions: [],
    replies: null,
  };
}

function timed({ viewer }: Reader, ts: string): Pick<Item, 'ts' | 'time' | 'day'> {
  const at = Number(ts) * 1000;
  return { ts, time: timeIn(viewer, at), day: dayIn(viewer, at) };
}

function continues(message: Message, before: Entry | undefined): boolean {
  if (before === undefined || 'via' in before || EVENTS.test(before.subtype ?? '')) return false;
  if (message.subtype === 'thread_broadcast' || before.username !== message.username || before.user !== message.user)
    return false;
  return microsOf(message.ts) - microsOf(before.ts) < NAMED_AGAIN_AFTER_MICROS;
}

function appAuthor({ team }: Reader): Item['author'] {
  return { id: team.botUserId, name: appName(team), isApp: true, note: '' };
}

/** What the app is called. */
export function appName(team: Team): string {
  return team.people.get(team.botUserId)?.realName ?? 'App';
}

function authorOf(reader: Reader, message: Message): Item['author'] {
  const { world, team } = reader;
  if (message.bot_id === team.botId) return appAuthor(reader);
  const id = message.user ?? message.bot_id ?? '';
  const home = [...world.teams.values()].find(({ people }) => people.has(id));
  const person = home?.people.get(id);
  const isApp = message.bot_id !== undefined || person?.isBot === true;
  const name = message.username ?? person?.realName ?? (id || 'somebody');
  const note =
    home && home.id !== team.id ? `from ${home.name}` : person?.isDeleted ? 'deactivated' : person?.isGuest ? 'guest' : '';
  return { id, name, isApp, note };
}

/** An own message as its author would type it again: names for ids, and `<` for `&lt;`. */
function asTyped({ world }: Reader, text: string): string {
  const handle = (id: string) => [...world.teams.values()].flatMap(({ people }) => people.get(id)?.name ?? [])[0] ?? id;
  return text
    .replaceAll(/<@(\w+)(?:\|[^>]*)?>/g, (_all, id: string) => `@${handle(id)}`)
    .replaceAll(/<(https?:[^|>]+)(?:\|[^>]*)?>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function fileOf(file: Json): Item['files'][number] {
  const id = String(file.id);
  const title = String(file.title ?? file.name ?? id);
  const isPicture = /^image\/(png|jpeg|gif)$/.test(String(file.mimetype));
  const alt = typeof file.alt_txt === 'string' ? file.alt_txt : title;
  return { id, title, isPicture, address: `/page/files/${encodeURIComponent(id)}`, alt, size: sizeOf(Number(file.size ?? 0)) };
}

function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function repliesOf({ viewer }: Reader, channel: Channel, message: Message): Item['replies'] {
  const { reply_count: count, latest_reply: latest, reply_users: users } = shown(channel, message);
  const who = Array.isArray(users) ? users.filter((id) => typeof id === 'string') : [];
  return {
    count: Number(count),
    latest: instantIn(viewer, Number(latest) * 1000),
    who: listed(who.map((id) => viewer.names.person(id) ?? id)),
  };
}
