import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { ratingClass } from '#surveys/scoring.ts';
import { SMALLEST_GROUP } from '#surveys/small-numbers.ts';
import type { Week } from './period.ts';
import { eventsOf } from './queue-moves.ts';
import type { WeekFigures } from './week-figures.ts';

type Satisfaction = NonNullable<WeekFigures['satisfaction']>;

const Asked = z.object({
  kind: z.literal('rating_asked'),
  score: z.null(),
  count: z.int(),
  persons: z.array(z.string().nullable()),
});
const Rated = z.object({ kind: z.literal('rated'), score: z.int(), count: z.int(), persons: z.array(z.string()) });
const Rows = z.array(z.discriminatedUnion('kind', [Asked, Rated]));

/** What members said of how they were helped, by the week of their answer; who was asked, by the week of the question. */
export async function satisfaction(db: Tx, workspaceId: string, week: Week): Promise<Satisfaction> {
  const rows = Rows.parse(
    await db.$queryRaw(Prisma.sql`
      select kind, (detail->>'score')::int as score, count(*)::int as count, array_agg(distinct actor_id) as persons
      from ticket_event
      where ${eventsOf(workspaceId, week.start, week.end)} and kind in ('rating_asked', 'rated')
      group by 1, 2`),
  );
  const found: Satisfaction = { asked: 0, answered: 0, persons: 0, happy: 0, neutral: 0, unhappy: 0 };
  const persons = new Set<string>();
  for (const row of rows) {
    if (row.kind === 'rating_asked') {
      found.asked += row.count;
      continue;
    }
    found.answered += row.count;
    found[ratingClass(row.score)] += row.count;
    for (const person of row.persons) persons.add(person);
  }
  return { ...found, persons: persons.size };
}

/** Whether the answers can be told apart from their persons: enough of them, and not all of one mind. */
export function mayBePublic({ persons, answered, happy, neutral, unhappy }: Satisfaction): boolean {
  const isUnanimous = [happy, neutral, unhappy].includes(answered);
  return persons >= SMALLEST_GROUP && !isUnanimous;
}
