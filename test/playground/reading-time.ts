// Moments as a reader sees them: in their time zone, relative to the playground's now.
import { formatted, nearDay } from './drawing/dates.ts';

type Clocked = { timeZone: string; now: number };

/** `9:05 AM`, as Slack says it, and the whole moment for whoever wants to know. */
export function timeIn({ timeZone }: Clocked, at: number) {
  const when = new Date(at);
  return {
    iso: when.toISOString(),
    short: formatted(when, timeZone, { hour: 'numeric', minute: '2-digit' }),
    long: formatted(when, timeZone, { dateStyle: 'full', timeStyle: 'short' }),
  };
}

/** Today, Yesterday, or the day by its name. */
export function dayIn(clocked: Clocked, at: number): string {
  const near = nearDay(new Date(at), clocked.now, clocked.timeZone);
  return near ? near.charAt(0).toUpperCase() + near.slice(1) : dayByName(clocked, at);
}

/** `today at 9:05 AM`. */
export function instantIn(clocked: Clocked, at: number): string {
  const day = nearDay(new Date(at), clocked.now, clocked.timeZone) ?? `on ${dayByName(clocked, at)}`;
  return `${day} at ${timeIn(clocked, at).short}`;
}

function dayByName({ timeZone, now }: Clocked, at: number): string {
  const yearOf = (moment: number) => formatted(new Date(moment), timeZone, { year: 'numeric' });
  const year = yearOf(at) === yearOf(now) ? {} : ({ year: 'numeric' } as const);
  return formatted(new Date(at), timeZone, { weekday: 'long', day: 'numeric', month: 'long', ...year });
}

/** Names as one says them: `Ana, Ben, and Maya`. */
export function listed(names: string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
}
