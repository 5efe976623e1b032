import { CsvError, parse } from 'csv-parse/sync';

/** A spreadsheet as text: rows count as in the spreadsheet, so the header is row 1 unless blank rows come before it. */
export type Sheet = { header: SheetRow; rows: SheetRow[] };
export type SheetRow = { row: number; cells: string[] };

/** What is wrong with a file or one of its rows, and what to do about it. */
export type Problem = { row: number; column: string | null; sentence: string };

/** Larger files are no lists of organisations or members. */
export const LARGEST_FILE = 5 * 1024 * 1024;
const MOST_ROWS = 20_000;

/**
 * Reads a CSV file however a spreadsheet saved it: delimiter, encoding and line ends are found out. Never throws.
 *
 * With `keepsLines` a cell of several lines stays one of several lines.
 */
export function readSheet(file: Uint8Array, { keepsLines = false } = {}): Sheet | Problem {
  if (file.length > LARGEST_FILE) return wrongFile('The file is larger than 5 MB. Please send it in parts.');
  if (file[0] === 0x50 && file[1] === 0x4b)
    return wrongFile('This is a spreadsheet, not a CSV file. In your spreadsheet choose “Save as” and then “CSV UTF-8”.');
  const { text, delimiter } = withDelimiter(decoded(file));
  try {
    const records = parse(text, {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
    });
    return asSheet(records.map((cells, index) => ({ row: index + 1, cells: cells.map(keepsLines ? cleanedLines : cleaned) })));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return {
      ...wrongFile('A quotation mark opens here and never closes. Please put one at the end of the cell.'),
      row: lineOf(error),
    };
  }
}

const wrongFile = (sentence: string): Problem => ({ row: 1, column: null, sentence });

function lineOf(error: CsvError): number {
  const lines = 'lines' in error ? error.lines : undefined;
  return typeof lines === 'number' && lines > 0 ? lines : 1;
}

function asSheet(records: SheetRow[]): Sheet | Problem {
  const [header, ...rows] = records.filter(({ cells }) => cells.some((cell) => cell !== ''));
  if (!header) return wrongFile('The file is empty. Its first row names the columns, such as “organisation, domain, size”.');
  if (rows.length > MOST_ROWS) return wrongFile(`The file has ${rows.length} rows; please send at most ${MOST_ROWS} at once.`);
  return { header, rows };
}

/** UTF-8 as a rule; UTF-16 where it says so; what is neither was saved by an older Windows. */
function decoded(file: Uint8Array): string {
  if (file[0] === 0xff && file[1] === 0xfe) return new TextDecoder('utf-16le').decode(file);
  if (file[0] === 0xfe && file[1] === 0xff) return new TextDecoder('utf-16be').decode(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    return new TextDecoder('windows-1252').decode(file);
  }
}

/** Excel may say the delimiter itself (`sep=;`), in a row that then is none; otherwise the header has most of it. */
function withDelimiter(text: string): { text: string; delimiter: string } {
  const said = /^sep=([,;\t|])(\r\n|\n|\r|$)/i.exec(text);
  // The line stays, empty, so that rows count as in the spreadsheet.
  if (said) return { text: text.slice(said[0].length - (said[2]?.length ?? 0)), delimiter: said[1] ?? ',' };
  const first =
    text
      .split(/[\r\n]+/, 50)
      .find((line) => line.trim() !== '')
      ?.slice(0, 10_000)
      .replaceAll(/"[^"]*"/g, '') ?? '';
  const [best = ','] = [',', ';', '\t'].toSorted((one, other) => first.split(other).length - first.split(one).length);
  return { text, delimiter: best };
}

/** A cell as a person reads it: one line, no invisible characters, and without the `="…"` some exports wrap around it. */
function cleaned(cell: string): string {
  const bare = /^="(.*)"$/s.exec(cell.trim())?.[1] ?? cell;
  return bare
    .toWellFormed()
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .replaceAll(/[\p{Cf}]/gu, '')
    .trim();
}

function cleanedLines(cell: string): string {
  return cell
    .split(/\r\n|\r|\n/)
    .map(cleaned)
    .join('\n')
    .trim();
}
