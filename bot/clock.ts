export type Clock = {
  /** The time the bot lives in: real time, plus an offset that only replays, demos and tests set. */
  now: () => Date;
  /** The real instant at which something due at `at` (in the bot's time) has to run. */
  dueAt: (at: Date) => Date;
  /** The time by the wall, for what the outside world signs and measures. */
  realNow: () => Date;
  /** Moves the bot's time; waiting jobs are moved by whoever calls this (see test/workspace/time-travel.ts). */
  set: (at: Date) => void;
};

/** The one place that reads the machine's clock. */
export function createClock(): Clock {
  let offset = 0;
  const realNow = () => new Date();
  return {
    now: () => new Date(realNow().getTime() + offset),
    dueAt: (at) => new Date(at.getTime() - offset),
    realNow,
    set: (at) => {
      offset = at.getTime() - realNow().getTime();
    },
  };
}
