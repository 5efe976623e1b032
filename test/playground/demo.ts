// `npm run demo [-- options]`: the whole product with a small cooperative in it, on this machine alone and without a Slack.
import { join } from 'node:path';
import { readStoreEnv } from '#bot/env.ts';
import { HELP, readOptions } from './options.ts';
import { startDemo } from './start.ts';

async function main(): Promise<void> {
  const { isHelp, ...options } = readOptions(process.argv.slice(2));
  const say = (text: string) => process.stdout.write(text);
  if (isHelp) return void say(HELP);
  // A person watches a terminal; a file or a pipe gets the address alone.
  if (process.stdout.isTTY) say('Starting; the first time takes a few seconds longer, for a week at Riverbend Co-op is played…');
  const stopping = new AbortController();
  const dataFolder = join(readStoreEnv().DATA_FOLDER, 'demo');
  const starting = startDemo({ ...options, dataFolder, signal: stopping.signal, say: tellOfKept });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  stopping.signal.addEventListener('abort', () => {
    // One that is still starting cleans up after itself and then throws.
    const exit = () => process.exit(0);
    starting.then(({ stop }) => stop()).then(exit, exit);
  });
  const { pageUrl, riverbend } = await starting;
  clearLine();
  say(`${pageUrl}\n${riverbend ? TO_DO : TO_DO_IN_EXPORT}\n${KEPT}\n`);
}

/** On the error output, so that whoever reads the address from a pipe gets nothing else. */
function tellOfKept(line: string): void {
  clearLine();
  process.stderr.write(`${line}\n`);
}

function clearLine(): void {
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[K');
}

const TO_DO =
  'Open it, choose who you are at the top left, and ask something in #help as Maya; then answer as Rosa in help-triage.';
const TO_DO_IN_EXPORT =
  'Open it, choose who you are at the top left, and ask something; then answer as one of the staff in help-triage.';
const KEPT = 'Ctrl-C ends it. What you did is there again at the next start; npm run demo -- --fresh forgets it.';

main().catch((error: unknown) => {
  if (error instanceof Error && error.name === 'AbortError') return;
  clearLine();
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
