// The plain page for people: static files, what one person sees, and a stream that says when something changed.
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { type Route, sendFile, sendJson } from './server.ts';
import { type Channel, type Json, type Team, teamWithAppFor, type World } from './state.ts';
import { shown } from './timeline.ts';
import { viewCard } from './views.ts';

const STATIC: Record<string, { file: string; type: string }> = {
  '/': { file: 'page.html', type: 'text/html; charset=utf-8' },
  '/page.js': { file: 'page.js', type: 'text/javascript; charset=utf-8' },
  '/page-client.js': { file: 'page-client.js', type: 'text/javascript; charset=utf-8' },
  '/page-messages.js': { file: 'page-messages.js', type: 'text/javascript; charset=utf-8' },
  '/page-blocks.js': { file: 'page-blocks.js', type: 'text/javascript; charset=utf-8' },
  '/page-rich-text.js': { file: 'page-rich-text.js', type: 'text/javascript; charset=utf-8' },
  '/page-text.js': { file: 'page-text.js', type: 'text/javascript; charset=utf-8' },
  '/page.css': { file: 'page.css', type: 'text/css; charset=utf-8' },
};
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
/** How many of a channel's newest messages the page shows. */
const SHOWN_MESSAGES = 200;

export function pageRoute(world: World): Route {
  return (request, response, path) => {
    const asked = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const page = Object.hasOwn(STATIC, path) ? STATIC[path] : undefined;
    if (page) {
      const content = readFileSync(new URL(page.file, import.meta.url));
      response.writeHead(200, {
        'content-type': page.type,
        'content-security-policy': POLICY,
        'x-content-type-options': 'nosniff',
      });
      response.end(content);
    } else if (path === '/favicon.ico') response.writeHead(204).end();
    else if (path === '/page/changes') streamChanges(world, response);
    else if (path === '/page/people') sendJson(response, 200, { ok: true, teams: [...world.teams.values()].map(peopleOf) });
    else if (path === '/page/state') sendState(world, response, asked);
    else if (path.startsWith('/page/files/')) sendPicture(world, response, path.slice('/page/files/'.length));
    else return false;
    return true;
  };
}

function sendPicture(world: World, response: ServerResponse, id: string): void {
  const file = [...world.teams.values()].map((team) => team.files.get(id)).find((one) => one !== undefined);
  if (file) sendFile(response, file);
  else sendJson(response, 404, { ok: false, error: `There is no file ${id}` });
}

function streamChanges(world: World, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(`data: ${world.version}\n\n`);
  let waiting: NodeJS.Timeout | undefined;
  const tell = (): void => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      response.write(`data: ${world.version}\n\n`);
    }, 60);
  };
  world.onChange.add(tell);
  response.on('close', () => {
    clearTimeout(waiting);
    world.onChange.delete(tell);
  });
}

function peopleOf(team: Team): Json {
  const active = [...team.people.values()].filter(({ isDeleted }) => !isDeleted);
  const people = active.map(({ id, name, realName, isBot, isAdmin }) => ({
    id,
    name,
    realName,
    isBot,
    isAdmin,
    teamId: team.id,
  }));
  return { id: team.id, name: team.name, botUserId: team.botUserId, people };
}

/** Everything one person sees right now. */
function sendState(world: World, response: ServerResponse, asked: URLSearchParams): void {
  const userId = asked.get('as') ?? '';
  const team = teamWithAppFor(world, userId);
  if (!team) {
    sendJson(response, 404, { ok: false, error: `There is nobody with the id ${userId}` });
    return;
  }
  const mine = [...team.channels.values()].filter((channel) => channel.members.has(userId));
  const channel = mine.find((one) => one.id === asked.get('channel'));
  const thread = asked.get('thread') ?? undefined;
  sendJson(response, 200, {
    ok: true,
    version: world.version,
    team: { id: team.id, name: team.name, botUserId: team.botUserId },
    channels: mine.map((one) => ({
      id: one.id,
      // A direct message is called after the other one in it.
      name: one.kind === 'im' ? nameOfOther(team, one, userId) : one.name,
      kind: one.kind,
      isArchived: one.isArchived,
      latest: one.timeline.at(-1) ?? '0',
    })),
    messages: channel ? page(channel, channel.timeline.slice(-SHOWN_MESSAGES)) : [],
    thread: channel && thread !== undefined ? page(channel, [thread, ...(channel.threads.get(thread) ?? [])]) : [],
    ephemerals: channel ? team.ephemerals.filter((one) => one.user === userId && one.channel === channel.id) : [],
    notices: team.notices.filter((one) => one.user === userId).slice(-3),
    views: (team.stacks.get(userId) ?? []).map((view) => ({ ...viewCard(team, view), errors: view.errors })),
    home: homeOf(team, userId),
  });
}

function nameOfOther(team: Team, channel: Channel, userId: string): string {
  const other = [...channel.members].find((id) => id !== userId) ?? userId;
  return team.people.get(other)?.realName ?? channel.name;
}

function homeOf(team: Team, userId: string): Json | null {
  const view = team.homes.get(userId);
  return view ? viewCard(team, view) : null;
}

function page(channel: Channel, timestamps: string[]): Json[] {
  return timestamps.flatMap((ts) => {
    const message = channel.messages.get(ts);
    return message ? [shown(channel, message)] : [];
  });
}
