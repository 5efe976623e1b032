import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { daysLater, isMorning, morningFrom, zoneOf } from '#bot/waves/morning.ts';

const in_ = (timeZone: string, at: string) => morningFrom(new Date(at), timeZone);

describe('the morning in which somebody is written to', () => {
  it('is what is left of today’s, or the next working day’s', () => {
    expect(in_('Europe/Madrid', '2026-03-02T05:00:00Z')).toEqual(morning('2026-03-02T08:00:00Z', '2026-03-02T10:30:00Z'));
    expect(in_('Europe/Madrid', '2026-03-02T09:15:00Z')).toEqual(morning('2026-03-02T09:15:00Z', '2026-03-02T10:30:00Z'));
    expect(in_('Europe/Madrid', '2026-03-02T10:15:00Z')).toEqual(morning('2026-03-03T08:00:00Z', '2026-03-03T10:30:00Z'));
    expect(in_('Europe/Madrid', '2026-03-06T18:00:00Z')).toEqual(morning('2026-03-09T08:00:00Z', '2026-03-09T10:30:00Z'));
  });

  it('is nine o’clock by the wall on both sides of a clock change', () => {
    // Clocks in Madrid went forward on 29 March 2026.
    expect(in_('Europe/Madrid', '2026-03-27T15:00:00Z').from).toEqual(new Date('2026-03-30T07:00:00Z'));
    expect(in_('Europe/Madrid', '2026-03-26T15:00:00Z').from).toEqual(new Date('2026-03-27T08:00:00Z'));
  });

  it('is a working morning wherever and whenever one asks', () => {
    const zones = ['Europe/Madrid', 'Pacific/Auckland', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.date({ min: new Date('2024-01-01'), max: new Date('2034-12-31'), noInvalidDate: true }),
        (zone, at) => {
          const { from, to } = morningFrom(at, zone);

          const [starts, ends] = [from, to].map((one) =>
            Temporal.Instant.fromEpochMilliseconds(one.getTime()).toZonedDateTimeISO(zone),
          );
          expect(from >= at && from < to).toBe(true);
          expect(starts!.dayOfWeek).toBeLessThanOrEqual(5);
          expect(starts!.hour).toBeGreaterThanOrEqual(9);
          expect(ends!.toPlainTime().toString()).toBe('11:30:00');
          expect(isMorning(from, zone) && isMorning(to, zone)).toBe(true);
        },
      ),
    );
  });
});

it('is over at lunch, at night and at the weekend', () => {
  const times = ['2026-03-02T08:00:00Z', '2026-03-02T07:59:00Z', '2026-03-02T11:30:00Z', '2026-03-07T09:00:00Z'];

  expect(times.map((at) => isMorning(new Date(at), 'Europe/Madrid'))).toEqual([true, false, false, false]);
});

it('goes by the first zone that there is', () => {
  expect([zoneOf(null, 'Mars/Olympus', 'Europe/Madrid'), zoneOf('Mars/Olympus', null)]).toEqual(['Europe/Madrid', 'UTC']);
});

it('counts days by the wall, also over a clock change', () => {
  expect(daysLater(new Date('2026-03-20T09:00:00Z'), 14, 'Europe/Madrid')).toEqual(new Date('2026-04-03T08:00:00Z'));
});

const morning = (from: string, to: string) => ({ from: new Date(from), to: new Date(to) });
