// users.*: who is who.
import { ApiError, type Call, isSet, type Method, pageOf, stringOf } from '../method.ts';
import { isSeenIn, type Json, type Person, type Team, teamOfPerson } from '../state.ts';

export const USERS: Record<string, Method> = {
  'users.info': {
    args: { user: 'string!', include_locale: 'boolean' },
    scope: 'users:read',
    tier: 4,
    run: (call) => {
      const person = personSeenBy(call, stringOf(call, 'user') ?? '');
      if (!person) throw new ApiError('user_not_found');
      return { user: personCard(call.team, person, isSet(call, 'include_locale')) };
    },
  },
  'users.list': {
    args: { cursor: 'string', include_locale: 'boolean', limit: 'number', team_id: 'string' },
    scope: 'users:read',
    tier: 2,
    run: (call) => {
      const { page, nextCursor } = pageOf(call, everybodySeenBy(call), 1_000, 1_000);
      const members = page.map((person) => personCard(call.team, person, isSet(call, 'include_locale')));
      return { members, cache_ts: Math.floor(call.world.now() / 1000), response_metadata: { next_cursor: nextCursor } };
    },
  },
  'users.lookupByEmail': {
    args: { email: 'string!' },
    scope: 'users:read.email',
    tier: 3,
    run: (call: Call) => {
      const email = stringOf(call, 'email')?.toLowerCase();
      const person = [...call.team.people.values()].find((one) => one.email?.toLowerCase() === email);
      if (!person) throw new ApiError('users_not_found');
      return { user: personCard(call.team, person, false) };
    },
  },
};

/** People of the workspace, and strangers who share a channel with it (Slack Connect). */
export function personSeenBy({ world, team }: Pick<Call, 'world' | 'team'>, id: string): Person | undefined {
  const own = team.people.get(id);
  if (own) return own;
  const isInSharedChannel = [...team.channels.values()].some((channel) => channel.members.has(id));
  return isInSharedChannel ? teamOfPerson(world, id)?.people.get(id) : undefined;
}

/** Everybody `users.list` knows: strangers only where the bot shares a channel with them. */
function everybodySeenBy({ world, team }: Call): Person[] {
  const strangers = [...world.teams.values()]
    .filter((other) => other !== team)
    .flatMap((other) => [...other.people.values()].filter(({ id }) => isSeenIn(team, id)));
  return [...team.people.values(), ...strangers];
}

/** A person as Slack describes them: the address only with `users:read.email`, and little of strangers and the deactivated. */
export function personCard(team: Team, person: Person, withLocale: boolean): Json {
  const isStranger = person.teamId !== team.id;
  const isThin = isStranger || person.isDeleted;
  const hasEmail = person.email !== undefined && !isStranger && team.scopes.has('users:read.email');
  return {
    id: person.id,
    team_id: person.teamId,
    name: person.name,
    deleted: person.isDeleted,
    ...(person.isDeleted ? {} : { color: '9f69e7', real_name: person.realName }),
    ...(isThin ? {} : { tz: person.tz, tz_label: person.tz, tz_offset: person.tzOffset }),
    profile: {
      real_name: person.realName,
      real_name_normalized: person.realName,
      display_name: person.name,
      display_name_normalized: person.name,
      avatar_hash: 'g000000000',
      ...(hasEmail ? { email: person.email } : {}),
      ...(person.isBot ? { bot_id: team.botId, api_app_id: team.appId } : {}),
      team: person.teamId,
    },
    ...(isThin ? {} : rightsOf(person)),
    is_bot: person.isBot,
    is_app_user: false,
    // True only for who is in no channel with the bot; others of another workspace are told by their `team_id`.
    ...(isStranger ? { is_stranger: !isSeenIn(team, person.id) } : {}),
    updated: 0,
    ...(withLocale && !isThin ? { locale: person.locale } : {}),
  };
}

function rightsOf({ isAdmin, isGuest, isSingleChannelGuest }: Person): Json {
  return {
    is_admin: isAdmin,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: isGuest,
    is_ultra_restricted: isSingleChannelGuest,
  };
}
