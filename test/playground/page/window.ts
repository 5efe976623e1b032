// The arithmetic of a list that is too long to be drawn whole: which part of it to have, and how tall the rest is.

/** Items `from` … `from + count - 1`. */
export type Part = { from: number; count: number };
/** What of a list is drawn: its part, the measured heights of the items in it, and the guess for all others. */
export type Layout = { from: number; total: number; heights: readonly number[]; average: number };
/** The first and the last item that can be seen. */
export type Sight = { first: number; last: number };
/** An item, and how much of it is above the upper edge: 0 … 1. */
export type Spot = { index: number; into: number };

/** How many items are asked for at first, and again when one follows the newest. */
export const FIRST_COUNT = 60;
/** How many are drawn at most. */
export const MOST = 180;
/** As many items as must be drawn beyond what is seen before more are asked for … */
const RESERVE = 20;
/** … and as many as are then asked for. */
const AHEAD = 60;
const NEAR_END = 40;

/** The heights of what stands for the items above and below. */
export function spacers({ from, total, heights, average }: Layout): { above: number; below: number } {
  return {
    above: Math.round(from * average),
    below: Math.round(Math.max(0, total - from - heights.length) * average),
  };
}

/** Which item is at a height of the list, and how far into it. */
export function spotAt(layout: Layout, y: number): Spot {
  const { from, total, heights, average } = layout;
  const last = Math.max(0, total - 1);
  const { above } = spacers(layout);
  if (y < above) return within(y, average, 0, last);
  let top = above;
  for (const [at, height] of heights.entries()) {
    if (y < top + height) return { index: from + at, into: (y - top) / height };
    top += height;
  }
  return within(y - top, average, from + heights.length, last);
}

function within(y: number, average: number, first: number, last: number): Spot {
  const exact = first + Math.max(0, y) / average;
  if (exact >= last + 1) return { index: last, into: 1 };
  return { index: Math.floor(exact), into: exact - Math.floor(exact) };
}

/** The height of the list at which a spot is. */
export function heightOf(layout: Layout, { index, into }: Spot): number {
  const { from, heights, average } = layout;
  if (index < from) return (index + into) * average;
  const drawn = heights.slice(0, index - from).reduce((sum, height) => sum + height, 0);
  const beyond = Math.max(0, index - from - heights.length);
  return spacers(layout).above + drawn + beyond * average + into * (heights[index - from] ?? average);
}

/** What can be seen from `top` on in a box of some height. */
export function sightOf(layout: Layout, top: number, height: number): Sight {
  return { first: spotAt(layout, top).index, last: spotAt(layout, top + height).index };
}

/** The part to ask for when what is drawn does not reach far enough around what is seen; undefined when it does. */
export function partNeeded(drawn: Part, { first, last }: Sight, total: number): Part | undefined {
  const hasAbove = drawn.from <= Math.max(0, first - RESERVE);
  const hasBelow = drawn.from + drawn.count >= Math.min(total, last + 1 + RESERVE);
  if (hasAbove && hasBelow) return undefined;
  const from = Math.max(0, first - AHEAD);
  const end = Math.min(total, last + 1 + AHEAD, from + MOST);
  // Asking once more for what is there would never end.
  if (end <= from || (from === drawn.from && end === from + drawn.count)) return undefined;
  return { from, count: end - from };
}

/** The part to ask for again when something changed: as it was, with room for what comes after the newest. */
export function partAgain(drawn: Part, total: number): Part {
  const hadNewest = drawn.from + drawn.count >= total;
  return { from: drawn.from, count: hadNewest ? MOST : drawn.count };
}

/** The guess for heights nobody has measured: the mean of all that were. */
export function averageOf(measured: Iterable<number>, otherwise: number): number {
  let sum = 0;
  let count = 0;
  for (const height of measured) {
    sum += height;
    count += 1;
  }
  return count === 0 || sum === 0 ? otherwise : sum / count;
}

/** Whether the reader is at the end of a box that scrolls. */
export function isNearEnd(box: { scrollTop: number; scrollHeight: number; clientHeight: number }): boolean {
  return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END;
}
