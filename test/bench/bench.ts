// `npm run bench [-- P1 P7] [--json] [--rounds 3] [--seconds 2] [--size 1000000]`: measures the product beside its references, in one run.
// What belongs here: the measurements, the references, and the load. What does not: numbers to compare with; they would be another machine's.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureCalls } from './calls.ts';
import { measureCommands } from './commanding.ts';
import { measureDurableUnit } from './durable-unit.ts';
import { measureFanOut } from './fan-out.ts';
import { measureFanOutMemory } from './fan-out-memory.ts';
import { measureListing } from './listing.ts';
import { measureAckLatency, measureReceiving } from './receiving.ts';
import { type Measured, openCleanups, type Row, readable, type Settings } from './row.ts';
import { measureSearching } from './searching.ts';
import { measureResults } from './surveying.ts';
import { measureWaking } from './waking.ts';

const MEASUREMENTS: Record<string, (settings: Settings) => Promise<Measured>> = {
  P1: measureReceiving,
  P4: measureAckLatency,
  P5: measureDurableUnit,
  P7: measureCalls,
  P9: measureWaking,
  P12: measureListing,
  P13: measureSearching,
  P14: measureCommands,
  P15: measureFanOut,
  P16: measureFanOutMemory,
  P17: measureResults,
};

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '2' },
      size: { type: 'string', default: '1000000' },
    },
  });
  const [rounds, seconds, size] = [Number(values.rounds), Number(values.seconds), Number(values.size)];
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds must be a whole number from 1');
  if (!(seconds > 0 && seconds <= 60)) throw new Error('--seconds must be a number up to 60');
  if (!Number.isInteger(size) || size < 5000 || size > 10_000_000)
    throw new Error('--size must be a whole number from 5000 to 10000000');
  const unknown = positionals.filter((id) => !Object.hasOwn(MEASUREMENTS, id));
  if (unknown.length > 0)
    throw new Error(`There is no measurement ${unknown.join(', ')}; there are ${Object.keys(MEASUREMENTS).join(', ')}.`);
  return { isJson: values.json, rounds, seconds, size, ids: positionals };
}

const tell = (line: string) => process.stderr.write(`${line}\n`);
const cleanups = openCleanups();
const kept = openCleanups();

async function main(): Promise<void> {
  const { isJson, ids, ...settings } = readArguments();
  const chosen = Object.entries(MEASUREMENTS).filter(([id]) => ids.length === 0 || ids.includes(id));
  const rows: Row[] = [];
  for (const [id, measure] of chosen) {
    try {
      const { row, detail } = await measure({ ...settings, cleanups, kept });
      rows.push(row);
      if (!isJson) process.stdout.write(`${sentence(row)}\n`);
      for (const line of detail) (isJson ? tell : say)(`    ${line}`);
    } catch (error) {
      process.exitCode = 1;
      tell(`${id} could not be measured: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    } finally {
      await cleanups.run();
    }
  }
  await kept.run();
  if (isJson) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  (isJson ? tell : say)(`load average ${loadavg().map(readable).join(', ')}`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function sentence({ id, value, unit, goal, met }: Row): string {
  return `${id}  ${readable(value)} ${unit}; goal ${readable(goal)}: ${met ? 'met' : 'missed'}`;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(
    signal,
    () =>
      void cleanups
        .run()
        .then(kept.run)
        .finally(() => process.exit(130)),
  );
}

main().catch((error: unknown) => {
  tell(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
