import { type Read, readDay, readEmail, readText } from '#bot/imports/cells.ts';
import { plainName } from '#bot/imports/columns.ts';
import { type Problem, readSheet, type SheetRow } from '#bot/imports/sheet.ts';

/** What a row says: which tool (by its name or id), who, and on which day they used it last. */
export type UseRow = { row: number; tool: string; who: string; usedOn: string };
export type UsageFile = { rows: UseRow[]; problems: Problem[] };

type Column = 'tool' | 'email' | 'used';
const NAMES: Record<Column, string[]> = {
  tool: ['tool', 'tool name', 'herramienta'],
  email: ['email', 'e mail', 'e mail address', 'email address', 'correo', 'correo electronico'],
  used: ['last used', 'last used on', 'used', 'last use', 'last login', 'ultimo uso', 'usado'],
};
const WORDS: Record<Column, string> = { tool: 'tool', email: 'e-mail', used: 'last used' };

/** Reads a file of who used which tool when; every problem has its row. Never throws. */
export function readUsageFile(bytes: Uint8Array, hasTool = false): UsageFile {
  const sheet = readSheet(bytes);
  if ('sentence' in sheet) return { rows: [], problems: [sheet] };
  const { header } = sheet;
  const at = Object.fromEntries(
    Object.entries(NAMES).map(([column, names]) => [column, header.cells.findIndex((cell) => names.includes(plainName(cell)))]),
  ) as Record<Column, number>;
  const needed: Column[] = hasTool ? ['email', 'used'] : ['tool', 'email', 'used'];
  const missing = needed.filter((column) => at[column] < 0);
  if (missing.length > 0) {
    const sentence = `The first row names the columns. It needs ${missing.map((one) => `“${WORDS[one]}”`).join(' and ')}.`;
    return { rows: [], problems: [{ row: header.row, column: null, sentence }] };
  }
  const problems: Problem[] = [];
  const rows = sheet.rows.flatMap((row) => rowOf(row, at, hasTool, problems) ?? []);
  return { rows, problems };
}

function rowOf({ row, cells }: SheetRow, at: Record<Column, number>, hasTool: boolean, problems: Problem[]): UseRow | undefined {
  const before = problems.length;
  const read = (column: Column, how: (cell: string) => Read<string>): string => {
    const cell = cells[at[column]] ?? '';
    const found: Read<string> = cell === '' ? { sentence: 'This is missing.' } : how(cell);
    if ('value' in found) return found.value;
    problems.push({ row, column: WORDS[column], sentence: found.sentence });
    return '';
  };
  const tool = hasTool && at.tool < 0 ? '' : read('tool', readText);
  const [who, usedOn] = [read('email', readEmail), read('used', readDay)];
  return problems.length === before ? { row, tool, who, usedOn } : undefined;
}
