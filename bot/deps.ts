import type pg from 'pg';
import type { Logger } from 'pino';
import type { Db } from '#prisma/db.ts';

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
