// One HTTP request to the bot, and Slack's word for how it failed.
import { type Agent, type IncomingMessage, request } from 'node:http';

export type Outcome = { status: number | undefined; body: string; error: string | undefined; noRetry: boolean };

/** One POST; a failure comes back as Slack's word for it (`http_timeout`, `connection_failed` …). */
export function post(
  url: string,
  body: string,
  headers: Record<string, string | string[]>,
  agent: Agent,
  limit: number,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const failed = (error: string): void => resolve({ status: undefined, body: '', error, noRetry: false });
    const outgoing = request(url, { method: 'POST', agent, headers: { 'content-length': Buffer.byteLength(body), ...headers } });
    const timer = setTimeout(() => {
      failed('http_timeout');
      outgoing.destroy();
    }, limit);
    outgoing.on('error', () => {
      clearTimeout(timer);
      failed('connection_failed');
    });
    outgoing.on('response', (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => failed('connection_failed'));
      response.on('end', () => {
        clearTimeout(timer);
        const status = response.statusCode ?? 0;
        const isFine = status >= 200 && status < 300;
        const error = isFine ? undefined : status >= 300 && status < 400 ? 'too_many_redirects' : 'http_error';
        resolve({ status, body: Buffer.concat(chunks).toString(), error, noRetry: response.headers['x-slack-no-retry'] === '1' });
      });
    });
    outgoing.end(body);
  });
}
