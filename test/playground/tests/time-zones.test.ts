import { describe, expect, it } from 'vitest';
import { localTime, momentOf } from '../page/time-zones.ts';

const seconds = (iso: string): number => Date.parse(iso) / 1000;
const NEW_YORK = 'America/New_York';

describe('a moment on the clock of a time zone', () => {
  it('shows the hour of the place, in summer and in winter', () => {
    expect(localTime(seconds('2026-07-01T14:00:00Z'), NEW_YORK)).toBe('2026-07-01T10:00');
    expect(localTime(seconds('2026-01-01T02:05:59Z'), NEW_YORK)).toBe('2025-12-31T21:05');
    expect(localTime(seconds('2026-03-01T00:00:00Z'), 'Asia/Kathmandu')).toBe('2026-03-01T05:45');
  });

  it('calls midnight 00:00 and not 24:00', () => {
    expect(localTime(seconds('2026-03-01T00:00:00Z'), 'UTC')).toBe('2026-03-01T00:00');
  });

  it('takes a zone nobody has heard of for UTC', () => {
    expect(localTime(seconds('2026-03-01T09:30:00Z'), 'Mars/Base')).toBe('2026-03-01T09:30');
    expect(momentOf('2026-03-01T09:30', 'Mars/Base')).toBe(seconds('2026-03-01T09:30:00Z'));
  });
});

describe('what is written on a clock, as a moment', () => {
  it('finds the moment again for every hour of a year, in zones of every kind', () => {
    for (const zone of [NEW_YORK, 'Europe/Madrid', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Pacific/Apia', 'UTC']) {
      for (let moment = seconds('2026-01-01T00:00:00Z'); moment < seconds('2027-01-01T00:00:00Z'); moment += 7 * 3_600) {
        const local = localTime(moment, zone);
        expect(localTime(momentOf(local, zone) ?? 0, zone)).toBe(local);
      }
    }
  });

  it('takes the first of two when clocks go back', () => {
    expect(momentOf('2026-11-01T01:30', NEW_YORK)).toBe(seconds('2026-11-01T05:30:00Z'));
  });

  it('moves on what is skipped when clocks go forward', () => {
    const moment = momentOf('2026-03-08T02:30', NEW_YORK);

    expect(moment).toBe(seconds('2026-03-08T07:30:00Z'));
    expect(localTime(moment ?? 0, NEW_YORK)).toBe('2026-03-08T03:30');
  });

  it('is right on the days around a change of the clocks', () => {
    expect(momentOf('2026-03-08T01:59', NEW_YORK)).toBe(seconds('2026-03-08T06:59:00Z'));
    expect(momentOf('2026-03-08T03:00', NEW_YORK)).toBe(seconds('2026-03-08T07:00:00Z'));
    expect(momentOf('2026-10-25T23:00', 'Europe/Madrid')).toBe(seconds('2026-10-25T22:00:00Z'));
  });

  it('is nothing when it is no time', () => {
    for (const wrong of ['', 'tomorrow', '2026-13-01T10:00', '2026-01-01']) expect(momentOf(wrong, 'UTC')).toBeNull();
  });
});
