import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { onTestFinished } from 'vitest';
import { type Db, openDatabase } from '#prisma/db.ts';
import { TEST_KEY } from '#test/support/cooperative.ts';
import { freshDatabase } from '#test/support/database.ts';
import { seedDesk } from '#test/support/desk.ts';
import { startWorkspace, type Workspace, type WorkspaceOptions } from '#test/workspace/workspace.ts';
import { anInstance, type Instance } from './instances.ts';

type Options = {
  instances?: number;
  helpChannels?: number;
  /** The bots connect to Slack instead of being called by it. */
  socketMode?: boolean;
  /** False: what one member may write a minute has its limit, as for a real bot. */
  takesFloods?: boolean;
  slack?: WorkspaceOptions;
  /** Another database than one on the tests' own server: how the bots log in, and how we do. */
  store?: { bots: pg.PoolConfig; ours: pg.PoolConfig };
};

/** A stand-in Slack here, instances of the bot in processes of their own, and the database they share. */
export type Scene = {
  slack: Workspace;
  instances: Instance[];
  db: Db;
  pool: pg.Pool;
  workspaceId: string;
  member: string;
  staff: string;
  help: string[];
  triage: string;
  digest: string;
};

/** Sets the scene with its desk set up and its instances ready; everything is gone when the test ends. */
export async function startScene(options: Options = {}): Promise<Scene> {
  // Slack tries three times more, minutes apart; here minutes pass in moments, so it tries as often as in those minutes.
  const retryDelays = [300, 3000, ...Array.from({ length: 10 }, () => 600_000)];
  const slack = await startWorkspace({ retryDelays, shareDelay: 20, ...options.slack });
  onTestFinished(() => slack.stop());
  const member = slack.addPerson({ name: 'maya', realName: 'Maya' }).id;
  const staff = slack.addPerson({ name: 'ana', realName: 'Ana' }).id;
  const help = Array.from(
    { length: options.helpChannels ?? 8 },
    (_, index) => slack.addChannel({ name: `help-${index}`, members: [member, staff, slack.botUserId] }).id,
  );
  const triage = slack.addChannel({ name: 'triage', isPrivate: true, members: [staff, slack.botUserId] }).id;
  const digest = slack.addChannel({ name: 'news', members: [member, staff, slack.botUserId] }).id;

  const { db, pool, connection } = await openStore(options);
  const instances: Instance[] = [];
  onTestFinished(async () => {
    await Promise.all(instances.map((instance) => instance.kill()));
  });
  for (let index = 0; index < (options.instances ?? 1); index += 1) {
    const { botToken, signingSecret, appToken, url } = slack;
    const floods = options.takesFloods === undefined ? {} : { takesFloods: options.takesFloods };
    const way = options.socketMode ? { appToken } : { signingSecret };
    instances.push(
      await anInstance({ connection, botToken, slack: way, slackApiUrl: url, key: TEST_KEY.toString('hex'), ...floods }),
    );
  }
  await Promise.all(instances.map((instance) => instance.start()));
  if (!options.socketMode) slack.connect(instances.map(({ url }) => url));
  await seedDesk(db, {
    workspaceId: slack.teamId,
    helpChannels: help,
    triageChannelId: triage,
    digestChannelId: digest,
    staff: [staff],
    setUpAt: new Date(),
  });
  return { slack, instances, db, pool, workspaceId: slack.teamId, member, staff, help, triage, digest };
}

async function openStore({ store }: Options) {
  if (!store) {
    const database = await freshDatabase();
    return { ...database, connection: database.connection };
  }
  const { db, pool, close } = openDatabase({ ...store.ours, max: 5 });
  onTestFinished(close);
  return { db, pool, connection: store.bots };
}

type Waiting = { slack: Pick<Workspace, 'settled' | 'retryNow'>; pool: pg.Pool };
type Patience = { within?: number; hurry?: boolean; soonSeconds?: number };

/**
 * Waits until everything Slack sent has been worked through and nothing is left to do but what is due later than `soonSeconds`.
 *
 * `hurry` makes minutes pass: what waits to be tried again is tried now.
 */
export async function calm({ slack, pool }: Waiting, { within = 60_000, hurry = true, soonSeconds = 60 }: Patience = {}) {
  const giveUp = performance.now() + within;
  for (let quiet = 0; quiet < 2; ) {
    if (hurry) {
      slack.retryNow();
      await hurryRetries(pool, soonSeconds);
    }
    await Promise.race([slack.settled(), wait(500)]);
    const { rows } = await pool.query<{ busy: number }>(
      `select count(*)::int as busy from graphile_worker._private_jobs
       where attempts < max_attempts and (locked_at is not null or run_at <= now() + $1 * interval '1 second' or attempts > 0)`,
      [soonSeconds],
    );
    const busy = rows[0]?.busy ?? 0;
    quiet = busy === 0 ? quiet + 1 : 0;
    if (performance.now() > giveUp) throw new Error(`still busy after ${within / 1000} seconds: ${await leftOver(pool)}`);
    await wait(busy === 0 ? 10 : 50);
  }
}

async function leftOver(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<Record<string, unknown>>(
    `select identifier, attempts, locked_at, run_at, last_error, count(*)::int
     from graphile_worker._private_jobs jobs join graphile_worker._private_tasks tasks on tasks.id = jobs.task_id
     where attempts < max_attempts group by 1, 2, 3, 4, 5 order by 6 desc limit 10`,
  );
  return JSON.stringify(rows);
}

/** Jobs that wait for their next try, or for a moment soon to come, get it now. */
export async function hurryRetries(pool: pg.Pool, soonSeconds = 60): Promise<void> {
  await pool.query(
    `update graphile_worker._private_jobs set run_at = now()
     where attempts < max_attempts and locked_at is null and run_at > now()
       and (attempts > 0 or run_at <= now() + $1 * interval '1 second')`,
    [soonSeconds],
  );
}
