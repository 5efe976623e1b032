import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import type { Percentiles } from './percentiles.ts';
import type { Week } from './period.ts';
import { eventsOf, IS_LEAVING, IS_MOVE, IS_REOPENING, instant } from './queue-moves.ts';
import type { Waits, WeekFigures } from './week-figures.ts';
import { businessSecondsBetween, type WorkingHours } from './working-hours.ts';

/** Stands for "not yet" where waits are ranked: longer than any. */
const NOT_YET = 2_147_483_647;

const Ranked = z.tuple([z.int(), z.int()]).nullable();
const UnansweredRow = z.object({ ticketId: z.int(), openedAt: z.date() });
const FirstReplyRow = z.object({
  n: z.int(),
  onTheSpot: z.int(),
  answered: z.int(),
  waiting: z.int(),
  business: Ranked,
  businessSoFar: Ranked,
  calendar: Ranked,
  calendarSoFar: Ranked,
});
const ResolutionRow = z.object({ n: z.int(), business: Ranked, calendar: Ranked });

/**
 * First replies by the week in which requests were *opened*, dismissed and merged ones left out; contacts answered on the spot are counted apart.
 *
 * Percentile p is the wait of rank ceil(p × n), nearest rank, all n requests ranked; one without a reply ranks as longer
 * than every reply. If the rank falls among those, the wait is "more than" the value of the same rank when each of
 * them is put in with its age so far (until it was resolved, if it was): the true one cannot be shorter than that.
 */
export async function firstReplies(
  db: Tx,
  workspaceId: string,
  week: Week,
  asOf: Date,
  schedule: WorkingHours,
): Promise<WeekFigures['firstReply']> {
  const unanswered = z.array(UnansweredRow).parse(
    await db.$queryRaw(Prisma.sql`
      ${repliesByOpening(workspaceId, week, asOf)}
      select "ticketId", opened_at as "openedAt" from cohort where reply_calendar is null and not has_left`),
  );
  const ages = JSON.stringify(
    unanswered.map(({ ticketId, openedAt }) => ({ ticketId, age: businessSecondsBetween(schedule, openedAt, asOf) })),
  );
  const rows = await db.$queryRaw(Prisma.sql`
    ${repliesByOpening(workspaceId, week, asOf)}, waits as (
      select reply_calendar, has_left,
        coalesce(reply_business, ${NOT_YET}) as business,
        coalesce(reply_business, left_business, age, 0) as business_so_far,
        coalesce(reply_calendar, ${NOT_YET}) as calendar,
        coalesce(reply_calendar, left_calendar, extract(epoch from ${instant(asOf)} - opened_at)::int) as calendar_so_far
      from cohort left join jsonb_to_recordset(${ages}::jsonb) as ages ("ticketId" int, age int) using ("ticketId")
    )
    select
      (${onTheSpot(workspaceId, week, asOf)}) as "onTheSpot",
      count(*)::int as "n",
      count(reply_calendar)::int as "answered",
      count(*) filter (where reply_calendar is null and not has_left)::int as "waiting",
      ${ranked('business')} as "business",
      ${ranked('business_so_far')} as "businessSoFar",
      ${ranked('calendar')} as "calendar",
      ${ranked('calendar_so_far')} as "calendarSoFar"
    from waits`);
  const [row] = z.tuple([FirstReplyRow]).parse(rows);
  return {
    n: row.n,
    answered: row.answered,
    ...(row.onTheSpot > 0 ? { onTheSpot: row.onTheSpot } : {}),
    waiting: row.waiting,
    endedUnanswered: row.n - row.answered - row.waiting,
    business: percentiles(row.business, row.businessSoFar),
    calendar: percentiles(row.calendar, row.calendarSoFar),
  };
}

/**
 * The plain median by the clock of answered requests only (of two middle ones their mean).
 *
 * Kinder than the figure above, which does not forget those who wait; for comparing with what other tools say.
 */
export async function answeredMedian(
  db: Tx,
  workspaceId: string,
  week: Week,
  asOf: Date,
): Promise<{ n: number; medianSeconds: number | null }> {
  const rows = await db.$queryRaw(Prisma.sql`
    ${repliesByOpening(workspaceId, week, asOf)}
    select count(reply_calendar)::int as "n",
      percentile_cont(0.5) within group (order by reply_calendar) as "medianSeconds"
    from cohort`);
  const [row] = z.tuple([z.object({ n: z.int(), medianSeconds: z.number().nullable() })]).parse(rows);
  return row;
}

