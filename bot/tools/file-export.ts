import type { Tx } from '#prisma/db.ts';
import { csvFile } from '#reports/csv.ts';
import { draftOf } from './draft.ts';
import { COLUMNS, cellOf } from './file-columns.ts';
import { fileNames } from './file-plan.ts';
import { toolOf } from './tool.ts';

export const EXPORTS = ['csv', 'json'] as const;
export type Export = (typeof EXPORTS)[number];

/** The whole catalogue as a file that the import takes back: everything but sign-ups and secrets. */
export async function exportTools(tx: Tx, workspaceId: string, as: Export): Promise<string> {
  const rows = await tx.tool.findMany({ where: { workspaceId }, orderBy: [{ name: 'asc' }, { id: 'asc' }] });
  const tools = rows.map((row) => ({ id: row.id, archived: row.archivedAt !== null, draft: draftOf(toolOf(row)) }));
  if (as === 'json') {
    const whole = tools.map(({ id, archived, draft }) => ({ id, archived, ...draft }));
    return `${JSON.stringify({ tools: whole }, null, 2)}\n`;
  }
  const names = await fileNames(tx, workspaceId);
  const lines = tools.map(({ id, archived, draft }) => [
    id,
    ...COLUMNS.map((column) => cellOf(column, draft, names)),
    archived ? 'yes' : 'no',
  ]);
  const header = ['id', ...COLUMNS.map(({ name }) => name), 'archived'];
  return csvFile([header, ...lines]);
}
