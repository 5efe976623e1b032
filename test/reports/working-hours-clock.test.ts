import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addBusinessTime, businessSecondsBetween, WorkingHours } from '#reports/working-hours.ts';

describe('against a clock read minute by minute', () => {
  const zones = [
    'Europe/Madrid',
    'Australia/Lord_Howe',
    'America/Sao_Paulo',
    'Asia/Beirut',
    'Africa/Cairo',
    'America/St_Johns',
    'Pacific/Apia',
    'Asia/Kathmandu',
    'UTC',
  ];
  // Close to where these zones change their clocks, midnight changes included, and anywhere else.
  const changes = [
    '2026-03-29T01:00Z',
    '2026-10-25T01:00Z',
    '2026-04-04T15:00Z',
    '2026-10-03T15:30Z',
    '2018-11-04T03:00Z',
    '2018-02-18T02:00Z',
    '2026-03-28T22:00Z',
    '2026-10-24T21:00Z',
    '2026-04-23T22:00Z',
    '2026-10-29T21:00Z',
    '2010-11-07T02:31Z',
    '2010-03-14T03:31Z',
    '2011-12-30T10:00Z',
  ];
  const aTimeZone = fc.constantFrom(...zones);
  const anInstant = fc
    .tuple(
      fc.oneof(fc.constantFrom(...changes).map(Date.parse), fc.integer({ min: Date.UTC(2009, 0), max: Date.UTC(2030, 0) })),
      fc.integer({ min: -40 * 60, max: 40 * 60 }),
    )
    .map(([base, minutes]) => new Date(Math.floor(base / 60_000 + minutes) * 60_000));
  const someHours = fc.uniqueArray(fc.nat(96), { maxLength: 6 }).map((quarters) => {
    const times = quarters
      .sort((a, b) => a - b)
      .map((quarter) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`);
    return Array.from(
      { length: Math.floor(times.length / 2) },
      (_, index) => [times[2 * index]!, times[2 * index + 1]!] as [string, string],
    );
  });
  const anySchedule = fc
    .record({ timeZone: aTimeZone, week: fc.array(someHours, { minLength: 7, maxLength: 7 }), closed: fc.boolean() })
    .chain(({ timeZone, week, closed }) =>
      anInstant.map((near) => ({
        near,
        schedule: WorkingHours.parse({
          holidays: null,
          timeZone,
          week: Object.fromEntries(week.map((hours, index) => [index + 1, hours])),
          ownHolidays: closed ? [wallClock(timeZone, near).date] : [],
        }),
      })),
    );
  const span = fc.integer({ min: 0, max: 50 * 60 });

  it('business seconds are the open minutes times sixty', () => {
    fc.assert(
      fc.property(anySchedule, span, ({ schedule, near }, minutes) => {
        const to = new Date(near.getTime() + minutes * 60_000);

        expect(businessSecondsBetween(schedule, near, to)).toBe(60 * openMinutes(schedule, near, minutes));
      }),
      { numRuns: 400 },
    );
  });

  it('parts add up to the whole and a longer span is never shorter', () => {
    fc.assert(
      fc.property(
        anySchedule,
        fc.array(fc.nat(20 * 86_400_000), { minLength: 3, maxLength: 3 }),
        ({ schedule, near }, offsets) => {
          const [a, b, c] = offsets.sort((x, y) => x - y).map((offset) => new Date(near.getTime() + offset));
          const [first, second, whole] = [
            businessSecondsBetween(schedule, a!, b!),
            businessSecondsBetween(schedule, b!, c!),
            businessSecondsBetween(schedule, a!, c!),
          ];

          expect(first + second).toBe(whole);
          expect(whole).toBeGreaterThanOrEqual(Math.max(first, second));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('adding business time lands on the first instant by which that much has passed', () => {
    fc.assert(
      fc.property(anySchedule, fc.integer({ min: 1, max: 200_000 }), ({ schedule, near }, seconds) => {
        fc.pre(Object.values(schedule.week).some((hours) => hours.length > 0));
        const due = addBusinessTime(schedule, near, seconds);

        expect(businessSecondsBetween(schedule, near, due)).toBe(seconds);
        expect(businessSecondsBetween(schedule, near, new Date(due.getTime() - 1000))).toBe(seconds - 1);
      }),
      { numRuns: 500 },
    );
  });

  function openMinutes(schedule: WorkingHours, from: Date, minutes: number): number {
    let open = 0;
    for (let minute = 0; minute < minutes; minute++) {
      const { date, time, weekday } = wallClock(schedule.timeZone, new Date(from.getTime() + minute * 60_000));
      const hours = schedule.week[weekday] ?? [];
      if (!schedule.ownHolidays.includes(date) && hours.some(([start, end]) => start <= time && time < end)) open++;
    }
    return open;
  }
});

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What a clock and a calendar on the wall show, read through Intl and not through Temporal. */
function wallClock(timeZone: string, at: Date) {
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  clocks.set(timeZone, clock);
  const [date = '', time = ''] = clock.format(at).split(' ');
  const weekday = String(new Date(`${date}T00:00Z`).getUTCDay() || 7) as '1' | '2' | '3' | '4' | '5' | '6' | '7';
  return { date, time, weekday };
}
