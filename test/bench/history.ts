import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { withClient } from '#prisma/migrate.ts';
import { DEFAULT_WORKING_HOURS } from '#reports/working-hours.ts';
import { chooseCores } from './cores.ts';
import { readable, type Settings } from './row.ts';
import { openStore, type Store } from './store.ts';

/** The team of the stand-in Slack, so that the bot can go on with what is written here. */
export const WORKSPACE = 'T0001';
export const STAFF = 'UANA';
const HELP = 'C0HISTORY';

export type History = {
  store: Store;
  /** The same with a tenth of the tickets, in a database of its own on the same server. */
  small: pg.PoolConfig;
  size: number;
  /** How long it took to write, and how large it is. */
  filling: string;
};

let opened: Promise<History> | undefined;

/** A cooperative with many years of closed requests, written once for all measurements of a run. */
export function openHistory(settings: Settings): Promise<History> {
  opened ??= fillStore(settings);
  return opened;
}

async function fillStore({ kept, size }: Settings): Promise<History> {
  const store = await openStore(chooseCores(), kept);
  const { database = '' } = store.connection;
  const small = { ...store.connection, database: `small_${randomUUID().slice(0, 8)}` };
  await withClient({ ...store.connection, database: 'postgres' }, (client) =>
    client.query(`create database ${small.database} template ${database}`),
  );
  const started = performance.now();
  await withClient(small, (client) => fill(client, Math.ceil(size / 10)));
  await withClient(store.connection, (client) => fill(client, size));
  const took = (performance.now() - started) / 1000;
  const { bytes } = await store.ask<{ bytes: string }>('select pg_size_pretty(pg_database_size(current_database())) as bytes');
  return {
    store,
    small,
    size,
    filling: `${readable(size)} closed requests with their words: ${readable(took)} s to write, ${bytes}`,
  };
}

const TABLES = ['ticket', 'channel_message', 'ticket_search'];
/** Different texts: each is asked as often as any other, so a word that stands in one of them is in a few dozen of a million. */
const TEXTS = 20_000;

