// What may be said of few people without saying what one of them thinks. Pure: it knows counts, and neither the store nor the words.
import { type Asked, type AskedBefore, revealingGroup } from './before-after.ts';
import { type Block, blockOf, type Counted, joined, mergeAcross, mergeUntilFine } from './merging.ts';
import type { Atoms, Cell, Tally } from './tallies.ts';

/** Opinions of fewer people than this are told to nobody, unless a wave says otherwise. */
export const SMALLEST_GROUP = 5;
/** Fewer texts than this are shown to nobody: words give people away sooner than numbers. */
export const SMALLEST_TEXTS = 8;

/** What was said to one question, by cell (in the order of `Census.cells`). */
export type Told = {
  id: string;
  tallies: readonly Tally[];
  /** Earlier questions that decide who is asked this one */
  dependsOn: readonly string[];
  /** By cell, people of whom it must not be told that all answered this one, or that none did: see surveys/depending.ts */
  partOf: readonly (readonly number[])[];
  /** Texts: how many there are is told of everybody only, alike or not */
  isWritten: boolean;
};

/** All that a wave's answers come to, before it is decided what of it may be said. */
export type Census = {
  /** Names of the bands, at most two */
  bands: readonly string[];
  cells: readonly Cell[];
  /** People who answered anything, by cell */
  people: readonly number[];
  /** In the order in which they are asked */
  questions: readonly Told[];
};

/** From how many people on something is told, and from how many texts; 0 for those who read each answer anyway. */
export type Rule = { smallest: number; smallestTexts: number };

/** Enough people, and no value that each of them gave. Of several values per person (`many`) one that all gave makes them unanimous, one that nobody gave does not. */
export function isSafe({ persons, counts }: Tally, smallest: number): boolean {
  return smallest === 0 || (persons >= smallest && ![...counts.values()].includes(persons));
}

/**
 * The atoms of people (under null) and of each question. Whatever is told of a wave is a sum of whole atoms, so that whatever is
 * taken from whatever, a total less all that is shown, say, or one band less another, is again a group that was safe to tell.
 *
 * - Cells are merged until each group is safe, within the same first band as long as that helps.
 * - Questions start from the atoms of people: what two of them tell about sizes is never about a handful of people.
 * - Who answers a follow-up says what they answered before. So its atoms are sums of those of the questions it depends on, and where
 *   these are hidden it is, too.
 * - What an earlier wave would reveal is merged further (surveys/before-after.ts).
 *
 * What it cannot hide: that a group is hidden though enough people answered hints at one mind, and whoever knows how all others answered knows the last one.
 */
export function atomsOf(
  census: Census,
  rule: Rule,
  earlier: ReadonlyMap<string, readonly AskedBefore[]> = new Map(),
): Map<string | null, Atoms> {
  const { cells } = census;
  const people = census.people.map((persons) => ({ persons, counts: new Map() }));
  const found = new Map<string | null, Atoms>();
  found.set(
    null,
    mergeUntilFine(
      { cells, tallies: people, partOf: [] },
      cells.map((_, cell) => [cell]),
      ({ persons }) => persons >= rule.smallest,
    ),
  );
  for (const told of census.questions) {
    const start = joined(
      cells.length,
      [null, ...told.dependsOn].map((id) => found.get(id) ?? null),
    );
    const counted = { ...told, ...rule, bands: census.bands, cells };
    found.set(told.id, start && (told.isWritten ? everybody(counted, rule) : ofOne(start)));

    function ofOne(coarsest: NonNullable<Atoms>): Atoms {
      return lessRevealing(counted, mergeUntilFine(counted, coarsest, fineBy(rule)), earlier.get(told.id) ?? []);
    }
  }
  return found;
}

/** Everybody together, where they wrote enough. */
function everybody(counted: Counted, { smallestTexts }: Rule): Atoms {
  const all = blockOf(counted, [...counted.cells.keys()]);
  return smallestTexts === 0 || (all.persons >= smallestTexts && isProperPart(all)) ? [all.cells] : null;
}

/** Nobody to protect, or safe and neither all nor none of those of whom it would tell something. */
function fineBy({ smallest }: Rule): (block: Block) => boolean {
  if (smallest === 0) return () => true;
  return (block) => (block.persons === 0 && block.among.length === 0) || (isSafe(block, smallest) && isProperPart(block));
}

function isProperPart({ persons, among }: Block): boolean {
  return among.every((all) => persons > 0 && persons < all);
}

/** Merges further until nothing that can be told or reckoned differs from an earlier wave by a few people who can only have come, or only gone. */
function lessRevealing(counted: Counted & Omit<Asked, 'atoms'>, start: Atoms, earlier: readonly AskedBefore[]): Atoms {
  let atoms = start;
  while (atoms) {
    const group = revealingGroup({ ...counted, atoms }, earlier);
    if (!group) return atoms;
    atoms = mergeAcross(counted, atoms, group);
  }
  return null;
}
