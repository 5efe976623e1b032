import { UserError } from '#bot/errors.ts';
import { LARGEST_FILE } from './sheet.ts';

const PATIENCE_MS = 20_000;

/** Where a file is, and with what to ask for it. */
export type FileAt = { url: string; token: string; apiUrl: string };

/**
 * Fetches a file that was given to Slack.
 *
 * The token goes to Slack only: other hosts are not asked and no redirect is followed. Throws a sentence for what is no use to try again.
 */
export async function download({ url, token, apiUrl }: FileAt): Promise<Uint8Array> {
  if (!isSlackAddress(url, apiUrl))
    throw new UserError('not_slacks', 'That file is not kept by Slack. Please give me the file itself.');
  const answer = await fetch(url, {
    headers: { authorization: `Bearer ${token}` },
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const isPage = (answer.headers.get('content-type') ?? '').startsWith('text/html');
  // Without the scope files:read Slack answers with its sign-in page.
  if (isPage || (answer.status >= 300 && answer.status < 500 && answer.status !== 429)) {
    await answer.body?.cancel();
    throw new UserError('no_file', 'Slack does not let me read that file. Was it deleted? Please give it to me once more.');
  }
  if (!answer.ok || !answer.body) throw new Error(`a file could not be fetched: Slack answered ${answer.status}`);
  return collected(answer.body);
}

/** Slack's own hosts, or the one the bot was told to take for Slack. */
export function isSlackAddress(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin, username } = new URL(url);
  if (username !== '') return false;
  if (URL.canParse(apiUrl) && origin === new URL(apiUrl).origin) return true;
  return protocol === 'https:' && hostname.endsWith('.slack.com');
}

/** Counts while it reads, since nobody has to believe what a server says of the length. */
async function collected(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > LARGEST_FILE) throw new UserError('too_large', 'The file is larger than 5 MB. Please send it in parts.');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
