import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { UserError } from '#bot/errors.ts';
import { dayMeant, momentMeant } from '#bot/triage/dates.ts';
import { dueForReply } from '#bot/triage/overdue.ts';
import { DEFAULT_WORKING_HOURS } from '#reports/working-hours.ts';

/** A Wednesday. */
const TODAY = Temporal.PlainDate.from('2026-03-04');
const day = (typed: string): string => dayMeant(typed, TODAY).toString();

it.each([
  ['friday', '2026-03-06'],
  ['Fri', '2026-03-06'],
  ['next friday', '2026-03-06'],
  ['el viernes', '2026-03-06'],
  ['wednesday', '2026-03-11'],
  ['miércoles', '2026-03-11'],
  ['el lunes que viene', '2026-03-09'],
  ['tomorrow', '2026-03-05'],
  ['mañana', '2026-03-05'],
  ['2026-12-01', '2026-12-01'],
  ['2026-3-9', '2026-03-09'],
  ['3 days', '2026-03-07'],
  ['in two weeks', '2026-03-18'],
  ['en 2 semanas', '2026-03-18'],
  ['dentro de 3 días', '2026-03-07'],
  ['a month', '2026-04-04'],
  ['next week.', '2026-03-11'],
])('“%s” is %s, seen from Wednesday 4 March', (typed, expected) => {
  expect(day(typed)).toBe(expected);
});

it.each(['soon', '', '2026-02-30', '1/12', '12.01.', 'constructor', '3 constructor', '99999 days'])(
  '“%s” is no day, and says how to write one',
  (typed) => {
    expect(() => day(typed)).toThrow(/Please write it as `friday`, `2026-12-01`, `3 days`/);
  },
);

it('a day that is over or too far away is refused', () => {
  for (const typed of ['2026-03-04', '2026-03-01', '0 days']) expect(() => day(typed), typed).toThrow('is not after today');
  expect(() => day('2028-01-01')).toThrow('more than a year');
});

it('comes back when the desk opens on that day, in its own time zone', () => {
  const hours = { ...DEFAULT_WORKING_HOURS, timeZone: 'America/New_York' };

  // In New York it is still Tuesday; the clocks change on Sunday 8 March.
  const back = momentMeant(hours, new Date('2026-03-04T03:00:00Z'), 'next monday');

  expect(back.toISOString()).toBe('2026-03-09T13:00:00.000Z');
  expect(momentMeant(DEFAULT_WORKING_HOURS, new Date('2026-03-04T10:00:00Z'), 'saturday').toISOString()).toBe(
    '2026-03-09T09:00:00.000Z',
  );
});

it('a desk that never opens gets its requests back in the morning', () => {
  const never = { ...DEFAULT_WORKING_HOURS, week: {} };

  expect(momentMeant(never, new Date('2026-03-04T10:00:00Z'), 'friday').toISOString()).toBe('2026-03-06T09:00:00.000Z');
  expect(dueForReply(never, new Date('2026-03-04T10:00:00Z'))).toBeNull();
});

it('a first reply is due one working day after the request, over a weekend too', () => {
  const due = (now: string) => dueForReply(DEFAULT_WORKING_HOURS, new Date(now))?.toISOString();

  expect(due('2026-03-04T10:00:00Z')).toBe('2026-03-03T10:00:00.000Z');
  // Monday noon: what was asked on Friday noon is due now, what was asked on Friday afternoon not yet.
  expect(due('2026-03-09T12:00:00Z')).toBe('2026-03-06T12:00:00.000Z');
});

it('is never anything but a day or a sentence, whatever is typed', () => {
  const words = fc.oneof(fc.constantFrom('in', 'friday', '3', 'days', '2026-13-40', 'next', '__proto__'), fc.string());

  fc.assert(
    fc.property(fc.array(words, { maxLength: 4 }), (typed) => {
      try {
        dayMeant(typed.join(' '), TODAY);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }),
  );
});
