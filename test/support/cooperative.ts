import { setTimeout as wait } from 'node:timers/promises';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import { createClock } from '#bot/clock.ts';
import { type Bot, type BotOptions, startBot } from '#bot/start.ts';
import { seedDesk } from '#test/support/desk.ts';
import { startWorkspace, type WorkspaceOptions } from '#test/workspace/workspace.ts';
import { freshDatabase, type TestDatabase } from './database.ts';

export const TEST_KEY = Buffer.alloc(32, 7);
/** 2026-03-02 is a Monday. */
export const MONDAY_MORNING = new Date('2026-03-02T10:00:00Z');

type Options = {
  slack?: WorkspaceOptions;
  bot?: Partial<BotOptions>;
  instances?: number;
  /** The bot connects to Slack instead of being called by it. */
  socketMode?: boolean;
  /** The bot's (and Slack's) clock starts here and runs on; real time when left out. */
  at?: Date;
  isSetUp?: boolean;
  acknowledgement?: 'message' | 'silent';
};

/** A small cooperative in the stand-in Slack, with the bot running in this process and its desk set up; gone when the test ends. */
export async function startCooperative(options: Options = {}) {
  const clock = createClock();
  if (options.at) clock.set(options.at);
  const slack = await startWorkspace({
    retryDelays: [20, 50, 100],
    shareDelay: 20,
    now: () => clock.now().getTime(),
    ...options.slack,
  });
  onTestFinished(() => slack.stop());
  onTestFinished(() => demandFolded(slack));
  const people = addPeople(slack);
  const help = slack.addChannel({ name: 'help', members: [...Object.values(people).map(({ id }) => id), slack.botUserId] }).id;
  const staffIds = [people.ana.id, people.ben.id, people.lea.id];
  const triage = slack.addChannel({ name: 'triage', isPrivate: true, members: [...staffIds, slack.botUserId] }).id;
  const news = slack.addChannel({ name: 'news', members: [...Object.values(people).map(({ id }) => id), slack.botUserId] }).id;
  const database = await freshDatabase();
  const bots: Bot[] = [];
  const launch = () =>
    startBot({
      connection: database.connection,
      botToken: slack.botToken,
      encryptionKey: TEST_KEY,
      slack: options.socketMode ? { appToken: slack.appToken } : { signingSecret: slack.signingSecret },
      slackApiUrl: slack.url,
      port: 0,
      log: pino({ level: 'silent' }),
      clock,
      pacing: false,
      ...options.bot,
    });
  for (let index = 0; index < (options.instances ?? 1); index += 1) bots.push(await launch());
  onTestFinished(async () => {
    await Promise.all(bots.map((bot) => bot.stop()));
  });
  if (!options.socketMode) slack.connect(bots.map((bot) => `http://127.0.0.1:${bot.port}/slack/events`));
  if (options.isSetUp ?? true) {
    await seedDesk(database.db, {
      workspaceId: slack.teamId,
      helpChannels: [help],
      triageChannelId: triage,
      digestChannelId: news,
      staff: [people.ana.id, people.ben.id],
      leads: [people.lea.id],
      setUpAt: clock.now(),
      acknowledgement: options.acknowledgement ?? 'message',
    });
  }
  return {
    slack,
    clock,
    database,
    db: database.db,
    bots,
    workspaceId: slack.teamId,
    people,
    help,
    triage,
    news,
    quiet: () => quiet(database, slack),
  };
}

export type Cooperative = Awaited<ReturnType<typeof startCooperative>>;

function addPeople(slack: Awaited<ReturnType<typeof startWorkspace>>) {
  const person = (name: string, more: { isAdmin?: boolean } = {}) =>
    slack.addPerson({ name, realName: name.charAt(0).toUpperCase() + name.slice(1), email: `${name}@example.org`, ...more });
  return {
    maya: person('maya'),
    tom: person('tom'),
    ana: person('ana'),
    ben: person('ben'),
    lea: person('lea'),
    ada: person('ada', { isAdmin: true }),
  };
}

/** 33: whatever a test is about, no link in anything the bot posted was left for Slack to fetch and unfold. */
function demandFolded({ ledger }: Awaited<ReturnType<typeof startWorkspace>>): void {
  const unfolding = ledger
    .calls('chat.postMessage')
    .filter(({ args }) => [args.unfurl_links, args.unfurl_media].some((unfolds) => String(unfolds) !== 'false'));
  if (unfolding.length > 0)
    throw new Error(`${unfolding.length} messages were posted without unfurl_links and unfurl_media false`);
}

/**
 * Waits until everything Slack sent has been worked through and nothing due is left to do, nor what waits a moment for a
 * message before it; fails after twenty seconds.
 */
async function quiet(database: TestDatabase, slack: Awaited<ReturnType<typeof startWorkspace>>): Promise<void> {
  const giveUp = performance.now() + 20_000;
  for (let calm = 0; calm < 2; ) {
    await slack.settled();
    const { rows } = await database.pool.query<{ busy: string }>(
      `with busy as (
         select locked_at, run_at from graphile_worker._private_jobs where attempts < max_attempts and
           (locked_at is not null or run_at <= now() or (key like 'sync:%' and payload->>'waits' is not null and run_at <= now() + interval '600 milliseconds'))
       ), woken as (
         -- What has become due only now would be found by the worker's next look, up to a second later.
         select pg_notify('jobs:insert', '{"count":1}')
         where exists (select from busy where locked_at is null and run_at < now() - interval '20 milliseconds')
       )
       select (select count(*) from busy) as busy, (select count(*) from woken) as woken`,
    );
    calm = rows[0]?.busy === '0' ? calm + 1 : 0;
    if (performance.now() > giveUp) throw new Error(`still busy with ${rows[0]?.busy} jobs after twenty seconds`);
    await wait(5);
  }
}
