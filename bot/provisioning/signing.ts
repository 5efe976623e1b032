import { createHmac, timingSafeEqual } from 'node:crypto';

export const SIGNATURE_HEADER = 'x-rochdale-signature';
export const TIMESTAMP_HEADER = 'x-rochdale-timestamp';
export const KEY_HEADER = 'idempotency-key';

/** How far the clocks of two systems may be apart, in either direction. */
const LONGEST_DIFFERENCE_SECONDS = 300;

/** What a tool's webhook and its callback are signed with: HMAC-SHA256 of `timestamp.body`, in hex. */
export function signatureOf(secret: string, timestamp: string, body: Buffer | string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`;
}

export type Signed = { signature: string | undefined; timestamp: string | undefined; body: Buffer };

/** Whether a body was signed with this secret, just now; the comparison takes as long for every signature. */
export function isSignedWith(secret: string, { signature = '', timestamp = '', body }: Signed, now: Date): boolean {
  if (!/^sha256=[0-9a-f]{64}$/.test(signature) || !/^[1-9]\d{9,10}$/.test(timestamp)) return false;
  const expected = Buffer.from(signatureOf(secret, timestamp, body));
  const isGenuine = timingSafeEqual(expected, Buffer.from(signature));
  const isFromNow = Math.abs(Math.floor(now.getTime() / 1000) - Number(timestamp)) <= LONGEST_DIFFERENCE_SECONDS;
  return isGenuine && isFromNow;
}
