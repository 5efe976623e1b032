import type { WebClient } from '@slack/web-api';
import { isKnown, type Person, rememberMember } from '#bot/members/members.ts';
import type { SlackDeps } from './clients.ts';
import { SOMEBODY } from './escape.ts';
import { withinLimits } from './limits.ts';
import { isPlatformError } from './own-messages.ts';

/** Asks Slack who somebody is, once; afterwards the store knows. */
export async function meet(deps: SlackDeps, workspaceId: string, memberId: string): Promise<void> {
  if (await isKnown(deps.db, workspaceId, memberId)) return;
  const client = await deps.slack.client(workspaceId);
  const person = await withinLimits(deps, workspaceId, 'users.info', () => whoIs(client, workspaceId, memberId));
  await rememberMember(deps.db, workspaceId, person, deps.now());
}

/** Learns the names of people who were mentioned; somebody Slack does not know, or does not show us, has none and is not asked for again. */
export async function meetMentioned(deps: SlackDeps, workspaceId: string, memberIds: string[]): Promise<void> {
  for (const memberId of memberIds) {
    try {
      await meet(deps, workspaceId, memberId);
    } catch (error) {
      if (!isPlatformError(error, 'user_not_found') && !isPlatformError(error, 'user_not_visible')) throw error;
      await rememberMember(deps.db, workspaceId, { ...NOBODY_WE_SEE, id: memberId }, deps.now());
    }
  }
}

const NOBODY_WE_SEE: Omit<Person, 'id'> = {
  displayName: SOMEBODY,
  kind: 'stranger',
  isAdmin: false,
  timeZone: null,
  language: null,
  isDeactivated: false,
};

/** What Slack says of a person right now. */
export async function whoIs(client: WebClient, workspaceId: string, memberId: string): Promise<Person> {
  const { user } = await client.users.info({ user: memberId, include_locale: true });
  const profile = user?.profile;
  return {
    id: memberId,
    displayName: profile?.display_name || profile?.real_name || user?.real_name || user?.name || 'Somebody',
    kind: kindOf(user ?? {}, workspaceId),
    isAdmin: user?.is_admin === true || user?.is_owner === true,
    timeZone: user?.tz ?? null,
    language: user?.locale?.slice(0, 2) ?? null,
    isDeactivated: user?.deleted === true,
  };
}

const PAGE = 200;

/** Everybody who is in a channel right now. */
export async function membersOf(deps: SlackDeps, workspaceId: string, channel: string): Promise<string[]> {
  const client = await deps.slack.client(workspaceId);
  const members: string[] = [];
  let cursor: string | undefined;
  do {
    const asked = { channel, limit: PAGE, ...(cursor ? { cursor } : {}) };
    const page = await withinLimits(deps, workspaceId, 'conversations.members', () => client.conversations.members(asked));
    members.push(...(page.members ?? []));
    cursor = page.response_metadata?.next_cursor;
  } while (cursor);
  return members;
}

type Flags = {
  is_bot?: boolean;
  is_stranger?: boolean;
  is_restricted?: boolean;
  is_ultra_restricted?: boolean;
  team_id?: string;
};

function kindOf(user: Flags, workspaceId: string): Person['kind'] {
  if (user.is_bot) return 'bot';
  if (user.is_stranger || (user.team_id && user.team_id !== workspaceId)) return 'stranger';
  if (user.is_restricted || user.is_ultra_restricted) return 'guest';
  return 'member';
}
