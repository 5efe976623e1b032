import { openToken, sealToken } from './slack/tokens.ts';

/** Keeps what must not be readable in the store: one-time links, and the secrets of webhooks. */
export type Secrets = {
  /** Encrypts a text for one place in the store (see `linkPlace`, `webhookPlace`): anywhere else it does not open. */
  seal: (text: string, place: string) => string;
  open: (sealed: string, place: string) => string;
};

export function secretsWith(key: Buffer): Secrets {
  return { seal: (text, place) => sealToken(text, key, place), open: (sealed, place) => openToken(sealed, key, place) };
}

/** Where the secret with which a tool's webhook is signed is kept. */
export const webhookPlace = (workspaceId: string, toolId: string): string => `${workspaceId} webhook of ${toolId}`;
/** Where the one-time link of a sign-up is kept. */
export const linkPlace = (workspaceId: string, signUpId: number): string => `${workspaceId} link of ${signUpId}`;
