import { partsInQueue } from '#bot/known-problems/parts.ts';
import type { Tx } from '#prisma/db.ts';
import { answerersOf } from './answerers.ts';
import type { Ticket } from './ticket.ts';

/** What can be chosen when a ticket is resolved: who answered it, and whether what is part of it has ended, too. */
export type Endings = { answerers: string[]; parts: number };

export async function endingsOf(tx: Tx, { workspaceId, id, problem }: Ticket): Promise<Endings> {
  const parts = problem === null ? [] : await partsInQueue(tx, workspaceId, id);
  return { answerers: await answerersOf(tx, workspaceId, id), parts: parts.length };
}
