import { createHash } from 'node:crypto';

/** The instant in a message's `ts`, to the millisecond. */
export function instantOf(ts: string): Date {
  return new Date(Math.floor(Number(ts) * 1000));
}

/** A `ts` some seconds earlier, so written that it compares with others as text. */
export function secondsBefore(ts: string, seconds: number): string {
  const [whole = '0', fraction = '000000'] = ts.split('.');
  return `${String(Number(whole) - seconds).padStart(10, '0')}.${fraction}`;
}

/** A `ts` for something that was not written in Slack, made like Slack's; the same for the same moment and name. */
export function newTs(at: Date, name: string): string {
  const micros = createHash('sha256').update(name).digest().readUInt32BE(0) % 1000;
  const milliseconds = at.getTime();
  return `${Math.floor(milliseconds / 1000)}.${String(milliseconds % 1000).padStart(3, '0')}${String(micros).padStart(3, '0')}`;
}
