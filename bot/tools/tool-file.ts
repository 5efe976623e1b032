import { z } from 'zod';
import { LARGEST_FILE, type Problem, readSheet, type SheetRow } from '#bot/imports/sheet.ts';
import { fromSafeCell } from '#reports/csv.ts';
import { COLUMNS, type Column, headingKey, yesIn } from './file-columns.ts';

/** What a row says of one tool. A setting that is not there stays as it is. */
export type ToolFileRow = { row: number; id: string; archived: unknown; given: Given[] };
/** One setting: a cell that is read later, when it is known whom it can name, or a value as it is. */
export type Given = { column: string; path: string } & ({ cell: string; as: Column } | { value: unknown });
export type ToolFile = { rows: ToolFileRow[]; problems: Problem[]; notes: string[] };

/** Reads tools from CSV (a row each) or JSON (a list of them, as the export writes it). Never throws. */
export function readToolFile(bytes: Uint8Array): ToolFile {
  if (bytes.length > LARGEST_FILE) return wrong('The file is larger than 5 MB. Please send it in parts.');
  return isJson(bytes) ? readJson(bytes) : readCsv(bytes);
}

const wrong = (sentence: string, row = 1): ToolFile => ({ rows: [], problems: [{ row, column: null, sentence }], notes: [] });

function isJson(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 200))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  return start.startsWith('[') || start.startsWith('{');
}

/** What stands in a cell that is to be emptied; an empty one leaves the setting as it is. */
const CLEAR = '-';
const MOST_COLUMNS = 200;

function readCsv(bytes: Uint8Array): ToolFile {
  const sheet = readSheet(bytes, { keepsLines: true });
  if ('sentence' in sheet) return { rows: [], problems: [sheet], notes: [] };
  const { length } = sheet.header.cells;
  if (length > MOST_COLUMNS) return wrong(`The first row names ${length} columns; a file of tools has fewer.`, sheet.header.row);
  const known = new Map(COLUMNS.map((one) => [headingKey(one.name), one]));
  const headings = sheet.header.cells.map((cell) => headingKey(fromSafeCell(cell)));
  const twice = headings.find((one, index) => one !== '' && headings.indexOf(one) !== index);
  if (twice !== undefined)
    return wrong(`The column “${short(twice)}” is there twice. Please take one of them out.`, sheet.header.row);
  if (!headings.includes('name') && !headings.includes('id'))
    return wrong('The first row names the columns. It needs “name”, or “id” for tools that are there already.', sheet.header.row);
  const isKnown = (one: string) => one === '' || known.has(one) || one === 'id' || one === 'archived';
  const notes = headings.filter((one) => !isKnown(one)).map((one) => `The column “${short(one)}” is left out: I do not know it.`);
  const rows = sheet.rows.map((row) => csvRow(row, headings, known));
  return { rows, problems: [], notes };
}

function csvRow({ row, cells }: SheetRow, headings: string[], known: Map<string, Column>): ToolFileRow {
  const at = (name: string) => cells[headings.indexOf(name)] ?? '';
  const given = headings.flatMap((heading, index): Given[] => {
    const as = known.get(heading);
    const cell = cells[index] ?? '';
    if (!as || cell === '') return [];
    const { name, path } = as;
    return [cell === CLEAR ? { column: name, path, value: undefined } : { column: name, path, cell: fromSafeCell(cell), as }];
  });
  const archived = at('archived');
  return { row, id: fromSafeCell(at('id')), archived: archived === '' ? undefined : yesIn(archived), given };
}

const Whole = z.union([z.array(z.unknown()), z.object({ tools: z.array(z.unknown()) })]);
const One = z.record(z.string(), z.unknown());
const MOST_TOOLS = 20_000;

function readJson(bytes: Uint8Array): ToolFile {
  const whole = Whole.safeParse(parsed(bytes));
  if (!whole.success) return wrong('This is not a list of tools in JSON: [{ "name": "…", "summary": "…" }].');
  const list = Array.isArray(whole.data) ? whole.data : whole.data.tools;
  if (list.length > MOST_TOOLS) return wrong(`The file has ${list.length} tools; please send at most ${MOST_TOOLS} at once.`);
  const paths = new Set(COLUMNS.map(({ path }) => path.split('.')[0] ?? path));
  const unknown = new Set<string>();
  const problems: Problem[] = [];
  const rows = list.flatMap((one, index): ToolFileRow[] => {
    const row = index + 1;
    const tool = One.safeParse(one);
    if (!tool.success) {
      problems.push({ row, column: null, sentence: 'This is not a tool: it has to be an object with a name.' });
      return [];
    }
    const { id, archived, ...settings } = tool.data;
    for (const key of Object.keys(settings)) if (!paths.has(key)) unknown.add(key);
    const given = Object.entries(settings)
      .filter(([key]) => paths.has(key))
      .map(([key, value]) => ({ column: key, path: key, value }));
    return [{ row, id: typeof id === 'string' ? id : '', archived, given }];
  });
  const notes = [...unknown].slice(0, 10).map((key) => `“${short(key)}” is left out: I do not know it.`);
  return { rows, problems, notes };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

const short = (text: string) => [...text].slice(0, 60).join('');
