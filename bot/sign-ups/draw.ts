import { createHash } from 'node:crypto';

/** One application in a draw: whose it is, how many seats it asks for, and how many its organisation has from before. */
export type Entry = { signUpId: number; organisationId: string | null; seats: number; holds?: number };
/** Where an application came in the draw, from 1, and whether that was enough. */
export type Drawn = { signUpId: number; organisationId: string | null; rank: number; hasSeat: boolean };

type Limits = {
  /** Free seats; null for any number. */
  seats: number | null;
  /** The most that one organisation may have; null for any number. */
  perOrganisation?: number | null;
};

/**
 * Draws seats by lot: every organisation its first seat before any has its second, and so on; within each turn the lot decides.
 *
 * The same entries, seats and seed give the same result in whatever order they come, so that a draw can be repeated by anybody.
 * Who belongs to no organisation counts as one of their own. What asks for more than is left lets the next in line go first.
 */
export function drawSeats(entries: readonly Entry[], limits: Limits, seed: string): Drawn[] {
  const turns = turnsOf(entries, seed).sort(
    (one, other) => one.turn - other.turn || compare(one.lot, other.lot) || one.entry.signUpId - other.entry.signUpId,
  );
  const had = new Map<string, number>();
  let left = limits.seats ?? Number.POSITIVE_INFINITY;
  const most = limits.perOrganisation ?? Number.POSITIVE_INFINITY;
  return turns.map(({ entry: { signUpId, organisationId, seats, holds = 0 } }, index) => {
    const own = organisationId === null ? 0 : (had.get(organisationId) ?? holds);
    const hasSeat = seats <= left && (organisationId === null || own + seats <= most);
    if (hasSeat) left -= seats;
    if (organisationId !== null) had.set(organisationId, own + (hasSeat ? seats : 0));
    return { signUpId, organisationId, rank: index + 1, hasSeat };
  });
}

type Turn = { entry: Entry; lot: string; turn: number };

/** The n-th application of an organisation has its n-th turn; what the organisation has from before counts as had. */
function turnsOf(entries: readonly Entry[], seed: string): Turn[] {
  const groups = new Map<string, { entry: Entry; lot: string }[]>();
  for (const entry of entries) {
    const group = entry.organisationId === null ? `p:${entry.signUpId}` : `o:${entry.organisationId}`;
    groups.set(group, [...(groups.get(group) ?? []), { entry, lot: lotOf(seed, entry.signUpId) }]);
  }
  return [...groups.values()].flatMap((group) =>
    group
      .sort((one, other) => compare(one.lot, other.lot) || one.entry.signUpId - other.entry.signUpId)
      .map((one, index) => ({ ...one, turn: index + (one.entry.holds ?? 0) })),
  );
}

/** An application's lot: nobody can say beforehand what it is, and anybody can say it afterwards. */
function lotOf(seed: string, signUpId: number): string {
  return createHash('sha256').update(`${seed} ${signUpId}`).digest('hex');
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
