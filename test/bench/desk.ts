import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import pino from 'pino';
import type { Clock } from '#bot/clock.ts';
import { startBot } from '#bot/start.ts';
import { openDatabase } from '#prisma/db.ts';
import { withClient } from '#prisma/migrate.ts';
import { seedDesk } from '#test/support/desk.ts';
import { startWorkspace, type Workspace, type WorkspaceOptions } from '#test/workspace/workspace.ts';
import type { Cleanups } from './row.ts';
import { startServer } from './servers.ts';

export type HelpDesk = {
  bot: Running;
  slack: Workspace;
  help: string;
  triage: string;
  /** People who ask; each message of another one, so that none joins the one before. */
  members: string[];
  staff: string;
  connection: pg.PoolConfig;
};

/** A bot within this process has no CPU time of its own. */
export type Running = { port: number; stop: () => Promise<void>; cpuSeconds?: () => number };

/** A help desk in the stand-in Slack with the bot at work on it; `launch` says where the bot runs. */
export async function openDesk(
  connection: pg.PoolConfig,
  cleanups: Cleanups,
  launch: (slack: Workspace) => Promise<Running>,
  options: Pick<WorkspaceOptions, 'now' | 'postsAMinute'> = {},
): Promise<HelpDesk> {
  const slack = await startWorkspace({ retryDelays: [100, 500, 1000], ...options });
  cleanups.add(() => slack.stop());
  const members = Array.from({ length: 50 }, (_, index) => slack.addPerson({ name: `member${index}` }).id);
  const staff = slack.addPerson({ name: 'ana', realName: 'Ana' }).id;
  const help = slack.addChannel({ name: 'help', members: [...members, staff, slack.botUserId] }).id;
  const triage = slack.addChannel({ name: 'triage', isPrivate: true, members: [staff, slack.botUserId] }).id;
  const bot = await launch(slack);
  cleanups.add(bot.stop);
  slack.connect(`http://127.0.0.1:${bot.port}/slack/events`);
  const { db, close } = openDatabase({ ...connection, max: 1 });
  await seedDesk(db, {
    workspaceId: slack.teamId,
    helpChannels: [help],
    triageChannelId: triage,
    digestChannelId: null,
    staff: [staff],
    setUpAt: new Date(),
  });
  await close();
  return { bot, slack, help, triage, members, staff, connection };
}

/** In a process of its own, on some cores. */
export const botApart =
  (connection: pg.PoolConfig, cores: string | undefined, { pacing = false } = {}) =>
  (slack: Pick<Workspace, 'botToken' | 'signingSecret' | 'url'>): ReturnType<typeof startServer> => {
    const { botToken, signingSecret, url: slackApiUrl } = slack;
    const options = { connection, botToken, signingSecret, slackApiUrl, pacing };
    return startServer(new URL('bot-process.ts', import.meta.url).pathname, { BENCH_BOT: JSON.stringify(options) }, cores);
  };

/** In this process, with a clock that can be moved. */
export const botWithin =
  (connection: pg.PoolConfig, clock: Clock) =>
  ({ botToken, signingSecret, url: slackApiUrl }: Workspace): Promise<Running> =>
    startBot({
      connection,
      botToken,
      slackApiUrl,
      slack: { signingSecret },
      encryptionKey: Buffer.alloc(32, 7),
      port: 0,
      log: pino({ level: 'silent' }),
      clock,
      pacing: false,
      takesFloods: true,
    });

const QUIET_WITHIN_MS = 120_000;

/** Waits until every delivery has been answered and no job is due. */
export async function quiet({ slack, connection }: HelpDesk): Promise<void> {
  const giveUp = performance.now() + QUIET_WITHIN_MS;
  await withClient(connection, async (client) => {
    for (let calm = 0; calm < 2; ) {
      await slack.settled();
      const { rows } = await client.query<{ busy: number }>(
        'select count(*)::int as busy from graphile_worker.jobs where attempts < max_attempts and (locked_at is not null or run_at <= now())',
      );
      calm = rows[0]?.busy === 0 ? calm + 1 : 0;
      if (performance.now() > giveUp) throw new Error(`the bot is still busy with ${rows[0]?.busy} jobs`);
      await wait(10);
    }
  });
}
