import type pg from 'pg';
import type { Logger } from 'pino';
import type { Db } from '#prisma/db.ts';
import type { Secrets } from './secrets.ts';

/** What every rule is handed: the store, the time, and a log that never sees what a member wrote. */
export type Deps = {
  db: Db;
  pool: pg.Pool;
  now: () => Date;
  /** The real instant at which something due at `at` has to run; differs from `at` only where the clock is moved. */
  dueAt: (at: Date) => Date;
  log: Logger;
  /** One member may write any number of messages a minute; for replays and benches. */
  takesFloods?: boolean;
};

/** What rules are handed, too, that keep a secret or deal with other systems than Slack. */
export type OutsideDeps = Deps & {
  secrets: Secrets;
  /** The only hosts (or `host:port`, or addresses) that tools' webhooks may be at. */
  webhookHosts: readonly string[];
  /** The time by the wall, for what is signed. */
  realNow: () => Date;
};
