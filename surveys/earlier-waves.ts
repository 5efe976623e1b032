import type { Tx } from '#prisma/db.ts';
import { CountedWave } from './counting.ts';

/** So many waves back a wave is compared with those before it, before anything of it is told. */
export const EARLIER_WAVES = 12;

/** The closed waves of the same survey before this one, the newest first. */
export async function wavesBefore(
  db: Tx,
  workspaceId: string,
  { surveyId, closedAt, id }: CountedWave,
  most: number,
): Promise<CountedWave[]> {
  if (!closedAt) return [];
  const rows = await db.surveyWave.findMany({
    where: { workspaceId, surveyId, state: 'closed', OR: [{ closedAt: { lt: closedAt } }, { closedAt, id: { lt: id } }] },
    orderBy: [{ closedAt: 'desc' }, { id: 'desc' }],
    take: most,
  });
  return rows.map((row) => CountedWave.parse(row));
}
