// The stand-in Slack's memory: teams, people, channels, messages, files and views. Nothing here speaks HTTP,
// and nothing in this folder imports from bot/, reports/ or prisma/.
import type { Faults } from './faults.ts';
import type { Ledger } from './ledger.ts';
import type { SocketMode } from './socket-mode.ts';

export type Json = Record<string, unknown>;

export type Person = {
  id: string;
  teamId: string;
  name: string;
  realName: string;
  email: string | undefined;
  isAdmin: boolean;
  isBot: boolean;
  isGuest: boolean;
  /** A guest who may be in one channel only. */
  isSingleChannelGuest: boolean;
  isDeleted: boolean;
  tz: string;
  tzOffset: number;
  locale: string;
};

export type Channel = {
  id: string;
  teamId: string;
  name: string;
  kind: 'public' | 'private' | 'im';
  creator: string;
  created: number;
  isArchived: boolean;
  members: Set<string>;
  messages: Map<string, Message>;
  /** Timestamps of what the channel itself shows (thread replies only when broadcast), ascending. */
  timeline: string[];
  /** Timestamps of the replies by the timestamp of their thread, ascending. */
  threads: Map<string, string[]>;
  lastMicros: number;
};

type Edited = { user: string; ts: string };
type Reaction = { name: string; users: string[]; count: number };

/** A message as Slack keeps it; fields that Slack derives (reply counts) are added when it is shown. */
export type Message = {
  type: 'message';
  ts: string;
  text: string;
  subtype?: string;
  user?: string;
  bot_id?: string;
  app_id?: string;
  username?: string;
  icons?: Json;
  team?: string;
  client_msg_id?: string;
  user_team?: string;
  source_team?: string;
  user_profile?: Json;
  thread_ts?: string;
  parent_user_id?: string;
  blocks?: Json[];
  attachments?: Json[];
  metadata?: Json;
  files?: Json[];
  edited?: Edited;
  reactions?: Reaction[];
  hidden?: boolean;
  upload?: boolean;
  inviter?: string;
};

export type Ephemeral = {
  id: string;
  channel: string;
  user: string;
  text: string;
  blocks: Json[] | undefined;
  threadTs: string | undefined;
  via: 'chat.postEphemeral' | 'response_url' | 'answer';
  at: number;
};

export type StoredFile = {
  id: string;
  teamId: string;
  name: string;
  title: string;
  mimetype: string;
  filetype: string;
  altText: string | undefined;
  user: string;
  created: number;
  content: Buffer;
  state: 'expected' | 'uploaded' | 'completing' | 'ready';
  shares: { channelId: string; ts: string; threadTs: string | undefined }[];
};

export type View = {
  id: string;
  teamId: string;
  userId: string;
  type: 'modal' | 'home';
  body: Json;
  values: Record<string, Record<string, Json>>;
  hash: string;
  rootViewId: string;
  previousViewId: string | null;
  errors: Record<string, string>;
};

/** Something Slack itself tells a person in grey: a failed command, a button whose app did not answer. */
export type Notice = { user: string; text: string; at: number };

export type Trigger = { teamId: string; userId: string; at: number; used: boolean; viewId: string | undefined };
export type ResponseUrl = {
  id: string;
  teamId: string;
  channelId: string;
  userId: string;
  at: number;
  uses: number;
  messageTs: string | undefined;
  ephemeralId: string | undefined;
};

export type Team = {
  id: string;
  name: string;
  domain: string;
  appId: string;
  /** False for a workspace that only shares channels with one that has the app (Slack Connect). */
  isInstalled: boolean;
  botToken: string;
  botUserId: string;
  botId: string;
  scopes: Set<string>;
  isTokenRevoked: boolean;
  people: Map<string, Person>;
  channels: Map<string, Channel>;
  directChannels: Map<string, Channel>;
  ephemerals: Ephemeral[];
  files: Map<string, StoredFile>;
  userGroups: Map<string, { id: string; handle: string; name: string; users: string[] }>;
  /** Open modals of each person, the topmost last. */
  stacks: Map<string, View[]>;
  homes: Map<string, View>;
  notices: Notice[];
  /** The last message each person has read, by person and channel. */
  readMarks: Map<string, string>;
  /** What the app offered each person in a select of its own, by person and action; what they choose is sent back as it was offered. */
  offered: Map<string, Json[]>;
  /** What each person has chosen in a message and not sent yet. */
  chosen: Map<string, View['values']>;
};

/** Where an event comes from, when that is not simply the app's own workspace. */
export type EventPlace = { isShared?: boolean; happenedIn?: string | undefined };

export type Courier = {
  /** Sends one event; the promise settles when the first attempt has an answer. */
  event: (team: Team, event: Json, place?: EventPlace) => Promise<void>;
};

export type World = {
  teams: Map<string, Team>;
  byToken: Map<string, Team>;
  triggers: Map<string, Trigger>;
  responseUrls: Map<string, ResponseUrl>;
  /** Milliseconds of the virtual clock: message timestamps and expiries. */
  now: () => number;
  nextId: (prefix: string) => string;
  baseUrl: string;
  events: Set<string>;
  triggerLife: number;
  shareDelay: number;
  homeTabEnabled: boolean;
  ledger: Ledger;
  faults: Faults;
  courier: Courier;
  sockets: SocketMode;
  /** Work that goes on by itself (file sharing), so that `settled()` can wait for it. */
  background: Set<Promise<unknown>>;
  timers: Set<NodeJS.Timeout>;
  version: number;
  onChange: Set<() => void>;
};

export function changed(world: World): void {
  world.version += 1;
  for (const listener of world.onChange) listener();
}

export function teamOfChannel(world: World, channelId: string): Team | undefined {
  for (const team of world.teams.values()) if (team.channels.has(channelId)) return team;
  return undefined;
}

export function teamOfPerson(world: World, userId: string): Team | undefined {
  for (const team of world.teams.values()) if (team.people.has(userId)) return team;
  return undefined;
}

/** The workspace with the app in which a person is, or with which they share a channel. */
export function teamWithAppFor(world: World, userId: string): Team | undefined {
  const own = teamOfPerson(world, userId);
  if (own?.isInstalled) return own;
  return [...world.teams.values()].find((team) => team.isInstalled && isSeenIn(team, userId));
}

/** True for who shares a channel (not only a DM) with the app's bot. */
export function isSeenIn(team: Team, userId: string): boolean {
  return [...team.channels.values()].some(
    ({ kind, members }) => kind !== 'im' && members.has(userId) && members.has(team.botUserId),
  );
}

/** The DM between a person and the team's bot, made on first use. */
export function directChannel(world: World, team: Team, userId: string): Channel {
  const known = team.directChannels.get(userId);
  if (known) return known;
  const channel = newChannel(world, team, { id: world.nextId('D'), name: userId, kind: 'im', creator: team.botUserId });
  channel.members.add(userId).add(team.botUserId);
  team.directChannels.set(userId, channel);
  return channel;
}

export function newChannel(
  world: World,
  team: Team,
  given: { id: string; name: string; kind: Channel['kind']; creator: string },
): Channel {
  if (teamOfChannel(world, given.id)) throw new Error(`There is a channel ${given.id} already`);
  const channel: Channel = {
    ...given,
    teamId: team.id,
    created: Math.floor(world.now() / 1000),
    isArchived: false,
    members: new Set(),
    messages: new Map(),
    timeline: [],
    threads: new Map(),
    lastMicros: 0,
  };
  team.channels.set(channel.id, channel);
  return channel;
}
