// `npm run chaos`: the reliability proofs in full size, wherever in test/ they live. `npm run chaos -- 1 3` runs only those with these numbers.
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const asked = process.argv.slice(2);
const numbersIn = new Map(globSync('test/**/*.test.ts', { cwd: ROOT }).map((file) => [file, provedIn(file)]));
const known = [...new Set([...numbersIn.values()].flat())].sort((one, other) => one - other);
const numbers = asked.length > 0 ? asked.map(Number) : known;
if (numbers.some((number) => !known.includes(number))) {
  process.stderr.write(`Usage: npm run chaos [-- 1 3]. The proofs are ${known.join(', ')}.\n`);
  process.exit(1);
}

const started = performance.now();
process.stdout.write(`Running proof ${numbers.join(', ')} in full. This takes a while.\n`);
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const chosen = [...numbersIn].filter(([, proved]) => proved.some((number) => numbers.includes(number))).map(([file]) => file);
// One file at a time: what is measured should not be another proof's load.
const run = spawn(
  process.execPath,
  [
    ...[vitest, 'run', '--config', 'test/vitest.config.ts', '--no-file-parallelism'],
    // A test's name follows those of the groups it is in.
    ...['--testNamePattern', `(^| )(${numbers.join('|')}): `],
    ...chosen,
  ],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, CHAOS_SIZE: 'full' } },
);
run.on('close', (code) => {
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  const outcome = code === 0 ? 'Every promise held' : 'A promise was not kept';
  process.stdout.write(`Proof ${numbers.join(', ')}: ${outcome}, after ${minutes} minutes.\n`);
  process.exitCode = code ?? 1;
});

/** The numbers at the start of the names of a file's tests. */
function provedIn(file: string): number[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/\(\s*'(\d+): /g)].map(([, number]) => Number(number));
}
