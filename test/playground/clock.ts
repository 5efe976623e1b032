// Time travel: the playground's clock goes to a working day ahead, and everything that falls due on the way is done there.
import { setTimeout as wait } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';
import type { Clock } from '#bot/clock.ts';
import type { Deps } from '#bot/deps.ts';
import { planLetterNews } from '#bot/mailbox/news.ts';
import { planMornings } from '#bot/mornings/mornings.ts';
import { planDigests } from '#bot/reports/digests.ts';
import { planWaves } from '#bot/waves/sweeping.ts';
import { isOpenAt, isWorkingDay, nextOpening, WorkingHours } from '#reports/working-hours.ts';
import { advanceTo, type TravelClock } from '#test/workspace/time-travel.ts';
import type { Workspace } from '#test/workspace/workspace.ts';
import type { Leap, MovableClock } from './playground.ts';
import { quiet, STILL_BUSY } from './riverbend/play.ts';
import { noteClock } from './store.ts';

const MONDAY_AT = '09:00';
const PATIENCE_MS = 20_000;

type Parts = { clock: Clock; deps: Deps; slack: Workspace; patience?: number };

/** A clock that the page can move, one leap at a time; `patience` is for all that is due at one moment, in milliseconds. */
export function movableClock({ clock, deps, slack, patience = PATIENCE_MS }: Parts): MovableClock {
  let isMoving = false;
  const ahead = () => clock.now().getTime() - clock.realNow().getTime();
  const noted: TravelClock = {
    ...clock,
    set: async (at) => {
      await noteClock(deps.pool, at.getTime() - clock.realNow().getTime());
      clock.set(at);
    },
  };
  return {
    face: () => {
      // In real time the two readings may be a millisecond apart.
      const distance = ahead();
      return { now: clock.now().getTime(), ahead: Math.abs(distance) < 1000 ? 0 : distance, isMoving };
    },
    leap: async (to) => {
      if (isMoving) throw new Error('Time is moving already. Wait until it has arrived.');
      isMoving = true;
      try {
        const target = leapTarget(await scheduleOf(deps), clock.now(), to);
        // What plans these ticks by the real clock, so that in a leap nobody else would.
        await planDigests(deps);
        await planMornings(deps);
        const arrived = () => settled({ deps, slack }, patience);
        await advanceTo(deps.pool, noted, target, arrived);
        await planLetterNews(deps);
        await planWaves(deps);
        await arrived();
      } finally {
        isMoving = false;
      }
    },
  };
}

/**
 * The next Monday at 09:00, or the next working day: at the same time of day, or when the desk opens if it is closed then.
 *
 * By the desk's own calendar and clock; a Monday is a Monday, also when the desk is closed on it.
 */
export function leapTarget(schedule: WorkingHours, now: Date, to: Leap): Date {
  const { timeZone } = schedule;
  const present = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  if (to === 'monday') {
    const thisWeeks = present.toPlainDate().subtract({ days: present.dayOfWeek - 1 });
    const at = instantOf(thisWeeks, MONDAY_AT, timeZone);
    return at > now ? at : instantOf(thisWeeks.add({ weeks: 1 }), MONDAY_AT, timeZone);
  }
  const day = nextWorkingDay(schedule, present.toPlainDate());
  const sameTime = instantOf(day, present.toPlainTime(), timeZone);
  return isOpenAt(schedule, sameTime) ? sameTime : nextOpening(schedule, instantOf(day, '00:00', timeZone));
}

const LOOKS_AHEAD_DAYS = 366;

function nextWorkingDay(schedule: WorkingHours, today: Temporal.PlainDate): Temporal.PlainDate {
  for (let days = 1; days <= LOOKS_AHEAD_DAYS; days += 1) {
    const day = today.add({ days });
    if (isWorkingDay(schedule, day.toString())) return day;
  }
  throw new Error('The desk has no working day within a year, so there is none to go to. Its hours are in /rochdale setup.');
}

function instantOf(day: Temporal.PlainDate, plainTime: Temporal.PlainTime | string, timeZone: string): Date {
  return new Date(day.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds);
}

async function scheduleOf({ db }: Deps): Promise<WorkingHours> {
  const desk = await db.desk.findFirst({ orderBy: { id: 'asc' } });
  if (!desk) throw new Error('No desk is set up, so there is no calendar to move by. Type /rochdale setup as an admin.');
  return WorkingHours.parse(desk.schedule);
}

/** Rejects with a sentence when the bot, or an event that it does not take, keeps us waiting for too long. */
async function settled(stage: Pick<Parts, 'deps' | 'slack'>, patience: number): Promise<void> {
  // Slack would try again after minutes, which are over in a moment here.
  stage.slack.retryNow();
  const arrival = new AbortController();
  const tooLong = wait(patience, undefined, { signal: arrival.signal, ref: false }).then(() => {
    throw new Error(STILL_BUSY);
  });
  try {
    await Promise.race([quiet(stage), tooLong]);
  } finally {
    arrival.abort();
    tooLong.catch(() => undefined);
  }
}
