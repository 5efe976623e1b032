import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isPublic } from '#bot/provisioning/addresses.ts';
import { type Calling, CallProblem, callOutside } from '#bot/provisioning/calling.ts';

/** A server of an outside system on this machine, and how many connections it has had. */
async function anOutsideSystem(listener: RequestListener = (_request, response) => response.end('ok')) {
  const server = createServer(listener);
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, port, connections: () => connections };
}

const call = (url: string, calling: Calling) => callOutside(calling, { url, headers: {}, body: '{}' });
async function problemOf(url: string, calling: Calling): Promise<CallProblem> {
  const problem = await call(url, calling).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (problem instanceof CallProblem) return problem;
  throw new Error(`no problem but ${String(problem)}`);
}

describe('36: nothing but what is listed is called', () => {
  it('reaches a server on this machine when the list names its very address', async () => {
    const { host, connections } = await anOutsideSystem();

    expect(await call(`http://${host}/hook`, { hosts: [host] })).toBe(200);
    expect(connections()).toBe(1);
  });

  it('makes no connection for any hostile address', async () => {
    const { port, connections } = await anOutsideSystem();
    const names = ['hooks.example.org', `hooks.example.org:${port}`];
    const forms = [
      '127.0.0.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '127.1',
      '0',
      '0.0.0.0',
      'localhost',
      'LOCALHOST.',
      '[::1]',
    ];
    const more = [
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[64:ff9b::7f00:1]',
      '169.254.169.254',
      '[fd00:ec2::254]',
      '10.0.0.1',
    ];
    const others = [
      'evil.example',
      'hooks.example.org.evil.example',
      'hooks.example.org@127.0.0.1',
      '127.0.0.1#hooks.example.org',
      'ⓛocalhost',
      '127。0。0。1',
    ];
    const addresses = [...forms, ...more, ...others].flatMap((host) => [
      `http://${host}:${port}/`,
      `https://${host}:${port}/`,
      `https://${host}/`,
    ]);
    const odd = [
      '',
      'hooks.example.org',
      '//hooks.example.org',
      'file:///etc/passwd',
      'ftp://hooks.example.org/',
      'gopher://hooks.example.org/',
      'data:,x',
      `http://hooks.example.org:${port}/`,
      'https://ana:pw@hooks.example.org/',
      'https://hooks.example.org:22/',
    ];
    const wrong: string[] = [];
    for (const address of [...addresses, ...odd]) {
      const problem = await problemOf(address, { hosts: names, addressesOf: async () => [{ address: '127.0.0.1', family: 4 }] });
      if (!problem.isFinal) wrong.push(`${address}: ${problem.message}`);
    }

    expect(addresses.length + odd.length).toBeGreaterThan(70);
    expect(wrong).toEqual([]);
    expect(connections()).toBe(0);
  });

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::ffff:127.0.0.1',
    'fe80::1',
    'fd00:ec2::254',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
  ])('refuses a listed name that leads to %s, alone or beside a public address', async (address) => {
    const { port, connections } = await anOutsideSystem();
    const host = `hooks.example.org:${port}`;
    const found = { address, family: address.includes(':') ? 6 : 4 };
    const beside = [{ address: '93.184.216.34', family: 4 }, found];

    const alone = await problemOf(`https://${host}/`, { hosts: [host], addressesOf: async () => [found] });
    const both = await problemOf(`https://${host}/`, { hosts: [host], addressesOf: async () => beside });

    expect([alone.isFinal, both.isFinal, connections()]).toEqual([true, true, 0]);
    expect(alone.message).toContain('private address');
  });

  it('asks for the addresses once and connects to what was checked, so that a name which changes is no way around', async () => {
    const { port, connections } = await anOutsideSystem();
    const host = `hooks.example.org:${port}`;
    let asked = 0;
    // Public when it is looked at, this machine whenever it is asked again.
    const addressesOf = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '240.0.0.1' : '127.0.0.1', family: 4 }];
    };
    const listed = { hosts: [host, '240.0.0.1'], addressesOf, patienceMs: 300 };

    const problem = await problemOf(`https://${host}/`, listed);

    expect([asked, connections(), problem.isFinal]).toEqual([1, 0, false]);
  });

  it('goes to a private address behind a name when the list names that address, too', async () => {
    const { port, connections } = await anOutsideSystem();
    const host = `hooks.internal:${port}`;
    const addressesOf = async () => [{ address: '127.0.0.1', family: 4 }];

    const problem = await problemOf(`https://${host}/`, { hosts: [host, `127.0.0.1:${port}`], addressesOf });

    // It speaks no TLS, but it was reached.
    expect([connections(), problem.message]).toEqual([1, expect.stringContaining('the connection failed')]);
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect (%i)', async (status) => {
    const inner = await anOutsideSystem();
    const { host } = await anOutsideSystem((_request, response) =>
      response.writeHead(status, { location: `http://${inner.host}/` }).end(),
    );

    const problem = await problemOf(`http://${host}/`, { hosts: [host, inner.host] });

    expect([problem.isFinal, inner.connections()]).toEqual([true, 0]);
    expect(problem.message).toContain('redirect');
  });
});

describe('an outside system that fails', () => {
  const faults: [string, RequestListener, string, boolean][] = [
    ['answers 500', (_request, response) => response.writeHead(500).end(), 'it answered 500', false],
    ['answers 429', (_request, response) => response.writeHead(429).end(), 'it answered 429', false],
    ['answers 404', (_request, response) => response.writeHead(404).end(), 'it answered 404', true],
    ['hangs', () => undefined, 'it did not answer in time', false],
    ['resets', (request) => request.socket.resetAndDestroy(), 'the connection failed (ECONNRESET)', false],
    [
      'begins to answer and stops',
      (_request, response) => response.writeHead(200).write('a'),
      'it did not answer in time',
      false,
    ],
  ];
  it.each(faults)('is tried again unless it said no: %s', async (_name, listener, message, isFinal) => {
    const { host } = await anOutsideSystem(listener);

    const problem = await problemOf(`http://${host}/`, { hosts: [host], patienceMs: 300 });

    expect([problem.message, problem.isFinal]).toEqual([message, isFinal]);
  });

  it('cannot make us read on and on', async () => {
    let isClosed = false;
    const { host } = await anOutsideSystem((_request, response) => {
      const writing = setInterval(() => response.write('x'.repeat(10_000)), 1);
      response.on('close', () => {
        clearInterval(writing);
        isClosed = true;
      });
      response.writeHead(200);
    });

    expect(await call(`http://${host}/`, { hosts: [host] })).toBe(200);
    await expect.poll(() => isClosed).toBe(true);
  });

  it('is not there, or has no name', async () => {
    const hosts = ['hooks.example.org'];
    const nobody = async () => [];
    const failing = async () => Promise.reject(new Error('ENOTFOUND'));

    expect((await problemOf('https://hooks.example.org/', { hosts, addressesOf: nobody })).message).toContain('is not known');
    expect((await problemOf('https://hooks.example.org/', { hosts, addressesOf: failing })).isFinal).toBe(false);
  });
});

it.each([
  ['93.184.216.34', true],
  ['8.8.8.8', true],
  ['172.32.0.1', true],
  ['2606:4700::1', true],
  ['172.31.255.255', false],
  ['255.255.255.255', false],
  ['::ffff:8.8.8.8', false],
  ['2001:db8::1', false],
  ['2001::1', false],
  ['ff02::1', false],
  ['not an address', false],
])('knows whether %s is a public address: %s', (address, expected) => {
  expect(isPublic(address)).toBe(expected);
});
