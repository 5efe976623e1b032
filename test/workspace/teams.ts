// Filling a workspace: teams, people, channels and user groups.
import { type Channel, changed, newChannel, type Person, type Team, teamOfChannel, teamOfPerson, type World } from './state.ts';

/** What an app like this one asks for in its manifest. */
const DEFAULT_SCOPES = [
  'app_mentions:read',
  'channels:history',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'reactions:read',
  'reactions:write',
  'team:read',
  'usergroups:read',
  'users:read',
  'users:read.email',
];

/** One app, whatever the number of workspaces it is installed in. */
export const APP_ID = 'A0001';

export type NewTeam = {
  teamId?: string;
  name?: string;
  domain?: string;
  botToken?: string;
  botUserId?: string;
  botName?: string;
  scopes?: string[];
  isInstalled?: boolean;
};
export type NewPerson = {
  id?: string;
  name: string;
  realName?: string;
  email?: string;
  isAdmin?: boolean;
  isBot?: boolean;
  isGuest?: boolean;
  isSingleChannelGuest?: boolean;
  tz?: string;
  tzOffset?: number;
  locale?: string;
  teamId?: string;
};
export type NewChannel = {
  id?: string;
  name: string;
  isPrivate?: boolean;
  members?: string[];
  teamId?: string;
  creator?: string;
};

export function addTeam(world: World, given: NewTeam): Team {
  const id = given.teamId ?? 'T0001';
  if (world.teams.has(id)) throw new Error(`There is a team ${id} already`);
  const number = world.teams.size === 0 ? '' : String(world.teams.size + 1);
  const isInstalled = given.isInstalled ?? true;
  const botToken = given.botToken ?? `xoxb-${id.toLowerCase()}-stand-in`;
  if (world.byToken.has(botToken)) throw new Error('Two teams cannot share a token');
  const team: Team = {
    id,
    name: given.name ?? 'Cooperative',
    domain: given.domain ?? `cooperative${number}`,
    appId: APP_ID,
    isInstalled,
    botToken,
    botUserId: given.botUserId ?? `UBOT${number}`,
    botId: `BBOT${number}`,
    scopes: new Set(given.scopes ?? DEFAULT_SCOPES),
    isTokenRevoked: false,
    people: new Map(),
    channels: new Map(),
    directChannels: new Map(),
    ephemerals: [],
    files: new Map(),
    userGroups: new Map(),
    stacks: new Map(),
    homes: new Map(),
    notices: [],
    readMarks: new Map(),
    offered: new Map(),
    chosen: new Map(),
  };
  world.teams.set(id, team);
  if (!isInstalled) return team;
  world.byToken.set(botToken, team);
  const name = given.botName ?? 'rochdale';
  addPerson(world, team, { id: team.botUserId, name, realName: name.charAt(0).toUpperCase() + name.slice(1), isBot: true });
  return team;
}

export function addPerson(world: World, first: Team, given: NewPerson): Person {
  const team = teamGiven(world, first, given.teamId);
  const id = given.id ?? world.nextId('U');
  if (team.people.has(id)) throw new Error(`There is somebody with the id ${id} already`);
  const person: Person = {
    id,
    teamId: team.id,
    name: given.name,
    realName: given.realName ?? given.name,
    email: given.email,
    isAdmin: given.isAdmin ?? false,
    isBot: given.isBot ?? false,
    isGuest: given.isGuest ?? given.isSingleChannelGuest ?? false,
    isSingleChannelGuest: given.isSingleChannelGuest ?? false,
    isDeleted: false,
    tz: given.tz ?? 'Europe/London',
    tzOffset: given.tzOffset ?? 0,
    locale: given.locale ?? 'en-US',
  };
  team.people.set(id, person);
  changed(world);
  return person;
}

/** Somebody of another workspace (Slack Connect), which does not have the app, in channels that are thereby shared with it. */
export function addStranger(world: World, first: Team, given: NewPerson & { channels: string[] }): Person {
  const teamId = given.teamId ?? 'T9999';
  if (!world.teams.has(teamId)) addTeam(world, { teamId, name: 'Another cooperative', domain: 'another', isInstalled: false });
  const person = addPerson(world, first, { ...given, teamId });
  for (const id of given.channels) {
    const channel = teamOfChannel(world, id)?.channels.get(id);
    if (!channel) throw new Error(`There is no channel ${id}`);
    channel.members.add(person.id);
  }
  return person;
}

/** A channel with these members; the bot is in it only if it is named (`botUserId`). Nobody is told. */
export function addChannel(world: World, first: Team, given: NewChannel): Channel {
  const team = teamGiven(world, first, given.teamId);
  const members = given.members ?? [];
  const id = given.id ?? world.nextId('C');
  const creator = given.creator ?? members[0] ?? team.botUserId;
  for (const member of members) if (!isKnown(world, member)) throw new Error(`There is nobody with the id ${member}`);
  const channel = newChannel(world, team, { id, name: given.name, kind: given.isPrivate ? 'private' : 'public', creator });
  for (const member of members) admit(world, channel, member);
  changed(world);
  return channel;
}

/** Puts somebody into a channel; a single-channel guest has one. */
export function admit(world: World, channel: Channel, userId: string): void {
  const team = teamOfPerson(world, userId);
  if (team?.people.get(userId)?.isSingleChannelGuest) {
    const isInOne = [...team.channels.values()].some(({ kind, members }) => kind !== 'im' && members.has(userId));
    if (isInOne) throw new Error(`${userId} is a single-channel guest and in a channel already`);
  }
  channel.members.add(userId);
}

export function addUserGroup(
  world: World,
  first: Team,
  given: { id?: string; handle: string; users: string[]; teamId?: string },
) {
  const team = teamGiven(world, first, given.teamId);
  const group = { id: given.id ?? world.nextId('S'), handle: given.handle, name: given.handle, users: given.users };
  team.userGroups.set(group.id, group);
  return group;
}

function isKnown(world: World, userId: string): boolean {
  return [...world.teams.values()].some((team) => team.people.has(userId));
}

function teamGiven(world: World, first: Team, teamId: string | undefined): Team {
  const team = teamId === undefined ? first : world.teams.get(teamId);
  if (!team) throw new Error(`There is no team ${teamId}`);
  return team;
}
