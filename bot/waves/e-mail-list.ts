import { UserError } from '#bot/errors.ts';
import { readSheet } from '#bot/imports/sheet.ts';

const ADDRESS = /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>"]+$/;

/** The e-mail addresses in a CSV file, wherever in its rows they are, each once; such a list comes from many tools. Throws a sentence when there are none. */
export function addressesIn(file: Uint8Array): string[] {
  const sheet = readSheet(file);
  if ('sentence' in sheet) throw new UserError('wave_list', `I cannot read that list: ${sheet.sentence}`);
  const cells = [sheet.header, ...sheet.rows].flatMap((row) => row.cells);
  const addresses = cells.flatMap((cell) => {
    // Some lists have `Ana Ruiz <ana@example.org>`.
    const address = (/<([^<>]+)>\s*$/.exec(cell)?.[1] ?? cell).trim().toLowerCase();
    return ADDRESS.test(address) ? [address] : [];
  });
  const found = [...new Set(addresses)];
  if (found.length === 0)
    throw new UserError('wave_list', 'There is no e-mail address in that list. Please choose another with *Change…*.');
  return found;
}
