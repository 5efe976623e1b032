// A workspace that nobody runs: its memory as plain data, to be written down by whoever likes and taken up by the next run.
import { fileCard } from './files.ts';
import { type Json, newChannel, type ResponseUrl, type Team, teamWithAppFor, type World } from './state.ts';

/**
 * All that a Slack remembers. Every id of the next run is new, since each run puts its own mark into them.
 *
 * What is only under way is not in it: triggers, which live for seconds, sockets, and events that wait for another try. What an
 * app missed it finds in the history, as it does after a real outage.
 */
export type Kept = {
  firstTeamId: string;
  signingSecret: string;
  appToken: string;
  baseUrl: string;
  teams: Map<string, Team>;
  responseUrls: Map<string, ResponseUrl>;
  version: number;
  homeTabEnabled: boolean;
};

/** More than can happen in the moment before a sudden end, so that versions go on growing after one. */
const UNKEPT_CHANGES = 10_000;

/** The memory as it is; it shares everything with the workspace, so write it down before anything else happens. */
export function memoryOf(world: World, first: Team, secrets: Pick<Kept, 'signingSecret' | 'appToken'>): Kept {
  const { baseUrl, teams, responseUrls, version, homeTabEnabled } = world;
  return { ...secrets, firstTeamId: first.id, baseUrl, teams, responseUrls, version, homeTabEnabled };
}

/** Fills an empty world with a memory; answers the team that was its first. */
export function takeUp(world: World, kept: Kept): Team {
  const first = kept.teams.get(kept.firstTeamId);
  if (!first) throw new Error(`There is no team ${kept.firstTeamId} in what was kept`);
  world.teams = kept.teams;
  world.responseUrls = kept.responseUrls;
  world.version = kept.version + UNKEPT_CHANGES;
  world.homeTabEnabled = kept.homeTabEnabled;
  for (const team of kept.teams.values()) if (team.isInstalled) world.byToken.set(team.botToken, team);
  return first;
}

/** Puts the workspace's new address into what messages say of their files, when it is served on another port. */
export function readdressFiles(world: World, before: string): void {
  if (world.baseUrl === before) return;
  for (const team of world.teams.values()) {
    const messages = [...team.channels.values()].flatMap((channel) => [...channel.messages.values()]);
    for (const message of messages) {
      if (message.files) message.files = message.files.map((card) => cardNow(world, team, card));
    }
  }
}

function cardNow(world: World, team: Team, card: Json): Json {
  const file = team.files.get(String(card.id));
  return file ? fileCard(world, team, file) : card;
}

/** Brings back a direct message that the app knows of and that was lost with what was not written down before a sudden end. */
export function reopenDirect(world: World, userId: string, channelId: string): void {
  const team = teamWithAppFor(world, userId);
  if (!team || team.directChannels.has(userId) || team.channels.has(channelId)) return;
  const channel = newChannel(world, team, { id: channelId, name: userId, kind: 'im', creator: team.botUserId });
  channel.members.add(userId).add(team.botUserId);
  team.directChannels.set(userId, channel);
}
