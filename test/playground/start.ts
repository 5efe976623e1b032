// Everything that `npm run demo` starts, as one function: a database of its own, the stand-in Slack, the bot, and a week of life.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import pino from 'pino';
import { Temporal } from 'temporal-polyfill';
import { createClock } from '#bot/clock.ts';
import { planDigests } from '#bot/reports/digests.ts';
import { type Bot, startBot } from '#bot/start.ts';
import { startEmbeddedServer } from '#prisma/embedded.ts';
import { refuseSecondBot } from '#prisma/second-bot.ts';
import { dueInstant, previousWeek, type Week, weekOf } from '#reports/period.ts';
import { DEFAULT_WORKING_HOURS } from '#reports/working-hours.ts';
import { seedDesk } from '#test/support/desk.ts';
import { startWorkspace, type Workspace } from '#test/workspace/workspace.ts';
import { EARLIER_WEEKS, earlierWeeks } from './riverbend/earlier-weeks.ts';
import { advance, play, quiet } from './riverbend/play.ts';
import { membersAndOrganisations, peopleAndChannels, type Riverbend, savedReplies } from './riverbend/riverbend.ts';
import { FIRST_STORIES } from './riverbend/stories-first.ts';
import { LATER_STORIES } from './riverbend/stories-later.ts';
import { STORIES_OF_MOVES } from './riverbend/stories-moves.ts';

export type Demo = { pageUrl: string; slack: Workspace; bot: Bot; riverbend: Riverbend; stop: () => Promise<void> };
type Options = {
  port: number;
  /** Nothing of a real bot's is in there; what an earlier demo left is thrown away. */
  dataFolder: string;
  /** The moment at which the demo begins, for tests; otherwise it lives in the present. */
  now?: Date;
  /** Ends the demo while it is still starting, which then throws. */
  signal?: AbortSignal;
};

const SCHEDULE = { ...DEFAULT_WORKING_HOURS, timeZone: 'America/New_York' };
const DATABASE = 'demo';
const WEEK_MS = 7 * 24 * 3600 * 1000;
/** Enough for a day of clicking; without a limit a demo that is left alone would grow for ever. */
const LEDGER_LIMIT = 5000;

/** Starts the whole demo and settles when its week has been played. Throws a sentence when one runs already or the port is taken. */
export async function startDemo({ port, dataFolder, now, signal }: Options): Promise<Demo> {
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
    // What is thrown away at the next start need not survive a power cut.
    const server = await startEmbeddedServer({ dataFolder, settings: { synchronous_commit: 'off' } });
    const alone = await refuseSecondBot(server.connection).catch(async (error: Error) => {
      throw error.message.includes('already running') ? new Error(await alreadyRunning(dataFolder)) : error;
    });
    keep(server.stop, alone.release);
    const clock = createClock();
    if (now) clock.set(now);
    const slack = await startWorkspace({
      name: 'Riverbend Co-op',
      domain: 'riverbend-coop',
      port,
      now: () => clock.now().getTime(),
      shareDelay: 50,
      ledgerLimit: LEDGER_LIMIT,
    }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EADDRINUSE' ? new Error(portTaken(port)) : error;
    });
    keep(slack.stop);
    await writeFile(addressFile(dataFolder), slack.pageUrl);
    const bot = await startBot({
      connection: await emptyDatabase(server.connection),
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
    keep(bot.stop);
    slack.connect(`http://127.0.0.1:${bot.port}/slack/events`);
    const riverbend = peopleAndChannels(slack);
    await live({ slack, bot, clock, riverbend, until: clock.now(), signal });
    signal?.throwIfAborted();
    if (!now) clock.set(clock.realNow());
    return { pageUrl: slack.pageUrl, slack, bot, riverbend, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Life = {
  slack: Workspace;
  bot: Bot;
  clock: ReturnType<typeof createClock>;
  riverbend: Riverbend;
  until: Date;
  signal: AbortSignal | undefined;
};

/** The earlier weeks as rows, then the week of the last digest and what came after it, played. */
async function live({ slack, bot: { deps }, clock, riverbend, until, signal }: Life): Promise<void> {
  const week = lastReportedWeek(until);
  const instantOf = (when: string) => momentIn(week, when);
  clock.set(instantOf('mon 09:00'));
  const { ids, workspaceId, channels, triage, news } = riverbend;
  await membersAndOrganisations(deps.db, riverbend);
  await seedDesk(deps.db, {
    workspaceId,
    helpChannels: [channels.help, channels['mapping-help']],
    triageChannelId: triage,
    digestChannelId: news,
    staff: [ids.rosa, ids.devon],
    leads: [ids.ines],
    schedule: SCHEDULE,
    name: 'Riverbend help desk',
    setUpAt: new Date(week.start.getTime() - EARLIER_WEEKS * WEEK_MS),
  });
  await savedReplies(deps.db, riverbend);
  await earlierWeeks(deps.db, riverbend, SCHEDULE, week.start);
  await planDigests(deps);
  await quiet({ deps, slack });
  await play({ slack, clock, deps, riverbend, instantOf, until, signal }, [
    ...FIRST_STORIES,
    ...LATER_STORIES,
    ...STORIES_OF_MOVES,
  ]);
  await advance({ clock, deps, slack }, until);
  await quiet({ deps, slack });
}

/** The latest week whose digest has been due. */
function lastReportedWeek(now: Date): Week {
  const week = previousWeek(weekOf(now, SCHEDULE.timeZone));
  return dueInstant(week, SCHEDULE) < now ? week : previousWeek(week);
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

function momentIn(week: Week, when: string): Date {
  const [, later, day = '', time = ''] = /^(\+?)(\w{3}) (\d\d:\d\d)$/.exec(when) ?? [];
  const days = DAYS.indexOf(day) + (later ? 7 : 0);
  const moment = Temporal.PlainDate.from(week.monday).add({ days }).toZonedDateTime({ timeZone: week.timeZone, plainTime: time });
  return new Date(moment.epochMilliseconds);
}

/** A database for this run alone, in place of the last run's. */
async function emptyDatabase(connection: pg.PoolConfig): Promise<pg.PoolConfig> {
  const client = new pg.Client(connection);
  await client.connect();
  await client.query(`drop database if exists ${DATABASE} with (force)`);
  await client.query(`create database ${DATABASE}`);
  await client.end();
  return { ...connection, database: DATABASE };
}

const addressFile = (dataFolder: string) => join(dataFolder, 'address');

async function alreadyRunning(dataFolder: string): Promise<string> {
  const address = await readFile(addressFile(dataFolder), 'utf8').catch(() => '');
  return `A demo is running already${address && ` at ${address}`}. Open that one, or stop it with Ctrl-C first.`;
}

function portTaken(port: number): string {
  return `Port ${port} is taken by another program. Choose another one, for example: npm run demo -- --port ${port === 3210 ? 3211 : 3210}`;
}
