import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { eventsOf, instant } from './queue-moves.ts';
import type { Ending, ToolSeats } from './sign-up-figures.ts';
import { HOLDS_A_SEAT } from './sign-up-moves.ts';
import type { Period } from './sign-up-sum.ts';

const ToolRow = z.object({
  toolId: z.string(),
  name: z.string(),
  used: z.int(),
  cap: z.int().nullable(),
  waiting: z.int(),
});

type Page = { limit: number; offset?: number };

/** Seats taken and who stands in line, tool by tool: where people wait first, then the fullest. Archived tools only while they are used. */
export async function seatsNow(db: Tx, workspaceId: string, { limit, offset = 0 }: Page): Promise<ToolSeats[]> {
  const rows = await db.$queryRaw(Prisma.sql`
    select * from (
      select tool.id as "toolId", tool.name, tool.seat_cap as cap, tool.archived_at,
        coalesce(sum(seats) filter (where ${HOLDS_A_SEAT}), 0)::int as used,
        count(*) filter (where state = 'waiting')::int as waiting
      from tool
      left join sign_up on sign_up.workspace_id = tool.workspace_id and sign_up.tool_id = tool.id
      where tool.workspace_id = ${workspaceId}
      group by tool.workspace_id, tool.id
    ) as one
    where archived_at is null or used + waiting > 0
    order by waiting desc, used::float / nullif(cap, 0) desc nulls last, used desc, name, "toolId"
    limit ${limit} offset ${offset}`);
  return z.array(ToolRow).parse(rows);
}

/** How many tools that list has. */
export async function toolCount(db: Tx, workspaceId: string): Promise<number> {
  const [row] = z.tuple([z.object({ count: z.int() })]).parse(
    await db.$queryRaw(Prisma.sql`
      select count(*)::int as count from tool
      where workspace_id = ${workspaceId} and (archived_at is null or exists (
        select from sign_up where sign_up.workspace_id = tool.workspace_id and sign_up.tool_id = tool.id and (${HOLDS_A_SEAT} or state = 'waiting')
      ))`),
  );
  return row.count;
}

/** Seats that became ready in the period, by event, and those being set up now. */
export async function seatsSetUp(
  db: Tx,
  workspaceId: string,
  { start, end }: Period,
): Promise<{ seatsMadeReady: number; seatsBeingSetUp: number }> {
  const [row] = z.tuple([z.object({ seatsMadeReady: z.int(), seatsBeingSetUp: z.int() })]).parse(
    await db.$queryRaw(Prisma.sql`
      select (
        select coalesce(sum(seats), 0)::int from sign_up_event where ${eventsOf(workspaceId, start, end)} and kind = 'ready'
      ) as "seatsMadeReady", (
        select coalesce(sum(seats), 0)::int from sign_up where workspace_id = ${workspaceId} and state = 'setting up'
      ) as "seatsBeingSetUp"`),
  );
  return row;
}

const ENDING_DAYS = 30;
/** Nobody is asked about a seat earlier than that before its end. */
const LONGEST_AHEAD_DAYS = 366;

const EndingRow = z.object({
  seats: z.int(),
  kept: z.int(),
  givenBack: z.int(),
  beingDecided: z.int(),
  noAnswer: z.int(),
});

/**
 * Seats whose term ends within 30 days, by what was answered about that end: the answers from their events, the others from the rows.
 *
 * A seat that was kept has a later end by now, so the end that was asked about is read from the event.
 */
export async function seatsEnding(db: Tx, workspaceId: string, asOf: Date): Promise<Ending> {
  const [from, to] = [asOf, new Date(asOf.getTime() + ENDING_DAYS * 86_400_000)].map(instant);
  const earliest = instant(new Date(asOf.getTime() - LONGEST_AHEAD_DAYS * 86_400_000));
  const counted = (answer: string) => Prisma.sql`coalesce(sum(seats) filter (where answer = ${answer}), 0)::int`;
  const [row] = z.tuple([EndingRow]).parse(
    await db.$queryRaw(Prisma.sql`
      select coalesce(sum(seats), 0)::int as seats, ${counted('kept')} as kept, ${counted('given back')} as "givenBack",
        ${counted('being decided')} as "beingDecided", ${counted('none')} as "noAnswer"
      from (
        select distinct on (sign_up_id, ends_at) * from (
          select sign_up_id, seats, (detail->>'endBefore')::timestamptz as ends_at,
            case when kind in ('kept', 'renewed') then 'kept' else 'given back' end as answer, id
          from sign_up_event
          where workspace_id = ${workspaceId} and kind in ('kept', 'renewed', 'given_back', 'not_renewed')
            and at >= ${earliest} and at <= ${instant(asOf)} and detail ? 'endBefore'
          union all
          select id, seats, ends_at, case
              when state = 'renewal' then 'being decided' when renewal_answer = 'keep' then 'kept'
              when renewal_answer = 'give back' then 'given back' else 'none' end, 0
          from sign_up
          where workspace_id = ${workspaceId} and state in ('ready', 'renewal') and ends_at is not null
        ) as answer
        where ends_at > ${from} and ends_at <= ${to}
        order by sign_up_id, ends_at, id desc
      ) as ending`),
  );
  return row;
}
