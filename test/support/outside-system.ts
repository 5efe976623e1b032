import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type Taken = { headers: IncomingHttpHeaders; body: string };

/** Another system that tools' webhooks are at: it keeps what it is sent, and answers 200 unless told otherwise. */
export async function anOutsideSystem(
  answer: (response: ServerResponse, taken: Taken) => unknown = (response) => response.end('ok'),
) {
  const taken: Taken[] = [];
  const settings = { answer };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const one = { headers: request.headers, body: Buffer.concat(parts).toString() };
      taken.push(one);
      void settings.answer(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, url: `http://${host}/hook`, taken, settings };
}
