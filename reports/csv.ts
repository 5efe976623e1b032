// Reports as files for spreadsheets. Every cell is quoted, and none begins with what a spreadsheet takes for a formula.

/** What makes a spreadsheet calculate, their full-width forms among them; and our own mark, so that it can be taken off again. */
const IS_RISKY = /^['=+\-@\t\r\n\0＝＋－＠]/;
const MARK = "'";

/** Spreadsheets read accents only in a file that says it is UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';

/** A cell that no spreadsheet calculates: what begins like a formula, or with the mark itself, gets a mark before it. */
function safeCell(text: string): string {
  return IS_RISKY.test(text) ? MARK + text : text;
}

/** What `safeCell` was given; a mark that it would not have made (’tis, say) is part of the text. */
export function fromSafeCell(cell: string): string {
  const unmarked = cell.slice(MARK.length);
  return cell.startsWith(MARK) && IS_RISKY.test(unmarked) ? unmarked : cell;
}

/** A CSV file by RFC 4180; empty where there is nothing (null). */
export function csvFile(rows: readonly (readonly (string | number | null)[])[]): string {
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

function quoted(value: string | number | null): string {
  return `"${safeCell(String(value ?? '')).replaceAll('"', '""')}"`;
}
