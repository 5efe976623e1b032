import type pg from 'pg';

/** Every row of every table as text, with the table it is in: what somebody sees who has the database. */
export async function dumpOf(pool: pg.Pool): Promise<{ table: string; row: string }[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'graphile_worker') order by 1`,
  );
  const dumped: { table: string; row: string }[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${name} t`);
    dumped.push(...rows.map(({ row }) => ({ table: name.replace(/^public\./, ''), row })));
  }
  return dumped;
}

/** What is in the later dump and was not in the earlier one. */
export function newIn(later: { table: string; row: string }[], earlier: { table: string; row: string }[]) {
  const known = new Set(earlier.map(({ table, row }) => `${table} ${row}`));
  return later.filter(({ table, row }) => !known.has(`${table} ${row}`));
}
