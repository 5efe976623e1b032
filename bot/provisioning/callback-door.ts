import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OutsideDeps } from '#bot/deps.ts';
import { takeReport } from './callbacks.ts';
import { KEY_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER } from './signing.ts';

const LONGEST_BODY = 64 * 1024;
const READ_WITHIN_MS = 10_000;
const PATH = /^\/tools\/callback\/([TE][A-Z0-9]{1,99})\/([1-9]\d{0,8})$/;

/** Answers what outside systems post to `/tools/callback/<workspace>/<sign-up>`; false for every other request. */
export function callbackDoor(deps: OutsideDeps): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    if (!(request.url ?? '').startsWith('/tools/callback/')) return false;
    const [, workspaceId, signUpId] = PATH.exec(request.url ?? '') ?? [];
    if (request.method !== 'POST' || !workspaceId) {
      response.writeHead(404).end();
      return true;
    }
    take(deps, { workspaceId, signUpId: Number(signUpId) }, request, response).catch((err: unknown) => {
      deps.log.error({ err }, 'a report of an outside system could not be taken');
      if (!response.headersSent) response.writeHead(500).end();
    });
    return true;
  };
}

async function take(
  deps: OutsideDeps,
  which: { workspaceId: string; signUpId: number },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(request);
  if (!body) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const signature = onlyOne(request, SIGNATURE_HEADER);
  const timestamp = onlyOne(request, TIMESTAMP_HEADER);
  const key = onlyOne(request, KEY_HEADER)?.slice(0, 200);
  const { status, said } = await takeReport(deps, { ...which, signature, timestamp, key, body });
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify({ said })}\n`);
}

/** A header that was sent twice says nothing: nobody knows which of them was checked. */
function onlyOne({ headersDistinct }: IncomingMessage, name: string): string | undefined {
  const values = headersDistinct[name] ?? [];
  return values.length === 1 ? values[0] : undefined;
}

/** Undefined for one that is too long, whatever it says of its length, or does not come. */
function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > LONGEST_BODY) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let length = 0;
    request.setTimeout(READ_WITHIN_MS, () => request.destroy());
    request.on('data', (part: Buffer) => {
      length += part.length;
      if (length > LONGEST_BODY) resolve(undefined);
      else parts.push(part);
    });
    request.on('end', () => resolve(Buffer.concat(parts)));
    request.on('error', () => resolve(undefined));
    request.on('close', () => resolve(undefined));
  });
}
