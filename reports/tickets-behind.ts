import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import type { Figure } from './definitions.ts';
import { IS_UNANSWERED } from './open-now.ts';
import type { Week } from './period.ts';
import { eventsOf, IN_QUEUE, IS_REOPENING, openAt } from './queue-moves.ts';
import { repliesByOpening, solvedForGood } from './waits.ts';

/** The numbers of the tickets that a figure counts, in order, each once even where the figure counts events. */
export async function ticketsBehind(
  db: Tx,
  figure: Figure,
  { workspaceId, week, asOf }: { workspaceId: string; week: Week; asOf: Date },
): Promise<number[]> {
  const rows = await db.$queryRaw(Prisma.sql`
    select distinct id as "ticketId" from (${rowsBehind(figure, workspaceId, week, asOf)}) as behind (id) order by 1`);
  return z
    .array(z.object({ ticketId: z.int() }))
    .parse(rows)
    .map(({ ticketId }) => ticketId);
}

function rowsBehind(figure: Figure, workspaceId: string, week: Week, asOf: Date): Prisma.Sql {
  const events = (which: Prisma.Sql) =>
    Prisma.sql`select ticket_id from ticket_event where ${eventsOf(workspaceId, week.start, week.end)} and ${which}`;
  const resolvedAs = (outcome: string) => events(Prisma.sql`kind = 'resolved' and detail->>'outcome' = ${outcome}`);
  const openTickets = (which: Prisma.Sql) => Prisma.sql`select id from ticket where workspace_id = ${workspaceId} and ${which}`;
  switch (figure) {
    case 'opened':
    case 'dismissed':
    case 'merged':
    case 'withdrawn':
      return events(Prisma.sql`kind = ${figure}`);
    case 'reopened':
      return events(Prisma.sql`kind in ('reopened', 'undone') and ${IS_REOPENING}`);
    case 'solved':
      return resolvedAs('solved');
    case 'answeredByMember':
      return resolvedAs('answered by a member');
    case 'noLongerNeeded':
      return resolvedAs('no longer needed');
    case 'stale':
      return resolvedAs('stale');
    case 'openAtStart':
      return openAt(workspaceId, week.start);
    case 'openAtEnd':
      return openAt(workspaceId, week.end);
    case 'firstReply':
      return Prisma.sql`${repliesByOpening(workspaceId, week, asOf)} select "ticketId" from cohort`;
    case 'unanswered':
      return Prisma.sql`
        ${repliesByOpening(workspaceId, week, asOf)} select "ticketId" from cohort where reply_calendar is null and not has_left`;
    case 'resolution':
      return Prisma.sql`select ticket_id from (${solvedForGood(workspaceId, week, asOf)}) as solved`;
    case 'satisfaction':
      return events(Prisma.sql`kind = 'rated'`);
    case 'openNow':
      return openTickets(Prisma.sql`state in ${IN_QUEUE}`);
    case 'oldestUnanswered':
      return openTickets(Prisma.sql`${IS_UNANSWERED} order by opened_at, id limit 1`);
  }
}
