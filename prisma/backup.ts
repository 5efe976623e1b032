import type pg from 'pg';
import { type BackupPart, type BackupTable, header, type Sequences, writeBackup } from './backup-file.ts';
import { MIGRATION_LOCK, withClient } from './migrate.ts';

const ROWS_AT_ONCE = 1000;

/**
 * Writes everything the store holds to a file, waiting jobs included, as it was at one instant: whatever was committed before the
 * backup began is in it, while the bot goes on working. (The embedded server comes without pg_dump.)
 */
export async function backup(connection: pg.PoolConfig, file: string): Promise<{ rows: number; tables: number }> {
  return withClient(connection, async (client) => {
    // Waits for a migration that is going on: half of its tables would be no backup.
    await client.query('select pg_advisory_lock_shared($1)', [MIGRATION_LOCK]);
    await client.query(`begin isolation level repeatable read read only; set local timezone = 'UTC'`);
    const tables = await tablesOf(client);
    const { rows } = await writeBackup(file, partsOf(client, tables));
    await client.query('commit');
    return { rows, tables: tables.length };
  });
}

/** The tables that make up the store's state; the lists of migrations are made anew by migrating. */
export async function tablesOf(client: pg.Client): Promise<BackupTable[]> {
  const { rows } = await client.query<BackupTable>(
    `select n.nspname as schema, c.relname as name,
            array_agg(a.attname::text order by a.attnum) as columns
       from pg_class c
       join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      where c.relkind = 'r' and n.nspname in ('public', 'graphile_worker')
        and (n.nspname, c.relname) not in (('public', '_prisma_migrations'), ('graphile_worker', 'migrations'))
      group by n.nspname, c.relname
      order by n.nspname desc, c.relname`,
  );
  return rows;
}

/** Names in SQL text, safe whatever they are. */
export function quoted(...names: string[]): string {
  return names.map((name) => `"${name.replaceAll('"', '""')}"`).join('.');
}

async function* partsOf(client: pg.Client, tables: BackupTable[]): AsyncGenerator<BackupPart> {
  const migrations = await client.query<{ name: string; checksum: string }>(
    `select migration_name as name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null order by started_at`,
  );
  const { rows: now } = await client.query<{ at: string }>(`select to_char(now(), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at`);
  yield header(now[0]?.at ?? '', migrations.rows);
  for (const table of tables) {
    yield { table };
    yield* rowsOf(client, table);
  }
  // Counters are not part of a snapshot; read last, they are past every number that the rows above hold.
  const { rows: sequences } = await client.query<Sequences[number]>(
    `select schemaname as schema, sequencename as name, last_value::text as value
       from pg_sequences where schemaname in ('public', 'graphile_worker') and last_value is not null`,
  );
  yield { sequences };
}

/** In the order of their keys: that in which they were written would tell, while an anonymous survey is open, whose an answer is. */
async function* rowsOf(client: pg.Client, table: BackupTable): AsyncGenerator<BackupPart> {
  const columns = table.columns.map((column) => quoted(column)).join(', ');
  const name = quoted(table.schema, table.name);
  const { rows: keys } = await client.query<{ name: string }>(
    `select a.attname as name from pg_index i
       join unnest(i.indkey) with ordinality as key(number, place) on true
       join pg_attribute a on a.attrelid = i.indrelid and a.attnum = key.number
      where i.indrelid = $1::regclass and i.indisprimary order by key.place`,
    [name],
  );
  const order = keys.length > 0 ? `order by ${keys.map((key) => quoted(key.name)).join(', ')}` : '';
  await client.query(
    `declare backup no scroll cursor for select row_to_json(r)::text as row from (select ${columns} from ${name} ${order}) r`,
  );
  for (;;) {
    const { rows } = await client.query<{ row: string }>(`fetch ${ROWS_AT_ONCE} from backup`);
    if (rows.length === 0) break;
    yield { rows: rows.map(({ row }) => row) };
  }
  await client.query('close backup');
}
