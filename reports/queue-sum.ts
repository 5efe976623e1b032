import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import type { Week } from './period.ts';
import { eventsOf, IS_MOVE, IS_REOPENING, openAt } from './queue-moves.ts';
import type { WeekFigures } from './week-figures.ts';

const Count = z.int();

const SumRow = z.object({
  openAtStart: Count,
  openAtEnd: Count,
  opened: Count,
  reopened: Count,
  solved: Count,
  answeredByMember: Count,
  noLongerNeeded: Count,
  stale: Count,
  resolved: Count,
  dismissed: Count,
  merged: Count,
  withdrawn: Count,
});

/**
 * The queue's sum of a week: start + opened + reopened − resolved − dismissed − merged − withdrawn = end.
 *
 * Start and end are counted apart from the events of the week, so `sumHolds` can fail; one statement, one snapshot.
 */
export async function queueSum(
  db: Tx,
  workspaceId: string,
  week: Week,
  openAtStartBefore: number | null,
): Promise<WeekFigures['queue']> {
  const rows = await db.$queryRaw(Prisma.sql`
    select
      (select count(*)::int from (${openAt(workspaceId, week.start)}) as open_at_start) as "openAtStart",
      (select count(*)::int from (${openAt(workspaceId, week.end)}) as open_at_end) as "openAtEnd",
      count(*) filter (where kind = 'opened')::int as "opened",
      count(*) filter (where ${IS_REOPENING})::int as "reopened",
      count(*) filter (where kind = 'resolved' and detail->>'outcome' = 'solved')::int as "solved",
      count(*) filter (where kind = 'resolved' and detail->>'outcome' = 'answered by a member')::int as "answeredByMember",
      count(*) filter (where kind = 'resolved' and detail->>'outcome' = 'no longer needed')::int as "noLongerNeeded",
      count(*) filter (where kind = 'resolved' and detail->>'outcome' = 'stale')::int as "stale",
      count(*) filter (where kind = 'resolved')::int as "resolved",
      count(*) filter (where kind = 'dismissed')::int as "dismissed",
      count(*) filter (where kind = 'merged')::int as "merged",
      count(*) filter (where kind = 'withdrawn')::int as "withdrawn"
    from ticket_event
    where ${eventsOf(workspaceId, week.start, week.end)} and ${IS_MOVE}`);
  const [sum] = z.tuple([SumRow]).parse(rows);
  const { solved, answeredByMember, noLongerNeeded, stale, resolved, ...rest } = sum;
  const end =
    sum.openAtStart +
    sum.opened +
    sum.reopened -
    solved -
    answeredByMember -
    noLongerNeeded -
    stale -
    sum.dismissed -
    sum.merged -
    sum.withdrawn;
  return {
    ...rest,
    resolved: { solved, answeredByMember, noLongerNeeded, stale },
    sumHolds: end === sum.openAtEnd && resolved === solved + answeredByMember + noLongerNeeded + stale,
    openAtStartBefore,
  };
}

/** What a chart shows of one week. */
export type WeekPoint = { week: string; monday: string; opened: number; resolved: number; open: number };
