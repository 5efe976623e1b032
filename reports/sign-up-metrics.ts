import type { Tx } from '#prisma/db.ts';
import { seatsEnding, seatsNow, seatsSetUp } from './seats-now.ts';
import type { SignUpFigures } from './sign-up-figures.ts';
import { type Period, signUpSum } from './sign-up-sum.ts';
import { decisionWaits, readyWaits } from './sign-up-waits.ts';
import { undecidedNow } from './undecided-now.ts';

/** Tools and undecided sign-ups that are kept with a digest; more than anybody reads in a line. */
const MOST_TOOLS = 100;
const OLDEST = 3;

/**
 * What a period says of tools and sign-ups, counted from their events; who has what, and seats, from the rows as they stand now.
 *
 * Null where there is no tool.
 */
export async function signUpFigures(db: Tx, workspaceId: string, period: Period, asOf: Date): Promise<SignUpFigures | null> {
  if ((await db.tool.findFirst({ where: { workspaceId }, select: { id: true } })) === null) return null;
  return {
    sum: await signUpSum(db, workspaceId, period),
    decisions: await decisionWaits(db, workspaceId, period, asOf),
    ready: await readyWaits(db, workspaceId, period, asOf),
    tools: await seatsNow(db, workspaceId, { limit: MOST_TOOLS }),
    ...(await seatsSetUp(db, workspaceId, period)),
    ending: await seatsEnding(db, workspaceId, asOf),
    oldestUndecided: await undecidedNow(db, workspaceId, asOf, { limit: OLDEST }),
  };
}
