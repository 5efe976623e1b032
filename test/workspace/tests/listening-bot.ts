// A bot of a few lines: it keeps what it was sent and answers what the test says.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '../state.ts';
import { startWorkspace, type Workspace, type WorkspaceOptions } from '../workspace.ts';
import { IS_PUBLISHED_HERE, isExplained } from './published-errors.ts';

export type Heard = { headers: IncomingHttpHeaders; body: string; payload: Json };
export type Reply = { status?: number; body?: string; headers?: Record<string, string>; after?: number; drop?: boolean };

export async function startBot() {
  const heard: Heard[] = [];
  let reply: (heard: Heard) => Reply = () => ({});
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const one = { headers: request.headers, body, payload: payloadOf(body) };
      heard.push(one);
      const { status = 200, body: answer = '', headers = {}, after = 0, drop = false } = reply(one);
      if (drop) return request.socket.destroy();
      setTimeout(() => response.writeHead(status, headers).end(answer), after);
      return undefined;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    heard,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`,
    answer: (next: Reply | ((heard: Heard) => Reply)): void => {
      reply = typeof next === 'function' ? next : () => next;
    },
    /** The inner events heard, of one type if named. */
    events: (type?: string): Json[] =>
      heard
        .map(({ payload }) => payload.event as Json | undefined)
        .filter((event) => event !== undefined && (type === undefined || event.type === type)) as Json[],
    stop: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function payloadOf(body: string): Json {
  if (body.startsWith('{')) return JSON.parse(body) as Json;
  const form = new URLSearchParams(body);
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : (JSON.parse(payload) as Json);
}

/** A workspace with Ana, Ben and a help channel the bot is in. */
export async function startCooperative(options: WorkspaceOptions = {}): Promise<Workspace> {
  const slack = await startWorkspace({ retryDelays: [1, 2, 3], shareDelay: 250, ...options });
  slack.addPerson({ id: 'UANA', name: 'ana', realName: 'Ana Silva', email: 'ana@example.org', isAdmin: true });
  slack.addPerson({ id: 'UBEN', name: 'ben' });
  slack.addChannel({ id: 'CHELP', name: 'help', members: ['UANA', 'UBEN', slack.botUserId] });
  return slack;
}

/** One Web API call, as a form (the way the SDK does it) or as JSON. */
export async function call(
  slack: { url: string; botToken: string },
  method: string,
  args: Json = {},
  how: { json?: boolean; token?: string | null } = {},
): Promise<Json> {
  const token = how.token === undefined ? slack.botToken : how.token;
  const form = new URLSearchParams(
    Object.entries(args)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  );
  const response = await fetch(`${slack.url}${method}`, {
    method: 'POST',
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      'content-type': how.json ? 'application/json; charset=utf-8' : 'application/x-www-form-urlencoded',
    },
    body: how.json ? JSON.stringify(args) : form.toString(),
  });
  const answer = (await response.json()) as Json;
  // Every error any test meets is one that Slack documents for the method, or one we have given a reason for.
  if (
    IS_PUBLISHED_HERE &&
    typeof answer.error === 'string' &&
    answer.error !== 'unknown_method' &&
    !isExplained(method, answer.error)
  )
    throw new Error(`Slack documents no error ${answer.error} for ${method}`);
  return { ...answer, ...(response.status === 200 ? {} : { status: response.status }) };
}

/** Waits until a value is there, or says what was waited for. */
export async function until<T>(what: string, find: () => T | undefined | false, limit = 3_000): Promise<T> {
  const end = Date.now() + limit;
  while (Date.now() < end) {
    const found = find();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`Waited in vain for ${what}`);
}
