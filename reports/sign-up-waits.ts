import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { scheduleReader } from './desk-hours.ts';
import { percentilesOf } from './percentiles.ts';
import { eventsOf, instant } from './queue-moves.ts';
import type { Decisions, MadeReady } from './sign-up-figures.ts';
import { IS_ASKING, IS_DECIDING } from './sign-up-moves.ts';
import type { Period } from './sign-up-sum.ts';
import { businessSecondsBetween } from './working-hours.ts';

/**
 * Request → decision, by the period in which it was *asked for* (a reopening asks anew), without what the member had it for.
 *
 * Undecided ones are ranked as longer than they have waited so far, and so are those taken back or expired meanwhile.
 * What the press itself approved, because nobody has to, is only counted.
 */
export async function decisionWaits(db: Tx, workspaceId: string, period: Period, asOf: Date): Promise<Decisions> {
  const spans = await spansOf(db, workspaceId, { period, asOf, from: IS_ASKING, to: IS_DECIDING, paused: ['questioned'] });
  // Nobody decides their own: where it was the asker, or nobody, the press did it.
  const isAtOnce = ({ kind, endedBy, askedBy }: Span) => kind === 'approved' && (endedBy === null || endedBy === askedBy);
  const decided = ({ kind }: Span) => kind === 'approved' || kind === 'declined';
  const counted = spans.filter((span) => !isAtOnce(span));
  return {
    n: counted.length,
    business: percentilesOf(counted.map((span) => ({ seconds: span.seconds, atLeast: !decided(span) }))),
    undecided: counted.filter(({ kind }) => kind === null).length,
    endedUndecided: counted.filter((span) => span.kind !== null && !decided(span)).length,
    atOnce: spans.length - counted.length,
  };
}

const IS_READY_OR_OVER = Prisma.sql`kind in ('ready', 'declined', 'cancelled', 'expired', 'ended', 'given_back')`;

/**
 * Decision → ready, by the period of the approval, without the time for which a member held an offered seat or an unsigned agreement.
 *
 * Those not ready yet are ranked as longer than so far, those who stand in line for a seat among them.
 */
export async function readyWaits(db: Tx, workspaceId: string, period: Period, asOf: Date): Promise<MadeReady> {
  const from = Prisma.sql`kind = 'approved'`;
  const spans = await spansOf(db, workspaceId, { period, asOf, from, to: IS_READY_OR_OVER, paused: ['offered', 'unsigned'] });
  return {
    n: spans.length,
    business: percentilesOf(spans.map(({ seconds, kind }) => ({ seconds, atLeast: kind !== 'ready' }))),
    notYet: spans.filter(({ kind }) => kind === null).length,
    inLine: spans.filter(({ kind, lastState }) => kind === null && lastState === 'waiting').length,
    endedBefore: spans.filter(({ kind }) => kind !== null && kind !== 'ready').length,
  };
}

type Asked = {
  period: Period;
  asOf: Date;
  /** Which events begin a span, and which end it. */
  from: Prisma.Sql;
  to: Prisma.Sql;
  /** States in which it is the member who has it. */
  paused: string[];
};

const SpanRow = z.object({
  kind: z.string().nullable(),
  askedBy: z.string().nullable(),
  endedBy: z.string().nullable(),
  seconds: z.int(),
  lastState: z.string(),
  lastAt: z.date(),
  schedule: z.unknown(),
});
type Span = { kind: string | null; askedBy: string | null; endedBy: string | null; lastState: string; seconds: number };

/** What is between two kinds of events of the same sign-up, in business seconds as each event keeps them; so far, where it goes on. */
async function spansOf(db: Tx, workspaceId: string, { period, asOf, from, to, paused }: Asked): Promise<Span[]> {
  const ofSameSignUp = (more: Prisma.Sql) => Prisma.sql`
    workspace_id = ${workspaceId} and sign_up_id = first.sign_up_id and at <= ${instant(asOf)} and ${more}`;
  const rows = await db.$queryRaw(Prisma.sql`
    select last.kind, first.asked_by as "askedBy", last.actor_id as "endedBy", spent.seconds::int as seconds,
      latest.state as "lastState", latest.at as "lastAt", desk.schedule
    from (
      select id, sign_up_id, tool_id, case when kind = 'asked' then actor_id end as asked_by from sign_up_event
      where ${eventsOf(workspaceId, period.start, period.end)} and ${from}
    ) as first
    left join lateral (
      select id, kind, actor_id from sign_up_event where ${ofSameSignUp(Prisma.sql`id > first.id and ${to}`)} order by id limit 1
    ) as last on true
    cross join lateral (
      select coalesce(sum(business_seconds) filter (where id > first.id and before <> all(${paused})), 0) as seconds from (
        select id, business_seconds, lag(state) over (order by id) as before
        from sign_up_event where ${ofSameSignUp(Prisma.sql`id >= first.id and id <= coalesce(last.id, id)`)}
      ) as step
    ) as spent
    cross join lateral (
      select state, at from sign_up_event where ${ofSameSignUp(Prisma.sql`id >= first.id`)} order by id desc limit 1
    ) as latest
    join tool on tool.workspace_id = ${workspaceId} and tool.id = first.tool_id
    join desk on desk.workspace_id = tool.workspace_id and desk.id = tool.desk_id
    order by first.id`);
  const hoursOf = scheduleReader();
  return z
    .array(SpanRow)
    .parse(rows)
    .map(({ seconds, lastState, lastAt, schedule, ...span }) => {
      const goesOn = span.kind === null && !paused.includes(lastState);
      return { ...span, lastState, seconds: seconds + (goesOn ? businessSecondsBetween(hoursOf(schedule), lastAt, asOf) : 0) };
    });
}
