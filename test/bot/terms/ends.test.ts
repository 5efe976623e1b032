import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOfTerm } from '#bot/provisioning/terms-of.ts';
import { nextEnd, remindersOf } from '#bot/terms/ends.ts';
import { dayOf } from '#reports/days.ts';
import { DEFAULT_WORKING_HOURS, isOpenAt, type WorkingHours } from '#reports/working-hours.ts';

const MADRID: WorkingHours = { ...DEFAULT_WORKING_HOURS, timeZone: 'Europe/Madrid' };
const rolling = (termMonths: number) => ({ term: 'rolling', termMonths, termEndsOn: null });
const fixed = (day: string) => ({ term: 'fixed', termMonths: null, termEndsOn: new Date(`${day}T00:00:00Z`) });

/** The ends of a tool that was ready on that day and is kept again and again, as days in Madrid. */
function ends(tool: ReturnType<typeof rolling> | ReturnType<typeof fixed>, readyOn: string, count: number): string[] {
  const readyAt = new Date(`${readyOn}T10:00:00Z`);
  const days: string[] = [];
  for (let endsAt = endOfTerm(tool, readyAt, MADRID); endsAt && days.length < count; ) {
    days.push(dayOf(endsAt, MADRID).toString());
    endsAt = nextEnd(tool, { readyAt, endsAt }, MADRID, readyAt);
  }
  return days;
}

describe('the next end', () => {
  it('counts months from the day it was ready, so that the last of January ends on the last of each month', () => {
    expect(ends(rolling(1), '2028-01-31', 4)).toEqual(['2028-02-29', '2028-03-31', '2028-04-30', '2028-05-31']);
    expect(ends(rolling(1), '2027-01-31', 2)).toEqual(['2027-02-28', '2027-03-31']);
  });

  it('of a year from a leap day is the last of February, and the leap day again when there is one', () => {
    expect(ends(rolling(12), '2024-02-29', 4)).toEqual(['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29']);
  });

  it('is the last second of its day, on either side of a change of the clocks', () => {
    const readyAt = new Date('2026-03-01T10:00:00Z');
    const first = endOfTerm(rolling(1), readyAt, MADRID);
    const second = nextEnd(rolling(1), { readyAt, endsAt: first }, MADRID, readyAt);

    expect([first?.toISOString(), second?.toISOString()]).toEqual(['2026-04-01T21:59:59.000Z', '2026-05-01T21:59:59.000Z']);
    const winter = nextEnd(rolling(6), { readyAt, endsAt: endOfTerm(rolling(6), readyAt, MADRID) }, MADRID, readyAt);
    expect(winter?.toISOString()).toBe('2027-03-01T22:59:59.000Z');
  });

  it('is counted from the old end, whenever the answer comes', () => {
    const term = { readyAt: new Date('2026-01-10T10:00:00Z'), endsAt: new Date('2026-04-10T21:59:59Z') };
    const early = nextEnd(rolling(3), term, MADRID, new Date('2026-03-11T10:00:00Z'));
    const late = nextEnd(rolling(3), term, MADRID, new Date('2026-04-16T10:00:00Z'));

    expect([early, late]).toEqual([new Date('2026-07-10T21:59:59Z'), new Date('2026-07-10T21:59:59Z')]);
  });

  it('goes on from an end that was set by hand', () => {
    const term = { readyAt: new Date('2026-01-10T10:00:00Z'), endsAt: new Date('2026-04-20T21:59:59Z') };

    expect(nextEnd(rolling(1), term, MADRID, term.readyAt)).toEqual(new Date('2026-05-20T21:59:59Z'));
  });

  it('of a fixed end is the same day of the next year, or where the tool ends by then', () => {
    expect(ends(fixed('2026-12-31'), '2026-03-02', 3)).toEqual(['2026-12-31', '2027-12-31', '2028-12-31']);
    expect(ends(fixed('2028-02-29'), '2027-03-02', 3)).toEqual(['2028-02-29', '2029-02-28', '2030-02-28']);
    const moved = { readyAt: new Date('2026-03-02T10:00:00Z'), endsAt: new Date('2026-06-30T21:59:59Z') };
    expect(nextEnd(fixed('2026-09-30'), moved, MADRID, moved.readyAt)).toEqual(new Date('2026-09-30T21:59:59Z'));
  });

  it('is never over already, and there is none where nothing ends', () => {
    const term = { readyAt: new Date('2026-01-10T10:00:00Z'), endsAt: new Date('2026-02-10T22:59:59Z') };

    expect(nextEnd(rolling(1), term, MADRID, new Date('2026-05-20T10:00:00Z'))).toEqual(new Date('2026-06-10T21:59:59Z'));
    expect(nextEnd({ ...rolling(1), term: 'none' }, term, MADRID, term.readyAt)).toBeNull();
    expect(nextEnd(rolling(1), { ...term, endsAt: null }, MADRID, term.readyAt)).toBeNull();
  });

  it('is always after the old one, wherever one begins', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 1, max: 36 }), (day, months) => {
        const readyAt = new Date(Date.UTC(2024, 0, 1, 10) + day * 86_400_000);
        const endsAt = endOfTerm(rolling(months), readyAt, MADRID);
        const next = nextEnd(rolling(months), { readyAt, endsAt }, MADRID, readyAt);
        return endsAt !== null && next !== null && next > endsAt;
      }),
    );
  });
});

describe('reminders', () => {
  it('are due as the desk opens on their day, by the clock of that day', () => {
    const at = remindersOf([30, 7, 1], new Date('2026-04-16T21:59:59Z'), MADRID).map((one) => one.at.toISOString());

    expect(at).toEqual(['2026-03-17T08:00:00.000Z', '2026-04-09T07:00:00.000Z', '2026-04-15T07:00:00.000Z']);
  });

  it('come on the working day before where theirs is none, and two on one day are one', () => {
    const hours = { ...MADRID, ownHolidays: ['2026-04-10', '2026-04-09'] };
    const reminders = remindersOf([3, 2, 1], new Date('2026-04-12T21:59:59Z'), hours);

    expect(reminders).toEqual([{ days: 1, at: new Date('2026-04-08T07:00:00Z') }]);
  });

  it('are always while the desk is open and before the end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3000 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 90 }), { maxLength: 5 }),
        (day, days) => {
          const endsAt = endOfTerm(rolling(1), new Date(Date.UTC(2024, 0, 1, 10) + day * 86_400_000), MADRID);
          const all = endsAt ? remindersOf(days, endsAt, MADRID) : [];
          return all.every(({ at }) => endsAt !== null && at < endsAt && isOpenAt(MADRID, at));
        },
      ),
    );
  });
});
