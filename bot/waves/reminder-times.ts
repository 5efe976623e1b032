const DAY_MS = 86_400_000;
/** The last reminder leaves this much time at most, where two thirds of the time would leave more. */
const LAST_DAYS = 3;

/** From when those who have not answered are reminded: the last time two thirds into the wave or three days before its end, and once more at a third. */
export function reminderTimes(openedAt: Date, endsAt: Date, count: number): Date[] {
  const length = endsAt.getTime() - openedAt.getTime();
  const third = openedAt.getTime() + length / 3;
  const last = Math.max(openedAt.getTime() + (2 * length) / 3, endsAt.getTime() - LAST_DAYS * DAY_MS);
  return [third, last].slice(2 - count).map((at) => new Date(at));
}
