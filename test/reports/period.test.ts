import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { dueInstant, nextWeek, previousWeek, weekLabel, weekNamed, weekOf, weeksUpTo } from '#reports/period.ts';
import { DEFAULT_WORKING_HOURS, type WorkingHours } from '#reports/working-hours.ts';

const HOUR = 3_600_000;

// With half-hour clock changes, changes at midnight, a skipped day, and a quarter-hour offset.
const zones = fc.constantFrom(
  'UTC',
  'Europe/Madrid',
  'America/New_York',
  'America/Los_Angeles',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Asia/Beirut',
  'Africa/Cairo',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'America/Asuncion',
);
const instants = fc.date({ min: new Date('2005-01-01'), max: new Date('2035-12-31'), noInvalidDate: true });

function hours(name: string, zone: string): number {
  const { start, end } = weekNamed(name, zone);
  return (end.getTime() - start.getTime()) / HOUR;
}

describe('a week', () => {
  it('goes from Monday to Monday in the time zone of the workspace', () => {
    const week = weekOf(new Date('2026-11-19T12:00Z'), 'America/New_York');

    expect(week).toEqual({
      name: '2026-W47',
      monday: '2026-11-16',
      start: new Date('2026-11-16T05:00Z'),
      end: new Date('2026-11-23T05:00Z'),
      timeZone: 'America/New_York',
    });
  });

  it('has 167 hours when the clocks go forward, 169 when they go back, and half-hours on Lord Howe', () => {
    expect(hours('2026-W13', 'Europe/Madrid')).toBe(167);
    expect(hours('2026-W43', 'Europe/Madrid')).toBe(169);
    expect(hours('2026-W14', 'Australia/Lord_Howe')).toBe(168.5);
  });

  it('is named by the ISO year, which is not always the year of its days', () => {
    expect(weekOf(new Date('2027-01-03T12:00Z'), 'UTC').name).toBe('2026-W53');
    expect(weekOf(new Date('2024-12-30T12:00Z'), 'UTC').name).toBe('2025-W01');
  });

  it('is labelled with its days, across months and years too', () => {
    expect(weekLabel(weekNamed('2026-W47', 'UTC'))).toBe('16–22 Nov');
    expect(weekLabel(weekNamed('2026-W49', 'UTC'))).toBe('30 Nov – 6 Dec');
    expect(weekLabel(weekNamed('2026-W53', 'UTC'))).toBe('28 Dec – 3 Jan');
  });

  it.each(['2026-W54', '2025-W53', '2026-W00', '2026-47', 'W47', ''])('does not exist by the name %j', (name) => {
    expect(() => weekNamed(name, 'UTC')).toThrow(RangeError);
  });

  it('holds its instant, is found again by its name, and leaves no gap to its neighbours, in any zone', () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const week = weekOf(instant, zone);

        expect(week.start.getTime()).toBeLessThanOrEqual(instant.getTime());
        expect(week.end.getTime()).toBeGreaterThan(instant.getTime());
        expect(weekNamed(week.name, zone)).toEqual(week);
        expect(nextWeek(week).start).toEqual(week.end);
        expect(previousWeek(nextWeek(week))).toEqual(week);
        expect(weekOf(week.start, zone)).toEqual(week);
        expect(weekOf(new Date(week.start.getTime() - 1), zone)).toEqual(previousWeek(week));
      }),
      { numRuns: 300 },
    );
  });

  it('comes last in the run of weeks up to it', () => {
    const names = weeksUpTo(weekNamed('2027-W02', 'UTC'), 4).map(({ name }) => name);

    expect(names).toEqual(['2026-W52', '2026-W53', '2027-W01', '2027-W02']);
  });
});

describe('the digest is due', () => {
  const week = weekNamed('2026-W47', 'America/New_York');

  it('on Monday at nine by the workspace’s clock', () => {
    expect(dueInstant(week, DEFAULT_WORKING_HOURS)).toEqual(new Date('2026-11-23T14:00Z'));
  });

  it('on Tuesday when Monday is a holiday', () => {
    const schedule = { ...DEFAULT_WORKING_HOURS, ownHolidays: ['2026-11-23'] };

    expect(dueInstant(week, schedule)).toEqual(new Date('2026-11-24T14:00Z'));
  });

  it('on Monday all the same when the whole week is closed', () => {
    const schedule: WorkingHours = { ...DEFAULT_WORKING_HOURS, week: {} };

    expect(dueInstant(week, schedule)).toEqual(new Date('2026-11-23T14:00Z'));
  });

  it('at nine on the wall whatever the clocks do, once for each week', () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const one = weekOf(instant, zone);

        const due = dueInstant(one, DEFAULT_WORKING_HOURS);

        const wall = Temporal.Instant.fromEpochMilliseconds(due.getTime()).toZonedDateTimeISO(zone);
        expect(wall.toPlainTime().toString()).toBe('09:00:00');
        expect(weekOf(due, zone)).toEqual(nextWeek(one));
      }),
      { numRuns: 300 },
    );
  });
});
