// Everything that `npm run demo` starts, as one function: a database of its own, the stand-in Slack, the bot, and a past.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import pino from 'pino';
import { type Clock, createClock } from '#bot/clock.ts';
import { type Bot, startBot } from '#bot/start.ts';
import { startEmbeddedServer } from '#prisma/embedded.ts';
import { refuseSecondBot } from '#prisma/second-bot.ts';
import { startWorkspace, type Workspace } from '#test/workspace/workspace.ts';
import { type Beginning, beginningOf, findState } from './beginning.ts';
import { movableClock } from './clock.ts';
import { openDesk, type Settled, settleHistory } from './history.ts';
import { type About, forgetState, type Keeper, keepState } from './keeping.ts';
import type { History } from './options.ts';
import type { Playground } from './playground.ts';
import { liveAtRiverbend } from './riverbend/life.ts';
import { advance, quiet } from './riverbend/play.ts';
import { castOf, peopleAndChannels, type Riverbend } from './riverbend/riverbend.ts';
import { playgroundRoute } from './routes.ts';
import { emptyDatabase, inDatabase, knownDirects, writeNote } from './store.ts';
import { tourOf } from './tour.ts';

export type Demo = {
  pageUrl: string;
  slack: Workspace;
  bot: Bot;
  /** Left out when the history is an export's. */
  riverbend?: Riverbend | undefined;
  playground: Playground;
  stop: () => Promise<void>;
};

type Options = {
  port: number;
  /** Nothing of a real bot's is in there. */
  dataFolder: string;
  /** Forgets what an earlier demo kept. */
  isFresh?: boolean;
  /** The history to begin with, Riverbend Co-op's when left out. What was kept goes on only if it began with the same. */
  history?: History | undefined;
  /** The moment at which a new demo begins, for tests; otherwise it lives in the present. */
  now?: Date;
  /** Ends the demo while it is still starting, which then throws. */
  signal?: AbortSignal | undefined;
  /** Takes a line about what was kept. */
  say?: (line: string) => void;
};

/** Enough for a day of clicking; without a limit a demo that is left alone would grow for ever. */
const LEDGER_LIMIT = 5000;
const LAST_WORDS_MS = 1000;

/**
 * Starts the whole demo, where the last one ended or anew, and settles when one can use it.
 *
 * Throws a sentence when one runs already, the port is taken or the history cannot be had.
 */
