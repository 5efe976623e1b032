import type { Deps } from '#bot/deps.ts';
import { addJobs, type Job } from '#bot/queue.ts';
import { nextDueAt } from './due-items.ts';
import { zoneIn } from './opening.ts';
import { followingJob } from './repetition.ts';
import { showCard } from './showing.ts';
import { END_WAVE, START_WAVE, sendingJob, waveJob } from './timers.ts';
import { type Wave, waveOf } from './wave.ts';

/**
 * Every few minutes: what is due of any wave has its job, whatever happened to the one that would have done it, and the cards of open
 * ones show how many have answered. That this is all at once, and not as answers come, keeps anonymous ones from being told by their time.
 */
export async function planWaves(deps: Deps): Promise<void> {
  const live = await deps.db.surveyWave.findMany({
    where: { OR: [{ state: { in: ['open', 'scheduled'] } }, { repeats: { not: null } }] },
    orderBy: [{ workspaceId: 'asc' }, { id: 'asc' }],
  });
  const jobs: Job[] = [];
  for (const row of live) {
    const wave = waveOf(row);
    jobs.push(...jobsOf(wave), ...(await nextOf(deps, wave)));
    if (wave.state === 'open') await showCard(deps.db, deps, wave);
  }
  for (const workspaceId of new Set(live.map((wave) => wave.workspaceId))) {
    const next = await nextDueAt(deps.db, workspaceId);
    const job = sendingJob(workspaceId, { at: next ?? deps.now() });
    // One that is there knows at which pace to go on.
    if (next && !(await isThere(deps, job))) jobs.push(job);
  }
  // A job that waits already keeps its time.
  await addJobs(
    deps.db,
    deps,
    jobs.map((job) => ({ ...job, moves: false })),
  );
}

function jobsOf(wave: Wave): Job[] {
  if (wave.state === 'open' && wave.endsAt) return [waveJob(END_WAVE, wave, wave.endsAt)];
  if (wave.state === 'scheduled' && wave.startsAt) return [waveJob(START_WAVE, wave, wave.startsAt)];
  return [];
}

async function isThere({ db }: Deps, { key }: Job): Promise<boolean> {
  const [found] = await db.$queryRaw<{ isThere: boolean }[]>`
    select exists (select 1 from graphile_worker.jobs where key = ${key} and attempts < max_attempts) as "isThere"`;
  return found?.isThere ?? false;
}

/** The wave after one that repeats and went out, or was left out, and is not followed yet. */
async function nextOf({ db }: Deps, wave: Wave): Promise<Job[]> {
  const { workspaceId, id, openedAt, closedAt } = wave;
  const since = openedAt ?? (wave.state === 'dropped' ? closedAt : null);
  if (wave.repeats === null || since === null) return [];
  const isFollowed = (await db.surveyWave.count({ where: { workspaceId, previousWaveId: id } })) > 0;
  return isFollowed ? [] : followingJob(db, wave, await zoneIn(db, workspaceId), since);
}
