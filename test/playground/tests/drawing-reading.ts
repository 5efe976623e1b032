// Reads drawn markup back, for tests: with a tokenizer that is stricter than a browser, since what it cannot read is a failure.
import type { Viewer } from '../drawing/viewer.ts';

/** Somebody in London on 14 November 2023, at quarter past ten in the evening. */
export function aViewer(changes: Partial<Viewer> = {}): Viewer {
  const people = new Map([
    ['UANA', 'Ana Silva'],
    ['UBEN', 'Ben <b>Hall</b>'],
  ]);
  return {
    me: 'UBEN',
    names: {
      person: (id) => people.get(id),
      channel: (id) => (id === 'CHELP' ? 'help' : undefined),
      group: (id) => (id === 'SSTAFF' ? 'staff' : undefined),
    },
    timeZone: 'Europe/London',
    now: Date.parse('2023-11-14T22:15:00Z'),
    picture: (id) => (id === 'F1' ? { address: '/page/files/F1' } : undefined),
    ...changes,
  };
}

export type Tag = { name: string; attributes: Record<string, string>; isClosing: boolean };

/** The tags of markup and the texts between them; throws on a `<`, `>` or quote that belongs to neither. */
export function tokens(html: string): (Tag | string)[] {
  const found: (Tag | string)[] = [];
  let from = 0;
  const text = (words: string): void => {
    if (/[<>]/.test(words)) throw new Error(`a bare < or > in ${JSON.stringify(words)}`);
    const last = found.at(-1);
    if (words === '') return;
    if (typeof last === 'string') found[found.length - 1] = last + decoded(words);
    else found.push(decoded(words));
  };
  for (const match of html.matchAll(/<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z-]+="[^"<>]*")*)>/g)) {
    text(html.slice(from, match.index));
    from = match.index + match[0].length;
    const pairs = [...match[3]!.matchAll(/ ([a-zA-Z-]+)="([^"]*)"/g)];
    const attributes = Object.fromEntries(pairs.map(([, name, value]) => [name!, decoded(value!)]));
    found.push({ name: match[2]!, attributes, isClosing: match[1] === '/' });
  }
  text(html.slice(from));
  return found;
}

export function tags(html: string): Tag[] {
  return tokens(html).filter((token) => typeof token !== 'string');
}

/** What a person reads of it. */
export function words(html: string): string {
  return tokens(html)
    .filter((token) => typeof token === 'string')
    .join('');
}

const SHORT: Record<string, string> = {
  blockquote: 'quote',
  strong: 'b',
  em: 'i',
};

/** Markup as one would write it down: `[b "bold"] " " [a http://x "link"]`, without what only holds things together. */
export function outline(html: string): string {
  const open: boolean[] = [];
  const written: string[] = [];
  for (const token of tokens(html)) {
    if (typeof token === 'string') written.push(JSON.stringify(token));
    else if (!token.isClosing) {
      const name = outlined(token);
      open.push(name !== undefined);
      if (name !== undefined) written.push(name);
    } else if (open.pop()) written.push(']');
  }
  return written.join(' ').replaceAll(' ]', ']');
}

/** What an element is to a reader; nothing for one that only holds things together. */
function outlined({ name, attributes: { class: classes = '', href } }: Tag): string | undefined {
  if (classes.startsWith('mention')) return `[${classes.replace(' ', '-')}`;
  if (['p', 'div', 'span'].includes(name)) return undefined;
  return `[${[SHORT[name] ?? name, ...(href === undefined ? [] : [href])].join(' ')}`;
}

function decoded(text: string): string {
  if (/&(?!(?:amp|lt|gt|quot|#x27);)/.test(text)) throw new Error(`a bare & in ${JSON.stringify(text)}`);
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&');
}
