// The load generator, a process of its own: signs its requests, says it is ready, and starts its clock when told to.
import { type Connection, openConnection } from './connection.ts';
import { signCommands, signEvents, type Typed } from './events.ts';
import { percentile } from './median.ts';

export type Load = {
  port: number;
  signingSecret: string;
  /** Event ids begin with it; no two loads on one store share it. */
  prefix: string;
  seconds: number;
  /** Requests a second, on time whatever the answers do; as many as the connections carry when left out. */
  rate?: number;
  /** How many requests to sign; a load that runs out of them ends early. */
  count: number;
  /** Slash commands instead of events. */
  commands?: Typed;
};

export type LoadResult = {
  acked: number;
  failed: number;
  seconds: number;
  /** Milliseconds from sending a request (or from when it was due, if no connection was free then) to its answer. */
  p50: number;
  p99: number;
  max: number;
};

const CONNECTIONS = 32;

async function run({ port, signingSecret, prefix, seconds, rate, count, commands }: Load): Promise<() => Promise<LoadResult>> {
  const pool = { count, port, signingSecret, prefix };
  const requests = commands ? signCommands(pool, commands) : signEvents(pool);
  const connections = await Promise.all(Array.from({ length: CONNECTIONS }, () => openConnection(port)));
  return async () => {
    const latencies: number[] = [];
    const tally = { next: 0, acked: 0, failed: 0 };
    const started = performance.now();
    const end = started + seconds * 1000;
    const exchange = (connection: Connection, since: number) =>
      new Promise<void>((resolve) => {
        const request = requests[tally.next++];
        if (!request) return resolve();
        connection.send(request, (status) => {
          latencies.push(performance.now() - since);
          if (status >= 200 && status < 300) tally.acked += 1;
          else tally.failed += 1;
          resolve();
        });
      });
    if (rate === undefined) await atOnce(connections, exchange, () => performance.now() < end && tally.next < requests.length);
    else await onTime(connections, exchange, { started, every: 1000 / rate, total: Math.floor(rate * seconds) });
    const took = (performance.now() - started) / 1000;
    for (const connection of connections) connection.close();
    const { acked, failed } = tally;
    const max = latencies.reduce((longest, one) => Math.max(longest, one), 0);
    return { acked, failed, seconds: took, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), max };
  };
}

type Exchange = (connection: Connection, since: number) => Promise<void>;

/** Every connection sends its next request as soon as it has the answer to the one before. */
async function atOnce(connections: Connection[], exchange: Exchange, goesOn: () => boolean): Promise<void> {
  await Promise.all(
    connections.map(async (connection) => {
      while (goesOn()) await exchange(connection, performance.now());
    }),
  );
}

type Timetable = { started: number; every: number; total: number };

/** Requests leave when they are due; one that finds no free connection waits, and its wait counts. */
async function onTime(connections: Connection[], exchange: Exchange, { started, every, total }: Timetable): Promise<void> {
  const free = [...connections];
  let sent = 0;
  let answered = 0;
  await new Promise<void>((resolve) => {
    const dueAt = () => started + sent * every;
    const send = (connection: Connection, since: number) => {
      sent += 1;
      void exchange(connection, since).then(() => {
        answered += 1;
        const due = dueAt();
        // Whoever is due by now has waited for a connection.
        if (sent < total && due <= performance.now()) send(connection, due);
        else free.push(connection);
        if (answered === total) resolve();
      });
    };
    const tick = () => {
      for (let connection = free.pop(); connection; connection = free.pop()) {
        if (sent >= total || dueAt() > performance.now()) {
          free.push(connection);
          break;
        }
        send(connection, performance.now());
      }
      if (sent < total) setTimeout(tick, 1);
    };
    tick();
  });
}

let go: (() => Promise<LoadResult>) | undefined;

async function answer(message: Load | 'go'): Promise<object> {
  if (message === 'go') return { result: await go?.() };
  go = await run(message);
  return { ready: true };
}

process.on('message', (message: Load | 'go') => {
  answer(message)
    .catch((error: unknown) => ({ problem: error instanceof Error ? error.message : String(error) }))
    .then((said) => process.send?.(said))
    .catch(() => process.exit(1));
});
