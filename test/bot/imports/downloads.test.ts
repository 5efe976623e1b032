import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { download, isSlackAddress } from '#bot/imports/downloads.ts';

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('the token goes', () => {
  it.each(['https://files.slack.com/files-pri/T1-F1/a.csv', 'https://coop.slack.com/files/a.csv'])('to %s', (url) => {
    expect(isSlackAddress(url, 'https://slack.com/api/')).toBe(true);
  });

  it.each([
    'http://files.slack.com/a.csv',
    'https://files.slack.com.evil.example/a.csv',
    'https://evilslack.com/a.csv',
    'https://slack.com@evil.example/a.csv',
    'https://user@files.slack.com/a.csv',
    'https://evil.example/files.slack.com',
    'file:///etc/passwd',
    'http://127.0.0.1:1/a.csv',
    'not an address',
    '',
  ])('not to %j', async (url) => {
    expect(isSlackAddress(url, 'https://slack.com/api/')).toBe(false);
    await expect(download({ url, token: 'xoxb-1', apiUrl: 'https://slack.com/api/' })).rejects.toThrow('not kept by Slack');
  });

  it('to the Slack the bot was told to take for one, and nowhere it points to', async () => {
    const elsewhere: string[] = [];
    const other = await serve((request, response) => {
      elsewhere.push(String(request.headers.authorization));
      response.end('stolen');
    });
    const apiUrl = await serve((_request, response) => response.writeHead(302, { location: other }).end());

    await expect(download({ url: `${apiUrl}file`, token: 'xoxb-1', apiUrl })).rejects.toThrow('does not let me read');
    expect(elsewhere).toEqual([]);
  });
});

describe('a file', () => {
  it('is fetched with the token', async () => {
    const apiUrl = await serve((request, response) => response.end(`for ${request.headers.authorization}`));

    const file = await download({ url: `${apiUrl}file`, token: 'xoxb-1', apiUrl });

    expect(Buffer.from(file).toString()).toBe('for Bearer xoxb-1');
  });

  it('of more than 5 MB is not read to its end', async () => {
    const apiUrl = await serve((_request, response) => {
      const more = () => {
        while (response.writable && response.write(Buffer.alloc(1024 * 1024, 'a'))) {}
      };
      response.on('drain', more);
      more();
    });

    await expect(download({ url: `${apiUrl}file`, token: 'x', apiUrl })).rejects.toThrow('larger than 5 MB');
  });

  it.each([
    ['a sign-in page', 200, 'text/html; charset=utf-8'],
    ['a refusal', 403, 'text/plain'],
    ['nothing', 404, 'text/plain'],
  ])('that turns out to be %s is answered with what to do', async (_name, status, type) => {
    const apiUrl = await serve((_request, response) => response.writeHead(status, { 'content-type': type }).end('no'));

    await expect(download({ url: `${apiUrl}file`, token: 'x', apiUrl })).rejects.toThrow('Please give it to me once more');
  });

  it('that Slack cannot give right now is tried again', async () => {
    const apiUrl = await serve((_request, response) => response.writeHead(503).end());

    await expect(download({ url: `${apiUrl}file`, token: 'x', apiUrl })).rejects.not.toHaveProperty('code');
  });
});
