import { WorkingHours } from './working-hours.ts';

/** Reads the schedules of desks as they come out of the store; each is checked once, and the same one is the same object. */
export function scheduleReader(): (schedule: unknown) => WorkingHours {
  const known = new Map<string, WorkingHours>();
  return (schedule) => {
    const written = JSON.stringify(schedule);
    const hours = known.get(written) ?? WorkingHours.parse(schedule);
    known.set(written, hours);
    return hours;
  };
}
