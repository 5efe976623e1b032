import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { openNow } from './open-now.ts';
import { nextWeek, type Week } from './period.ts';
import { queueSum } from './queue-sum.ts';
import { satisfaction } from './satisfaction.ts';
import { signUpFigures } from './sign-up-metrics.ts';
import { firstReplies, resolutions } from './waits.ts';
import type { WeekFigures } from './week-figures.ts';
import { type WorkingHours, workingDaysBetween } from './working-hours.ts';

type Facts = {
  workspaceId: string;
  week: Week;
  /** The moment of counting; what was unanswered then is unanswered in these figures */
  asOf: Date;
  schedule: WorkingHours;
  /** The open count the digest before ended with, to say so if requests were recorded late */
  openAtStart?: number | undefined;
};

/**
 * Counts a week's figures in the database, from the events of tickets and sign-ups; what stands open now is read from their rows.
 *
 * Every query is limited by workspace and week (or by the queue) through an index: a long history costs nothing.
 */
export async function weekFigures(db: Tx, { workspaceId, week, asOf, schedule, openAtStart }: Facts): Promise<WeekFigures> {
  const since = await firstOpening(db, workspaceId);
  const queue = await queueSum(db, workspaceId, week, openAtStart ?? null);
  const firstReply = await firstReplies(db, workspaceId, week, asOf, schedule);
  const resolution = await resolutions(db, workspaceId, week, asOf);
  const said = await satisfaction(db, workspaceId, week);
  const signUps = await signUpFigures(db, workspaceId, week, asOf);
  const open = await openNow(db, workspaceId, asOf, schedule);
  return {
    version: 1,
    week: week.name,
    monday: week.monday,
    start: week.start.toISOString(),
    end: week.end.toISOString(),
    timeZone: week.timeZone,
    asOf: asOf.toISOString(),
    workingDays: workingDaysBetween(schedule, week.monday, nextWeek(week).monday),
    since: since?.toISOString() ?? null,
    queue,
    firstReply,
    resolution,
    satisfaction: said,
    ...(signUps ? { signUps } : {}),
    ...open,
  };
}

async function firstOpening(db: Tx, workspaceId: string): Promise<Date | null> {
  const [first] = z.array(z.object({ at: z.date() })).parse(
    await db.$queryRaw(Prisma.sql`
      select at from ticket_event where workspace_id = ${workspaceId} and kind = 'opened' order by at limit 1`),
  );
  return first?.at ?? null;
}
