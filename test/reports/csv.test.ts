import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvFile, fromSafeCell } from '#reports/csv.ts';

const cellsOf = (file: string): string[][] => parse(file, { bom: true, relax_column_count: true });

describe('a file for spreadsheets', () => {
  it.each(['=1+1', '+1', '-1', '@sum', '\t=1', '\r=1', '\0=1', '\n=1', '＝1', "'=1"])(
    'keeps %j from being calculated',
    (text) => {
      const [[cell = '']] = cellsOf(csvFile([[text]])) as [string[]];

      expect(cell.startsWith("'")).toBe(true);
      expect(fromSafeCell(cell)).toBe(text);
    },
  );

  it.each(["'tis the season", "'", '', 'plain'])('takes %j, which it did not mark, as it is', (text) => {
    expect(fromSafeCell(text)).toBe(text);
  });

  it('leaves everything else as it is, and quotes it', () => {
    expect(csvFile([['Ñandú, "S. A."', 12, null]])).toBe('\ufeff"Ñandú, ""S. A.""","12",""\r\n');
  });

  it('35: ten thousand rows of anything come back exactly, and no cell begins like a formula', () => {
    const start = fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', '\0', '\n', "'", '"', ';', ',', '＝', ' ');
    const text = fc.tuple(start, fc.string({ unit: 'binary', maxLength: 12 })).map((parts) => parts.join(''));
    const rows = fc.sample(fc.array(text, { minLength: 1, maxLength: 6 }), { numRuns: 10_000, seed: 35 });

    const cells = cellsOf(csvFile(rows));

    expect(cells.flat().filter((cell) => /^[=+\-@\t\r\0]/.test(cell))).toEqual([]);
    expect(cells.map((row) => row.map(fromSafeCell))).toEqual(rows);
  });
});
