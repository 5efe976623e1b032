import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { nextWaveAt, type Repeats } from '#surveys/cadence.ts';

const at = (local: string, timeZone: string) => new Date(Temporal.ZonedDateTime.from(`${local}[${timeZone}]`).epochMilliseconds);
const local = (instant: Date, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString()
    .slice(0, 16);

/** The local times of so many waves, each found from the one before. */
function row(first: string, repeats: Repeats, timeZone: string, count: number): string[] {
  const start = at(first, timeZone);
  const times: string[] = [];
  for (let last = start; times.length < count; times.push(local(last, timeZone)))
    last = nextWaveAt(last, repeats, timeZone, start);
  return times;
}

describe('the next wave', () => {
  it.each<[string, string, string[]]>([
    ['Europe/Madrid', '2027-03-15T09:00', ['2027-03-22T09:00', '2027-03-29T09:00', '2027-04-05T09:00']],
    ['Europe/Madrid', '2027-10-25T09:00', ['2027-11-01T09:00', '2027-11-08T09:00']],
    ['America/New_York', '2027-03-08T09:00', ['2027-03-15T09:00', '2027-03-22T09:00']],
    ['America/New_York', '2027-11-01T09:00', ['2027-11-08T09:00']],
    ['Australia/Lord_Howe', '2027-03-29T09:00', ['2027-04-05T09:00', '2027-04-12T09:00']],
    ['Australia/Lord_Howe', '2027-09-27T09:00', ['2027-10-04T09:00']],
  ])('in %s goes out at the same time of day when the clocks change (from %s)', (timeZone, first, next) => {
    expect(row(first, 'weekly', timeZone, next.length)).toEqual(next);
  });

  it('goes out later in the night in which its time is skipped, and at its own time again after it', () => {
    expect(row('2027-03-21T02:30', 'weekly', 'Europe/Madrid', 2)).toEqual(['2027-03-28T03:30', '2027-04-04T02:30']);
    expect(row('2027-03-07T02:15', 'weekly', 'America/New_York', 2)).toEqual(['2027-03-14T03:15', '2027-03-21T02:15']);
    expect(row('2027-09-26T02:15', 'weekly', 'Australia/Lord_Howe', 2)).toEqual(['2027-10-03T02:45', '2027-10-10T02:15']);
  });

  it('goes out once in the night in which its time is there twice', () => {
    const first = at('2027-10-24T02:30', 'Europe/Madrid');

    const second = nextWaveAt(first, 'weekly', 'Europe/Madrid', first);
    const third = nextWaveAt(second, 'weekly', 'Europe/Madrid', first);

    expect(second.toISOString()).toBe('2027-10-31T00:30:00.000Z');
    expect(local(third, 'Europe/Madrid')).toBe('2027-11-07T02:30');
  });

  it('of a row from the 31st goes out on the last day of a short month, and on the 31st again after it', () => {
    expect(row('2027-12-31T10:00', 'monthly', 'Europe/Madrid', 5)).toEqual([
      '2028-01-31T10:00',
      '2028-02-29T10:00',
      '2028-03-31T10:00',
      '2028-04-30T10:00',
      '2028-05-31T10:00',
    ]);
    expect(row('2026-11-30T10:00', 'quarterly', 'Europe/Madrid', 3)).toEqual([
      '2027-02-28T10:00',
      '2027-05-30T10:00',
      '2027-08-30T10:00',
    ]);
    expect(row('2026-08-31T10:00', 'half-yearly', 'Europe/Madrid', 2)).toEqual(['2027-02-28T10:00', '2027-08-31T10:00']);
  });

  it('of a row from 29 February goes out on the 28th, until there is a 29th again', () => {
    expect(row('2028-02-29T10:00', 'yearly', 'America/New_York', 4)).toEqual([
      '2029-02-28T10:00',
      '2030-02-28T10:00',
      '2031-02-28T10:00',
      '2032-02-29T10:00',
    ]);
  });

  it('is counted from the last one where no first is known, and what was missed is not caught up with', () => {
    expect(local(nextWaveAt(at('2027-02-28T10:00', 'Europe/Madrid'), 'monthly', 'Europe/Madrid'), 'Europe/Madrid')).toBe(
      '2027-03-28T10:00',
    );
    const first = at('2027-01-31T10:00', 'Europe/Madrid');
    const late = at('2027-06-30T10:00', 'Europe/Madrid');

    expect(local(nextWaveAt(late, 'monthly', 'Europe/Madrid', first), 'Europe/Madrid')).toBe('2027-07-31T10:00');
    expect(local(nextWaveAt(new Date(late.getTime() - 1), 'monthly', 'Europe/Madrid', first), 'Europe/Madrid')).toBe(
      '2027-06-30T10:00',
    );
  });

  it('is always the first of its row that comes later', () => {
    const zones = fc.constantFrom('Europe/Madrid', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC');
    const repeats = fc.constantFrom<Repeats>('weekly', 'monthly', 'quarterly', 'half-yearly', 'yearly');
    const instants = fc.date({ min: new Date('2024-01-01T00:00Z'), max: new Date('2032-01-01T00:00Z'), noInvalidDate: true });

    fc.assert(
      fc.property(instants, fc.nat(1500), repeats, zones, (first, days, every, timeZone) => {
        const now = new Date(first.getTime() + days * 86_400_000);

        const next = nextWaveAt(now, every, timeZone, first);

        expect(next.getTime()).toBeGreaterThan(now.getTime());
        expect(nextWaveAt(new Date(next.getTime() - 1), every, timeZone, first)).toEqual(next);
        const steps = { weekly: 7, monthly: 31, quarterly: 92, 'half-yearly': 184, yearly: 366 };
        expect((next.getTime() - now.getTime()) / 86_400_000).toBeLessThan(steps[every] + 1.1);
      }),
      { numRuns: 300 },
    );
  });
});
