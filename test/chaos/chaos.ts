// `npm run chaos`: the reliability proofs in full size. `npm run chaos -- 1 3` runs only those with these numbers.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const numbers = process.argv.slice(2);
if (numbers.some((number) => !/^\d+$/.test(number))) {
  process.stderr.write('Usage: npm run chaos [-- 1 3]   (the numbers at the start of the tests’ names)\n');
  process.exit(1);
}

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const only = numbers.length > 0 ? ['--testNamePattern', `^(${numbers.join('|')}): `] : [];
const started = performance.now();
process.stdout.write(
  `Running ${numbers.length > 0 ? `proof ${numbers.join(', ')}` : 'every proof'} in full. This takes a while.\n`,
);

// One file at a time: what is measured should not be another proof's load.
const run = spawn(
  process.execPath,
  [vitest, 'run', '--config', 'test/vitest.config.ts', '--no-file-parallelism', 'test/chaos/', ...only],
  {
    cwd: join(import.meta.dirname, '../..'),
    stdio: 'inherit',
    env: { ...process.env, CHAOS_SIZE: 'full' },
  },
);
run.on('close', (code) => {
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  process.stdout.write(
    `${code === 0 ? 'Every promise held' : 'Something was promised and not kept'}, after ${minutes} minutes.\n`,
  );
  process.exitCode = code ?? 1;
});
