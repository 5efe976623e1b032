import { Temporal } from 'temporal-polyfill';
import { endOfDay } from '#bot/terms/ends.ts';
import type { Tool } from '#bot/tools/tool.ts';
import { dayOf } from '#reports/days.ts';
import type { WorkingHours } from '#reports/working-hours.ts';

/**
 * When the first term of something that is ready from then on ends: the last second of a day by the desk's clock, or never.
 *
 * A month later is the day with the same number, or the month's last when it has no such day. What follows is `nextEnd`
 * (bot/terms/ends.ts).
 */
export function endOfTerm(
  { term, termEndsOn, termMonths }: Pick<Tool, 'term' | 'termEndsOn' | 'termMonths'>,
  readyAt: Date,
  hours: Pick<WorkingHours, 'timeZone'>,
): Date | null {
  if (term === 'fixed' && termEndsOn !== null)
    return endOfDay(Temporal.PlainDate.from(termEndsOn.toISOString().slice(0, 10)), hours);
  if (term !== 'rolling' || termMonths === null) return null;
  return endOfDay(dayOf(readyAt, hours).add({ months: termMonths }), hours);
}
