// `npm run demo [-- --port 3210]`: the whole product with a small cooperative in it, on this machine alone and without a Slack.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readStoreEnv } from '#bot/env.ts';
import { startDemo } from './start.ts';

/** The year the Rochdale Pioneers opened their shop. */
const USUAL_PORT = '1844';

function portAsked(): number {
  const { values } = parseArgs({ options: { port: { type: 'string', default: USUAL_PORT } } });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535)
    throw new Error(`"${values.port}" is not a port. Use a number from 0 to 65535.`);
  return Number(values.port);
}

async function main(): Promise<void> {
  const port = portAsked();
  const say = (text: string) => process.stdout.write(text);
  // A person watches a terminal; a file or a pipe gets the address alone.
  if (process.stdout.isTTY) say('Playing a week at Riverbend Co-op, a few seconds…');
  const stopping = new AbortController();
  const starting = startDemo({ port, dataFolder: join(readStoreEnv().DATA_FOLDER, 'demo'), signal: stopping.signal });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  stopping.signal.addEventListener('abort', () => {
    // One that is still starting cleans up after itself and then throws.
    const exit = () => process.exit(0);
    starting.then(({ stop }) => stop()).then(exit, exit);
  });
  const { pageUrl } = await starting;
  if (process.stdout.isTTY) say('\r\u001b[K');
  say(`${pageUrl}\n${TO_DO}\n`);
}

const TO_DO = `Open it, choose who you are at the top left, and ask something in #help as Maya; then answer as Rosa in help-triage.
Ctrl-C ends it. Every start begins anew: what you did here is not kept.`;

main().catch((error: unknown) => {
  if (error instanceof Error && error.name === 'AbortError') return;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
