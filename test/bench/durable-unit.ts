import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { chooseCores, pinned } from './cores.ts';
import type { UnitRound } from './durable-unit-clients.ts';
import { median } from './median.ts';
import { type Measured, readable, type Settings } from './row.ts';
import { openStore } from './store.ts';

const MOST_PER_EVENT = 1;

/** P5: event and job committed by the product's inbox, against the same statement for one event in a plain loop. */
export async function measureDurableUnit({ rounds, seconds, cleanups }: Settings): Promise<Measured> {
  const cores = chooseCores();
  const store = await openStore(cores, cleanups);
  const [program = process.execPath, ...words] = [
    ...pinned(cores?.server),
    process.execPath,
    new URL('durable-unit-clients.ts', import.meta.url).pathname,
  ];
  const env = { ...process.env, BENCH_UNIT: JSON.stringify({ connection: store.connection, rounds, seconds }) };
  const { stdout } = await promisify(execFile)(program, words, { env });
  const turns = JSON.parse(stdout) as { product: UnitRound; reference: UnitRound }[];
  await cleanups.run();

  const ratio = median(turns.map(({ product, reference }) => product.rate / reference.rate));
  const roundTrips = Math.max(...turns.map(({ product }) => product.roundTrips));
  const commits = Math.max(...turns.map(({ product }) => product.commits));
  const rateOf = (side: 'product' | 'reference') => readable(median(turns.map((turn) => turn[side].rate)));
  const isFrugal = roundTrips <= MOST_PER_EVENT && commits <= MOST_PER_EVENT;
  return {
    row: { id: 'P5', value: ratio, unit: 'of a raw pg loop, events/s', goal: 0.5, met: ratio >= 0.5 && isFrugal },
    detail: [
      `product: ${rateOf('product')} events/s, ${readable(roundTrips)} round trips and ${readable(commits)} commits an event (goal at most 1 each)`,
      `raw pg loop: ${rateOf('reference')} events/s (medians of ${rounds} rounds of ${seconds} s, 8 clients)`,
    ],
  };
}
