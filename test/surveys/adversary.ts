import type { Condition, Question } from '#surveys/survey.ts';
import type { Cell, Tally } from '#surveys/tallies.ts';
import { type Someone, SURVEY, tallyOf } from './random-waves.ts';

/** What was told, as somebody reads it: of which groups there were figures, by question, and of which (under null) the number of people. */
export type Shown = Map<string | null, ((cell: Cell) => boolean)[]>;

/** One wave: who truly said what, and what was told. The truth is used only to judge what the adversary reckoned. */
export type Seen = { people: Someone[]; shown: Shown };

/**
 * Reckons all that follows from what was told, by linear algebra: every set of cells whose answers are a combination (sums and differences, with any
 * factors) of those of the groups shown. Names each that is smaller than `smallest` people, or of one mind.
 */
export function findings({ people, shown }: Seen, smallest: number): string[] {
  const { tally, size, named, reckoned } = worldOf([people]);
  const isUnsafe = ({ persons, counts }: Tally) =>
    persons > 0 && (persons < smallest || [...counts.values()].some((count) => count === persons));
  const told = SURVEY.questions.flatMap((question) => {
    const sets = question.kind === 'text' ? [] : reckoned(groupsOf(shown, question.id));
    const own = sets.filter((set) => isUnsafe(tally(0, question.id, set))).map((set) => `${question.id} in ${named(set)}`);
    return [...own, ...whatItsNumberTells(question)];
  });
  // All answer what is asked of all and has to be answered, so that its groups tell how many people there are.
  const ofAll = SURVEY.questions.filter(({ isRequired, showIf, kind }) => isRequired && !showIf && kind !== 'many');
  const sizes = reckoned([null, ...ofAll.map(({ id }) => id)].flatMap((id) => groupsOf(shown, id)));
  return [...told, ...sizes.filter((set) => size(0, set) > 0 && size(0, set) < smallest).map((set) => `people in ${named(set)}`)];

  /** How many answered a follow-up is how many had answered so that it was asked. */
  function whatItsNumberTells({ id, showIf = [] }: Question): string[] {
    const own = groupsOf(shown, id);
    if (own.length === 0) return [];
    if (showIf.length > 1) return showIf.flatMap((condition) => whereConditionsMeet(id, condition, own));
    return showIf.flatMap(({ question }) => {
      const { kind } = questionCalled(question);
      const areCountsShown = kind === 'choice' || kind === 'yes-no';
      const sets = reckoned(areCountsShown ? [...own, ...groupsOf(shown, question)] : own);
      const judged = (set: number): Tally => {
        const before = tally(0, question, set);
        const asked = tally(0, id, set).persons;
        return areCountsShown ? before : { ...before, counts: new Map(Object.entries({ asked, not: before.persons - asked })) };
      };
      return sets.filter((set) => isUnsafe(judged(set))).map((set) => `${question} by ${id} in ${named(set)}`);
    });
  }

  /** All, or none, of those who said one thing were asked, so all, or none, of them said the other thing, too. */
  function whereConditionsMeet(id: string, { question, anyOf = [] }: Condition, own: Group[]): string[] {
    const known = new Set(reckoned(groupsOf(shown, question)));
    const isTold = (set: number) => {
      const { counts } = tally(0, question, set);
      const said = anyOf.reduce((sum, value) => sum + (counts.get(value) ?? 0), 0);
      const asked = tally(0, id, set).persons;
      return said > 0 && (asked === 0 || asked === said);
    };
    const sets = reckoned(own).filter((set) => known.has(set) && isTold(set));
    return sets.map((set) => `all or none of ${question} by ${id} in ${named(set)}`);
  }
}

/**
 * Names each group that was told in one wave, or is what that leaves of everybody or of a larger one, that can be reckoned in the other wave, and that
 * differs by fewer than `smallest` people who can only have come, or only gone.
 */
export function findingsBetween(before: Seen, after: Seen, smallest: number): string[] {
  const { tally, named, reckoned, cellsOf } = worldOf([before.people, after.people]);
  return SURVEY.questions
    .filter(({ kind }) => kind !== 'text')
    .flatMap(({ id }) => {
      const [one, other] = [before, after].map(({ shown }) => {
        const groups = groupsOf(shown, id);
        return { reckoned: new Set(reckoned(groups)), near: nearTo(groups.map(cellsOf)) };
      });
      const inBoth = new Set([...one!.near, ...other!.near].filter((set) => one!.reckoned.has(set) && other!.reckoned.has(set)));
      return [...inBoth]
        .map((set) => ({ set, change: changeOf(tally(0, id, set), tally(1, id, set)) }))
        .filter(({ change }) => change.persons !== 0 && Math.abs(change.persons) < smallest && isOneWay(change))
        .map(({ set, change }) => `${change.persons} in ${id} in ${named(set)}`);
    });
}

