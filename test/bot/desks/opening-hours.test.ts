import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openingHoursText, readOpeningHours } from '#bot/desks/opening-hours.ts';
import { DEFAULT_WORKING_HOURS, type WorkingHours } from '#reports/working-hours.ts';

type Week = WorkingHours['week'];

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Hours of one day: an even number of different times, in order, make intervals that may touch but not overlap. */
const hours = fc.uniqueArray(fc.integer({ min: 0, max: 24 * 60 }), { minLength: 2, maxLength: 6 }).map((times) => {
  const sorted = times.toSorted((one, other) => one - other);
  return Array.from({ length: Math.floor(sorted.length / 2) }, (_, index): [string, string] => [
    clock(sorted[2 * index]!),
    clock(sorted[2 * index + 1]!),
  ]);
});
const nine: [string, string][] = [['09:00', '17:00']];
const week: fc.Arbitrary<Week> = fc
  .uniqueArray(fc.constantFrom('1', '2', '3', '4', '5', '6', '7'), { minLength: 1 })
  .chain((days) => fc.tuple(...days.map((day) => fc.tuple(fc.constant(day), fc.oneof(fc.constant(nine), hours)))))
  .map((entries) => Object.fromEntries(entries));

it('shows alike days as one line', () => {
  const text = openingHoursText({
    ...DEFAULT_WORKING_HOURS.week,
    '6': [
      ['10:00', '12:00'],
      ['13:00', '24:00'],
    ],
  });

  expect(text).toBe('Mon–Fri 09:00–17:00\nSat 10:00–12:00, 13:00–24:00');
});

it('reads back every week it shows', () => {
  fc.assert(
    fc.property(week, (given) => {
      expect(readOpeningHours(openingHoursText(given))).toEqual({ week: given });
    }),
  );
});

it('answers any text with a week that it can show and read again, or with a sentence', () => {
  const words = fc.array(
    fc.constantFrom(
      'Mon',
      'fri',
      'Weds.',
      ' ',
      '-',
      '–',
      ',',
      ':',
      '9',
      '17:00',
      '9am',
      '12',
      'pm',
      '\n',
      ';',
      'to',
      'and',
      '25',
    ),
    { maxLength: 14 },
  );
  const typed = fc.oneof(
    fc.string(),
    words.map((parts) => parts.join('')),
  );

  fc.assert(
    fc.property(typed, (text) => {
      const read = readOpeningHours(text);
      if ('problem' in read) expect(read.problem).toMatch(/^[A-Z].{20,}\.$/su);
      else expect(readOpeningHours(openingHoursText(read.week))).toEqual(read);
    }),
    { numRuns: 2000 },
  );
});

it.each([
  ['Mon-Fri 9-17', 'Mon–Fri 09:00–17:00'],
  ['monday – friday: 9:00 – 17:30', 'Mon–Fri 09:00–17:30'],
  ['Mon to Thurs 9am to 5pm; Fri 9am-12pm', 'Mon–Thu 09:00–17:00\nFri 09:00–12:00'],
  ['Mon, Wed & Fri 9.00-13.00', 'Mon 09:00–13:00\nWed 09:00–13:00\nFri 09:00–13:00'],
  ['sat 13-15, 10-12', 'Sat 10:00–12:00, 13:00–15:00'],
  ['Weds. 12am-12pm', 'Wed 00:00–12:00'],
  ['Sun 22:00–24:00', 'Sun 22:00–24:00'],
])('understands %j', (typed, shown) => {
  const read = readOpeningHours(typed);

  expect('week' in read && openingHoursText(read.week)).toBe(shown);
});

describe('says what is wrong with', () => {
  it.each([
    ['', /Please write when you are open/],
    ['Mon–Fri', /cannot read the days in "Mon–Fri"/],
    ['9-17', /cannot read the days in "9-17"/],
    ['Funday 9-17', /cannot read the days in "Funday 9-17"/],
    ['Fri–Mon 9-17', /cannot read the days/],
    ['Mon 9-25', /cannot read the hours in "Mon 9-25"/],
    ['Mon 13pm-14pm', /cannot read the hours/],
    ['Mon 9', /cannot read the hours/],
    ['Mon 9-12,', /cannot read the hours/],
    ['Mon 22:00–06:00', /For a night write two lines/],
    ['Mon 9-13, 12-17', /hours overlap/],
    ['Mon–Fri 9-17\nFri 9-12', /Friday is there twice/],
    ['Mon, Mon 9-17', /Monday is there twice/],
  ])('%j', (typed, sentence) => {
    const read = readOpeningHours(typed);

    expect('problem' in read && read.problem).toMatch(sentence);
  });
});