/**
 * Opening to *last* resolve, for requests resolved as solved in the week and not back in the queue since; by nearest rank.
 *
 * A ticket that is resolved again later is booked to that later week, so a week is provisional for seven days.
 */
export async function resolutions(db: Tx, workspaceId: string, week: Week, asOf: Date): Promise<Waits> {
  const rows = await db.$queryRaw(Prisma.sql`
    select count(*)::int as "n",
      ${ranked('since_opened_business_seconds')} as "business",
      ${ranked('since_opened_calendar_seconds')} as "calendar"
    from (${solvedForGood(workspaceId, week, asOf)}) as solved`);
  const [row] = z.tuple([ResolutionRow]).parse(rows);
  return { n: row.n, business: percentiles(row.business, row.business), calendar: percentiles(row.calendar, row.calendar) };
}

/** The resolves behind the resolution figure. */
export function solvedForGood(workspaceId: string, week: Week, asOf: Date): Prisma.Sql {
  return Prisma.sql`
    select ticket_id, since_opened_business_seconds, since_opened_calendar_seconds
    from ticket_event as resolve
    where ${eventsOf(workspaceId, week.start, week.end)} and kind = 'resolved' and detail->>'outcome' = 'solved'
      and not exists (
        select from ticket_event
        where workspace_id = ${workspaceId} and ticket_id = resolve.ticket_id and id > resolve.id
          and at <= ${instant(asOf)} and ${IS_REOPENING})`;
}

/** `with cohort as (…)`: the requests opened in the week and what became of each by `asOf`, a few index reads per request. */
export function repliesByOpening(workspaceId: string, week: Week, asOf: Date): Prisma.Sql {
  return Prisma.sql`
    with cohort as (
      select opening.ticket_id as "ticketId", opening.at as opened_at,
        reply.since_opened_calendar_seconds as reply_calendar,
        reply.since_opened_business_seconds as reply_business,
        coalesce(last_move.leaves, false) as has_left,
        case when last_move.leaves then last_move.since_opened_calendar_seconds end as left_calendar,
        case when last_move.leaves then last_move.since_opened_business_seconds end as left_business
      from (
        select ticket_id, at from ticket_event where ${eventsOf(workspaceId, week.start, week.end)} and kind = 'opened'
      ) as opening
      left join lateral (
        select since_opened_calendar_seconds, since_opened_business_seconds, ${IS_ON_THE_SPOT} as is_on_the_spot from ticket_event
        where workspace_id = ${workspaceId} and ticket_id = opening.ticket_id and kind = 'replied' and at <= ${instant(asOf)}
        order by id limit 1
      ) as reply on true
      left join lateral (
        select kind, ${IS_LEAVING} as leaves, since_opened_calendar_seconds, since_opened_business_seconds from ticket_event
        where workspace_id = ${workspaceId} and ticket_id = opening.ticket_id and ${IS_MOVE} and at <= ${instant(asOf)}
        order by id desc limit 1
      ) as last_move on true
      where last_move.kind is distinct from 'dismissed' and last_move.kind is distinct from 'merged' and reply.is_on_the_spot is not true
    )`;
}

/** Staff wrote the contact down together with their answer: there was no wait. */
const IS_ON_THE_SPOT = Prisma.sql`coalesce((detail->>'onTheSpot')::boolean, false)`;

function onTheSpot(workspaceId: string, week: Week, asOf: Date): Prisma.Sql {
  return Prisma.sql`
    select count(*)::int from ticket_event as opening
    where ${eventsOf(workspaceId, week.start, week.end)} and kind = 'opened' and exists (
      select from ticket_event as reply
      where reply.workspace_id = ${workspaceId} and reply.ticket_id = opening.ticket_id and reply.kind = 'replied'
        and reply.at <= ${instant(asOf)} and coalesce((reply.detail->>'onTheSpot')::boolean, false)
    )`;
}

function ranked(column: string): Prisma.Sql {
  return Prisma.sql`percentile_disc(array[0.5, 0.9]) within group (order by ${Prisma.raw(column)})`;
}

function percentiles(ranks: [number, number] | null, soFar: [number, number] | null): Percentiles | null {
  if (!ranks || !soFar) return null;
  const [median, p90] = ([0, 1] as const).map((rank) => {
    const isNotYet = ranks[rank] === NOT_YET;
    return { seconds: isNotYet ? soFar[rank] : ranks[rank], atLeast: isNotYet };
  });
  return median && p90 ? { median, p90 } : null;
}
