// What a member wrote is plain text to us. Here it comes out of Slack's encoding, and goes back so that nothing in it is live:
// no mention, no link with another name on it. `*bold*` has no escape in mrkdwn, so whole texts go into rich text (`quoteBlock`).
import type { MrkdwnElement, RichTextBlock } from '@slack/types';

/** The name to show for a member (`U…`), group (`S…`) or channel (`C…`), when it is known. */
export type NameOf = (id: string) => string | undefined;

/**
 * The plain words of a message as a person reads them, from the text of a Slack event: `<@U1>` becomes @ana, `<!here>` @here,
 * `<https://a.org|our site>` "our site (https://a.org)", and `&lt;` a `<`, decoded once.
 */
export function fromMessage(text: string, nameOf: NameOf = () => undefined): string {
  let plain = '';
  let end = 0;
  // In Slack's encoding a `<` that a person typed is `&lt;`, so every bare one opens a control sequence.
  for (const { 0: sequence, 1: inner = '', index } of text.matchAll(/<([^<>]*)>/g)) {
    plain += unescapeText(text.slice(end, index)) + words(inner, nameOf);
    end = index + sequence.length;
  }
  return storable(plain + unescapeText(text.slice(end)));
}

/** The people (`U…`) whose names `fromMessage` asks for. */
export function mentionedIn(text: string): string[] {
  return [...text.matchAll(/<@([UW][A-Z0-9]+)>/g)].map(([, id = '']) => id);
}

/** What stands for somebody whose name we do not know (yet); nobody reads an id. */
export const SOMEBODY = 'somebody';

/** The plain words of a modal's or a command's field, which Slack sends raw. */
export function fromInput(text: string): string {
  return storable(text);
}

/** Plain text as mrkdwn in which no mention or link is live; `unescapeText` gives the original back. */
export function escapeText(plain: string): string {
  return plain.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
}

export function unescapeText(escaped: string): string {
  return escaped.replace(/&(?:amp|lt|gt);/g, (entity) => CHARACTERS[entity] ?? entity);
}

/** A mrkdwn text object that Slack takes word for word: bare addresses, #channels and @names in it do not become links. */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}

/** A block that quotes plain text exactly: rich text knows no markup, so nothing in it needs escaping or changes its surroundings. */
export function quoteBlock(plain: string): RichTextBlock {
  return { type: 'rich_text', elements: [{ type: 'rich_text_quote', elements: [{ type: 'text', text: plain || ' ' }] }] };
}

/**
 * A text of at most that many code points, ended with … when something was left out.
 *
 * It never splits an emoji, a letter from its accents, or one of Slack's entities, so plain and escaped text may both be cut.
 */
export function cut(text: string, maxCodePoints: number): string {
  if (text.length <= maxCodePoints) return text;
  const start = firstCodePoints(text, maxCodePoints);
  if (start.length === text.length) return text;
  if (maxCodePoints < 1) return '';
  const room = firstCodePoints(start, maxCodePoints - 1);
  // One code point more, so that the segmenter sees whether the last letter goes on.
  let whole = 0;
  for (const { index } of graphemes.segment(start)) if (index <= room.length) whole = index;
  // A single letter with more accents than there is room for is cut all the same.
  const kept = whole > 0 ? room.slice(0, whole) : room;
  return `${kept.replace(/&[a-z]{0,3}$/, '')}…`;
}

/** Lines in as few texts as hold them, none of which has more than that; a line that does is cut. */
export function inFewTexts(lines: readonly string[], maxCodePoints: number): string[] {
  const texts: string[] = [];
  for (const line of lines.map((one) => cut(one, maxCodePoints))) {
    const last = texts.at(-1);
    if (last === undefined || last.length + line.length + 1 > maxCodePoints) texts.push(line);
    else texts[texts.length - 1] = `${last}\n${line}`;
  }
  return texts;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const CHARACTERS: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a person reads for the inside of one `<…>`. */
function words(inner: string, nameOf: NameOf): string {
  const bar = inner.indexOf('|');
  const target = unescapeText(bar < 0 ? inner : inner.slice(0, bar));
  const label = bar < 0 ? '' : unescapeText(inner.slice(bar + 1));
  if (target.startsWith('@')) return at('@', label || nameOf(target.slice(1)) || SOMEBODY);
  if (target.startsWith('#')) return at('#', label || nameOf(target.slice(1)) || target.slice(1));
  if (target.startsWith('!subteam^')) return at('@', label || nameOf(target.slice(9)) || target.slice(9));
  if (target.startsWith('!date^')) return label;
  if (target.startsWith('!')) return at('@', target.slice(1));
  return label === '' || saysTheSame(label, target) ? label || target : `${label} (${target})`;
}

function at(sign: '@' | '#', name: string): string {
  return name.startsWith(sign) ? name : sign + name;
}

/** Slack itself labels `example.org` and `ana@example.org` when it makes them links. */
function saysTheSame(label: string, url: string): boolean {
  return bare(label) === bare(url);
}

function bare(url: string): string {
  return url.replace(/^(?:https?:\/\/|mailto:|tel:)/, '').replace(/\/$/, '');
}

/** PostgreSQL stores neither NUL nor half of a surrogate pair. */
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

/** The first code points of a text, without looking at the rest of it. */
function firstCodePoints(text: string, count: number): string {
  let end = 0;
  for (let taken = 0; taken < count && end < text.length; taken++) end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}
