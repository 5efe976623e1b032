import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import {
  addBusinessTime,
  businessSecondsBetween,
  DEFAULT_WORKING_HOURS,
  firstWorkingDayOfWeek,
  isOpenAt,
  isWorkingDay,
  WorkingHours,
  workingDaysBetween,
} from '#reports/working-hours.ts';
import { workingMs } from '#test/support/working-time.ts';

const HOUR = 3600;

function aSchedule(over: Partial<WorkingHours> = {}): WorkingHours {
  return WorkingHours.parse({ ...DEFAULT_WORKING_HOURS, ...over });
}

function openAllWeek(timeZone: string, ...hours: [string, string][]): WorkingHours {
  return aSchedule({ timeZone, week: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, hours])) });
}

describe('business seconds', () => {
  it('count only the hours the desk is open, over a night and a weekend', () => {
    const friday = new Date('2026-03-06T16:00Z');
    const monday = new Date('2026-03-09T09:30Z');

    const seconds = businessSecondsBetween(aSchedule(), friday, monday);

    expect(seconds).toBe(1.5 * HOUR);
  });

  it('leave out a lunch break', () => {
    const split = openAllWeek('Europe/Madrid', ['09:00', '13:30'], ['15:00', '18:00']);

    const seconds = businessSecondsBetween(split, new Date('2026-06-10T11:00Z'), new Date('2026-06-10T13:30Z'));

    expect(seconds).toBe(HOUR);
  });

  it('are none when the end is not after the start', () => {
    const noon = new Date('2026-03-06T12:00Z');

    expect(businessSecondsBetween(aSchedule(), noon, noon)).toBe(0);
    expect(businessSecondsBetween(aSchedule(), noon, new Date('2026-03-06T11:00Z'))).toBe(0);
  });

  it('run through midnight when the desk is open to 24:00 and again from 00:00', () => {
    const nights = openAllWeek('America/New_York', ['00:00', '02:00'], ['20:00', '24:00']);

    const seconds = businessSecondsBetween(nights, new Date('2026-06-11T00:00Z'), new Date('2026-06-11T12:00Z'));

    expect(seconds).toBe(6 * HOUR);
  });

  it.each([
    ['Europe/Madrid', '2026-03-29', 23],
    ['Europe/Madrid', '2026-10-25', 25],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['America/Sao_Paulo', '2018-11-04', 23],
    ['America/Sao_Paulo', '2018-02-17', 25],
    ['Asia/Beirut', '2026-03-29', 23],
    ['Africa/Cairo', '2026-10-29', 25],
    ['Pacific/Apia', '2011-12-30', 0],
  ])('of a desk that never closes in %s on %s are the %f hours of that day', (timeZone, date, hours) => {
    const [from, to] = dayIn(timeZone, date);

    const seconds = businessSecondsBetween(openAllWeek(timeZone, ['00:00', '24:00']), from, to);

    expect(seconds).toBe(hours * HOUR);
  });

  it('of hours that the clock skips are none, and of hours it shows twice are double', () => {
    const early = openAllWeek('Europe/Madrid', ['02:15', '02:45']);

    expect(businessSecondsBetween(early, ...dayIn('Europe/Madrid', '2026-03-29'))).toBe(0);
    expect(businessSecondsBetween(early, ...dayIn('Europe/Madrid', '2026-10-25'))).toBe(HOUR);
  });

  it('begin when the clock has jumped, for hours that start inside the jump', () => {
    const early = openAllWeek('Europe/Madrid', ['02:30', '04:00']);

    expect(businessSecondsBetween(early, ...dayIn('Europe/Madrid', '2026-03-29'))).toBe(HOUR);
  });

  it('follow a clock that falls back over midnight into the day before', () => {
    // St. John's, 2010-11-07: at 00:01 it was 23:01 again, still Saturday.
    const saturdays = aSchedule({ timeZone: 'America/St_Johns', week: { '6': [['23:00', '24:00']] } });

    const seconds = businessSecondsBetween(saturdays, new Date('2010-11-06T12:00Z'), new Date('2010-11-07T12:00Z'));

    expect(seconds).toBe(HOUR + 59 * 60);
  });

  it('refuse an instant that is none', () => {
    expect(() => businessSecondsBetween(aSchedule(), new Date('soon'), new Date('2026-01-01'))).toThrow('1900 to 2199');
  });
});

