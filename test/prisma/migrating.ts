// A process of its own that migrates and ends itself, as `kill -9` does, right before the n-th thing it asks of the database.
import pg from 'pg';
import { migrate } from '#prisma/migrate.ts';

const { connection, folder, dieBefore } = JSON.parse(process.argv[2] ?? '');

let asked = 0;
const ask = pg.Client.prototype.query as (...args: unknown[]) => unknown;
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  if (++asked === dieBefore) process.kill(process.pid, 'SIGKILL');
  return ask.apply(this, args);
} as typeof pg.Client.prototype.query;

const applied = await migrate(connection, { folder });
process.stdout.write(JSON.stringify({ applied, asked }));
