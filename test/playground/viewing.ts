// All that one person sees right now, as the page asks for it.
import { unreadOf } from '#test/workspace/read-marks.ts';
import { isObject } from '#test/workspace/shapes.ts';
import { type Channel, type Team, teamOfPerson, teamWithAppFor, type View, type World } from '#test/workspace/state.ts';
import { microsOf } from '#test/workspace/timeline.ts';
import { viewCard } from '#test/workspace/views.ts';
import { isTimeZone } from './drawing/dates.ts';
import { drawBlock } from './drawing/drawing.ts';
import { plainWords } from './drawing/emoji.ts';
import type { Viewer } from './drawing/viewer.ts';
import { appName, type Entry, entriesOf, itemsOf, type Reader, threadEntries, tsOfEntry } from './items.ts';
import type { Seen, SeenChannel, SeenList, SeenView } from './seen.ts';

/** What is asked for: the newest `count` of a channel, those from a place on, or those around a message. */
export type Look = {
  as: string;
  channel?: string | undefined;
  thread?: string | undefined;
  from?: number | undefined;
  around?: string | undefined;
  count: number;
};

const NEWEST_NOTICES = 3;

/** Throws a sentence for somebody who is not there. */
export function seenBy(world: World, look: Look): Seen {
  const reader = readerOf(world, look.as);
  const { team, person, viewer } = reader;
  const theirs = [...team.channels.values()].filter(({ members }) => members.has(person.id));
  const channel = theirs.find(({ id }) => id === look.channel);
  const rootTs = channel && look.thread !== undefined && channel.messages.has(look.thread) ? look.thread : undefined;
  return {
    version: world.version,
    now: viewer.now,
    me: { id: person.id, name: person.realName, timeZone: viewer.timeZone, hasApp: hasApp(world, person.id) },
    channels: theirs.map((one) => channelSeen(reader, one)),
    list: channel ? part(reader, channel, entriesOf(reader, channel, rootTs), look) : null,
    thread: channel && rootTs !== undefined ? threadSeen(reader, channel, rootTs) : null,
    notices: team.notices
      .filter(({ user }) => user === person.id)
      .slice(-NEWEST_NOTICES)
      .map(({ text, at }) => ({ text, at })),
    views: (team.stacks.get(person.id) ?? []).map((view) => viewSeen(team, view, viewer)),
    home: homeSeen(team, person.id, viewer),
  };
}

function readerOf(world: World, userId: string): Reader {
  const person = teamOfPerson(world, userId)?.people.get(userId);
  const team = teamWithAppFor(world, userId);
  if (!team || !person) throw new Error(userId === '' ? 'Say who you are.' : `There is nobody with the id ${userId}.`);
  return { world, team, person, viewer: viewerOf(world, team, userId, person.tz) };
}

function viewerOf(world: World, team: Team, me: string, timeZone: string): Viewer {
  return {
    me,
    names: {
      person: (id) => teamOfPerson(world, id)?.people.get(id)?.realName,
      channel: (id) => team.channels.get(id)?.name,
      group: (id) => team.userGroups.get(id)?.handle,
    },
    timeZone: isTimeZone(timeZone) ? timeZone : 'UTC',
    now: world.now(),
    picture: (id) => (team.files.has(id) ? { address: `/page/files/${encodeURIComponent(id)}` } : undefined),
  };
}

/** Whether one can use the app beyond what it writes and asks in a channel: in Slack only where it is installed. */
function hasApp(world: World, userId: string): boolean {
  return teamOfPerson(world, userId)?.isInstalled === true;
}

function channelSeen({ world, team, person }: Reader, channel: Channel): SeenChannel {
  const { id, kind, name, isArchived } = channel;
  const unread = unreadOf(team, channel, person.id);
  return {
    id,
    name: kind === 'im' ? appName(team) : name,
    kind: kind === 'im' ? 'app' : kind,
    isArchived,
    isShared: world.teams.size > 1 && [...channel.members].some((member) => !team.people.has(member)),
    unread: unread.length,
    firstUnread: unread[0],
    latest: channel.timeline.at(-1) ?? '0',
  };
}

function part(reader: Reader, channel: Channel, entries: Entry[], look: Look): SeenList {
  const from = Math.max(0, Math.min(firstOf(entries, look), entries.length - 1));
  return { from, total: entries.length, items: itemsOf(reader, channel, entries, from, from + look.count) };
}

function firstOf(entries: Entry[], { from, around, count }: Look): number {
  if (from !== undefined) return from;
  if (around === undefined) return entries.length - count;
  const place = entries.findIndex((entry) => microsOf(tsOfEntry(entry)) >= microsOf(around));
  return (place < 0 ? entries.length : place) - Math.floor(count / 2);
}

function threadSeen(reader: Reader, channel: Channel, rootTs: string): Seen['thread'] {
  return { rootTs, items: itemsOf(reader, channel, threadEntries(reader, channel, rootTs)) };
}

function homeSeen(team: Team, userId: string, viewer: Viewer): SeenView | null {
  const view = team.homes.get(userId);
  return view ? viewSeen(team, view, viewer) : null;
}

function viewSeen(team: Team, view: View, viewer: Viewer): SeenView {
  const { id, hash, title, submit, close, blocks } = viewCard(team, view);
  return {
    id: String(id),
    hash: String(hash),
    title: wordsIn(title) ?? '',
    submit: wordsIn(submit) ?? null,
    close: wordsIn(close) ?? 'Cancel',
    isPushed: view.previousViewId !== null,
    blocks: Array.isArray(blocks) ? blocks.filter(isObject).map((block) => drawBlock(block, viewer)) : [],
    errors: view.errors,
    values: view.values,
  };
}

function wordsIn(text: unknown): string | undefined {
  return isObject(text) && typeof text.text === 'string' ? plainWords(text.text) : undefined;
}
