import { createHmac, hkdfSync } from 'node:crypto';
import { openToken, sealToken } from './slack/tokens.ts';

/** Keeps what must not be readable in the store: one-time links, the secrets of webhooks, and pick-up codes. */
export type Secrets = {
  /** Encrypts a text for one place in the store (see `linkPlace`, `webhookPlace`): anywhere else it does not open. */
  seal: (text: string, place: string) => string;
  open: (sealed: string, place: string) => string;
  /** Thirty-two bytes, always the same for one text and place. Without the key nobody can try which text they are of. */
  digest: (text: string, place: string) => Buffer;
};

export function secretsWith(key: Buffer): Secrets {
  const digestKey = Buffer.from(hkdfSync('sha256', key, '', 'digests', 32));
  return {
    seal: (text, place) => sealToken(text, key, place),
    open: (sealed, place) => openToken(sealed, key, place),
    digest: (text, place) =>
      createHmac('sha256', digestKey)
        .update(JSON.stringify([place, text]))
        .digest(),
  };
}

/** Where the secret with which a tool's webhook is signed is kept. */
export const webhookPlace = (workspaceId: string, toolId: string): string => `${workspaceId} webhook of ${toolId}`;
/** Where the one-time link of a sign-up is kept. */
export const linkPlace = (workspaceId: string, signUpId: number): string => `${workspaceId} link of ${signUpId}`;
