import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Counts } from '#surveys/counting.ts';
import { figuresOfAll, groupsOf, type Published, publish, textsOfAll } from '#surveys/publishing.ts';
import { isSafe } from '#surveys/small-numbers.ts';
import { type Cell, cellsWith, sumOf } from '#surveys/tallies.ts';
import { findings, findingsBetween, type Seen, type Shown, subsetsSpanned } from './adversary.ts';
import { countsOf, nextPeople, numbersFrom, type Someone, SURVEY, somePeople, tallyOf } from './random-waves.ts';

const SETS = 1000;
const SMALLEST = 5;
const seeds = fc.noShrink(fc.integer());

describe('an adversary who reckons with all that is told', () => {
  it('finds no few, and none of one mind, in a thousand waves and the ones after them', () => {
    const told = { safe: 0, shown: 0 };

    fc.assert(
      fc.property(seeds, (seed) => {
        const [before, after] = twoWaves(seed);
        const [counted, later] = [countsOf(before), countsOf(after)];
        const [first, second] = [publish(counted, []), publish(later, [counted])];
        const one: Seen = { people: before, shown: shownBy(first) };
        const other: Seen = { people: after, shown: shownBy(second) };

        expect([untrue(before, first, told), untrue(after, second)]).toEqual([[], []]);
        expect([findings(one, SMALLEST), findings(other, SMALLEST), findingsBetween(one, other, SMALLEST)]).toEqual([[], [], []]);
      }),
      { numRuns: SETS },
    );
    // To hide everything would be easy: of the first band's groups that are safe by themselves, more than half are shown.
    expect(told.shown / told.safe).toBeGreaterThan(0.5);
  });

  it.each([
    ['groups are looked at one by one', (counts: Counts) => shownOneByOne(counts, (tally) => isSafe(tally, SMALLEST))],
    ['being of one mind does not count', (counts: Counts) => shownOneByOne(counts, ({ persons }) => persons >= SMALLEST)],
    ['follow-ups are told on their own', (counts: Counts) => shownBy(publish(changed(counts, { dependsOn: [] }), []))],
    ['it does not matter how many were asked', (counts: Counts) => shownBy(publish(changed(counts, { partOf: [] }), []))],
  ])('finds something where %s', (_, weakly) => {
    const found = someSeeds(250).flatMap((seed) => {
      const people = somePeople(numbersFrom(seed));
      return findings({ people, shown: weakly(countsOf(people)) }, SMALLEST);
    });

    expect(found.length).toBeGreaterThan(0);
  });

  it('finds something where a wave is not compared with the one before', () => {
    const found = someSeeds(100).flatMap((seed) => {
      const [before, after] = twoWaves(seed);
      const [one, other] = [before, after].map((people) => ({ people, shown: shownBy(publish(countsOf(people), [])) }));
      return findingsBetween(one!, other!, SMALLEST);
    });

    expect(found.length).toBeGreaterThan(0);
  });

  it('finds nothing in a copy sent to the same people either; of one sent to others nothing is hidden for it', () => {
    let hidden = 0;

    for (const seed of someSeeds(200)) {
      const [before, after] = twoWaves(seed);
      const [first, later] = [countsOf(before), countsOf(after)];
      const sentTo = (people: number) => publish(later, [{ ...first, shared: { pairs: [], unknown: people } }]);
      const [alone, copy] = [publish(later, []), sentTo(Number.POSITIVE_INFINITY)];
      const [one, other] = [shownBy(publish(first, [])), shownBy(copy)];

      expect(findingsBetween({ people: before, shown: one }, { people: after, shown: other }, SMALLEST)).toEqual([]);
      expect(sentTo(0).atoms).toEqual(alone.atoms);
      if (JSON.stringify([...copy.atoms]) !== JSON.stringify([...alone.atoms])) hidden += 1;
    }
    expect(hidden).toBeGreaterThan(0);
  });

  it('knows what follows from sums: a total less its parts, a part of a part, and not what two crossing bands leave open', () => {
    const parts = subsetsSpanned(
      [
        [1, 1, 1],
        [1, 0, 0],
        [0, 1, 0],
      ],
      3,
    );
    const crossing = subsetsSpanned(
      [
        [1, 1, 0, 0],
        [0, 0, 1, 1],
        [1, 0, 1, 0],
        [0, 1, 0, 1],
      ],
      4,
    );

    expect(parts.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(crossing.toSorted((a, b) => a - b)).toEqual([3, 5, 10, 12, 15]);
  });
});

function twoWaves(seed: number): [Someone[], Someone[]] {
  const random = numbersFrom(seed);
  const before = somePeople(random);
  return [before, nextPeople(before, random)];
}

const someSeeds = (count: number) => Array.from({ length: count }, (_, index) => index * 7919);

/** Whatever is told that is not true; and how much is told of what is safe by itself. */
function untrue(people: Someone[], published: Published, told = { safe: 0, shown: 0 }): string[] {
  const places = ([0, 1] as const).flatMap((band) => groupsOf(published, band).map((group) => ({ band, ...group })));
  const wrong = places.flatMap(({ band, value, questions }) => {
    const them = people.filter(({ cell }) => cell[band] === value);
    return questions.filter(({ id, figures }) => {
      const truth = tallyOf(them, id);
      if (band === 0 && isSafe(truth, SMALLEST)) told.safe += 1;
      if (!figures) return false;
      if (band === 0) told.shown += 1;
      const isSo = figures.distribution.every((one) => one.count === (truth.counts.get(one.value) ?? 0));
      return figures.n !== truth.persons || !isSo;
    });
  });
  const total = SURVEY.questions.filter((question) => {
    const figures = figuresOfAll(published, question);
    return figures && figures.n !== tallyOf(people, question.id).persons;
  });
  return [...wrong, ...total].map(({ id }) => id);
}

/** Of which groups anything is told. */
function shownBy(published: Published): Shown {
  const shown: Shown = new Map(SURVEY.questions.map(({ id }) => [id, []]));
  const add = (id: string | null, group: (cell: Cell) => boolean) => shown.set(id, [...(shown.get(id) ?? []), group]);
  for (const question of SURVEY.questions) {
    if (figuresOfAll(published, question)) add(question.id, () => true);
    if (question.kind === 'text' && typeof textsOfAll(published, question) === 'number') add(question.id, () => true);
  }
  for (const band of [0, 1] as const)
    for (const { value, responses, questions } of groupsOf(published, band)) {
      const group = (cell: Cell) => cell[band] === value;
      if (responses !== null) add(null, group);
      for (const { id, figures } of questions) if (figures) add(id, group);
    }
  return shown;
}

/** As it is often done: whatever is large enough by itself is told. */
function shownOneByOne({ census }: Counts, mayBeTold: (tally: ReturnType<typeof sumOf>) => boolean): Shown {
  const shown: Shown = new Map();
  for (const { id, tallies } of census.questions) {
    const groups: ((cell: Cell) => boolean)[] = mayBeTold(sumOf(tallies, census.cells.keys())) ? [() => true] : [];
    for (const band of [0, 1] as const)
      for (const value of new Set(census.cells.map((cell) => cell[band])))
        if (mayBeTold(sumOf(tallies, cellsWith(census.cells, band, value)))) groups.push((cell) => cell[band] === value);
    shown.set(id, groups);
  }
  return shown;
}

function changed(counts: Counts, changes: Partial<Counts['census']['questions'][number]>): Counts {
  const questions = counts.census.questions.map((told) => ({ ...told, ...changes }));
  return { ...counts, census: { ...counts.census, questions } };
}
