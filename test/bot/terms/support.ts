import { approvalTasks } from '#bot/approvals/jobs.ts';
import { addJobs } from '#bot/queue.ts';
import { findSignUp, type SignUp } from '#bot/sign-ups/sign-up.ts';
import { timersOf } from '#bot/sign-ups/timers.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { termTasks } from '#bot/terms/jobs.ts';
import { toolOf } from '#bot/tools/tool.ts';
import { DEFAULT_WORKING_HOURS, type WorkingHours } from '#reports/working-hours.ts';
import { WORKSPACE } from '#test/support/factories.ts';
import { type OpenTools, openTools } from '#test/support/tools.ts';

export const by = (actorId: string, { id }: { id: number }) => ({ workspaceId: WORKSPACE, signUpId: id, actorId });

/** One thing that reaches somebody, and when. */
type Told = { at: string; what: string };

/**
 * A catalogue in which time passes: `until` runs everything of terms and approvals that comes due on the way, each job at its
 * own moment, and keeps when what was told to whom (`said` keys and newly rendered messages).
 */
export async function timePasses(
  changes: Parameters<typeof openTools>[0] = {},
  { hours = DEFAULT_WORKING_HOURS, twice = false }: { hours?: WorkingHours; twice?: boolean } = {},
) {
  const tools = await openTools(changes);
  const { db, deps, time } = tools;
  await db.desk.updateMany({ data: { schedule: hours } });
  const tasks = { ...termTasks(deps as SlackDeps), ...approvalTasks(deps as SlackDeps) };
  const told: Told[] = [];
  const posted = new Set<string>();
  const said = new Set<bigint>();

  /** Takes out what would go to Slack now, as it would go. */
  const collect = async () => {
    const { rows } = await deps.pool.query<{ key: string }>(
      "select key from graphile_worker.jobs where task_identifier = 'sync-message' and (run_at <= $1::timestamptz or run_at > now() - interval '1 hour' and run_at <= now())",
      [time.now],
    );
    for (const { key } of rows) {
      await deps.pool.query('select graphile_worker.remove_job($1)', [key]);
      const name = key.split(':').slice(2).join(':');
      if (!/^(ending|needed|clearing|left|review|approval):/.test(name)) continue;
      const channelId = name.split(':')[1] ?? '';
      await db.ownedMessage.createMany({
        data: [{ workspaceId: WORKSPACE, key: name, channelId, ts: name }],
        skipDuplicates: true,
      });
      if (!posted.has(name)) told.push({ at: time.now.toISOString(), what: name });
      posted.add(name);
    }
    for (const { id, key, channelId } of await db.saidMessage.findMany({ orderBy: { id: 'asc' } })) {
      if (!said.has(id))
        told.push({ at: time.now.toISOString(), what: `${key.split(':')[0]} ${key.split(':')[2]} ${channelId}` });
      said.add(id);
    }
  };

  const next = async (until: Date) => {
    const { rows } = await deps.pool.query<{ key: string; task: string; payload: unknown; at: Date }>(
      `select jobs.key, jobs.task_identifier as task, private.payload, jobs.run_at as at
       from graphile_worker.jobs join graphile_worker._private_jobs private on private.id = jobs.id
       where jobs.task_identifier = any($1) and jobs.run_at <= $2 order by jobs.run_at, jobs.id limit 1`,
      [[...Object.keys(tasks), 'sync-message'], until],
    );
    return rows[0];
  };

  const until = async (instant: string) => {
    const end = new Date(instant);
    await collect();
    for (let job = await next(end); job; job = await next(end)) {
      time.now = new Date(Math.max(time.now.getTime(), job.at.getTime()));
      await deps.pool.query('select graphile_worker.remove_job($1)', [job.key]);
      await tasks[job.task]?.run(job.payload);
      if (twice) await tasks[job.task]?.run(job.payload);
      if (job.task === 'sync-message')
        await deps.pool.query("select graphile_worker.add_job('sync-message', $1, job_key := $2, run_at := $3)", [
          job.payload,
          job.key,
          time.now,
        ]);
      await collect();
    }
    time.now = end;
  };

  return {
    ...tools,
    told,
    until,
    collect,
    signUp: (id: number) => findSignUp(db, WORKSPACE, id),
    /** A sign-up as it stands, with the jobs that follow from that. */
    addReady: async (more: Parameters<OpenTools['addSignUp']>[0]): Promise<SignUp> => {
      const signUp = await tools.addSignUp({ state: 'ready', readyAt: time.now, ...more });
      const tool = toolOf(await db.tool.findFirstOrThrow({ where: { id: signUp.toolId } }));
      await addJobs(db, deps, timersOf(tool, signUp, hours, time.now));
      return signUp;
    },
    kinds: async (id: number) =>
      (await db.signUpEvent.findMany({ where: { signUpId: id }, orderBy: { id: 'asc' } })).map(({ kind }) => kind),
  };
}

export type TimePasses = Awaited<ReturnType<typeof timePasses>>;
