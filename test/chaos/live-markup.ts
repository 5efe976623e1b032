import type { Workspace } from '#test/workspace/workspace.ts';

type Known = {
  /** People and channels that the product itself speaks of. */
  ids: Set<string>;
  /** Where links of the product's own lead. */
  ownLinks: RegExp;
};

/** Slack's control sequences: everything between an angle bracket and the next, and brackets that stand alone. */
const SEQUENCES = /<([^<>]*)>|[<>]/g;
const DATE = /^!date\^\d+\^[^|<>]+\|[^<>]*$/;

/** What in a text of Slack's markup is live and not of the product's own making. */
export function liveIn(markup: string, { ids, ownLinks }: Known): string[] {
  return [...markup.matchAll(SEQUENCES)].flatMap(({ 0: whole, 1: inner }) => {
    if (inner === undefined) return [whole];
    const person = /^[@#]([A-Z0-9]+)$/.exec(inner)?.[1];
    const isOurs = (person !== undefined && ids.has(person)) || DATE.test(inner) || ownLinks.test(inner);
    return isOurs ? [] : [whole];
  });
}

/** Every text of Slack's markup in what the bot sent: arguments of calls and answers to requests. */
export function outgoingMarkup({ ledger }: Workspace): string[] {
  const calls = ledger.received.map(({ args }) => args);
  const answers = ledger.delivered.flatMap(({ attempts }) => attempts.map(({ answer }) => parsed(answer) ?? { text: answer }));
  return [...calls, ...answers].flatMap((payload) => markupIn(payload));
}

/** The plain words of a message's rich text, as a person reads them. */
export function wordsOf(blocks: unknown, kind: 'rich_text_quote' | 'rich_text_section'): string[] {
  if (Array.isArray(blocks)) return blocks.flatMap((block) => wordsOf(block, kind));
  if (typeof blocks !== 'object' || blocks === null) return [];
  const { type, elements } = blocks as { type?: string; elements?: { text?: string; url?: string }[] };
  if (type !== kind) return wordsOf(elements, kind);
  return [(elements ?? []).map(({ text, url }) => text ?? url ?? '').join('')];
}

/** Elements of rich text that are live by their kind, whatever they say. */
const LIVE_ELEMENTS = new Set(['user', 'usergroup', 'channel', 'broadcast', 'team']);

/** Every text of Slack's markup in one payload. */
export function markupIn(value: unknown, name = '', holder: Record<string, unknown> = {}): string[] {
  if (typeof value === 'string') {
    const inner = name === 'blocks' || name === 'view' || name === 'attachments' ? parsed(value) : undefined;
    if (inner) return markupIn(inner, name);
    if (name === 'text' && holder.type !== 'plain_text' && holder.type !== 'text') return [value];
    return [];
  }
  if (Array.isArray(value)) return value.flatMap((one) => markupIn(one, name));
  if (typeof value !== 'object' || value === null) return [];
  const found = value as Record<string, unknown>;
  // An address that can be pressed is what it says; one with a name on it could say something else.
  const isNamedLink = found.type === 'link' && found.text !== undefined && found.text !== found.url;
  const isLive = isNamedLink || (typeof found.type === 'string' && LIVE_ELEMENTS.has(found.type));
  const live = isLive ? [`<${String(found.type)}>`] : [];
  const linkified = found.type === 'mrkdwn' && found.verbatim !== true ? ['<not verbatim>'] : [];
  return [...live, ...linkified, ...Object.entries(found).flatMap(([key, inner]) => markupIn(inner, key, found))];
}

function parsed(text: string): Record<string, unknown> | unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