/** The groups, and each less one or all that lie in it. */
function nearTo(groups: readonly number[]): number[] {
  return groups.flatMap((group) => {
    const within = groups.filter((part) => part !== group && (part & group) === part);
    return [group, ...within.map((part) => group & ~part), group & ~within.reduce((union, part) => union | part, 0)];
  });
}

type Change = { persons: number; values: number[] };

function changeOf(before: Tally, after: Tally): Change {
  const values = [...new Set([...before.counts.keys(), ...after.counts.keys()])];
  return {
    persons: after.persons - before.persons,
    values: values.map((value) => (after.counts.get(value) ?? 0) - (before.counts.get(value) ?? 0)),
  };
}

function isOneWay({ persons, values }: Change): boolean {
  return values.every((value) => value * persons >= 0);
}

type Group = (cell: Cell) => boolean;

function groupsOf(shown: Shown, id: string | null): Group[] {
  return shown.get(id) ?? [];
}

function questionCalled(id: string): Question {
  const found = SURVEY.questions.find((question) => question.id === id);
  if (!found) throw new Error(`no question ${id}`);
  return found;
}

/** Sets of cells as bits, and the truth of each. */
function worldOf(waves: readonly (readonly Someone[])[]) {
  const names = [...new Set(waves.flat().map(({ cell }) => JSON.stringify(cell)))];
  const cells = names.map((name) => JSON.parse(name) as Cell);
  const byCell = waves.map((people) => Map.groupBy(people, ({ cell }) => JSON.stringify(cell)));
  const here = (wave: number, set: number) =>
    names.flatMap((name, index) => (set & (1 << index) ? [byCell[wave]?.get(name) ?? []] : []));
  const known = new Map<string, Tally>();
  return {
    size: (wave: number, set: number) => here(wave, set).flat().length,
    tally: (wave: number, id: string, set: number) => {
      const key = `${wave} ${id} ${set}`;
      const tally = known.get(key) ?? tallyOf(here(wave, set).flat(), id);
      known.set(key, tally);
      return tally;
    },
    named: (set: number) => names.filter((_, index) => set & (1 << index)).join(' '),
    cellsOf: (group: Group) => cells.reduce((set, cell, index) => (group(cell) ? set | (1 << index) : set), 0),
    reckoned: (groups: readonly Group[]) =>
      subsetsSpanned(
        groups.map((group) => cells.map((cell) => (group(cell) ? 1 : 0))),
        cells.length,
      ),
  };
}

/** Exact for what is asked: whole numbers modulo a prime under 2²⁶, whose products are exact. */
const PRIME = 67_108_859;

/** Every set of columns whose indicator is a linear combination of these rows. */
export function subsetsSpanned(vectors: readonly (readonly number[])[], columns: number): number[] {
  const rows = reduced(vectors, columns);
  const sets: number[] = [];
  // Each row is 1 in a column where all others are 0, so an indicator is the sum of the rows in whose columns it is 1.
  for (let chosen = 1; chosen < 1 << rows.length; chosen += 1) {
    let set = 0;
    let isIndicator = true;
    for (let column = 0; column < columns && isIndicator; column += 1) {
      let sum = 0;
      for (const [index, row] of rows.entries()) if (chosen & (1 << index)) sum += row[column] ?? 0;
      sum %= PRIME;
      if (sum === 1) set |= 1 << column;
      else if (sum !== 0) isIndicator = false;
    }
    if (isIndicator) sets.push(set);
  }
  return sets;
}

function reduced(vectors: readonly (readonly number[])[], columns: number): number[][] {
  const rows = [...new Map(vectors.map((vector) => [vector.join(), [...vector]])).values()];
  let rank = 0;
  for (let column = 0; column < columns && rank < rows.length; column += 1) {
    const pivot = rows.findIndex((row, index) => index >= rank && row[column] !== 0);
    if (pivot < 0) continue;
    const [row, top] = [rows[pivot]!, rows[rank]!];
    [rows[rank], rows[pivot]] = [row, top];
    const factor = inverse(row[column] ?? 0);
    for (const [index, value] of row.entries()) row[index] = (value * factor) % PRIME;
    for (const other of rows) {
      const times = other[column] ?? 0;
      if (other === row || times === 0) continue;
      for (const [index, value] of row.entries()) other[index] = ((other[index] ?? 0) + (PRIME - times) * value) % PRIME;
    }
    rank += 1;
  }
  return rows.slice(0, rank);
}

/** By Fermat. */
function inverse(value: number): number {
  let [result, base, exponent] = [1, value, PRIME - 2];
  for (; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) result = (result * base) % PRIME;
    base = (base * base) % PRIME;
  }
  return result;
}
