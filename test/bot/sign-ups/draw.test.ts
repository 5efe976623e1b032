import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawSeats, type Entry } from '#bot/sign-ups/draw.ts';

/** Applications of a few organisations and of people without one, for one seat each. */
const someEntries = fc
  .array(fc.option(fc.constantFrom('maple', 'harbor', 'elm', 'oak'), { nil: null }), { maxLength: 40 })
  .map((organisations) =>
    organisations.map((organisationId, index): Entry => ({ signUpId: index + 1, organisationId, seats: 1 })),
  );
const someSeats = fc.integer({ min: 0, max: 50 });
const someSeed = fc.string({ minLength: 1, maxLength: 20 });

const groupOf = ({ signUpId, organisationId }: { signUpId: number; organisationId: string | null }) =>
  organisationId ?? `person ${signUpId}`;

describe('a draw', () => {
  it('gives no organisation a second seat before every one in it has its first', () => {
    fc.assert(
      fc.property(someEntries, someSeats, someSeed, (entries, seats, seed) => {
        const drawn = drawSeats(entries, { seats }, seed);
        const won = new Map<string, number>();
        for (const one of drawn.filter(({ hasSeat }) => hasSeat)) won.set(groupOf(one), (won.get(groupOf(one)) ?? 0) + 1);
        const hasSecond = [...won.values()].some((count) => count > 1);
        const groups = new Set(entries.map(groupOf));

        expect(!hasSecond || won.size === groups.size).toBe(true);
      }),
    );
  });

  it('gives all seats, as long as somebody wants one', () => {
    fc.assert(
      fc.property(someEntries, someSeats, someSeed, (entries, seats, seed) => {
        const won = drawSeats(entries, { seats }, seed).filter(({ hasSeat }) => hasSeat);

        expect(won).toHaveLength(Math.min(seats, entries.length));
      }),
    );
  });

  it('comes out the same in whatever order the applications are, and so can be repeated', () => {
    fc.assert(
      fc.property(someEntries, someSeats, someSeed, fc.infiniteStream(fc.nat()), (entries, seats, seed, chance) => {
        const shuffled = entries
          .map((entry) => ({ entry, at: chance.next().value as number }))
          .sort((one, other) => one.at - other.at)
          .map(({ entry }) => entry);

        expect(drawSeats(shuffled, { seats }, seed)).toEqual(drawSeats(entries, { seats }, seed));
      }),
    );
  });

  it('ranks everybody once, the winners before the others where each wants one seat', () => {
    fc.assert(
      fc.property(someEntries, someSeats, someSeed, (entries, seats, seed) => {
        const drawn = drawSeats(entries, { seats }, seed);

        expect(drawn.map(({ rank }) => rank)).toEqual(entries.map((_, index) => index + 1));
        expect(new Set(drawn.map(({ signUpId }) => signUpId)).size).toBe(entries.length);
        expect(drawn.findLastIndex(({ hasSeat }) => hasSeat) + 1).toBe(Math.min(seats, entries.length));
      }),
    );
  });

  it('never gives more than there is, nor more than one organisation may have, however many each asks for', () => {
    const many = fc.array(
      fc.record({ organisationId: fc.constantFrom('maple', 'harbor', 'elm'), seats: fc.integer({ min: 1, max: 5 }) }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(many, someSeats, fc.integer({ min: 1, max: 6 }), someSeed, (asked, seats, perOrganisation, seed) => {
        const entries = asked.map((entry, index) => ({ ...entry, signUpId: index + 1 }));
        const won = drawSeats(entries, { seats, perOrganisation }, seed).filter(({ hasSeat }) => hasSeat);
        const seatsOf = (signUpId: number) => entries[signUpId - 1]!.seats;
        const sum = (of: typeof won) => of.reduce((all, { signUpId }) => all + seatsOf(signUpId), 0);

        expect(sum(won)).toBeLessThanOrEqual(seats);
        for (const name of ['maple', 'harbor', 'elm'])
          expect(sum(won.filter(({ organisationId }) => organisationId === name))).toBeLessThanOrEqual(perOrganisation);
      }),
    );
  });

  it('gives everybody a seat where there are any number of them', () => {
    const entries = [1, 2, 3].map((signUpId) => ({ signUpId, organisationId: 'maple', seats: 2 }));

    expect(drawSeats(entries, { seats: null }, 'seed').every(({ hasSeat }) => hasSeat)).toBe(true);
  });

  it('lets organisations that have a seat from before wait for those that have none', () => {
    for (const seed of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const entries = [
        { signUpId: 1, organisationId: 'maple', seats: 1, holds: 1 },
        { signUpId: 2, organisationId: 'harbor', seats: 1, holds: 0 },
      ];

      const won = drawSeats(entries, { seats: 1 }, seed).filter(({ hasSeat }) => hasSeat);

      expect(won.map(({ signUpId }) => signUpId)).toEqual([2]);
    }
  });

  it('is by lot: who asked first wins no more often than the others', () => {
    const entries = [1, 2, 3, 4].map((signUpId) => ({ signUpId, organisationId: `o${signUpId}`, seats: 1 }));
    const wins = [0, 0, 0, 0];
    for (let index = 0; index < 2000; index += 1)
      for (const { signUpId, hasSeat } of drawSeats(entries, { seats: 1 }, `seed ${index}`))
        if (hasSeat) wins[signUpId - 1]! += 1;

    for (const count of wins) expect(count).toBeGreaterThan(400);
  });
});
