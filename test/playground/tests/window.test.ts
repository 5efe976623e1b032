import { describe, expect, it } from 'vitest';
import {
  averageOf,
  heightOf,
  isNearEnd,
  type Layout,
  MOST,
  partAgain,
  partNeeded,
  sightOf,
  spacers,
  spotAt,
} from '../page/window.ts';

/** 5,000 items of which 60 are drawn, 50 pixels each where nothing else is said. */
function aLayout(given: Partial<Layout> = {}): Layout {
  return { from: 4940, total: 5000, heights: Array.from({ length: 60 }, () => 50), average: 50, ...given };
}

describe('the scrollbar', () => {
  it('is as long as if every message were drawn', () => {
    const layout = aLayout({ from: 2000 });

    const { above, below } = spacers(layout);

    expect(above).toBe(2000 * 50);
    expect(above + 60 * 50 + below).toBe(5000 * 50);
  });

  it('has nothing below the newest message', () => {
    expect(spacers(aLayout()).below).toBe(0);
  });

  it('guesses what nobody measured from the mean of what was', () => {
    expect(averageOf([40, 60, 80], 64)).toBe(60);
    expect(averageOf([], 64)).toBe(64);
  });
});

describe('what is in view', () => {
  it('is found among messages of different heights', () => {
    const layout = aLayout({ from: 0, total: 3, heights: [20, 200, 30] });

    expect(spotAt(layout, 19)).toMatchObject({ index: 0 });
    expect(spotAt(layout, 120)).toEqual({ index: 1, into: 0.5 });
    expect(spotAt(layout, 225)).toMatchObject({ index: 2 });
  });

  it('is guessed where nothing is drawn, above and below', () => {
    const layout = aLayout({ from: 1000 });

    expect(spotAt(layout, 100 * 50)).toMatchObject({ index: 100 });
    expect(spotAt(layout, 4000 * 50)).toMatchObject({ index: 4000 });
  });

  it('is never beyond the newest message', () => {
    expect(spotAt(aLayout(), 9_999_999).index).toBe(4999);
    expect(spotAt(aLayout({ from: 0, total: 0, heights: [] }), 10).index).toBe(0);
  });

  it('goes from the first message that shows to the last', () => {
    expect(sightOf(aLayout(), 4950 * 50 + 10, 500)).toEqual({ first: 4950, last: 4960 });
  });

  it.each([0, 12_345, 100_000, 248_000, 249_999])('is found again at the height where it was (%i)', (height) => {
    const layout = aLayout({ from: 2000, heights: [10, 300, 55, 48] });

    expect(heightOf(layout, spotAt(layout, height))).toBeCloseTo(height, 5);
  });
});

describe('the part that is asked for', () => {
  const drawn = { from: 4940, count: 60 };

  it('stays while there is enough above and below what is in view', () => {
    expect(partNeeded(drawn, { first: 4970, last: 4985 }, 5000)).toBeUndefined();
    expect(partNeeded(drawn, { first: 4990, last: 4999 }, 5000)).toBeUndefined();
  });

  it('reaches further up before the reader comes to its upper edge', () => {
    const part = partNeeded(drawn, { first: 4955, last: 4970 }, 5000);

    expect(part?.from).toBeLessThan(4940);
    expect((part?.from ?? 0) + (part?.count ?? 0)).toBeGreaterThan(4970);
  });

  it('is another one when the scrollbar is dragged to where nothing is drawn', () => {
    const part = partNeeded(drawn, { first: 2000, last: 2015 }, 5000);

    expect(part?.from).toBeLessThanOrEqual(1980);
    expect((part?.from ?? 0) + (part?.count ?? 0)).toBeGreaterThanOrEqual(2036);
  });

  it('never begins before the first message nor ends after the newest', () => {
    expect(partNeeded(drawn, { first: 0, last: 10 }, 5000)?.from).toBe(0);
    const last = partNeeded({ from: 0, count: 60 }, { first: 4990, last: 4999 }, 5000);
    expect((last?.from ?? 0) + (last?.count ?? 0)).toBe(5000);
  });

  it('is never more than may be drawn', () => {
    expect(partNeeded(drawn, { first: 1000, last: 1400 }, 5000)?.count).toBe(MOST);
  });

  it('is not asked for twice when it would be the same', () => {
    const part = partNeeded(drawn, { first: 1000, last: 1400 }, 5000) ?? drawn;

    expect(partNeeded(part, { first: 1000, last: 1400 }, 5000)).toBeUndefined();
  });

  it('is satisfied by what it brings', () => {
    for (let first = 0; first < 4985; first += 37) {
      const sight = { first, last: first + 14 };
      const part = partNeeded(drawn, sight, 5000);
      if (part) expect(partNeeded(part, sight, 5000)).toBeUndefined();
    }
  });

  it('has room for what comes when it held the newest, and is the same otherwise', () => {
    expect(partAgain(drawn, 5000)).toEqual({ from: 4940, count: MOST });
    expect(partAgain({ from: 100, count: 120 }, 5000)).toEqual({ from: 100, count: 120 });
  });
});

describe('the end of the list', () => {
  it('is where the reader is, give or take a line', () => {
    expect(isNearEnd({ scrollTop: 970, scrollHeight: 1500, clientHeight: 500 })).toBe(true);
    expect(isNearEnd({ scrollTop: 500, scrollHeight: 1500, clientHeight: 500 })).toBe(false);
  });
});