describe('adding business time', () => {
  it('ends when the desk closes, not when it opens again', () => {
    const due = addBusinessTime(aSchedule(), new Date('2026-03-06T16:00Z'), HOUR);

    expect(due).toEqual(new Date('2026-03-06T17:00Z'));
  });

  it('goes on after the weekend', () => {
    const due = addBusinessTime(aSchedule(), new Date('2026-03-06T16:00Z'), HOUR + 1);

    expect(due).toEqual(new Date('2026-03-09T09:00:01Z'));
  });

  it('of nothing is the same instant, even at night', () => {
    const night = new Date('2026-03-06T23:00:00.500Z');

    expect(addBusinessTime(aSchedule(), night, 0)).toEqual(night);
  });

  it('says so when the desk never opens', () => {
    expect(() => addBusinessTime(aSchedule({ week: {} }), new Date('2026-03-06T16:00Z'), 1)).toThrow(
      'not open for 1 s within 20 years',
    );
  });

  it('says so when every day of its week is a holiday for as long as it looks', () => {
    const mondays = Array.from({ length: 21 * 53 }, (_, weeks) =>
      Temporal.PlainDate.from('2026-01-05').add({ weeks }).toString(),
    );
    const closed = aSchedule({ week: { '1': [['09:00', '17:00']] }, ownHolidays: mondays });

    expect(() => addBusinessTime(closed, new Date('2026-01-01T00:00Z'), 1)).toThrow(RangeError);
  });

  it.each([-1, 0.5, Number.NaN])('refuses %f seconds', (seconds) => {
    expect(() => addBusinessTime(aSchedule(), new Date('2026-03-06T16:00Z'), seconds)).toThrow('whole seconds');
  });
});

describe('holidays', () => {
  const california = { timeZone: 'America/Los_Angeles', holidays: { country: 'US', region: 'CA' } };

  it('of the country and its region close the desk', () => {
    expect(isWorkingDay(aSchedule(california), '2026-11-26')).toBe(false);
    expect(isWorkingDay(aSchedule(california), '2026-03-31')).toBe(false);
    expect(isWorkingDay(aSchedule({ ...california, holidays: { country: 'US' } }), '2026-03-31')).toBe(true);
  });

  it('are those of each year', () => {
    const thanksgivings = ['2025-11-27', '2026-11-26', '2027-11-25'];

    expect(thanksgivings.filter((day) => isWorkingDay(aSchedule({ holidays: { country: 'US' } }), day))).toEqual([]);
  });

  it('that fall on a weekend close their substitute day', () => {
    expect(isWorkingDay(aSchedule(california), '2026-07-03')).toBe(false);
  });

  it('that only banks, schools or half a day keep do not close it', () => {
    const berlin = aSchedule({ timeZone: 'Europe/Berlin', holidays: { country: 'DE', region: 'BE' } });

    expect(isWorkingDay(berlin, '2026-12-24')).toBe(true);
    expect(isWorkingDay(berlin, '2026-12-25')).toBe(false);
  });

  it('of several days close each of them', () => {
    const cairo = aSchedule({ timeZone: 'Africa/Cairo', holidays: { country: 'EG' } });

    const closed = ['2026-05-26', '2026-05-27', '2026-05-28', '2026-05-29', '2026-06-01'].filter(
      (day) => !isWorkingDay(cairo, day),
    );

    expect(closed).toEqual(['2026-05-27', '2026-05-28', '2026-05-29']);
  });

  it('of the desk close it, and its own working days stay open in spite of the country', () => {
    const own = aSchedule({ ...california, ownHolidays: ['2026-06-10'], ownWorkingDays: ['2026-11-26'] });

    expect(isWorkingDay(own, '2026-06-10')).toBe(false);
    expect(isWorkingDay(own, '2026-11-26')).toBe(true);
    expect(businessSecondsBetween(own, ...dayIn('America/Los_Angeles', '2026-06-10'))).toBe(0);
  });

  it('are not looked for in a place nobody knows', () => {
    const nowhere = [
      { country: 'XX' },
      { country: 'US', region: 'ZZ' },
      { country: 'US', region: 'LA.ZZ' },
      { country: 'US', region: 'LA.NO.X' },
    ];

    for (const holidays of nowhere) {
      expect(WorkingHours.safeParse({ ...DEFAULT_WORKING_HOURS, holidays }).error?.issues[0]?.message).toContain(
        'no holidays are known',
      );
    }
    expect(WorkingHours.safeParse({ ...DEFAULT_WORKING_HOURS, holidays: { country: 'US', region: 'LA.NO' } }).success).toBe(true);
  });
});

