// The page's doors: its files, what one person sees, the log, the clock and the tour. What one does in Slack goes through /control/.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { type Route, sendFile, sendJson } from '#test/workspace/server.ts';
import { isObject } from '#test/workspace/shapes.ts';
import { teamWithAppFor, type World } from '#test/workspace/state.ts';
import { uploadFile } from '#test/workspace/uploads.ts';
import { appName } from './items.ts';
import { logDetail, logOf } from './log.ts';
import { sendPageFile } from './page-files.ts';
import type { Playground } from './playground.ts';
import type { Start } from './seen.ts';
import { seenBy } from './viewing.ts';

/** Where and how much of a channel the page may ask for at once. */
const MOST_ITEMS = 200;
const Look = z.object({
  as: z.string('is missing: say who you are'),
  channel: z.string().optional(),
  thread: z.string().optional(),
  from: z.coerce.number('must be a number').int().min(0, 'must not be below 0').optional(),
  around: z
    .string()
    .regex(/^\d{10}\.\d{6}$/, 'must be the timestamp of a message')
    .optional(),
  count: z.coerce
    .number('must be a number')
    .int()
    .min(1, 'must be at least 1')
    .max(MOST_ITEMS, `must be at most ${MOST_ITEMS}`)
    .default(60),
});
const NO_OBJECT = 'Send a JSON object.';
const LeapAsked = z.object({ to: z.enum(['monday', 'business-day'], 'must be "monday" or "business-day"') }, NO_OBJECT);
const StepAsked = z.object({ step: z.string('must be the id of a step') }, NO_OBJECT);

type Manifest = { features?: { slash_commands?: unknown; shortcuts?: unknown } };
/** What a visit needs; the playground may still be starting. */
export type Site = { world: World; playground: () => Playground | undefined; manifest: Manifest };

/** Serves the page and everything it asks for. Whatever is wrong with a request is one sentence, and nothing changes. */
export function playgroundRoute(site: Site): Route {
  return async (request, response, path, body) => {
    if (path === '/favicon.ico') response.writeHead(204).end();
    else if (path === '/' || path.startsWith('/page/')) await serve(site, request, response, path, body);
    else return false;
    return true;
  };
}

async function serve(site: Site, request: IncomingMessage, response: ServerResponse, path: string, body: Buffer): Promise<void> {
  const { world } = site;
  if (path === '/page/changes') return streamChanges(world, response);
  if (path.startsWith('/page/files/')) return sendPicture(world, response, path.slice('/page/files/'.length));
  const asked = Object.fromEntries(new URL(request.url ?? '/', 'http://localhost').searchParams);
  try {
    const answer = await answerTo(site, request, path, asked, body);
    if (answer !== undefined) sendJson(response, 200, { ok: true, ...answer });
    else if (!sendPageFile(response, path)) sendJson(response, 404, { ok: false, error: `There is no page ${path}.` });
  } catch (error) {
    sendJson(response, 400, { ok: false, error: sentenceOf(error) });
  }
}

type Answer = Record<string, unknown> | undefined;

/** What is asked for; undefined where the path is none of these. */
async function answerTo(
  { world, playground, manifest }: Site,
  request: IncomingMessage,
  path: string,
  asked: Record<string, string>,
  body: Buffer,
): Promise<Answer> {
  const isPost = request.method === 'POST';
  if (path === '/page/start') return startOf(world, playground(), manifest);
  if (path === '/page/state') return seenBy(world, Look.parse(asked));
  if (path === '/page/log') return { entries: logOf(world) };
  if (path.startsWith('/page/log/')) return { entry: logDetail(world, Number(path.slice('/page/log/'.length))) };
  if (path === '/page/upload' && isPost) return { result: uploaded(world, request, asked, body) };
  const clock = playground()?.clock;
  if (path === '/page/clock' && clock && !isPost) return clock.face();
  if (path === '/page/clock' && clock) {
    await clock.leap(LeapAsked.parse(bodyOf(request, body)).to);
    return clock.face();
  }
  const tour = playground()?.tour;
  if (path === '/page/tour' && tour && isPost) return { result: await tour.take(StepAsked.parse(bodyOf(request, body)).step) };
  return undefined;
}

function startOf(world: World, playground: Playground | undefined, { features }: Manifest): Start {
  const team = [...world.teams.values()].find(({ isInstalled }) => isInstalled);
  if (!team || !playground) throw new Error('The playground is still starting. Try again in a moment.');
  return {
    team: { id: team.id, name: team.name, domain: team.domain, appName: appName(team), botUserId: team.botUserId },
    cast: playground.cast().map(({ group, people }) => ({ group, people: people.filter(({ id }) => teamWithAppFor(world, id)) })),
    commands: listOf(features?.slash_commands).map(({ command, description, usage_hint: hint }) => ({
      name: String(command),
      hint: String(hint ?? ''),
      says: String(description ?? ''),
    })),
    shortcuts: listOf(features?.shortcuts).map(({ callback_id: id, name, description, type }) => ({
      id: String(id),
      name: String(name),
      says: String(description ?? ''),
      on: type === 'message' ? 'message' : 'anywhere',
    })),
    tour: playground.tour?.steps ?? [],
    hasClock: playground.clock !== undefined,
  };
}

function listOf(value: unknown) {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The id of what is uploaded; only as bytes, which no form of another site can send. */
function uploaded(world: World, request: IncomingMessage, { as = '', name = '' }: Record<string, string>, body: Buffer): string {
  if (!isOf('application/octet-stream', request)) throw new Error('Send the bytes of a file, as application/octet-stream.');
  return uploadFile(world, as, name.slice(-200) || 'file', body);
}

/** The JSON body of a POST; only as application/json, which no form of another site can send. */
function bodyOf(request: IncomingMessage, body: Buffer): unknown {
  if (!isOf('application/json', request)) throw new Error('Send JSON, as application/json.');
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    throw new Error('That is not JSON.');
  }
}

function isOf(type: string, { headers }: IncomingMessage): boolean {
  return (headers['content-type'] ?? '').startsWith(type);
}

function sentenceOf(error: unknown): string {
  if (error instanceof z.ZodError)
    return error.issues.map(({ path, message }) => (path.length === 0 ? message : `"${path.join('.')}" ${message}.`)).join(' ');
  return error instanceof Error ? error.message : String(error);
}

function sendPicture(world: World, response: ServerResponse, id: string): void {
  const file = [...world.teams.values()].map((team) => team.files.get(id)).find((one) => one !== undefined);
  if (file) sendFile(response, file);
  else sendJson(response, 404, { ok: false, error: `There is no file ${id}.` });
}

const TELL_AFTER_MS = 30;

/** Says that something changed, at most once in a while, for as long as the page listens. */
function streamChanges(world: World, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(`data: ${world.version}\n\n`);
  let waiting: NodeJS.Timeout | undefined;
  const tell = (): void => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      response.write(`data: ${world.version}\n\n`);
    }, TELL_AFTER_MS);
  };
  world.onChange.add(tell);
  response.on('close', () => {
    clearTimeout(waiting);
    world.onChange.delete(tell);
  });
}
