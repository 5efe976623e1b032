import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import type { Week } from './period.ts';
import { eventsOf } from './queue-moves.ts';
import type { WeekFigures } from './week-figures.ts';

const Row = z.object({
  asked: z.int(),
  answered: z.int(),
  persons: z.int(),
  happy: z.int(),
  neutral: z.int(),
  unhappy: z.int(),
});

/** What members said of how they were helped, by the week of their answer; who was asked, by the week of the question. */
export async function satisfaction(db: Tx, workspaceId: string, week: Week): Promise<NonNullable<WeekFigures['satisfaction']>> {
  const score = Prisma.sql`(detail->>'score')::int`;
  const rows = await db.$queryRaw(Prisma.sql`
    select
      count(*) filter (where kind = 'rating_asked')::int as "asked",
      count(*) filter (where kind = 'rated')::int as "answered",
      count(distinct actor_id) filter (where kind = 'rated')::int as "persons",
      count(*) filter (where kind = 'rated' and ${score} >= 4)::int as "happy",
      count(*) filter (where kind = 'rated' and ${score} = 3)::int as "neutral",
      count(*) filter (where kind = 'rated' and ${score} <= 2)::int as "unhappy"
    from ticket_event
    where ${eventsOf(workspaceId, week.start, week.end)} and kind in ('rating_asked', 'rated')`);
  const [counts] = z.tuple([Row]).parse(rows);
  return counts;
}

/** Opinions of fewer people than this are shown to nobody but staff. */
const FEWEST_PERSONS = 5;

/** Whether the answers can be told apart from their persons: enough of them, and not all of one mind. */
export function mayBePublic({ persons, answered, happy, neutral, unhappy }: NonNullable<WeekFigures['satisfaction']>): boolean {
  const isUnanimous = [happy, neutral, unhappy].some((count) => count === answered);
  return persons >= FEWEST_PERSONS && !isUnanimous;
}
