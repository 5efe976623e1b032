// Who can be behind two waves of different surveys: those who were invited to both.
import { z } from 'zod';
import type { Tx } from '#prisma/db.ts';
import { Prisma } from '#prisma/generated/client.ts';
import { FORGOTTEN } from './ids.ts';
import type { Cell } from './tallies.ts';

/** People who were invited to two waves, by what they were in the bands of each; and how many more they may be, since some were forgotten. */
export type SharedPeople = { pairs: readonly { cell: Cell; before: Cell; people: number }[]; unknown: number };

const Row = z.object({
  waveId: z.int(),
  one: z.string().nullable(),
  two: z.string().nullable(),
  oneBefore: z.string().nullable(),
  twoBefore: z.string().nullable(),
  people: z.int(),
});

/** Whom a wave shares with each of these, by their number. */
export async function sharedPeople(
  db: Tx,
  workspaceId: string,
  waveId: number,
  earlier: readonly number[],
): Promise<Map<number, SharedPeople>> {
  const rows = await db.$queryRaw(Prisma.sql`
    select earlier.wave_id as "waveId", this.band_one as one, this.band_two as two,
      earlier.band_one as "oneBefore", earlier.band_two as "twoBefore", count(*)::int as people
    from survey_invitation this
    join survey_invitation earlier on earlier.workspace_id = this.workspace_id and earlier.member_id = this.member_id
    where this.workspace_id = ${workspaceId} and this.wave_id = ${waveId} and earlier.wave_id = any(${[...earlier]}::int[])
    group by 1, 2, 3, 4, 5`);
  const forgotten = await forgottenIn(db, workspaceId, [waveId, ...earlier]);
  const byWave = Map.groupBy(z.array(Row).parse(rows), (row) => row.waveId);
  return new Map(
    earlier.map((id) => {
      const pairs = (byWave.get(id) ?? []).map(({ one, two, oneBefore, twoBefore, people }) => ({
        cell: [one, two] as const,
        before: [oneBefore, twoBefore] as const,
        people,
      }));
      return [id, { pairs, unknown: Math.min(forgotten.get(waveId) ?? 0, forgotten.get(id) ?? 0) }];
    }),
  );
}

/** The places of people who were forgotten (bot/surveys/forgetting.ts): whoever is one in both waves may be the same. */
async function forgottenIn(db: Tx, workspaceId: string, waveIds: readonly number[]): Promise<Map<number, number>> {
  const rows = await db.surveyInvitation.groupBy({
    by: ['waveId'],
    where: { workspaceId, waveId: { in: [...waveIds] }, memberId: { startsWith: `${FORGOTTEN}:` } },
    _count: true,
  });
  return new Map(rows.map(({ waveId, _count }) => [waveId, _count]));
}

type Cells = { cells: readonly Cell[]; among: ReadonlySet<number> };

/** The most people in these cells who can have been asked in these cells of the earlier wave, too. */
export function mostInBoth({ pairs, unknown }: SharedPeople, now: Cells, before: Cells): number {
  const [here, there] = [namesOf(now), namesOf(before)];
  const both = pairs.filter((pair) => here.has(nameOf(pair.cell)) && there.has(nameOf(pair.before)));
  return both.reduce((sum, { people }) => sum + people, unknown);
}

const nameOf = (cell: Cell | undefined) => JSON.stringify(cell);
const namesOf = ({ cells, among }: Cells) => new Set([...among].map((index) => nameOf(cells[index])));
