import { createHmac, randomBytes } from 'node:crypto';

export type Forged = { body: string; headers: Record<string, string | string[]> };
type Given = { body: string; contentType: string; secret: string };

const TIME = 'x-slack-request-timestamp';
const SIGNATURE = 'x-slack-signature';
const now = () => Math.floor(Date.now() / 1000);

function signature(body: string | Buffer, secret: string, time: number | string, version = 'v0'): string {
  return `${version}=${createHmac('sha256', secret).update(`${version}:${time}:`).update(body).digest('hex')}`;
}

/** Requests that are not from Slack, each in its own way; `secret` is the real one, of which a forger knows nothing. */
export const FORGERIES: Record<string, (given: Given) => Forged> = {
  'no signature and no time': ({ body }) => ({ body, headers: {} }),
  'no signature': ({ body }) => ({ body, headers: { [TIME]: String(now()) } }),
  'no time': ({ body, secret }) => ({ body, headers: { [SIGNATURE]: signature(body, secret, now()) } }),
  'a wrong signature': ({ body }) => headed(body, now(), `v0=${randomBytes(32).toString('hex')}`),
  'half a signature': ({ body, secret }) => headed(body, now(), signature(body, secret, now()).slice(0, 35)),
  'an empty signature': ({ body }) => headed(body, now(), 'v0='),
  'another version': ({ body, secret }) => headed(body, now(), signature(body, secret, now(), 'v1')),
  'a signature without its version': ({ body, secret }) => headed(body, now(), signature(body, secret, now()).slice(3)),
  'one byte more than was signed': ({ body, secret }) => ({
    ...headed(body, now(), signature(body, secret, now())),
    body: `${body} `,
  }),
  'another time than was signed': ({ body, secret }) => headed(body, now() - 1, signature(body, secret, now())),
  'a request from 301 seconds ago': ({ body, secret }) => headed(body, now() - 301, signature(body, secret, now() - 301)),
  'a request from 302 seconds ahead': ({ body, secret }) => headed(body, now() + 302, signature(body, secret, now() + 302)),
  'two signatures': ({ body, secret }) => ({
    body,
    headers: { [TIME]: String(now()), [SIGNATURE]: [`v0=${'0'.repeat(64)}`, signature(body, secret, now())] },
  }),
  'a signature in another encoding': ({ body, secret }) =>
    headed(body, now(), `v0=${createHmac('sha256', secret).update(`v0:${now()}:${body}`).digest('base64')}`),
  'a time that is no number': ({ body, secret }) => headed(body, 'NaN', signature(body, secret, 'NaN')),
  'the secret of another app': ({ body }) => headed(body, now(), signature(body, 'another-secret', now())),
};

function headed(body: string, time: number | string, signed: string): Forged {
  return { body, headers: { [TIME]: String(time), [SIGNATURE]: signed } };
}
