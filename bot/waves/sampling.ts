/**
 * How many to draw from each group, so that `size` in all are drawn and every group has its share, to within one person
 * (largest remainder). `chance` decides between groups with the same remainder, so that none is always the one left out.
 */
export function quotasOf<Key>(groups: Map<Key, number>, size: number, chance: () => number = Math.random): Map<Key, number> {
  const total = [...groups.values()].reduce((sum, count) => sum + count, 0);
  if (size >= total) return new Map(groups);
  const shares = [...groups].map(([key, count]) => {
    const share = (count * size) / total;
    return { key, whole: Math.floor(share), rest: share - Math.floor(share), order: chance() };
  });
  const missing = size - shares.reduce((sum, { whole }) => sum + whole, 0);
  const favoured = shares.toSorted((one, other) => other.rest - one.rest || one.order - other.order).slice(0, missing);
  const extra = new Set(favoured.map(({ key }) => key));
  return new Map(shares.map(({ key, whole }) => [key, whole + (extra.has(key) ? 1 : 0)]));
}
