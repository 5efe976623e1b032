import { randomBytes } from 'node:crypto';
import { startWorkspace } from '#test/workspace/workspace.ts';
import { chooseCores } from './cores.ts';
import { type Generator, startGenerator } from './generator.ts';
import type { Load } from './load.ts';
import { median } from './median.ts';
import { type Measured, readable, type Settings, takeTurns } from './row.ts';
import { type Server, startServer } from './servers.ts';
import { openStore, type Store } from './store.ts';
import { ticketsPerSecond } from './tickets.ts';

/** How many requests are signed for each second of a load: more than any server here answers. */
const FASTEST_SERVER = 15_000;
const FASTEST_PLAIN_SERVER = 60_000;

const fileOf = (name: string) => new URL(name, import.meta.url).pathname;

/** The product as `npm start` runs it with ROLES=web, bare Bolt beside it, and something to send requests with. */
async function setUp({ cleanups }: Settings) {
  const cores = chooseCores();
  const signingSecret = randomBytes(16).toString('hex');
  const store = await openStore(cores, cleanups);
  const slack = await startWorkspace({ signingSecret });
  cleanups.add(() => slack.stop());
  const env = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: slack.url,
    SLACK_APP_TOKEN: '',
    DATABASE_URL: '',
    DATA_FOLDER: store.dataFolder,
    ROLES: 'web',
    PORT: '0',
    LOG_LEVEL: 'info',
  };
  const product = await startServer(fileOf('../../bot/main.ts'), env, cores?.server);
  cleanups.add(product.stop);
  const reference = await startServer(fileOf('bare-bolt.ts'), { SLACK_SIGNING_SECRET: signingSecret }, cores?.server);
  cleanups.add(reference.stop);
  const generator = startGenerator(cores, cleanups);
  const ledger = { acked: 0, loads: 0 };

  /** One load on one server, all of whose requests must be acknowledged. */
  async function measure(server: Server, load: Pick<Load, 'seconds' | 'rate' | 'count'>) {
    ledger.loads += 1;
    const whole = { ...load, port: server.port, signingSecret, prefix: `Ev${ledger.loads.toString(36).padStart(3, '0')}` };
    const look = () => ({ server: server.cpuSeconds(), store: store.cpuSeconds() });
    const { before, after, ...result } = await generator.run(whole, look);
    if (result.failed > 0) throw new Error(`${result.failed} of ${result.failed + result.acked} events were not acknowledged`);
    if (server === product) ledger.acked += result.acked;
    const cpu = after.server - before.server;
    return { ...result, rate: result.acked / result.seconds, perCpu: result.acked / cpu, storeCpu: after.store - before.store };
  }

  const placed = cores
    ? `servers on core ${cores.server}, generator on ${cores.load}, PostgreSQL on ${cores.database}`
    : 'not pinned to cores (one core only, or no taskset)';
  return { cores, store, product, reference, generator, signingSecret, measure, ledger, placed };
}

async function checkStore(store: Store, acked: number): Promise<string> {
  const stored = await store.ask<{ events: number; jobs: number }>(
    `select (select count(*)::int from inbox_event) as events, (select count(*)::int from graphile_worker.jobs where task_identifier = 'process-event') as jobs`,
  );
  return allStored(acked, stored);
}

/** Throws unless every event that was acknowledged is in the inbox, once, with its job. */
export function allStored(acked: number, { events, jobs }: { events: number; jobs: number }): string {
  if (events !== acked || jobs !== acked) throw new Error(`${acked} events acknowledged, but ${events} stored with ${jobs} jobs`);
  return `${readable(acked)} events acknowledged = in the inbox = jobs`;
}

