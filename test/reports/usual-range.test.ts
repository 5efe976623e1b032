import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { againstUsual, usualCount, usualRange, usualWeeks } from '#reports/usual-range.ts';
import { someFigures, weeksBefore } from './some-figures.ts';

const opened = ({ queue }: { queue: { opened: number } }) => queue.opened;

describe('what is usual', () => {
  it('is claimed from four weeks on', () => {
    expect(usualRange([1, 2, 3])).toBeNull();
    expect(usualRange([4, 1, 3, 2])).toEqual({ low: 1, high: 4 });
  });

  it('is not moved by one wild week in twelve', () => {
    const calm = [40, 41, 42, 43, 44, 45, 46, 40, 41, 42, 43];

    expect(usualRange([...calm, 400])).toEqual({ low: 40, high: 46 });
    expect(usualRange([...calm, 0])?.low).toBe(40);
  });

  it('always holds at least four in five of the values it comes from', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 500 }), { minLength: 4, maxLength: 12 }), (values) => {
        const range = usualRange(values)!;

        const within = values.filter((value) => againstUsual(value, range) === 'within').length;
        expect(within / values.length).toBeGreaterThanOrEqual(0.8);
      }),
    );
  });

  it('is scaled to the working days, so that a holiday week does not read as a fall', () => {
    const weeks = weeksBefore([40, 42, 44, 46]);

    expect(usualCount(weeks, 5, opened)).toEqual({ low: 40, high: 46 });
    expect(usualCount(weeks, 2, opened)).toEqual({ low: 16, high: 19 });
  });

  it('is not claimed for a week without a working day, nor taken from one', () => {
    const closed = weeksBefore([40, 40, 40, 40], { workingDays: 0 });

    expect(usualCount(weeksBefore([40, 42, 44, 46]), 0, opened)).toBeNull();
    expect(usualCount(closed, 5, opened)).toBeNull();
  });

  it('looks at the twelve weeks before this one only', () => {
    const weeks = weeksBefore(Array.from({ length: 20 }, (_, index) => index));
    const later = someFigures();

    expect(usualWeeks(someFigures(), [later, ...weeks]).map(opened)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('does not count weeks before the first request ever', () => {
    const weeks = weeksBefore([5, 6, 7, 0, 0], { since: '2026-10-26T10:00:00.000Z' });
    const before = weeksBefore([0, 0], { since: null });

    expect(usualWeeks(someFigures(), weeks).map(opened)).toEqual([5, 6, 7]);
    expect(usualWeeks(someFigures(), before)).toEqual([]);
  });
});
