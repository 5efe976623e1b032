import { UserError } from '#bot/errors.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { withinLimits } from '#bot/slack/limits.ts';
import { isPlatformError } from '#bot/slack/own-messages.ts';
import type { Audience } from './plan.ts';

type Listed = Extract<Audience, { kind: 'channels' | 'user-groups' }>;
type Place = { place: number; cursor: string };
export type PageOfPeople = { memberIds: string[]; next: Place };

/** As many as Slack gives at once. */
const PAGE = 1000;

/** The next people of the channels or user groups, in their order; null after the last. Throws a sentence for what cannot be read. */
export async function pageOfAudience(
  deps: SlackDeps,
  workspaceId: string,
  audience: Listed,
  { place, cursor }: Place,
): Promise<PageOfPeople | null> {
  const id = audience.ids[place];
  if (id === undefined) return null;
  const read = audience.kind === 'channels' ? pageOfChannel : pageOfGroup;
  const { memberIds, nextCursor } = await read(deps, workspaceId, id, cursor).catch((error: unknown) => {
    throw unreadable(audience.kind, id, error);
  });
  return { memberIds, next: nextCursor === '' ? { place: place + 1, cursor: '' } : { place, cursor: nextCursor } };
}

type Page = { memberIds: string[]; nextCursor: string };

async function pageOfChannel(deps: SlackDeps, workspaceId: string, channel: string, cursor: string): Promise<Page> {
  const client = await deps.slack.client(workspaceId);
  const asked = { channel, limit: PAGE, ...(cursor ? { cursor } : {}) };
  const { members = [], response_metadata } = await withinLimits(deps, workspaceId, 'conversations.members', () =>
    client.conversations.members(asked),
  );
  return { memberIds: members, nextCursor: response_metadata?.next_cursor ?? '' };
}

/** Slack has a user group's people only all at once. */
async function pageOfGroup(deps: SlackDeps, workspaceId: string, usergroup: string): Promise<Page> {
  const client = await deps.slack.client(workspaceId);
  const { users = [] } = await withinLimits(deps, workspaceId, 'usergroups.users.list', () =>
    client.usergroups.users.list({ usergroup }),
  );
  return { memberIds: users, nextCursor: '' };
}

function unreadable(kind: Listed['kind'], id: string, error: unknown): unknown {
  const isGone = ['channel_not_found', 'not_in_channel', 'no_such_subteam', 'subteam_not_found'].some((name) =>
    isPlatformError(error, name),
  );
  if (!isGone) return error;
  return kind === 'channels'
    ? new UserError(
        'wave_channel',
        `I cannot see who is in <#${id}>. Please invite me there, or choose another channel with *Change…*.`,
      )
    : new UserError('wave_group', 'One of the user groups is not there any more. Please choose another with *Change…*.');
}

export type UserGroup = { id: string; name: string };

/** The user groups of a workspace, by name. */
export async function userGroupsOf(deps: SlackDeps, workspaceId: string): Promise<UserGroup[]> {
  const client = await deps.slack.client(workspaceId);
  const { usergroups = [] } = await withinLimits(deps, workspaceId, 'usergroups.list', () => client.usergroups.list({}));
  return usergroups
    .flatMap(({ id, name, handle }) => (id ? [{ id, name: name || handle || id }] : []))
    .toSorted((one, other) => one.name.localeCompare(other.name));
}
