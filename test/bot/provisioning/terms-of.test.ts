import { describe, expect, it } from 'vitest';
import { endOfTerm } from '#bot/provisioning/terms-of.ts';

const rolling = (termMonths: number) => ({ term: 'rolling', termEndsOn: null, termMonths });
const fixed = (day: string) => ({ term: 'fixed', termEndsOn: new Date(`${day}T00:00:00Z`), termMonths: null });
const end = (tool: Parameters<typeof endOfTerm>[0], readyAt: string, timeZone = 'UTC') =>
  endOfTerm(tool, new Date(readyAt), { timeZone })?.toISOString() ?? null;

describe('the end of a term', () => {
  it('does not come where there is no term', () => {
    expect(end({ term: 'none', termEndsOn: null, termMonths: 12 }, '2026-03-02T10:00:00Z')).toBeNull();
    expect(end({ term: 'rolling', termEndsOn: null, termMonths: null }, '2026-03-02T10:00:00Z')).toBeNull();
  });

  it.each([
    ['UTC', '2026-12-31', '2026-12-31T23:59:59.000Z'],
    ['Europe/Madrid', '2026-12-31', '2026-12-31T22:59:59.000Z'],
    ['America/Los_Angeles', '2026-06-30', '2026-07-01T06:59:59.000Z'],
    ['Pacific/Auckland', '2026-06-30', '2026-06-30T11:59:59.000Z'],
    // The day on which the clocks go back has twenty-five hours, and the one on which they go forward twenty-three.
    ['Europe/Madrid', '2026-10-25', '2026-10-25T22:59:59.000Z'],
    ['Europe/Madrid', '2026-03-29', '2026-03-29T21:59:59.000Z'],
    // Midnight does not exist on the next day there.
    ['America/Santiago', '2026-09-05', '2026-09-06T03:59:59.000Z'],
  ])('is the end of its day in %s: %s', (zone, day, expected) => {
    expect(end(fixed(day), '2026-01-15T10:00:00Z', zone)).toBe(expected);
  });

  it.each([
    ['a year', 12, '2026-03-02T10:00:00Z', '2027-03-02'],
    ['a month that is shorter', 1, '2026-01-31T10:00:00Z', '2026-02-28'],
    ['a month that is shorter in a leap year', 1, '2028-01-31T10:00:00Z', '2028-02-29'],
    ['a year from a leap day', 12, '2028-02-29T10:00:00Z', '2029-02-28'],
    ['four years from a leap day', 48, '2028-02-29T10:00:00Z', '2032-02-29'],
    ['over the new year', 3, '2026-11-30T10:00:00Z', '2027-02-28'],
    ['a month that is longer', 1, '2026-02-28T10:00:00Z', '2026-03-28'],
  ])('is so many months after it was ready: %s', (_name, months, readyAt, day) => {
    expect(end(rolling(months), readyAt)).toBe(`${day}T23:59:59.000Z`);
  });

  it('counts from the day that it was at the desk', () => {
    expect(end(rolling(1), '2026-01-31T23:30:00Z', 'Europe/Madrid')).toBe('2026-03-01T22:59:59.000Z');
    expect(end(rolling(1), '2026-02-01T04:00:00Z', 'America/New_York')).toBe('2026-03-01T04:59:59.000Z');
  });

  it('is at midnight by the clock on the wall, whether it was summer then or now', () => {
    expect(end(rolling(6), '2026-01-15T10:00:00Z', 'Europe/Madrid')).toBe('2026-07-15T21:59:59.000Z');
    expect(end(rolling(6), '2026-07-15T10:00:00Z', 'Europe/Madrid')).toBe('2027-01-15T22:59:59.000Z');
  });
});
