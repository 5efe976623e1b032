import { readEmail } from '#bot/imports/cells.ts';

/** One e-mail address in lower case; `mailto:` and `Name <address>` are taken, too. */
export function readAddress(typed: string): string | undefined {
  if (typed.length > 400) return undefined;
  const read = readEmail(typed.trim());
  return 'value' in read ? read.value : undefined;
}