/** Tickets, their first messages and what they are found by; the triggers and indexes that would do it row by row wait until the end. */
async function fill(client: pg.Client, size: number): Promise<void> {
  await client.query("set synchronous_commit = off; set maintenance_work_mem = '512MB'; set work_mem = '256MB'");
  await client.query('select setseed(0.1844)');
  await writePeople(client);
  await writeTexts(client);
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
    where indrelid::regclass::text = any($1) and not indisprimary`,
    [TABLES],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  for (const table of TABLES) await client.query(`alter table ${table} disable trigger user`);
  await client.query(
    `insert into ticket (workspace_id, id, desk_id, requester_id, channel_id, ts, thread_ts, state, owner_id, topic, outcome, opened_at,
      last_joined_ts, first_reply_at, first_reply_by, resolved_at)
    select $1, n, 'main', 'UM' || n % 5000, $2, ts, ts, 'closed', 'UOLD' || n % 7, 'billing', 'solved', at, ts, at + interval '2 hours', 'UOLD1',
      at + interval '1 day'
    from (
      select n, now() - interval '30 days' - make_interval(mins => $3 - n) as at, (1500000000 + n)::text || '.000100' as ts
      from generate_series(1, $3::int) n
    ) numbered`,
    [WORKSPACE, HELP, size],
  );
  await client.query(
    `insert into channel_message (workspace_id, channel_id, ts, author_id, standing, ticket_id, text, seen_at)
    select $1, $2, ticket.ts, ticket.requester_id, 'request', ticket.id, wording.text, ticket.opened_at
    from ticket join wording on wording.id = (ticket.id::bigint * 7919 % ${TEXTS})::int`,
    [WORKSPACE, HELP],
  );
  await client.query(
    `insert into ticket_search (workspace_id, ticket_id, desk_id, words, asked)
    select $1, ticket.id, 'main', wording.words, wording.text
    from ticket join wording on wording.id = (ticket.id::bigint * 7919 % ${TEXTS})::int order by ticket.id`,
    [WORKSPACE],
  );
  for (const { definition } of rows) await client.query(definition);
  for (const table of TABLES) await client.query(`alter table ${table} enable trigger user`);
  await client.query('update workspace set next_ticket_id = $1', [size + 1]);
  for (const table of [...TABLES, 'member']) await client.query(`vacuum analyze ${table}`);
  await client.query('checkpoint');
}

async function writePeople(client: pg.Client): Promise<void> {
  await client.query(
    `insert into workspace (id, name, url, bot_user_id, bot_id, encrypted_token, set_up_at)
    values ($1, 'The cooperative', 'https://coop.slack.com/', 'UBOT', 'BBOT', 'sealed', now())`,
    [WORKSPACE],
  );
  await client.query(
    `insert into desk (workspace_id, id, name, triage_channel_id, schedule, topics)
    values ($1, 'main', 'Help desk', 'C0TRIAGE', $2, '{billing,"tool access",other}')`,
    [WORKSPACE, JSON.stringify(DEFAULT_WORKING_HOURS)],
  );
  await client.query(
    "insert into desk_staff (workspace_id, desk_id, member_id, role, is_present) values ($1, 'main', $2, 'lead', true)",
    [WORKSPACE, STAFF],
  );
  await client.query(
    "insert into organisation (workspace_id, id, name) select $1, 'o' || n, 'Organisation ' || n from generate_series(0, 199) n",
    [WORKSPACE],
  );
  await client.query(
    `insert into member (workspace_id, id, display_name, organisation_id)
    select $1, 'UM' || n, 'Member ' || n, 'o' || n % 200 from generate_series(0, 4999) n`,
    [WORKSPACE],
  );
}

/** Twelve words each, of 1,728 that are as unequally common as words are: the first in nearly every text, the last in a few. */
async function writeTexts(client: pg.Client): Promise<void> {
  await client.query(
    `create temp table wording as
    select id, text, search_words(plain_words(text)) as words from (
      select id, string_agg(word, ' ') as text from (
        select id, 'z' || substr('bcdfghklmnpr', number / 144 + 1, 1) || 'a' || substr('bcdfghklmnpr', number / 12 % 12 + 1, 1) || 'o'
          || substr('bcdfghklmnpr', number % 12 + 1, 1) || 'u' as word
        from (select id, least(1727, floor(power(random(), 3) * 1728))::int as number
          from generate_series(0, ${TEXTS} - 1) id, generate_series(1, 12)) drawn
      ) spelt group by id
    ) written`,
  );
  await client.query('create unique index on wording (id); analyze wording');
}

/** How the word is spelt that is the so many-th most common; see writeTexts. */
export function word(number: number): string {
  const letters = 'bcdfghklmnpr';
  const letter = (place: number) => letters.charAt(place % 12);
  return `z${letter(Math.floor(number / 144))}a${letter(Math.floor(number / 12))}o${letter(number)}u`;
}

/** Makes the newest so many tickets a queue: a third have somebody, few are urgent, some wait. */
export async function openTickets(connection: pg.PoolConfig, count: number): Promise<void> {
  await withClient(connection, async (client) => {
    await client.query(
      `update ticket set state = case when id % 10 = 0 then 'waiting' when id % 3 = 0 then 'claimed' else 'open' end,
        waiting_on = case when id % 10 = 0 then 'member' end, owner_id = case when id % 10 = 0 or id % 3 = 0 then $3 end,
        first_reply_at = null, first_reply_by = null, resolved_at = null, outcome = null,
        priority = case when id % 100 = 0 then 'urgent' when id % 20 = 1 then 'high' when id % 10 = 2 then 'low' else 'normal' end
      where workspace_id = $1 and id > (select max(id) from ticket where workspace_id = $1) - $2::int and state = 'closed'`,
      [WORKSPACE, count, STAFF],
    );
    await client.query('vacuum analyze ticket');
  });
}
