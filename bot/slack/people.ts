import type { WebClient } from '@slack/web-api';
import { isKnown, type Person, rememberMember } from '#bot/members/members.ts';
import type { SlackDeps } from './clients.ts';
import { withinLimits } from './limits.ts';

/** Asks Slack who somebody is, once; afterwards the store knows. */
export async function meet(deps: SlackDeps, workspaceId: string, memberId: string): Promise<void> {
  if (await isKnown(deps.db, workspaceId, memberId)) return;
  const client = await deps.slack.client(workspaceId);
  const person = await withinLimits(deps, workspaceId, 'users.info', () => whoIs(client, workspaceId, memberId));
  await rememberMember(deps.db, workspaceId, person, deps.now());
}

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
