import type pg from 'pg';
import { quoted, tablesOf } from './backup.ts';
import { type BackupTable, type Header, readBackup, type Sequences } from './backup-file.ts';
import { migrate, readMigrations, withClient } from './migrate.ts';
import { refuseSecondBot } from './second-bot.ts';

const CHARACTERS_AT_ONCE = 1_000_000;

/**
 * Fills an empty store from a backup, all of it or nothing. The file is read through and checked before anything is touched. One made
 * by an older version goes into the tables of that version and is then migrated on.
 */
export async function restore(
  connection: pg.PoolConfig,
  file: string,
  options: { folder?: string } = {},
): Promise<{ rows: number; at: string }> {
  const { header, rows } = await checkWhole(file);
  await checkKnown(header, file, options.folder);
  const alone = await refuseSecondBot(connection);
  try {
    await withClient(connection, checkEmpty);
    await makeTables(connection, header, options);
    await withClient(connection, (client) => load(client, file));
    await migrate(connection, options);
  } finally {
    await alone.release();
  }
  return { rows, at: header.at };
}

async function checkWhole(file: string): Promise<{ header: Header; rows: number }> {
  let header: Header | undefined;
  let rows = 0;
  for await (const part of readBackup(file)) {
    if ('header' in part) header ??= part.header;
    if ('rows' in part) rows += part.rows.length;
  }
  if (!header) throw new Error(`${file} is not a whole Rochdale backup (it has no header). Nothing was changed.`);
  return { header, rows };
}

async function checkKnown(header: Header, file: string, folder?: string): Promise<void> {
  const known = (await readMigrations(folder)).map(({ name }) => name);
  const unknown = header.migrations.map(({ name }) => name).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new Error(
    `${file} was made by a newer version of Rochdale (this one does not know ${unknown.join(', ')}). Restore it with that version. Nothing was changed.`,
  );
}

async function checkEmpty(client: pg.Client): Promise<void> {
  for (const table of await tablesOf(client)) {
    const { rows } = await client.query<{ filled: boolean }>(
      `select exists (select from ${quoted(table.schema, table.name)}) as filled`,
    );
    // The names of tasks are no data: the worker writes them when it starts.
    if (!rows[0]?.filled || table.name === '_private_tasks') continue;
    throw new Error(
      `This store is not empty (there are rows in ${table.name}), and restoring never mixes. Move the data folder away, or name another one (DATA_FOLDER), and restore again.`,
    );
  }
}

async function makeTables(connection: pg.PoolConfig, header: Header, options: { folder?: string }): Promise<void> {
  // Nothing is in these tables; made anew, they are those of the backup's version and hold no counter that has moved on.
  await withClient(connection, (client) =>
    client.query(
      'begin; drop schema public cascade; create schema public; drop schema if exists graphile_worker cascade; commit',
    ),
  );
  await migrate(connection, { ...options, only: header.migrations.map(({ name }) => name) });
}

async function load(client: pg.Client, file: string): Promise<void> {
  await client.query('begin');
  // Rows come table by table, so references are whole only at the end; they were whole in the snapshot.
  await client.query('set local session_replication_role = replica');
  const tables = await tablesOf(client);
  let table: BackupTable | undefined;
  let batch: string[] = [];
  let length = 0;
  const flush = async () => {
    if (table && batch.length > 0) await insert(client, table, batch);
    batch = [];
    length = 0;
  };
  for await (const part of readBackup(file)) {
    if ('rows' in part) {
      batch.push(...part.rows);
      length += part.rows.reduce((sum, row) => sum + row.length, 0);
      if (length > CHARACTERS_AT_ONCE) await flush();
    } else {
      await flush();
      if ('table' in part) table = checkTable(part.table, tables, file);
      if ('sequences' in part) await setSequences(client, part.sequences);
    }
  }
  await unlockJobs(client);
  // Reached only when the reader has met the footer with the right checksum and count; a failure before leaves the transaction to
  // end with its connection.
  await client.query('commit');
}

function checkTable(table: BackupTable, tables: BackupTable[], file: string): BackupTable {
  const here = tables.find(({ schema, name }) => schema === table.schema && name === table.name);
  const missing = here ? table.columns.filter((column) => !here.columns.includes(column)) : [table.name];
  if (missing.length === 0) return table;
  throw new Error(
    `${file} holds ${missing.join(', ')} of ${table.schema}.${table.name}, for which this version has no place. Restore it with the version that made it. Nothing was restored.`,
  );
}

async function insert(client: pg.Client, table: BackupTable, rows: string[]): Promise<void> {
  const name = quoted(table.schema, table.name);
  const columns = table.columns.map((column) => quoted(column)).join(', ');
  const { rowCount } = await client.query(
    `insert into ${name} (${columns}) overriding system value select ${columns} from json_populate_recordset(null::${name}, $1::json)`,
    [`[${rows.join(',')}]`],
  );
  if (rowCount !== rows.length)
    throw new Error(`Only ${rowCount} of ${rows.length} rows of ${table.name} arrived. Nothing was restored.`);
}

async function setSequences(client: pg.Client, sequences: Sequences): Promise<void> {
  for (const { schema, name, value } of sequences) {
    await client.query('select setval($1::text::regclass, $2::text::bigint)', [quoted(schema, name), value]);
  }
}

// The workers that had taken these jobs are not here; without this they would be waited for, for hours.
async function unlockJobs(client: pg.Client): Promise<void> {
  await client.query('update graphile_worker._private_jobs set locked_at = null, locked_by = null where locked_at is not null');
  await client.query(
    'update graphile_worker._private_job_queues set locked_at = null, locked_by = null where locked_at is not null',
  );
}
