import type pg from 'pg';

export type Rows = Record<string, Record<string, unknown>[]>;

/** Every row of every table of the bot's, in an order that depends on nothing but what is in them. */
export async function allRows(pool: pg.Pool): Promise<Rows> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_name <> '_prisma_migrations' order by 1`,
  );
  const found: Rows = {};
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: Record<string, unknown> }>(
      `select to_jsonb(t) as row from "${name}" t order by to_jsonb(t)::text collate "C"`,
    );
    found[name] = rows.map(({ row }) => row);
  }
  return found;
}

export function countOf(rows: Rows): number {
  return Object.values(rows).reduce((sum, table) => sum + table.length, 0);
}
