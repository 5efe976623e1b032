import type { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { nearest } from '#bot/slack/nearest.ts';
import { dayOf, startOfDay } from '#reports/days.ts';
import { dayAndMonth, previousWeek, weekLabel, weekOf } from '#reports/period.ts';

/** The spans a report on tools can be about. */
export const PERIODS = ['this week', 'last week', '30 days', 'quarter', 'last quarter'] as const;
export const PeriodName = z.enum(PERIODS);
export type PeriodName = z.infer<typeof PeriodName>;

const DEFAULT: PeriodName = '30 days';

export type ReportPeriod = { name: PeriodName; label: string; start: Date; end: Date };

/** The period somebody typed; nothing is the last thirty days. Throws a sentence for what is none. */
export function periodTyped(typed: string): PeriodName {
  const words = typed.toLowerCase().replaceAll(/\s+/g, ' ').replace(/^the /, '').trim();
  if (words === '') return DEFAULT;
  const meant = PERIODS.find((name) => name === words || name === `${words} week` || name === `this ${words}`);
  const found =
    meant ?? ({ week: 'this week', 'this quarter': 'quarter', '30': '30 days', 'last 30 days': '30 days' } as const)[words];
  if (found) return found;
  const near = nearest(words, PERIODS);
  throw new UserError(
    'no_such_period',
    `${near ? `Did you mean \`/tools report ${near}\`? ` : ''}You can ask for ${PERIODS.map((name) => `\`${name}\``).join(', ')}.`,
  );
}

/** When a period begins and ends, on the workspace's calendar. One that goes on ends later than now. */
export function periodOf(name: PeriodName, now: Date, timeZone: string): ReportPeriod {
  const today = dayOf(now, { timeZone });
  if (name === 'this week' || name === 'last week') {
    const week = name === 'this week' ? weekOf(now, timeZone) : previousWeek(weekOf(now, timeZone));
    return { name, label: `${name} (${weekLabel(week)})`, start: week.start, end: week.end };
  }
  if (name === '30 days')
    return between(name, 'the last 30 days', today.subtract({ days: 29 }), today.add({ days: 1 }), timeZone);
  const first = today.with({ month: today.month - ((today.month - 1) % 3), day: 1 });
  if (name === 'quarter') return between(name, 'this quarter', first, first.add({ months: 3 }), timeZone);
  return between(name, 'last quarter', first.subtract({ months: 3 }), first, timeZone);
}

function between(
  name: PeriodName,
  words: string,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
  timeZone: string,
): ReportPeriod {
  const last = to.subtract({ days: 1 });
  const days = `${dayAndMonth(from)}${from.year === last.year ? '' : ` ${from.year}`} – ${dayAndMonth(last)} ${last.year}`;
  const [start, end] = [startOfDay(from, { timeZone }), startOfDay(to, { timeZone })];
  return { name, label: `${words} (${days})`, start, end };
}
