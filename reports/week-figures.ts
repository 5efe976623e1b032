import { z } from 'zod';
import { Count, Percentiles } from './percentiles.ts';
import { SignUpFigures } from './sign-up-figures.ts';

/** How long something took, both by the clock and in working hours; null without a single case. */
const Waits = z.object({ n: Count, business: Percentiles.nullable(), calendar: Percentiles.nullable() });
export type Waits = z.infer<typeof Waits>;

/**
 * A week's figures as they are frozen with its digest, so that a digest reads the same for ever. What each means
 * stands in definitions.ts. A change that old JSON does not fit needs the next `version` and a reading of the old one.
 */
export const WeekFigures = z.object({
  version: z.literal(1),
  /** '2026-W47', its Monday, and its two ends as ISO instants */
  week: z.string(),
  monday: z.string(),
  start: z.iso.datetime(),
  end: z.iso.datetime(),
  timeZone: z.string(),
  /** When it was counted: what was unanswered and open then */
  asOf: z.iso.datetime(),
  workingDays: Count,
  /** When the first request ever came in; null before it */
  since: z.iso.datetime().nullable(),
  queue: z.object({
    openAtStart: Count,
    opened: Count,
    reopened: Count,
    resolved: z.object({ solved: Count, answeredByMember: Count, noLongerNeeded: Count, stale: Count }),
    dismissed: Count,
    merged: Count,
    withdrawn: Count,
    openAtEnd: Count,
    /** Start and events add up to the end */
    sumHolds: z.boolean(),
    /** The open count with which the digest before ended, when there was one */
    openAtStartBefore: Count.nullable(),
  }),
  firstReply: Waits.extend({
    answered: Count,
    /** Still in the queue without a reply */
    waiting: Count,
    /** Resolved without any reply of staff */
    endedUnanswered: Count,
    /** Contacts that staff wrote down together with their answer; not among the others. Not counted before there were any */
    onTheSpot: Count.optional(),
  }),
  resolution: Waits,
  /** Left out of weeks frozen before anybody was asked */
  satisfaction: z
    .object({ asked: Count, answered: Count, persons: Count, happy: Count, neutral: Count, unhappy: Count })
    .optional(),
  /** Left out where there is no tool, and of weeks frozen before there were any */
  signUps: SignUpFigures.optional(),
  openNow: z.object({ us: Count, member: Count, other: Count }),
  unansweredNow: Count,
  oldestUnanswered: z
    .object({
      ticketId: z.int(),
      requesterId: z.string(),
      openedAt: z.iso.datetime(),
      businessSeconds: Count,
      calendarSeconds: Count,
    })
    .nullable(),
});
export type WeekFigures = z.infer<typeof WeekFigures>;

/** All resolved requests of the week, whatever their outcome. */
export function resolvedInAll({ queue }: WeekFigures): number {
  const { solved, answeredByMember, noLongerNeeded, stale } = queue.resolved;
  return solved + answeredByMember + noLongerNeeded + stale;
}

/** Every way out of the queue. */
export function leftInAll(figures: WeekFigures): number {
  return resolvedInAll(figures) + figures.queue.dismissed + figures.queue.merged + figures.queue.withdrawn;
}
