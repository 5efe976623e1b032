import cron, { type ScheduledTask } from 'node-cron';
import type { Deps } from './deps.ts';
import { ANNOUNCE_PARKED } from './parked.ts';
import { addJobs } from './queue.ts';

export const PLAN_DIGESTS = 'plan-digests';
export const PLAN_LETTERS = 'plan-letters';
export const PLAN_MORNINGS = 'plan-mornings';
export const PLAN_TERMS = 'plan-terms';
export const PLAN_WAVES = 'plan-survey-waves';
export const PRUNE = 'prune';
export const SWEEP_CHANNELS = 'sweep-channels';

/** Everything that happens by itself, on one screen: a tick adds a job, and a job key makes one of many instances' ticks. */
const ticks = [
  { task: PLAN_DIGESTS, cron: '*/10 * * * *' },
  { task: PLAN_MORNINGS, cron: '*/10 * * * *' },
  { task: PLAN_TERMS, cron: '29 * * * *' },
  { task: PLAN_WAVES, cron: '*/10 * * * *' },
  { task: PLAN_LETTERS, cron: '53 * * * *' },
  { task: ANNOUNCE_PARKED, cron: '* * * * *' },
  { task: PRUNE, cron: '17 * * * *' },
  { task: SWEEP_CHANNELS, cron: '43 * * * *' },
];

/** Starts ticking, in UTC; what is due in somebody's own time zone is computed by the jobs. */
export function startSchedule(deps: Deps): { stop: () => Promise<void> } {
  const tasks: ScheduledTask[] = ticks.map(({ task, cron: expression }) =>
    cron.schedule(expression, () => tick(deps, task), { timezone: 'UTC', name: task }),
  );
  return {
    stop: async () => {
      for (const task of tasks) await task.destroy();
    },
  };
}

async function tick(deps: Deps, task: string): Promise<void> {
  await addJobs(deps.db, deps, [{ task, payload: {}, key: task }]).catch((err: unknown) =>
    deps.log.warn({ err, task }, 'a tick was missed'),
  );
}
