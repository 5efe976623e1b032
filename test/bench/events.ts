import { createHmac } from 'node:crypto';

/** As long as the message event that the goals were set with. */
const BODY_BYTES = 455;
const TEAM = 'T0001';

export type PoolOptions = { count: number; port: number; signingSecret: string; prefix: string };
/** Who types what after `/triage`, one after the other. */
export type Typed = { userId: string; texts: string[] };

/** Whole requests, signed before any clock starts, each with an event id of its own; good for five minutes, by Slack's rule. */
export function signEvents({ count, port, signingSecret, prefix }: PoolOptions): Buffer[] {
  const time = Math.floor(Date.now() / 1000);
  return Array.from({ length: count }, (_, index) => {
    const body = messageEvent(`${prefix}${index.toString(36).toUpperCase().padStart(6, '0')}`, index, time);
    return signed(body, 'application/json', { port, signingSecret, time });
  });
}

/** Slash commands, each pressed by itself: no two have the same trigger. */
export function signCommands({ count, port, signingSecret, prefix }: PoolOptions, { userId, texts }: Typed): Buffer[] {
  const time = Math.floor(Date.now() / 1000);
  return Array.from({ length: count }, (_, index) => {
    const body = new URLSearchParams({
      token: 'verification-token',
      team_id: TEAM,
      channel_id: 'C0ANYWHERE',
      user_id: userId,
      command: '/triage',
      text: texts[index % texts.length] ?? '',
      api_app_id: 'A0001',
      response_url: 'http://127.0.0.1:9/none',
      trigger_id: `${prefix}.${index}`,
    }).toString();
    return signed(body, 'application/x-www-form-urlencoded', { port, signingSecret, time });
  });
}

type Signing = Pick<PoolOptions, 'port' | 'signingSecret'> & { time: number };

function signed(body: string, type: string, { port, signingSecret, time }: Signing): Buffer {
  const signature = createHmac('sha256', signingSecret).update(`v0:${time}:${body}`).digest('hex');
  const head = [
    'POST /slack/events HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    `Content-Type: ${type}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Slack-Request-Timestamp: ${time}`,
    `X-Slack-Signature: v0=${signature}`,
  ].join('\r\n');
  return Buffer.from(`${head}\r\n\r\n${body}`, 'latin1');
}

/** A member's message as Slack sends it, always of the same length. */
export function messageEvent(eventId: string, index: number, time: number): string {
  const ts = `${time}.${String(index % 1_000_000).padStart(6, '0')}`;
  const event = { type: 'message', channel: 'C0HELP', user: `U${index % 1000}`, ts, event_ts: ts, channel_type: 'channel' };
  const envelope = (text: string) =>
    JSON.stringify({
      token: 'verification-token',
      team_id: TEAM,
      api_app_id: 'A0001',
      event: { ...event, text },
      type: 'event_callback',
      event_id: eventId,
      event_time: time,
      authorizations: [{ enterprise_id: null, team_id: TEAM, user_id: 'UBOT', is_bot: true }],
    });
  const words = 'How do I reset the password of the warehouse scanner? ';
  return envelope(words.repeat(4).slice(0, BODY_BYTES - envelope('').length));
}
