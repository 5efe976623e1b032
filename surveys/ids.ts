/** Stands where somebody's id stood who was forgotten since. */
export const FORGOTTEN = 'gone';

/** A name as an id: `Número de socios` is `numero-de-socios`. */
export function idFrom(name: string, otherwise: string): string {
  const letters = name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const dashed = letters
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-|-$/g, '');
  return dashed || otherwise;
}

/** An id made from a name, so that an export can be read; never one that is taken. */
export function freeIdFrom(name: string, otherwise: string, taken: ReadonlySet<string>): string {
  const base = idFrom(name, otherwise).slice(0, 36);
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? base : `${base}-${count}`;
    if (!taken.has(id)) return id;
  }
}
