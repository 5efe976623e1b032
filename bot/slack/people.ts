import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
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
  // Whatever Slack says of them once we see them is newer.
  updatedAt: new Date(0),
};

/** What Slack says of a person right now. */
export async function whoIs(client: WebClient, workspaceId: string, memberId: string): Promise<Person> {
  const { user } = await client.users.info({ user: memberId, include_locale: true });
  return personFrom(User.parse({ ...user, id: memberId }), workspaceId);
}

/** One page of everybody in a workspace, and Slack's cursor for the next one, empty after the last. */
export async function pageOfPeople(client: WebClient, workspaceId: string, cursor: string) {
  const { members = [], response_metadata } = await client.users.list({
    limit: PAGE,
    include_locale: true,
    ...(cursor ? { cursor } : {}),
  });
  const people = members.flatMap((user) => readPerson(user, workspaceId) ?? []);
  return { people, nextCursor: response_metadata?.next_cursor ?? '' };
}

const text = z.string().nullish().catch(undefined);
const flag = z.boolean().nullish().catch(undefined);
const User = z.object({
  id: z.string().min(1).max(100),
  team_id: text,
  name: text,
  real_name: text,
  deleted: flag,
  is_bot: flag,
  is_stranger: flag,
  is_restricted: flag,
  is_ultra_restricted: flag,
  is_admin: flag,
  is_owner: flag,
  tz: text,
  locale: text,
  updated: z.number().positive().max(8e12).nullish().catch(undefined),
  profile: z.object({ display_name: text, real_name: text, email: text }).nullish().catch(undefined),
});
type User = z.infer<typeof User>;

/** A person from an event or a list, where what is odd is left out; undefined for what is no person. */
export function readPerson(user: unknown, workspaceId: string): Person | undefined {
  const parsed = User.safeParse(user);
  return parsed.success ? personFrom(parsed.data, workspaceId) : undefined;
}

function personFrom(found: User, workspaceId: string): Person {
  const { profile } = found;
  const email = profile?.email?.trim().toLowerCase();
  return {
    id: found.id,
    displayName: profile?.display_name || profile?.real_name || found.real_name || found.name || 'Somebody',
    kind: kindOf(found, workspaceId),
    isAdmin: found.is_admin === true || found.is_owner === true,
    timeZone: found.tz || null,
    language: /^[a-z]{2}(?=$|[-_])/i.exec(found.locale ?? '')?.[0].toLowerCase() ?? null,
    isDeactivated: found.deleted === true,
    ...(email ? { email } : {}),
    ...(found.updated ? { updatedAt: new Date(found.updated * 1000) } : {}),
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

/** Slack's own Slackbot does not say that it is one. */
const SLACKBOT = 'USLACKBOT';

function kindOf(user: User, workspaceId: string): Person['kind'] {
  if (user.is_bot || user.id === SLACKBOT) return 'bot';
  if (user.is_stranger || (user.team_id && user.team_id !== workspaceId)) return 'stranger';
  if (user.is_restricted || user.is_ultra_restricted) return 'guest';
  return 'member';
}
