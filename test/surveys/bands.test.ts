import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BANDS, bandKey, bandsFor, bandText, bandValue, coarsen, inOrderOf, OTHERS, type Person } from '#surveys/bands.ts';

const NOBODY: Person = { organisationId: null, size: null, region: null, plan: null, years: null, language: null };

/** So many people, each with an id. */
function people(...groups: [count: number, Partial<Person>][]): Map<string, Person> {
  const all = groups.flatMap(([count, person]) => Array.from({ length: count }, () => ({ ...NOBODY, ...person })));
  return new Map(all.map((person, index) => [`U${index}`, person]));
}

/** How many people share what is kept. */
function kept(stored: Map<string, [string | null, string | null]>): Record<string, number> {
  const groups = Map.groupBy(stored.values(), (values) => values.join(' / '));
  return Object.fromEntries([...groups].map(([values, same]) => [values, same.length]));
}

describe('a band', () => {
  it('is a range of the size or of the years since joining, and otherwise the word as it is', () => {
    const sizes = [1, 10, 11, 50, 51, 250, 251, null].map((size) => bandValue('size', { ...NOBODY, size }));
    const years = [0, 1, 2, 3, 9, 10, null].map((since) => bandValue('tenure', { ...NOBODY, years: since }));

    expect(sizes).toEqual(['1-10', '1-10', '11-50', '11-50', '51-250', '51-250', '251+', 'unknown']);
    expect(years).toEqual(['0', '1-2', '1-2', '3-9', '3-9', '10+', 'unknown']);
    expect(bandValue('region', { ...NOBODY, region: 'North' })).toBe('North');
    expect(bandValue('organisation', NOBODY)).toBe('unknown');
  });

  it('is read in words, from least to most, with those who are not told apart at the end', () => {
    const values = [null, 'others', '251+', 'unknown', '1-10'].map((value) => ({ value, text: value ?? '' }));

    const sorted = values.toSorted((one, other) => inOrderOf('size', one, other)).map(({ value }) => bandText('size', value));

    expect(sorted).toEqual(['1 to 10 people', 'over 250 people', 'all others', 'not known', 'not told apart']);
    expect(bandText('region', 'North')).toBe('North');
  });
});

describe('what is kept of the people who are asked', () => {
  it('names an organisation of which ten are asked, and makes others of the rest', () => {
    const stored = bandsFor(
      people([12, { organisationId: 'o1' }], [9, { organisationId: 'o2' }], [4, { organisationId: 'o3' }]),
      ['organisation'],
    );

    expect(kept(stored)).toEqual({ 'o1 / ': 12, 'others / ': 13 });
  });

  it('lets others take in the next smallest while they are too few themselves', () => {
    const stored = bandsFor(people([30, { region: 'North' }], [11, { region: 'South' }], [3, { region: 'West' }]), ['region']);

    expect(kept(stored)).toEqual({ 'North / ': 30, 'others / ': 14 });
  });

  it('tells nobody apart where too few are asked', () => {
    const stored = bandsFor(people([5, { region: 'North' }], [4, { region: 'South' }]), ['region', 'language']);

    expect(kept(stored)).toEqual({ ' / ': 9 });
  });

  it('drops the second band where the first leaves too few to tell apart by it', () => {
    const stored = bandsFor(
      people(
        [20, { region: 'North', language: 'en' }],
        [20, { region: 'North', language: 'es' }],
        [8, { region: 'South', language: 'en' }],
        [7, { region: 'South', language: 'es' }],
      ),
      ['region', 'language'],
    );

    expect(kept(stored)).toEqual({ 'North / en': 20, 'North / es': 20, 'South / ': 15 });
  });

  it('is shared by as many of those asked as it has to be, for any people and bands, and is theirs, others or nothing', () => {
    const word = fc.constantFrom(null, 'a', 'b', 'c', 'd');
    const person = fc.record({
      organisationId: word,
      size: fc.option(fc.nat(400)),
      region: word,
      plan: word,
      years: fc.option(fc.nat(20)),
      language: fc.constantFrom('en', 'es', null),
    });
    const asked = fc.array(fc.tuple(fc.integer({ min: 1, max: 14 }), person), { maxLength: 25 });
    const chosen = fc.shuffledSubarray([...BANDS], { maxLength: 2 });

    fc.assert(
      fc.property(asked, chosen, fc.integer({ min: 3, max: 12 }), (groups, bands, least) => {
        const all = people(...groups);
        const stored = bandsFor(all, bands, least);
        const shared = Object.entries(kept(stored));

        expect(stored.size).toBe(all.size);
        if (all.size >= least) expect(shared.filter(([, count]) => count < least)).toEqual([]);
        else expect(shared.length).toBeLessThanOrEqual(1);
        for (const [id, [one, two]] of stored) {
          const given = bands.map((band) => bandValue(band, all.get(id)!));
          expect([given[0], OTHERS, null]).toContain(one);
          expect([given[1], OTHERS, null]).toContain(two);
        }
      }),
    );
  });

  it('is found from counts of combinations, too', () => {
    const counts = new Map([
      [bandKey('North', 'en'), 40],
      [bandKey('North', 'es'), 10],
      [bandKey('South', 'en'), 10],
      [bandKey('South', 'es'), 2],
    ]);

    expect(Object.fromEntries(coarsen(counts))).toEqual({
      [bandKey('North', 'en')]: ['North', 'en'],
      [bandKey('North', 'es')]: ['North', 'es'],
      [bandKey('South', 'en')]: ['South', null],
      [bandKey('South', 'es')]: ['South', null],
    });
    expect(coarsen(new Map([[bandKey('North', null), 10]])).get(bandKey('North', null))).toEqual(['North', null]);
  });
});
