import type { Job } from '#bot/queue.ts';
import type { Tx } from '#prisma/db.ts';
import { nextWaveAt } from '#surveys/cadence.ts';
import { NEXT_WAVE, waveJob } from './timers.ts';
import type { Wave } from './wave.ts';

/** When the wave after this one is due, counted from the first of their row, so that no short month or delay moves all that follow. */
export async function nextTime(tx: Tx, wave: Wave, timeZone: string, now: Date): Promise<Date | null> {
  const { workspaceId, id, repeats, startsAt } = wave;
  if (repeats === null || startsAt === null) return null;
  const [first] = await tx.$queryRaw<{ startsAt: Date | null }[]>`
    with recursive earlier as (
      select starts_at, previous_wave_id, 0 as depth from survey_wave where workspace_id = ${workspaceId} and id = ${id}
      union all
      select wave.starts_at, wave.previous_wave_id, earlier.depth + 1 from earlier
      join survey_wave wave on wave.workspace_id = ${workspaceId} and wave.id = earlier.previous_wave_id
    )
    select starts_at as "startsAt" from earlier where starts_at is not null order by depth desc limit 1`;
  return nextWaveAt(new Date(Math.max(startsAt.getTime(), now.getTime())), repeats, timeZone, first?.startsAt ?? startsAt);
}

/** The job that makes the wave after this one; none when it does not repeat. */
export async function followingJob(tx: Tx, wave: Wave, timeZone: string, now: Date): Promise<Job[]> {
  const at = await nextTime(tx, wave, timeZone, now);
  return at === null ? [] : [waveJob(NEXT_WAVE, wave, at)];
}
