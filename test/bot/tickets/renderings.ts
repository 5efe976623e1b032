import { ANA } from '#test/support/factories.ts';

/** A ticket's columns in every state. */
export const ALL_STATES = [
  {},
  { state: 'claimed', ownerId: ANA },
  { state: 'waiting', waitingOn: 'member', ownerId: ANA },
  { state: 'waiting', waitingOn: 'other', waitingFor: 'the bank', ownerId: ANA },
  { state: 'resolved', ownerId: ANA, outcome: 'solved', topic: 'billing', resolvedAt: new Date('2026-03-03T10:00:00Z') },
  { state: 'closed', ownerId: ANA, outcome: 'solved', topic: 'billing' },
  { state: 'dismissed' },
  { state: 'merged', mergedIntoId: 4 },
];

/** Everything in a rendering that is the member's own or the bot's markup, as one text. */
export const all = (rendering: unknown) => JSON.stringify(rendering);

/** What a person reads in rich text. */
export function plainOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(plainOf).join('');
  const { elements, text, url } = value as { elements?: unknown; text?: string; url?: string };
  return elements ? plainOf(elements) : (text ?? url ?? '');
}

/** The quotations, as they are read. */
export function quotesOf(value: unknown): string[] {
  return [...all(value).matchAll(/"rich_text_quote","elements":\[\{"type":"text","text":("(?:[^"\\]|\\.)*")/g)].map(([, text]) =>
    JSON.parse(text ?? '""'),
  );
}
