import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '#prisma/db.ts';
import { weekFigures } from '#reports/metrics.ts';
import { weekNamed } from '#reports/period.ts';
import { DEFAULT_WORKING_HOURS } from '#reports/working-hours.ts';
import { openTestDatabase, type TestDatabase } from '#test/support/database.ts';

const WEEK = weekNamed('2026-W47', 'UTC');
const SMALL = Number(process.env.HISTORY_TICKETS ?? 2_000);
const PER_WEEK = SMALL / 20;

let database: TestDatabase;
let single: Database;

beforeAll(async () => {
  database = await openTestDatabase();
  // One connection, so that its counters can be asked for.
  single = openDatabase({ ...database.connection, max: 1 });
});
afterAll(async () => {
  await single.close();
  await database.drop();
});

/** Tickets with four events each, a tenth of the last hundred still open. */
async function addTickets(from: number, to: number, days: string): Promise<void> {
  const opened = `${days}::timestamptz + (n * interval '1 second' * 500000 / ${to - from + 1})`;
  await single.pool.query(
    `insert into ticket (workspace_id, id, desk_id, requester_id, channel_id, ts, thread_ts, last_joined_ts, state, waiting_on, opened_at)
     select 'T1', $1 + n, 'D1', 'U1', 'C1', ($1 + n)::text, '', '', case when n % 100 < 10 and $3 then 'claimed' else 'resolved' end, null, ${opened}
     from generate_series(0, $2::int - $1::int) n`,
    [from, to, days.includes('11-16')],
  );
  await single.pool.query(
    `insert into ticket_event (workspace_id, ticket_id, desk_id, kind, at, calendar_seconds, business_seconds, since_opened_calendar_seconds, since_opened_business_seconds, detail)
     select 'T1', $1 + n, 'D1', kind, ${opened} + after, 0, 0, 60, 60, case kind when 'resolved' then '{"outcome": "solved"}' else '{}' end::jsonb
     from generate_series(0, $2::int - $1::int) n,
       (values ('opened', interval '0'), ('claimed', interval '1 minute'), ('replied', interval '2 minutes'), ('resolved', interval '3 minutes')) as life (kind, after)
     where not (kind = 'resolved' and n % 100 < 10 and $3)`,
    [from, to, days.includes('11-16')],
  );
}

async function rowsRead(): Promise<number> {
  await single.pool.query('select pg_stat_force_next_flush()');
  const { rows } = await single.pool.query(`
    select (select sum(seq_tup_read) from pg_stat_user_tables where relname in ('ticket', 'ticket_event'))
      + (select sum(idx_tup_read) from pg_stat_user_indexes where relname in ('ticket', 'ticket_event')) as read`);
  return Number(rows[0].read);
}

async function costOfCounting() {
  await single.pool.query('vacuum analyze');
  const before = await rowsRead();
  const times: number[] = [];
  let figures = await count();
  const read = (await rowsRead()) - before;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    figures = await count();
    times.push(performance.now() - start);
  }
  return { figures, read, milliseconds: times.sort((one, other) => one - other)[2]! };
}

function count() {
  return weekFigures(single.db, {
    workspaceId: 'T1',
    week: WEEK,
    asOf: new Date('2026-11-23T09:00Z'),
    schedule: DEFAULT_WORKING_HOURS,
  });
}

it('reads no more rows for a week when ten times the history lies behind it', { timeout: 300_000 }, async () => {
  await addTickets(1, PER_WEEK, `'2026-11-16'`);
  await addTickets(PER_WEEK + 1, SMALL, `'2026-11-03'`);
  const short = await costOfCounting();

  await addTickets(SMALL + 1, 10 * SMALL, `'2020-01-01'`);
  const long = await costOfCounting();

  if (process.env.HISTORY_TICKETS) process.stdout.write(`${JSON.stringify({ short, long }, null, 1)}\n`);
  expect(long.figures.queue).toEqual(short.figures.queue);
  expect(long.figures.queue).toMatchObject({ opened: PER_WEEK, openAtEnd: PER_WEEK / 10, sumHolds: true });
  expect(long.read / short.read).toBeLessThan(1.2);
});
