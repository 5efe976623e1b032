// Every Web API method that is built here, by name.
import type { Method } from '../method.ts';
import { CHAT } from './chat.ts';
import { CONVERSATIONS } from './conversations.ts';
import { FILES } from './files.ts';
import { HISTORY } from './history.ts';
import { REACTIONS } from './reactions.ts';
import { TEAM } from './team.ts';
import { USERS } from './users.ts';
import { VIEWS } from './views.ts';

export const METHODS: Record<string, Method> = {
  ...TEAM,
  ...CHAT,
  ...CONVERSATIONS,
  ...HISTORY,
  ...USERS,
  ...VIEWS,
  ...FILES,
  ...REACTIONS,
};