describe('working days', () => {
  it('are counted up to, and without, the last date', () => {
    expect(workingDaysBetween(aSchedule(), '2026-03-02', '2026-03-09')).toBe(5);
    expect(workingDaysBetween(aSchedule({ ownHolidays: ['2026-03-04'] }), '2026-03-02', '2026-03-06')).toBe(3);
    expect(workingDaysBetween(aSchedule(), '2026-03-09', '2026-03-02')).toBe(0);
  });

  it('begin the week on Tuesday when Monday is a holiday', () => {
    const first = firstWorkingDayOfWeek(aSchedule({ ownHolidays: ['2026-03-02'] }), '2026-03-02');

    expect(first?.toString()).toBe('2026-03-03');
  });

  it('may be missing from a whole week', () => {
    const closed = ['02', '03', '04', '05', '06'].map((day) => `2026-03-${day}`);

    expect(firstWorkingDayOfWeek(aSchedule({ ownHolidays: closed }), Temporal.PlainDate.from('2026-03-02'))).toBeNull();
  });
});

it('is open from the first second of its hours to the last one before they end', () => {
  const open = ['08:59:59', '09:00:00', '16:59:59', '17:00:00'].map((time) =>
    isOpenAt(aSchedule(), new Date(`2026-03-06T${time}Z`)),
  );

  expect(open).toEqual([false, true, true, false]);
});

it.each([
  ['a time zone that does not exist', { timeZone: 'Europe/Rochdale' }],
  ['an offset for a time zone', { timeZone: '+02:00' }],
  ['hours that end before they start', { week: { '1': [['17:00', '09:00']] } }],
  [
    'hours that overlap',
    {
      week: {
        '1': [
          ['09:00', '13:00'],
          ['12:00', '17:00'],
        ],
      },
    },
  ],
  [
    'hours out of order',
    {
      week: {
        '1': [
          ['13:00', '17:00'],
          ['09:00', '12:00'],
        ],
      },
    },
  ],
  ['24:00 as a start', { week: { '1': [['24:00', '24:00']] } }],
  ['a weekday that does not exist', { week: { '8': [['09:00', '17:00']] } }],
  ['a holiday that does not exist', { ownHolidays: ['2026-02-30'] }],
])('does not accept %s', (_, over) => {
  expect(WorkingHours.safeParse({ ...DEFAULT_WORKING_HOURS, ...over }).success).toBe(false);
});

it('counts a year in milliseconds and a day in microseconds', () => {
  const busy = aSchedule({ timeZone: 'America/New_York', holidays: { country: 'US' } });
  const from = new Date('2026-01-15T12:00Z');
  businessSecondsBetween(busy, from, new Date('2027-01-15T12:00Z'));

  const upTo = (end: string) => () => businessSecondsBetween(busy, from, new Date(end));

  expect(workingMs(upTo('2027-01-15T12:00Z'), 10)).toBeLessThan(10);
  expect(workingMs(upTo('2026-01-16T12:00Z'), 1)).toBeLessThan(1);
});

function dayIn(timeZone: string, date: string): [Date, Date] {
  const day = Temporal.PlainDate.from(date);
  const [from, to] = [day, day.add({ days: 1 })].map((each) => new Date(each.toZonedDateTime({ timeZone }).epochMilliseconds));
  return [from!, to!];
}
