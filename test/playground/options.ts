// The command line of `npm run demo`.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** The year the Rochdale Pioneers opened their shop. */
const USUAL_PORT = '1844';

export const HELP = `npm run demo -- [options]

Shows the whole product on this machine alone, in a stand-in Slack that you open in a browser. What you do there is kept.

  --port NUMBER      where to open it (otherwise ${USUAL_PORT}; 0 takes any free port)
  --fresh            forgets what was kept and begins anew
  --export FILE      begins with the history of a Slack export (a zip, or the folder it unpacks to) instead of Riverbend Co-op
  --channel NAME     only this channel of the export
  --help             says this
`;

export type Options = {
  isHelp: boolean;
  port: number;
  isFresh: boolean;
  /** The history to begin with; Riverbend Co-op when left out. */
  history: History | undefined;
};

/** A Slack export, and which of its channels; all of them when left out. */
export type History = { path: string; channel: string | undefined };

const MORE = 'npm run demo -- --help lists all options.';
const VALUES: Record<string, string> = {
  port: '--port needs a number, for example: npm run demo -- --port 3210',
  export: '--export needs a file, for example: npm run demo -- --export export.zip',
  channel: '--channel needs the name of a channel of the export, for example: --channel help',
};
const SWITCHES = new Set(['fresh', 'help']);

/** Reads the command line; throws one sentence for what cannot be meant. */
export function readOptions(args: string[]): Options {
  const given = new Map<string, string>();
  for (const token of parseArgs({ args, strict: false, tokens: true, options: OPTIONS }).tokens) {
    if (token.kind === 'positional') throw new Error(`"${token.value}" belongs to no option. ${MORE}`);
    if (token.kind === 'option') given.set(token.name, valueGiven(token));
  }
  const [path, channel] = [given.get('export'), given.get('channel')];
  if (channel !== undefined && path === undefined) throw new Error(`--channel goes with --export, which is missing. ${MORE}`);
  return {
    isHelp: given.has('help'),
    port: portOf(given.get('port') ?? USUAL_PORT),
    isFresh: given.has('fresh'),
    history: path === undefined ? undefined : { path: resolve(path), channel },
  };
}

type Token = { name: string; rawName: string; value?: string | undefined; inlineValue?: boolean | undefined };

function valueGiven({ name, rawName, value, inlineValue: isInline }: Token): string {
  if (SWITCHES.has(name) && value === undefined) return '';
  if (SWITCHES.has(name)) throw new Error(`${rawName} takes no value. ${MORE}`);
  if (VALUES[name] === undefined) throw new Error(`There is no option ${rawName}. ${MORE}`);
  // Of "--export --fresh" the second is no file.
  if (!value || (value.startsWith('-') && !isInline)) throw new Error(VALUES[name]);
  return value;
}

const OPTIONS = {
  port: { type: 'string' },
  fresh: { type: 'boolean' },
  export: { type: 'string' },
  channel: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

function portOf(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Error(`"${text}" is not a port. Use a number from 0 to 65535.`);
}