/** P1: events a second through the product, each committed with its job before its ack, against bare Bolt. */
export async function measureReceiving(settings: Settings): Promise<Measured> {
  const { rounds, seconds, cleanups } = settings;
  const { cores, store, product, reference, generator, signingSecret, measure, ledger, placed } = await setUp(settings);
  const load = { seconds, count: Math.ceil(FASTEST_SERVER * seconds) };
  const plain = await plainRate(generator, cores?.server, signingSecret, settings);
  // The first seconds of a process are its compiler's.
  await measure(product, load);
  await measure(reference, load);
  const turns = await takeTurns(
    rounds,
    () => measure(product, load),
    () => measure(reference, load),
  );
  const stored = await checkStore(store, ledger.acked);
  await cleanups.run();
  const tickets = await ticketsPerSecond(settings);
  const ratio = median(turns.map((turn) => turn.product.rate / turn.reference.rate));
  const cpuRatio = median(turns.map((turn) => turn.product.perCpu / turn.reference.perCpu));
  const said = (side: 'product' | 'reference') => {
    const of = (what: 'rate' | 'perCpu' | 'p50' | 'p99') => readable(median(turns.map((turn) => turn[side][what])));
    return `${of('rate')} req/s, ${of('perCpu')} req/CPU-s, p50 ${of('p50')} ms, p99 ${of('p99')} ms`;
  };
  const storeCpu = median(turns.map((turn) => (turn.product.storeCpu / turn.product.acked) * 1e6));
  return {
    row: {
      id: 'P1',
      value: Math.min(ratio, cpuRatio),
      unit: 'of bare Bolt, the smaller of req/s and req/CPU-s',
      goal: 0.9,
      met: Math.min(ratio, cpuRatio) >= 0.9,
    },
    detail: [
      `req/s ${readable(ratio)}, req/CPU-s ${readable(cpuRatio)} of bare Bolt (medians of ${rounds} rounds of ${seconds} s)`,
      `product: ${said('product')}; PostgreSQL ${readable(storeCpu)} µs of CPU an event`,
      `bare Bolt: ${said('reference')}`,
      `generator against bare node:http: ${readable(plain)} req/s; ${placed}`,
      stored,
      tickets,
    ],
  };
}

/** What the generator reaches when the server does nothing. */
async function plainRate(generator: Generator, cores: string | undefined, signingSecret: string, { seconds }: Settings) {
  const server = await startServer(fileOf('bare-http.ts'), {}, cores);
  try {
    const load = { port: server.port, signingSecret, prefix: 'Ev', seconds: Math.min(1, seconds) };
    const result = await generator.run({ ...load, count: FASTEST_PLAIN_SERVER * load.seconds }, () => undefined);
    return result.acked / result.seconds;
  } finally {
    await server.stop();
  }
}

const LONGEST_ACK_MS = 3000;

/** P4: how long an ack takes at half of what the product can do, against bare Bolt at the same rate. */
export async function measureAckLatency(settings: Settings): Promise<Measured> {
  const { rounds, seconds, cleanups } = settings;
  const { store, product, reference, measure, ledger, placed } = await setUp(settings);
  const atMost = { seconds, count: Math.ceil(FASTEST_SERVER * seconds) };
  await measure(product, atMost);
  await measure(reference, atMost);
  const most = await measure(product, atMost);
  const rate = Math.floor(most.rate / 2);
  const load = { seconds, rate, count: Math.ceil(rate * seconds) };
  const turns = await takeTurns(
    rounds,
    () => measure(product, load),
    () => measure(reference, load),
  );
  const stored = await checkStore(store, ledger.acked);
  await cleanups.run();
  const ratio = median(turns.map((turn) => turn.product.p99 / turn.reference.p99));
  const longest = Math.max(...turns.map((turn) => turn.product.max));
  const said = (side: 'product' | 'reference') => {
    const of = (what: 'p50' | 'p99' | 'max') => readable(median(turns.map((turn) => turn[side][what])));
    return `p50 ${of('p50')}, p99 ${of('p99')}, longest ${of('max')} ms`;
  };
  return {
    row: { id: 'P4', value: ratio, unit: "of bare Bolt's p99", goal: 2, met: ratio <= 2 && longest < LONGEST_ACK_MS },
    detail: [
      `at ${readable(rate)} req/s, half of ${readable(most.rate)} (medians of ${rounds} rounds of ${seconds} s)`,
      `product: ${said('product')}; longest of all ${readable(longest)} ms (goal < ${readable(LONGEST_ACK_MS)})`,
      `bare Bolt: ${said('reference')}`,
      `${stored}; ${placed}`,
    ],
  };
}
