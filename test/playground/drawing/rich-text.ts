// Rich text from anywhere, made fit for the library: it draws what it knows well and throws on the rest.
import { type Part, plainPart, type Span, type Style } from './spans.ts';

type Given = Record<string, unknown>;

/** The library draws what is deeper at the margin. */
const DEEPEST = 5;
const STYLES = ['bold', 'italic', 'strike', 'underline', 'code'] as const;

/** The parts of a `rich_text` block; of what Slack might add one day, its bare words. */
export function richParts(block: unknown): Part[] {
  return list(block, 'elements').flatMap(partOf);
}

function partOf(value: unknown): Part[] {
  const part = given(value);
  const border = part.border ? { border: 1 as const } : {};
  switch (part.type) {
    case 'rich_text_section':
      return [{ type: part.type, elements: spansOf(part) }];
    case 'rich_text_quote':
    case 'rich_text_preformatted':
      return [{ type: part.type, elements: spansOf(part), ...border }];
    case 'rich_text_list': {
      const style = part.style === 'ordered' ? 'ordered' : 'bullet';
      const elements = list(part, 'elements').flatMap(partOf);
      return [
        { type: part.type, style, indent: whole(part.indent, DEEPEST), offset: whole(part.offset, 100_000), ...border, elements },
      ];
    }
    default:
      return plainPart(bareWords(part));
  }
}

function spansOf(part: Given): Span[] {
  return list(part, 'elements').map((value) => {
    const span = given(value);
    const style = styleOf(span.style);
    return { ...spanOf(span), ...(style ? { style } : {}) };
  });
}

function spanOf(span: Given): Span {
  switch (span.type) {
    case 'link':
      return { type: 'link', url: text(span.url), ...(text(span.text) ? { text: text(span.text) } : {}) };
    case 'emoji':
      return {
        type: 'emoji',
        name: text(span.name),
        ...(text(span.unicode) ? { unicode: text(span.unicode) } : {}),
        ...(span.skin_tone ? { skin_tone: whole(span.skin_tone, 6) } : {}),
      };
    case 'user':
      return { type: 'user', user_id: text(span.user_id) };
    case 'channel':
      return { type: 'channel', channel_id: text(span.channel_id) };
    case 'usergroup':
      return { type: 'usergroup', usergroup_id: text(span.usergroup_id) };
    case 'broadcast':
      if (span.range !== 'here' && span.range !== 'channel' && span.range !== 'everyone') break;
      return { type: 'broadcast', range: span.range };
    case 'date': {
      const timestamp = typeof span.timestamp === 'number' ? span.timestamp : Number.NaN;
      return { type: 'date', timestamp, format: text(span.format), url: text(span.url), fallback: text(span.fallback) };
    }
    case 'color':
      return { type: 'color', value: text(span.value) };
  }
  return { type: 'text', text: bareWords(span) };
}

function bareWords(value: unknown): string {
  const { text: words, range, elements } = given(value);
  if (typeof words === 'string') return words;
  if (typeof range === 'string') return `@${range}`;
  return Array.isArray(elements) ? elements.map(bareWords).join('') : '';
}

function styleOf(value: unknown): Style | undefined {
  const set = STYLES.filter((name) => given(value)[name] === true);
  return set.length > 0 ? Object.fromEntries(set.map((name) => [name, true])) : undefined;
}

function whole(value: unknown, most: number): number {
  return typeof value === 'number' && value > 0 ? Math.min(Math.trunc(value), most) : 0;
}

function given(value: unknown): Given {
  return typeof value === 'object' && value !== null ? (value as Given) : {};
}

function list(value: unknown, name: string): unknown[] {
  const found = given(value)[name];
  return Array.isArray(found) ? found : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
