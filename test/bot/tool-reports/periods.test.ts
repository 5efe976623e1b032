import { describe, expect, it } from 'vitest';
import { UserError } from '#bot/errors.ts';
import { periodOf, periodTyped } from '#bot/tool-reports/periods.ts';

describe('the period typed', () => {
  it.each([
    ['', '30 days'],
    ['this week', 'this week'],
    ['Week', 'this week'],
    ['last  week', 'last week'],
    ['last', 'last week'],
    ['30 days', '30 days'],
    ['the last 30 days', '30 days'],
    ['quarter', 'quarter'],
    ['this quarter', 'quarter'],
    ['last quarter', 'last quarter'],
  ])('%j is %s', (typed, name) => {
    expect(periodTyped(typed)).toBe(name);
  });

  it.each(['lst week', 'yesterday and the day before', '<!channel>'])('%j gets a sentence with what there is', (typed) => {
    expect(() => periodTyped(typed)).toThrow(UserError);
    expect(() => periodTyped(typed)).not.toThrow('<!channel>');
  });
});

describe('a period', () => {
  const now = new Date('2026-11-27T22:30:00Z');

  it.each([
    ['this week', 'this week (23–29 Nov)', '2026-11-23T00:00:00Z', '2026-11-30T00:00:00Z'],
    ['last week', 'last week (16–22 Nov)', '2026-11-16T00:00:00Z', '2026-11-23T00:00:00Z'],
    ['30 days', 'the last 30 days (29 Oct – 27 Nov 2026)', '2026-10-29T00:00:00Z', '2026-11-28T00:00:00Z'],
    ['quarter', 'this quarter (1 Oct – 31 Dec 2026)', '2026-10-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    ['last quarter', 'last quarter (1 Jul – 30 Sep 2026)', '2026-07-01T00:00:00Z', '2026-10-01T00:00:00Z'],
  ] as const)('%s is %s', (name, label, start, end) => {
    expect(periodOf(name, now, 'UTC')).toEqual({ name, label, start: new Date(start), end: new Date(end) });
  });

  it('begins and ends at midnight where the workspace is, also when the clocks change in between', () => {
    const { start, end } = periodOf('quarter', now, 'America/Denver');

    expect([start, end]).toEqual([new Date('2026-10-01T06:00:00Z'), new Date('2027-01-01T07:00:00Z')]);
  });

  it('names the year on both sides of a new one', () => {
    expect(periodOf('30 days', new Date('2027-01-10T12:00:00Z'), 'UTC').label).toBe(
      'the last 30 days (12 Dec 2026 – 10 Jan 2027)',
    );
  });
});
