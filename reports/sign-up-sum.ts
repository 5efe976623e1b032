import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import type { SignUpSum } from './sign-up-figures.ts';
import { decisionMoves, undecidedAt } from './sign-up-moves.ts';

/** Any span of time, its end left out. */
export type Period = { start: Date; end: Date };

const TERMS = [
  'undecidedAtStart',
  'asked',
  'reopened',
  'approved',
  'declined',
  'takenBack',
  'noAnswer',
  'undecidedAtEnd',
] as const;
type Terms = Record<(typeof TERMS)[number], number>;

const Row = z.object({
  organisationId: z.string().nullable(),
  ...(Object.fromEntries(TERMS.map((term) => [term, z.int()])) as Record<(typeof TERMS)[number], z.ZodInt>),
});

/** The sum of one organisation (null: of who belongs to none). */
export type OrganisationSum = Terms & { organisationId: string | null };

/**
 * The sum of a period: waiting at the start + asked (also once more) = approved + declined + taken back + no answer + still undecided.
 *
 * Start and end are counted from the rows and the moves since, apart from the moves of the period, so that `sumHolds` can
 * fail; one statement, one snapshot.
 */
export async function signUpSum(db: Tx, workspaceId: string, period: Period): Promise<SignUpSum> {
  const total = added(await signUpSums(db, workspaceId, period));
  const { undecidedAtStart, asked, reopened, approved, declined, takenBack, noAnswer, undecidedAtEnd } = total;
  const came = undecidedAtStart + asked + reopened;
  return { ...total, sumHolds: came === approved + declined + takenBack + noAnswer + undecidedAtEnd };
}

/** The same sum for each organisation in it, largest first. */
export async function signUpSums(db: Tx, workspaceId: string, { start, end }: Period): Promise<OrganisationSum[]> {
  const counted = (what: string) => Prisma.sql`count(*) filter (where what = ${what})::int as ${Prisma.raw(`"${what}"`)}`;
  const rows = await db.$queryRaw(Prisma.sql`
    select organisation_id as "organisationId", ${Prisma.join(TERMS.map(counted))}
    from (
      select organisation_id, case kind
        when 'asked' then 'asked' when 'reopened' then 'reopened' when 'approved' then 'approved'
        when 'declined' then 'declined' when 'cancelled' then 'takenBack' else 'noAnswer' end as what
      from (${decisionMoves(workspaceId, start, end)}) as moves
      union all
      select organisation_id, 'undecidedAtStart' from (${undecidedAt(workspaceId, start)}) as at_start
      union all
      select organisation_id, 'undecidedAtEnd' from (${undecidedAt(workspaceId, end)}) as at_end
    ) as term
    group by organisation_id order by count(*) desc, organisation_id`);
  return z.array(Row).parse(rows);
}

function added(sums: Terms[]): Terms {
  return Object.fromEntries(TERMS.map((term) => [term, sums.reduce((sum, one) => sum + one[term], 0)])) as Terms;
}
