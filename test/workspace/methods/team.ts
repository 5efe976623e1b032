// auth, team, bots, user groups, and the methods that only say they are not here.
import { ApiError, type Method, stringOf } from '../method.ts';

export const TEAM: Record<string, Method> = {
  'auth.test': {
    args: {},
    tier: 'special',
    run: ({ team }) => ({
      url: `https://${team.domain}.slack.com/`,
      team: team.name,
      user: team.people.get(team.botUserId)?.name,
      team_id: team.id,
      user_id: team.botUserId,
      bot_id: team.botId,
      is_enterprise_install: false,
    }),
  },
  'team.info': {
    args: { domain: 'string', team: 'string' },
    scope: 'team:read',
    tier: 3,
    run: (call) => {
      const { team } = call;
      if (![undefined, team.id].includes(stringOf(call, 'team'))) throw new ApiError('team_not_found');
      return {
        team: {
          id: team.id,
          name: team.name,
          url: `https://${team.domain}.slack.com/`,
          domain: team.domain,
          email_domain: '',
          icon: { image_default: true },
        },
      };
    },
  },
  'bots.info': {
    args: { bot: 'string', team_id: 'string' },
    scope: 'users:read',
    tier: 3,
    run: (call) => {
      const { team } = call;
      if (stringOf(call, 'bot') !== team.botId) throw new ApiError('bot_not_found');
      const name = team.people.get(team.botUserId)?.name;
      return {
        bot: { id: team.botId, deleted: false, name, updated: 0, app_id: team.appId, user_id: team.botUserId, icons: {} },
      };
    },
  },
  'usergroups.list': {
    args: { include_count: 'boolean', include_disabled: 'boolean', include_users: 'boolean', team_id: 'string' },
    scope: 'usergroups:read',
    tier: 2,
    run: ({ team, args }) => ({
      usergroups: [...team.userGroups.values()].map(({ users, ...group }) => ({
        ...group,
        team_id: team.id,
        is_usergroup: true,
        date_delete: 0,
        ...(args.include_count === true ? { user_count: users.length } : {}),
        ...(args.include_users === true ? { users } : {}),
      })),
    }),
  },
  'usergroups.users.list': {
    args: { usergroup: 'string!', include_disabled: 'boolean', team_id: 'string' },
    scope: 'usergroups:read',
    tier: 2,
    run: (call) => {
      const group = call.team.userGroups.get(stringOf(call, 'usergroup') ?? '');
      if (!group) throw new ApiError('no_such_subteam');
      return { users: group.users };
    },
  },
  'apps.connections.open': {
    args: {},
    tier: 3,
    token: 'app',
    run: ({ world }) => ({ url: world.sockets.newUrl(world.baseUrl) }),
  },
};
