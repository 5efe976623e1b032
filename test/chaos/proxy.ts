import { createConnection, createServer, type Socket } from 'node:net';
import type pg from 'pg';
import { onTestFinished } from 'vitest';

/** 'hang': what arrives is taken and never answered; 'refuse': connections are cut; 'down': nobody listens. */
export type Trouble = 'none' | 'hang' | 'refuse' | 'down';

/** A way to a database that can be put out of order, and in order again. */
export async function aWayTo(target: pg.PoolConfig) {
  let trouble: Trouble = 'none';
  const sockets = new Set<Socket>();
  const upstream = () =>
    target.host?.startsWith('/')
      ? createConnection(`${target.host}/.s.PGSQL.${target.port}`)
      : createConnection(target.port ?? 5432, target.host);
  const server = createServer((near) => {
    if (trouble === 'refuse') return near.destroy();
    const far = upstream();
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => {
        to.write(chunk);
      });
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      if (trouble === 'hang') from.pause();
    }
  });
  const listenOn = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listenOn(0);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    cut();
    server.close();
  });
  const set = async (next: Trouble) => {
    if (trouble === 'down') await listenOn(port);
    trouble = next;
    if (next === 'none') for (const socket of sockets) socket.resume();
    if (next === 'hang') for (const socket of sockets) socket.pause();
    if (next === 'down') server.close();
    if (next === 'down' || next === 'refuse') cut();
  };
  return { connection: { ...target, host: '127.0.0.1', port }, set };
}
