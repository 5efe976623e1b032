import { describe, expect, it } from 'vitest';
import { FIRST_PACE, nextSlot, paceAfterCalm, paceAfterLimit } from '#bot/waves/pace.ts';

describe('after Slack has said that it was too much', () => {
  it('a wave goes on just under what Slack took in the minute before', () => {
    const pace = paceAfterLimit(FIRST_PACE, { count: 525, seconds: 60 });

    expect(pace.perMinute).toBeCloseTo(514.5);
  });

  it('it creeps upwards from there by a percent or so a minute, and no further than where it began', () => {
    let pace = paceAfterLimit(FIRST_PACE, { count: 525, seconds: 60 });
    const paces: number[] = [];
    for (let seconds = 0; seconds < 3600; seconds += 5) {
      pace = paceAfterCalm(pace);
      paces.push(pace.perMinute);
    }

    expect(paces[11]! / 514.5).toBeGreaterThan(1.005);
    expect(paces[11]! / 514.5).toBeLessThan(1.02);
    expect(Math.max(...paces)).toBe(FIRST_PACE.perMinute);
  });

  it('it goes half as fast after too short a time to tell, and finds back', () => {
    let pace = paceAfterLimit(FIRST_PACE, { count: 20, seconds: 4 });
    expect(pace.perMinute).toBe(300);

    for (let calm = 0; calm < 20; calm += 1) pace = paceAfterCalm(pace);
    expect(pace).toEqual(FIRST_PACE);
  });

  it('it never stops altogether', () => {
    expect(paceAfterLimit(FIRST_PACE, { count: 0, seconds: 60 }).perMinute).toBeGreaterThan(0);
  });
});

describe('slots', () => {
  it('come evenly, and what was late by a moment is caught up with', () => {
    const pace = { perMinute: 600, ceiling: 600 };
    const first = nextSlot(pace, null, 10_000);
    const second = nextSlot(pace, first.next, 10_300);
    const afterLong = nextSlot(pace, second.next, 60_000);

    expect(first).toEqual({ at: 10_000, next: 10_100 });
    expect(second).toEqual({ at: 10_100, next: 10_200 });
    expect(afterLong.at).toBe(55_000);
  });
});