export async function startDemo(options: Options): Promise<Demo> {
  const { dataFolder, signal, say = (line) => void process.stderr.write(`${line}\n`) } = options;
  const closing: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close();
  };
  const keep = (...closers: (() => Promise<unknown>)[]) => {
    closing.push(...closers);
    signal?.throwIfAborted();
  };
  try {
    await mkdir(dataFolder, { recursive: true });
    // A power cut may take the database's last moment; it takes the last moment of the stand-in Slack's memory, too.
    const server = await startEmbeddedServer({ dataFolder, settings: { synchronous_commit: 'off' } });
    const alone = await refuseSecondBot(server.connection).catch(async (error: Error) => {
      throw error.message.includes('already running') ? new Error(await alreadyRunning(dataFolder)) : error;
    });
    keep(server.stop, alone.release);
    // Only now: the demo that ran here until a moment ago has written its last.
    const found = await findState(options);
    const beginning = await beginningOf(found, options, server.connection, say);
    const clock = clockOf(beginning, options.now);
    let playground: Playground | undefined;
    const slack = await startSlack(options, beginning, clock, () => playground);
    let keeper: Keeper | undefined;
    keep(slack.stop, async () => keeper?.stop());
    await writeFile(addressFile(dataFolder), slack.pageUrl);
    const database = inDatabase(server.connection);
    if (!beginning.kept) {
      await forgetState(dataFolder);
      await emptyDatabase(server.connection);
    } else for (const { userId, channelId } of await knownDirects(database)) slack.reopenDirect(userId, channelId);
    const settled = beginning.source && (await settleHistory(slack, beginning.source));
    const bot = await launchBot(slack, clock, database, dataFolder).catch((error: Error) => {
      throw beginning.kept ? new Error(cannotGoOn(error), { cause: error }) : error;
    });
    // What the bot said last is still on its way into the stand-in's memory.
    keep(() => Promise.race([slack.settled(), wait(LAST_WORDS_MS, undefined, { ref: false })]), bot.stop);
    slack.connect(`http://127.0.0.1:${bot.port}/slack/events`);

    const stage = { slack, bot, clock };
    const about = beginning.kept?.state.about ?? (await begin(stage, options, settled));
    const birth = beginning.kept?.state.birth ?? randomUUID();
    if (!beginning.kept) await writeNote(bot.deps.pool, { birth, ahead: options.now ? aheadOf(clock) : 0 });
    keeper = keepState(dataFolder, {
      take: () => ({ birth, about, now: clock.now().getTime(), slack: slack.memory() }),
      onChange: slack.onChange,
      say,
    });
    await keeper.write();
    signal?.throwIfAborted();
    playground = playgroundOf(stage, about);
    return { pageUrl: slack.pageUrl, slack, bot, riverbend: about.riverbend, playground, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Never earlier than the last demo's time; by its note the clock goes on as if it had not been away. */
function clockOf({ kept }: Beginning, now: Date | undefined): Clock {
  const clock = createClock();
  if (kept) clock.set(new Date(Math.max(clock.realNow().getTime() + kept.note.ahead, kept.state.now)));
  else if (now) clock.set(now);
  return clock;
}

function aheadOf(clock: Clock): number {
  return clock.now().getTime() - clock.realNow().getTime();
}

async function startSlack(
  { port, history }: Options,
  { kept }: Beginning,
  clock: Clock,
  playground: () => Playground | undefined,
): Promise<Workspace> {
  const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8'));
  return startWorkspace({
    name: history ? basename(history.path, '.zip') : 'Riverbend Co-op',
    domain: history ? 'export' : 'riverbend-coop',
    // Ids like the usual one may be in an export.
    botUserId: 'UROCHDALE',
    port,
    now: () => clock.now().getTime(),
    shareDelay: 50,
    ledgerLimit: LEDGER_LIMIT,
    kept: kept?.state.slack,
    routes: (world) => [playgroundRoute({ world, playground, manifest })],
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new Error(portTaken(port)) : error;
  });
}

const MANIFEST = join(import.meta.dirname, '../../manifest.json');

function launchBot(slack: Workspace, clock: Clock, connection: pg.PoolConfig, dataFolder: string): Promise<Bot> {
  return startBot({
    connection,
    botToken: slack.botToken,
    encryptionKey: Buffer.alloc(32, 1),
    slack: { signingSecret: slack.signingSecret },
    slackApiUrl: slack.url,
    host: '127.0.0.1',
    port: 0,
    log: pino({ level: 'info' }, pino.destination({ dest: join(dataFolder, 'bot.log'), append: false })),
    clock,
    pacing: false,
  });
}

type Stage = { slack: Workspace; bot: Bot; clock: Clock };

/** Gives an empty playground its past; the log begins empty all the same. */
async function begin({ slack, bot, clock }: Stage, options: Options, settled: Settled | undefined): Promise<About> {
  const { deps } = bot;
  const riverbend = settled ? undefined : peopleAndChannels(slack);
  if (settled) await openDesk(deps, slack, settled);
  if (riverbend) await liveAtRiverbend({ slack, deps, clock, riverbend, until: clock.now(), signal: options.signal });
  await quiet({ deps, slack });
  options.signal?.throwIfAborted();
  if (!options.now) {
    await advance({ clock, deps, slack }, clock.realNow());
    clock.set(clock.realNow());
  }
  slack.ledger.clear();
  const cast = settled?.cast ?? (riverbend ? castOf(riverbend) : []);
  return { history: options.history ?? null, cast, riverbend };
}

/** An export's history has no tour: the tour's people live at Riverbend Co-op. */
function playgroundOf({ slack, bot: { deps }, clock }: Stage, { cast, riverbend }: About): Playground {
  const movable = movableClock({ clock, deps, slack });
  const tour = riverbend && { tour: tourOf({ slack, deps, riverbend, clock: movable }) };
  return { cast: () => cast, clock: movable, ...tour };
}

const addressFile = (dataFolder: string) => join(dataFolder, 'address');

async function alreadyRunning(dataFolder: string): Promise<string> {
  const address = await readFile(addressFile(dataFolder), 'utf8').catch(() => '');
  return `A demo is running already${address && ` at ${address}`}. Open that one, or stop it with Ctrl-C first.`;
}

function cannotGoOn(error: Error): string {
  return `The last demo cannot be gone on with (${error.message}); npm run demo -- --fresh forgets it and begins anew.`;
}

function portTaken(port: number): string {
  return `Port ${port} is taken by another program. Choose another one, for example: npm run demo -- --port ${port === 3210 ? 3211 : 3210}`;
}
