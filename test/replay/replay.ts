// `npm run replay`: a real Slack export through the real bot, and the sum of what became of it.
import { BadExport } from './bad-export.ts';
import { readExport } from './export.ts';
import { HELP, readOptions } from './options.ts';
import { progressBar } from './progress.ts';
import { replay } from './run.ts';
import { chooseStaff } from './staff.ts';
import { asTable } from './table.ts';

async function main(): Promise<void> {
  const started = performance.now();
  const options = readOptions(process.argv.slice(2));
  if (options.help) return void process.stdout.write(HELP);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort(new Stopped(signal)));
  const source = await readExport(options.path, { channel: options.channel, now: new Date() });
  const staff = chooseStaff(source, options.staff);
  const bar = progressBar(process.stderr);
  const { figures, slackCalls, largestMemory } = await replay(source, {
    staff,
    retryEvery: options.retryEvery,
    signal: stop.signal,
    progress: bar.show,
  }).finally(bar.clear);
  const result = { ...figures, slackCalls, seconds: Math.round((performance.now() - started) / 100) / 10 };
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : asTable(result, { staff, largestMemory }));
}

class Stopped extends Error {
  readonly exitCode: number;

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super('stopped; nothing is left behind');
    this.exitCode = signal === 'SIGINT' ? 130 : 143;
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const isExpected = error instanceof BadExport || error instanceof Stopped;
    const said =
      error instanceof Error
        ? isExpected
          ? error.message
          : `${error.message}${error.cause ? `\n${String(error.cause)}` : ''}`
        : String(error);
    process.stderr.write(`${said}\n`);
    process.exit(error instanceof Stopped ? error.exitCode : 1);
  },
);
