import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { npsByOrganisation, npsOf, ratingClass } from '#surveys/scoring.ts';

const counts = (scores: number[]) =>
  new Map([...Map.groupBy(scores, (score) => score)].map(([score, same]) => [score, same.length]));
const times = (count: number, score: number) => Array<number>(count).fill(score);

describe('the Net Promoter Score', () => {
  it('is the share of nines and tens less that of zeros to sixes, in whole points', () => {
    const nps = npsOf(counts([10, 9, 9, 8, 7, 7, 6, 3, 0]));

    expect(nps).toEqual({ n: 9, promoters: 3, passives: 3, detractors: 3, score: 0, margin: null });
    expect(npsOf(counts([10, 10, 8]))?.score).toBe(67);
    expect(npsOf(counts([0, 8, 8]))?.score).toBe(-33);
    expect(Object.is(npsOf(counts([8, 8, 7]))?.score, 0)).toBe(true);
    expect(npsOf(new Map())).toBeNull();
  });

  it('rounds halves away from zero on both sides', () => {
    const [up, down] = [npsOf(counts([...times(1, 10), ...times(7, 8)])), npsOf(counts([...times(1, 0), ...times(7, 8)]))];

    expect([up?.score, down?.score]).toEqual([13, -13]);
  });

  it('has a margin from thirty answers on, rounded up', () => {
    const few = npsOf(counts([...times(15, 9), ...times(14, 6)]));
    const enough = npsOf(counts([...times(15, 9), ...times(15, 6)]));
    const many = npsOf(counts([...times(500, 9), ...times(300, 7), ...times(200, 6)]));

    // 1.96 · √(1 / 30) is 0.3578; 1.96 · √((0.5 + 0.2 − 0.3²) / 1000) is 0.0484.
    expect([few?.margin, enough?.margin, many?.margin]).toEqual([null, 36, 5]);
    expect(npsOf(counts(times(40, 10)))?.margin).toBe(0);
  });

  it('is a whole number from −100 to 100 whatever was answered, the shares of all sum to n, and turning every answer round turns it round', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 3, 6, 7, 8, 9, 10), { minLength: 1, maxLength: 80 }), (scores) => {
        const nps = npsOf(counts(scores))!;
        const turned = npsOf(counts(scores.map((score) => (score >= 9 ? 0 : score <= 6 ? 10 : score))))!;

        expect(Number.isInteger(nps.score) && nps.score >= -100 && nps.score <= 100).toBe(true);
        expect(nps.promoters + nps.passives + nps.detractors).toBe(nps.n);
        expect(turned.score + nps.score).toBe(0);
      }),
    );
  });

  it('gives each organisation one voice, however many of its people answered', () => {
    const large = counts(times(90, 10));
    const small = counts([10, 8, 0, 0]);

    expect(npsByOrganisation([large, small, new Map()])).toEqual({
      organisations: 2,
      promoters: 0.625,
      passives: 0.125,
      detractors: 0.25,
      score: 38,
    });
    expect(npsByOrganisation([])).toBeNull();
  });
});

it('calls ratings of four and five happy, three neutral, one and two unhappy', () => {
  expect([1, 2, 3, 4, 5].map(ratingClass)).toEqual(['unhappy', 'unhappy', 'neutral', 'happy', 'happy']);
});
