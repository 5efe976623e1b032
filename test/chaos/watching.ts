import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import cron from 'node-cron';
import type pg from 'pg';
import { onTestFinished } from 'vitest';
import type { Db, Tx } from '#prisma/db.ts';
import type { Workspace } from '#test/workspace/workspace.ts';

/** From now on nothing happens because of the time of day, which would be taken for an effect of what somebody did. */
export async function stopTicking(): Promise<void> {
  for (const task of cron.getTasks().values()) await task.stop();
}

/** Writes down which jobs are asked for: most are done before anybody can look. */
export async function recordJobs(pool: pg.Pool): Promise<void> {
  await pool.query(`
    create schema seen; create table seen.job (key text);
    create function seen.note() returns trigger language plpgsql as
      $$ begin insert into seen.job values (new.key); return new; end $$;
    create trigger note after insert on graphile_worker._private_jobs for each row execute function seen.note();
  `);
}

/** How many jobs were asked for whose key begins so. */
export async function jobsAsked(pool: pg.Pool, key: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from seen.job where starts_with(key, $1)', [
    key,
  ]);
  return rows[0]?.count ?? 0;
}

/** Writes down what changes in one workspace's rows, but for what the scene itself puts there (see `asScene`). */
export async function recordChangesOf(pool: pg.Pool, workspaceId: string): Promise<() => Promise<string[]>> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'workspace_id' and table_name <> 'handled_request'`,
  );
  await pool.query(`
    create table seen.change (what text);
    create function seen.note_change() returns trigger language plpgsql as $$
      begin
        if coalesce(to_jsonb(new), to_jsonb(old)) ->> 'workspace_id' = '${workspaceId}'
          and current_setting('seen.is_scene', true) is distinct from 'yes' then
          insert into seen.change values (tg_op || ' ' || tg_table_name);
        end if;
        return null;
      end $$;
  `);
  for (const { name } of tables)
    await pool.query(
      `create trigger note_change after insert or update or delete on "${name}" for each row execute function seen.note_change()`,
    );
  return async () => (await pool.query<{ what: string }>('select what from seen.change')).rows.map(({ what }) => what);
}

/** Does something in one transaction that is no effect of what anybody did. */
export function asScene<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.$transaction(
    async (tx) => {
      await tx.$executeRaw`select set_config('seen.is_scene', 'yes', true)`;
      return work(tx);
    },
    { timeout: 60_000, maxWait: 60_000 },
  );
}

/** Where the bot may answer beside a request: what it said there, in order. */
export async function startListening(): Promise<{ heard: string[]; url: string }> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      heard.push(body);
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address();
  return { heard, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/answer` };
}

/** What Slack would not take of what the bot sent, since it is put together wrongly; that a form is gone is none of it. */
export function refusedBySlack({ ledger }: Workspace): string[] {
  return ledger.received.flatMap(({ method, answer, args }) => {
    const problem = String(answer?.error ?? '');
    return /invalid_(?!trigger)|too_l|_limit/.test(problem)
      ? [`${method} ${problem} ${JSON.stringify({ answer, args }).slice(0, 700)}`]
      : [];
  });
}

/** What is said beside a request may come a moment after it was answered. */
export async function isSoon(look: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 200 && !look(); tries += 1) await wait(10);
  return look();
}
