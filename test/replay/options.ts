import { parseArgs } from 'node:util';
import { BadExport } from './bad-export.ts';

export const HELP = `npm run replay -- EXPORT [options]

Sends a Slack export (a zip, or the folder it unpacks to) through a bot, a database and a Slack of its own, all
temporary, and prints what became of its messages.

  --channel NAME     only this channel (otherwise every channel of the export is a help channel)
  --staff U1,U2      who is staff (otherwise the three people with the most replies in threads opened by others)
  --retry-every N    deliver every N-th event twice, as Slack does when an answer is late
  --json             one line of JSON instead of the table

  topLevel = tickets + joined + ignored     every top-level message of a channel became one of these
  messages = topLevel + replies             a reply to a closed ticket that opened a follow-up counts as topLevel
  tickets  = the weeks' opened, added up    weeks are ISO weeks in UTC, without gaps
  open     = open the week before + opened + reopened - left

The desk keeps the usual working hours in UTC. The clock goes on to the end of the last message's week. Two replays
of the same export print the same, but for seconds and two counts under slackCalls: chat.update (changes that come
close together share one) and auth.test (one a minute).
`;

export type Options = {
  help: boolean;
  path: string;
  channel: string | undefined;
  staff: string[] | undefined;
  retryEvery: number | undefined;
  json: boolean;
};

/** Reads the command line; throws one sentence for what cannot be meant. */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parse(args);
  const { help = false, json = false, channel } = values;
  const [path, ...more] = positionals;
  if (!help && (path === undefined || more.length > 0))
    throw new BadExport('replay', 'name one export: npm run replay -- export.zip');
  const staff = values.staff?.split(',').map((id) => id.trim());
  if (staff?.some((id) => id === '')) throw new BadExport('--staff', 'must be ids of people, as in U1,U2');
  const every = values['retry-every'];
  if (every !== undefined && !/^[1-9]\d{0,8}$/.test(every)) throw new BadExport('--retry-every', 'must be a whole number from 1');
  return { help, path: path ?? '', channel, staff, retryEvery: every === undefined ? undefined : Number(every), json };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        channel: { type: 'string' },
        staff: { type: 'string' },
        'retry-every': { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new BadExport('replay', error instanceof Error ? error.message : String(error));
  }
}
