import { describe, expect, it } from 'vitest';
import { clockTime, counted, plainName, share, timeOnWall, workingTime } from '#reports/wording.ts';

const HOUR = 3600;

it('counts as people speak', () => {
  expect([0, 1, 2].map((count) => counted(count, 'request'))).toEqual(['no requests', '1 request', '2 requests']);
});

it('gives a percentage only from thirty on', () => {
  expect(share(28, 29)).toBe('28 of 29');
  expect(share(28, 30)).toBe('28 of 30 (93 %)');
});

describe('a span', () => {
  it.each([
    [0, 'under a minute'],
    [59, 'under a minute'],
    [60, '1 min'],
    [59 * 60 + 40, '1 h'],
    [HOUR, '1 h'],
    [6600, '1 h 50'],
    [HOUR + 300, '1 h 05'],
    [9 * HOUR + 3599, '10 h'],
    [16.6 * HOUR, '17 h'],
    [100 * HOUR, '100 h'],
  ])('of %d seconds of working time is said as %j', (seconds, said) => {
    expect(workingTime(seconds)).toBe(said);
  });

  it.each([
    [17 * HOUR, '17 h'],
    [48 * HOUR, '2 days'],
    [52 * HOUR, '2 days 4 h'],
    [9 * 24 * HOUR + 2 * HOUR, '9 days'],
  ])('of %d seconds by the clock is said as %j', (seconds, said) => {
    expect(clockTime(seconds)).toBe(said);
  });
});

describe('a time', () => {
  const asOf = new Date('2026-11-23T09:00Z');

  it.each([
    ['2026-11-19T11:10Z', 'UTC', 'Thu 11:10'],
    ['2026-11-19T11:10Z', 'America/New_York', 'Thu 06:10'],
    ['2026-11-05T11:10Z', 'UTC', 'Thu 5 Nov'],
    ['2025-12-31T11:10Z', 'UTC', 'Wed 31 Dec 2025'],
  ])('%s in %s is said as %j', (instant, zone, said) => {
    expect(timeOnWall(new Date(instant), zone, asOf)).toBe(said);
  });
});

describe('a name somebody chose', () => {
  it('stays on one line and cannot turn the text after it around', () => {
    expect(plainName(' Ana\n\tB \u202eevil\u2066 ')).toBe('Ana B evil');
  });

  it('is cut to a bearable length, never inside a character', () => {
    expect(plainName('😀'.repeat(200))).toBe(`${'😀'.repeat(79)}…`);
  });
});
