/** Messages a minute in one workspace; `ceiling` is the most it goes back to after it was slowed down. */
export type Pace = { perMinute: number; ceiling: number };

/** What workspaces take as a rule is several hundred. */
export const FIRST_PACE: Pace = { perMinute: 600, ceiling: 600 };
/** Nothing is ever slower than this by itself. */
const LEAST = 30;
/** A little of the limit is left for everything else the bot has to say. */
const SHARE = 0.98;
/** Fewer seconds say nothing about how many a minute are too many: such a limit may have been somebody else's burst. */
const TELLING_SECONDS = 45;

/**
 * The pace to go on at after Slack has said that it was too much: just under what it took, counting the wait it asked for,
 * where that was seen for long enough; otherwise half as fast for now.
 */
export function paceAfterLimit(pace: Pace, taken: { count: number; seconds: number }): Pace {
  if (taken.seconds < TELLING_SECONDS) return { ...pace, perMinute: Math.max(LEAST, pace.perMinute / 2) };
  const measured = Math.min(pace.perMinute, (taken.count / taken.seconds) * 60) * SHARE;
  const perMinute = Math.max(LEAST, measured);
  return { perMinute, ceiling: perMinute };
}

const RECOVERS_BY = 1.05;
const CREEPS_BY = 1.001;

/**
 * After some seconds without a limit: back to what was taken before, and from there upwards very slowly, since what was measured
 * in one minute may have been too little. So a limit is met now and then, by a hair, and its time is used up to that.
 */
export function paceAfterCalm({ perMinute, ceiling }: Pace): Pace {
  if (perMinute < ceiling) return { perMinute: Math.min(ceiling, perMinute * RECOVERS_BY), ceiling };
  const crept = Math.min(FIRST_PACE.ceiling, perMinute * CREEPS_BY);
  return { perMinute: crept, ceiling: crept };
}

/** What is late by up to this is caught up with, so that hiccups do not add up; what is later than that has no hurry. */
const CATCH_UP_MS = 5000;

/** When the next may go out and the one after it: evenly, in milliseconds of the same clock. */
export function nextSlot(pace: Pace, slotAt: number | null, now: number): { at: number; next: number } {
  const at = Math.max(slotAt ?? now, now - CATCH_UP_MS);
  return { at, next: at + 60_000 / pace.perMinute };
}
