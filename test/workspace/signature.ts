// Slack's request signature, version 0.
import { createHmac } from 'node:crypto';

/** The two headers Slack signs a request with; `timestamp` is in seconds. */
export function signed(body: string, secret: string, timestamp = Math.floor(Date.now() / 1000)): Record<string, string> {
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': String(timestamp), 'x-slack-signature': `v0=${digest}` };
}
