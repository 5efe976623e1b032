import type pg from 'pg';
import type { Cooperative } from '#test/support/cooperative.ts';

/** One row of anything that somebody may get hold of, flat: its values by column, and by path within what is JSON. */
export type Seen = { table: string; values: Map<string, string>; text: string };

/**
 * Everything in the store as somebody sees it who may ask PostgreSQL anything: every row of every table in the order in which it lies
 * there, with its place, its versions and where its long texts are kept, and every counter.
 */
export async function wholeDump(pool: pg.Pool): Promise<Seen[]> {
  const { rows: tables } = await pool.query<{ name: string; long: string | null }>(`
    select format('%I.%I', n.nspname, c.relname) as name, (
      select string_agg(format('%L, pg_column_toast_chunk_id(t.%I)::text', 'kept at ' || a.attname, a.attname), ', ')
      from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attlen = -1
    ) as long
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('public', 'graphile_worker') order by 1`);
  const dumped: Seen[] = [];
  for (const { name, long } of tables) {
    const { rows } = await pool.query<{ row: object; versions: object; long: object }>(`
      select to_jsonb(t) as row, jsonb_build_object('xmin', t.xmin::text, 'xmax', t.xmax::text, 'ctid', t.ctid::text) as versions,
        jsonb_strip_nulls(jsonb_build_object(${long ?? ''})) as long
      from ${name} t order by t.ctid`);
    dumped.push(...rows.map((one) => seen(name.replace(/^public\./, ''), { ...one.row, ...one.versions, ...one.long })));
  }
  const { rows: counters } = await pool.query<object>(`select sequencename as name, last_value::text from pg_sequences`);
  return [...dumped, ...counters.map((one) => seen('counter', one))];
}

/** How many earlier versions of rows still lie in these tables, which no query shows. */
export async function earlierVersions(pool: pg.Pool, tables: string[]): Promise<number> {
  await pool.query('create extension if not exists pgstattuple');
  const { rows } = await pool.query<{ count: string }>(
    'select sum((pgstattuple(name::regclass)).dead_tuple_count) as count from unnest($1::text[]) as name',
    [tables],
  );
  return Number(rows[0]?.count);
}

/** What the bot wrote in Slack, as whoever exports it all sees it: direct messages, marks and when each was changed. */
export function messagesSeen({ slack }: Cooperative, channels: string[]): Seen[] {
  return channels.flatMap((channel) => slack.botMessages(channel).map((message) => seen('slack', { channel, ...message })));
}

/** What was logged. */
export function linesSeen(lines: string[]): Seen[] {
  return lines.map((line) => seen('log', JSON.parse(line) as object));
}

export function seen(table: string, row: object): Seen {
  const values = new Map<string, string>();
  flatten(values, '', row);
  return { table, values, text: JSON.stringify(row) };
}

function flatten(into: Map<string, string>, path: string, value: unknown): void {
  if (value === null || value === undefined) return;
  if (typeof value !== 'object') into.set(path, String(value));
  else for (const [key, inner] of Object.entries(value)) flatten(into, path === '' ? key : `${path}.${key}`, inner);
}
