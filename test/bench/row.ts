/** One line of the report: the ratio or count, what it is in, and whether it (and all that belongs to the goal) was met. */
export type Row = { id: string; value: number; unit: string; goal: number; met: boolean };

/** A measurement's row, and in words what else was seen while it was taken. */
export type Measured = { row: Row; detail: string[] };

export type Settings = {
  /** How often each side is measured; the sides take turns. */
  rounds: number;
  /** How long each side is measured in one round. */
  seconds: number;
  /** What has to be undone, in the end or when the bench is interrupted. */
  cleanups: Cleanups;
  /** What measurements share, undone when all are done. */
  kept: Cleanups;
  /** How many tickets a long history has. */
  size: number;
};

export type Cleanups = {
  add: (undo: () => Promise<unknown>) => void;
  /** Undoes everything added so far, the last first. */
  run: () => Promise<void>;
};

export function openCleanups(): Cleanups {
  const waiting: (() => Promise<unknown>)[] = [];
  const undoAll = async () => {
    for (let undo = waiting.pop(); undo; undo = waiting.pop()) await undo().catch(() => undefined);
  };
  // Interrupted, two ask for it at once: the second begins when the first has ended, or it would overtake it.
  let running = Promise.resolve();
  return {
    add: (undo) => waiting.push(undo),
    run: () => {
      running = running.then(undoAll);
      return running;
    },
  };
}

/** Both sides in turn, the first one first in every other round, so that a machine that slows down slows both. */
export async function takeTurns<T>(rounds: number, product: () => Promise<T>, reference: () => Promise<T>) {
  const taken: { product: T; reference: T }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) {
      const first = await product();
      taken.push({ product: first, reference: await reference() });
    } else {
      const first = await reference();
      taken.push({ product: await product(), reference: first });
    }
  }
  return taken;
}

/** A number as people read it: 4,310 or 0.92. */
export function readable(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(3)));
}
