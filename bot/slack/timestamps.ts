/** The instant in a message's `ts`, to the millisecond. */
export function instantOf(ts: string): Date {
  return new Date(Math.floor(Number(ts) * 1000));
}

/** A `ts` some seconds earlier, so written that it compares with others as text. */
export function secondsBefore(ts: string, seconds: number): string {
  const [whole = '0', fraction = '000000'] = ts.split('.');
  return `${String(Number(whole) - seconds).padStart(10, '0')}.${fraction}`;
}
