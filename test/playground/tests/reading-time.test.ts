import { describe, expect, it } from 'vitest';
import { dayIn, instantIn, listed, timeIn } from '../reading-time.ts';

const NEW_YORK = 'America/New_York';
const at = (moment: string): number => Date.parse(moment);
const reader = (now: string, timeZone = NEW_YORK) => ({ timeZone, now: at(now) });

describe('the day of a message', () => {
  it.each<[string, string, string, string]>([
    ['is today until midnight where the reader is', '2026-11-18T20:00:00Z', '2026-11-18T05:00:00Z', 'Today'],
    ['is yesterday before that midnight', '2026-11-18T20:00:00Z', '2026-11-18T04:59:00Z', 'Yesterday'],
    ['is named before yesterday', '2026-11-18T20:00:00Z', '2026-11-17T04:59:00Z', 'Monday, November 16'],
    ['has its year when that is another', '2026-01-10T20:00:00Z', '2025-12-24T12:00:00Z', 'Wednesday, December 24, 2025'],
    ['is yesterday right after a day of 23 hours', '2026-03-09T04:10:00Z', '2026-03-08T16:00:00Z', 'Yesterday'],
    ['is yesterday at the end of a day of 25 hours', '2026-11-02T04:50:00Z', '2026-10-31T16:00:00Z', 'Yesterday'],
  ])('%s', (_name, now, moment, day) => {
    expect(dayIn(reader(now), at(moment))).toBe(day);
  });
});

it('says a moment short, whole, and for machines', () => {
  expect(timeIn(reader('2026-11-18T20:00:00Z'), at('2026-11-18T14:05:00Z'))).toEqual({
    iso: '2026-11-18T14:05:00.000Z',
    short: '9:05 AM',
    long: 'Wednesday, November 18, 2026 at 9:05 AM',
  });
});

it('says when a thread was answered last', () => {
  const now = reader('2026-11-18T20:00:00Z');

  expect(instantIn(now, at('2026-11-18T14:05:00Z'))).toBe('today at 9:05 AM');
  expect(instantIn(now, at('2026-11-16T14:05:00Z'))).toBe('on Monday, November 16 at 9:05 AM');
});

it('lists names as one says them', () => {
  expect([listed(['Ana']), listed(['Ana', 'Ben', 'Maya'])]).toEqual(['Ana', 'Ana, Ben, and Maya']);
});
