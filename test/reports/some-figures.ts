import { nextWeek, previousWeek, type Week, weekNamed } from '#reports/period.ts';
import type { WeekFigures } from '#reports/week-figures.ts';

type Changes = Partial<Omit<WeekFigures, 'queue'>> & { queue?: Partial<WeekFigures['queue']> };

/** Figures of an ordinary week of a small cooperative; a test names only what matters to it. */
export function someFigures(changes: Changes = {}, week: Week = weekNamed('2026-W47', 'UTC')): WeekFigures {
  const { queue, ...others } = changes;
  return {
    version: 1,
    week: week.name,
    monday: week.monday,
    start: week.start.toISOString(),
    end: week.end.toISOString(),
    timeZone: week.timeZone,
    asOf: new Date(nextWeek(week).start.getTime() + 9 * 3_600_000).toISOString(),
    workingDays: 5,
    since: '2026-01-05T10:00:00.000Z',
    queue: {
      openAtStart: 21,
      opened: 43,
      reopened: 2,
      resolved: { solved: 40, answeredByMember: 3, noLongerNeeded: 1, stale: 1 },
      dismissed: 1,
      merged: 2,
      withdrawn: 0,
      openAtEnd: 18,
      sumHolds: true,
      openAtStartBefore: null,
      ...queue,
    },
    firstReply: {
      n: 36,
      answered: 34,
      waiting: 2,
      endedUnanswered: 0,
      business: { median: { seconds: 6600, atLeast: false }, p90: { seconds: 23_400, atLeast: false } },
      calendar: { median: { seconds: 10_800, atLeast: false }, p90: { seconds: 72_000, atLeast: false } },
    },
    resolution: {
      n: 40,
      business: { median: { seconds: 19_200, atLeast: false }, p90: { seconds: 97_200, atLeast: false } },
      calendar: { median: { seconds: 90_000, atLeast: false }, p90: { seconds: 360_000, atLeast: false } },
    },
    openNow: { us: 7, member: 6, other: 5 },
    unansweredNow: 2,
    oldestUnanswered: {
      ticketId: 398,
      requesterId: 'UMARIA',
      openedAt: '2026-11-19T11:10:00.000Z',
      businessSeconds: 32_400,
      calendarSeconds: 338_400,
    },
    ...others,
  };
}

/** Digests of the weeks before, nearest first, with so many new requests each. */
export function weeksBefore(opened: number[], changes: Changes = {}): WeekFigures[] {
  let week = weekNamed('2026-W47', 'UTC');
  return opened.map((count) => {
    week = previousWeek(week);
    return someFigures({ ...changes, queue: { opened: count, ...changes.queue } }, week);
  });
}
