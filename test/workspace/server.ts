// The HTTP server: loopback only, and each route to the file that answers it.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { uploadedBytes } from './files.ts';
import type { RateLimits } from './rate-limits.ts';
import { answerResponse } from './responses.ts';
import { refuseUpgrade } from './socket-mode.ts';
import { changed, type StoredFile, type World } from './state.ts';
import { answerCall } from './web-api.ts';

const LARGEST_BODY = 50 * 1024 * 1024;
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/** A further route; true when it has answered. */
export type Route = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  body: Buffer,
) => boolean | Promise<boolean>;

export function createWorkspaceServer(world: World, limits: RateLimits, routes: Route[]): Server {
  const server = createServer((request, response) => {
    answer(world, limits, routes, request, response).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      if (!response.headersSent) sendJson(response, 500, { ok: false, error: 'internal_error', message });
      else response.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    if (isFromHere(request)) world.sockets.connect(request, socket, head);
    else refuseUpgrade(socket, 403);
  });
  // Longer than any client's idle time: a bot never meets a connection that was closed under its request.
  server.keepAliveTimeout = 120_000;
  return server;
}

async function answer(
  world: World,
  limits: RateLimits,
  routes: Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A page of another site could name a host that points here (DNS rebinding); its requests carry that name.
  if (!LOOPBACK.test(request.headers.host ?? '')) return sendJson(response, 403, { ok: false, error: 'loopback_only' });
  const origin = request.headers.origin;
  if (origin !== undefined && !(URL.canParse(origin) && LOOPBACK.test(new URL(origin).host)))
    return sendJson(response, 403, { ok: false, error: 'foreign_origin' });
  const body = await bodyOf(request);
  if (!body) return sendJson(response, 413, { ok: false, error: 'too_large' });
  const path = pathOf(request);
  if (path.startsWith('/api/')) return answerCall(world, limits, path.slice(5), request, body, response);
  if (path.startsWith('/upload/v1/')) return upload(world, path.slice(11), request, body, response);
  if (path.startsWith('/response/')) {
    const { status, body: text } = answerResponse(world, path.slice(10), body);
    response.writeHead(status, { 'content-type': text.startsWith('{') ? 'application/json' : 'text/plain' }).end(text);
    return;
  }
  if (path.startsWith('/files/')) return download(world, path.slice(7), request, response);
  for (const route of routes) if (await route(request, response, path, body)) return;
  sendJson(response, 404, { ok: false, error: 'not_found' });
}

function isFromHere({ headers }: IncomingMessage): boolean {
  const isFromPage =
    headers.origin === undefined || (URL.canParse(headers.origin) && LOOPBACK.test(new URL(headers.origin).host));
  return LOOPBACK.test(headers.host ?? '') && isFromPage;
}

function pathOf(request: IncomingMessage): string {
  const [path = '/'] = (request.url ?? '/').split('?');
  return path;
}

/**
 * The whole body, or undefined if it is larger than anything Slack takes.
 *
 * It is read to its end all the same: whoever is cut off while sending hears no answer.
 */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > LARGEST_BODY) chunks.length = 0;
    else chunks.push(bytes);
  }
  return size > LARGEST_BODY ? undefined : Buffer.concat(chunks);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff' })
    .end(JSON.stringify(body));
}

function findFile(world: World, id: string): StoredFile | undefined {
  for (const team of world.teams.values()) {
    const file = team.files.get(id);
    if (file) return file;
  }
  return undefined;
}

function upload(world: World, id: string, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const file = findFile(world, id);
  const fault = world.faults.meet('upload', file?.teamId, undefined);
  world.ledger.receive({
    at: Date.now(),
    method: 'upload',
    teamId: file?.teamId,
    channel: undefined,
    args: { file: id, bytes: body.length },
    status: file?.state === 'expected' ? 200 : 404,
    answer: undefined,
    ms: 0,
    fault,
  });
  if (fault === 'hang') return;
  if (fault === 'reset') return void request.socket.destroy();
  if (fault === '500') return void response.writeHead(500).end();
  if (file?.state !== 'expected') return void response.writeHead(404).end('not found');
  file.content = uploadedBytes(request.headers['content-type'] ?? '', body);
  file.state = 'uploaded';
  changed(world);
  if (fault === 'accept-then-drop') return void request.socket.destroy();
  response.writeHead(200, { 'content-type': 'text/plain' }).end(`OK - ${file.content.length}`);
}

/** Slack wants the bot's token for a private file. */
function download(world: World, id: string, request: IncomingMessage, response: ServerResponse): void {
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const file = token === undefined ? undefined : world.byToken.get(token)?.files.get(id);
  if (file) sendFile(response, file);
  else sendJson(response, 404, { ok: false, error: 'file_not_found' });
}

export function sendFile(response: ServerResponse, file: StoredFile): void {
  const isPicture = /^image\/(png|jpeg|gif)$/.test(file.mimetype);
  response.writeHead(200, {
    'content-type': isPicture ? file.mimetype : 'application/octet-stream',
    'x-content-type-options': 'nosniff',
    ...(isPicture ? {} : { 'content-disposition': 'attachment' }),
  });
  response.end(file.content);
}
