import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quotasOf } from '#bot/waves/sampling.ts';

const groups = fc
  .array(fc.tuple(fc.string({ maxLength: 8 }), fc.integer({ min: 1, max: 400 })), { minLength: 1, maxLength: 30 })
  .map((pairs) => new Map(pairs));

it('draws exactly as many as asked for, and of each organisation its share to within one person', () => {
  fc.assert(
    fc.property(groups, fc.integer({ min: 1, max: 3000 }), (counts, size) => {
      const total = sum(counts);
      const quotas = quotasOf(counts, size);

      expect(sum(quotas)).toBe(Math.min(size, total));
      for (const [key, count] of counts) {
        const share = (count * Math.min(size, total)) / total;
        expect(Math.abs((quotas.get(key) ?? 0) - share)).toBeLessThan(1);
        expect(quotas.get(key)).toBeLessThanOrEqual(count);
      }
    }),
  );
});

it('lets chance decide between organisations of the same size', () => {
  const alike = new Map([
    ['maple', 10],
    ['harbor', 10],
  ]);

  const [first, last] = [quotasOf(alike, 3, descending()), quotasOf(alike, 3, ascending())];

  expect([first.get('maple'), first.get('harbor')]).toEqual([1, 2]);
  expect([last.get('maple'), last.get('harbor')]).toEqual([2, 1]);
});

const sum = (counts: Map<string, number>) => [...counts.values()].reduce((all, count) => all + count, 0);

function ascending() {
  let last = 0;
  return () => (last += 0.1);
}

function descending() {
  let last = 1;
  return () => (last -= 0.1);
}
