// Slack's mrkdwn, read as Slack reads it. The library's own reader takes it for Markdown, so it never sees any.
import { emojiCalled, isTimeOfDay, plainWords } from './emoji.ts';
import { joined, type Part, type Span, type Style } from './spans.ts';

const CODE_BLOCK = /```([\s\S]+?)```/;
const QUOTED = /^(?:&gt;|>) ?/;
/** From here on everything is quoted. */
const ALL_QUOTED = /^(?:&gt;|>){3} ?/;
/** What no star, underscore or tilde reaches into: references, code, emoji, addresses; and the character that stands for them. */
const WHOLE = /<([^<>\n]+)>|`([^`\n]+)`|:([a-z0-9_+'-]+)(?:::skin-tone-([2-6]))?:|\bhttps?:\/\/(?:(?!&[lg]t;)[^\s<>`|"])+|\0/g;
const MARKED =
  /(?<![\p{L}\p{N}*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_([^\s_](?:[^_\n]*[^\s_])?)_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~([^\s~](?:[^~\n]*[^\s~])?)~(?![\p{L}\p{N}~])/gu;
/** Nobody marks so many words of one message by hand; beyond, marks are shown as they are, so that drawing stays quick. */
const MOST_SPANS = 2_000;
const PUNCTUATION = new Set('.,;:!?\'")]*_~');

/** The parts of a message. `isVerbatim`: bare addresses stay words. */
export function readMrkdwn(text: string, isVerbatim = false): Part[] {
  const pieces = text.trimEnd().split(CODE_BLOCK);
  return pieces.flatMap((piece, index): Part[] => {
    if (index % 2 === 1) return [{ type: 'rich_text_preformatted', elements: codeSpans(piece.replace(/^\n/, '')) }];
    const after = index > 0 ? piece.replace(/^ *\n/, '') : piece;
    const between = index < pieces.length - 1 && after.endsWith('\n') ? after.slice(0, -1) : after;
    return between === '' ? [] : lineParts(between, isVerbatim);
  });
}

function lineParts(text: string, isVerbatim: boolean): Part[] {
  const groups: { isQuote: boolean; lines: string[] }[] = [];
  let isRest = false;
  for (const line of text.split('\n')) {
    const opens: boolean = !isRest && ALL_QUOTED.test(line);
    const isQuote = isRest || opens || QUOTED.test(line);
    const words = opens ? line.replace(ALL_QUOTED, '') : isQuote && !isRest ? line.replace(QUOTED, '') : line;
    isRest ||= opens;
    const last = groups.at(-1);
    if (last && last.isQuote === isQuote) last.lines.push(words);
    else groups.push({ isQuote, lines: [words] });
  }
  return groups.map(({ isQuote, lines }, index) => {
    // A line break at the end of a part is not seen: an empty line before the next part needs one more.
    const end = index < groups.length - 1 && lines.at(-1) === '' ? '\n' : '';
    const elements = readSpans(lines.join('\n') + end, isVerbatim);
    return { type: isQuote ? 'rich_text_quote' : 'rich_text_section', elements };
  });
}

/** One after the other: first what is whole, each standing as one character, then the marks around it. */
function readSpans(text: string, isVerbatim: boolean): Span[] {
  const { masked, wholes } = masking(text, isVerbatim);
  const spans: Span[] = [];
  let next = 0;
  const put = (words: string, style: Style | undefined): void => {
    for (const [index, between] of words.split('\0').entries()) {
      if (index > 0) spans.push(...(wholes[next++]?.(style) ?? []));
      if (between !== '') spans.push(textSpan(unescaped(between), style));
    }
  };
  const walk = (words: string, style: Style | undefined): void => {
    let from = 0;
    for (const match of words.matchAll(MARKED)) {
      if (spans.length > MOST_SPANS) break;
      const [all, bold, italic, strike] = match;
      put(words.slice(from, match.index), style);
      from = match.index + all.length;
      if (bold !== undefined) walk(bold, { ...style, bold: true });
      else if (italic !== undefined) walk(italic, { ...style, italic: true });
      else walk(strike ?? '', { ...style, strike: true });
    }
    put(words.slice(from), style);
  };
  walk(masked, undefined);
  return joined(spans);
}

type Whole = (style: Style | undefined) => Span[];

function masking(text: string, isVerbatim: boolean): { masked: string; wholes: Whole[] } {
  const wholes: Whole[] = [];
  let masked = '';
  let from = 0;
  WHOLE.lastIndex = 0;
  for (let match = WHOLE.exec(text); match; match = WHOLE.exec(text)) {
    const found = wholeOf(match, isVerbatim);
    if (!found) {
      // What is not one may still begin another: in `12:30:wave:` the second colon opens the emoji.
      WHOLE.lastIndex = match.index + Math.max(1, match[0].length - 1);
      continue;
    }
    masked += `${text.slice(from, match.index)}\0`;
    from = match.index + found.length;
    WHOLE.lastIndex = from;
    wholes.push(found.spans);
  }
  return { masked: masked + text.slice(from), wholes };
}

function wholeOf(match: RegExpExecArray, isVerbatim: boolean): { length: number; spans: Whole } | undefined {
  const [all, angle, code, name, tone] = match;
  const { length } = all;
  if (angle !== undefined) return { length, spans: (style) => [styled(reference(angle), style)] };
  if (code !== undefined) return { length, spans: (style) => codeSpans(code, { ...style, code: true }) };
  if (name !== undefined) {
    if (isTimeOfDay(match.input, match.index, name) || emojiCalled(name) === undefined) return undefined;
    return { length, spans: () => [{ type: 'emoji', name, ...(tone ? { skin_tone: Number(tone) } : {}) }] };
  }
  if (all === '\0') return { length, spans: () => [] };
  const address = withoutPunctuation(all);
  if (isVerbatim || !URL.canParse(unescaped(address))) return undefined;
  return { length: address.length, spans: (style) => [styled({ type: 'link', url: unescaped(address) }, style)] };
}

/** A sentence's full stop, or the star around an address, is not part of it. */
function withoutPunctuation(address: string): string {
  let end = address.length;
  while (PUNCTUATION.has(address.charAt(end - 1))) end -= 1;
  return address.slice(0, end);
}

/** In code only what Slack itself put into angle brackets is more than words. */
function codeSpans(code: string, style?: Style): Span[] {
  const spans = code.split(/<([^<>\n]+)>/).map((piece, index): Span => {
    return index % 2 === 1 ? styled(reference(piece), style) : textSpan(unescaped(piece.replaceAll('\0', '')), style);
  });
  return joined(spans);
}

/** What stands between angle brackets: a person, a channel, a group, everybody, a date, or a link. */
function reference(inner: string): Span {
  const bar = inner.indexOf('|');
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? '' : unescaped(inner.slice(bar + 1));
  const named = (id: string): string => (label ? `${id}|${label.replace(/^[@#]/, '')}` : id);
  if (/^@./.test(target)) return { type: 'user', user_id: named(target.slice(1)) };
  if (/^#./.test(target)) return { type: 'channel', channel_id: named(target.slice(1)) };
  if (target.startsWith('!subteam^')) return { type: 'usergroup', usergroup_id: named(target.slice('!subteam^'.length)) };
  if (target.startsWith('!date^')) return date(target, label);
  if (/^!./.test(target)) return everybody(target.slice(1), label);
  const url = unescaped(target);
  if (/^[a-z][a-z0-9+.-]*:/i.test(url)) return { type: 'link', url, ...(label ? { text: plainWords(label) } : {}) };
  return textSpan(label || `<${url}>`);
}

function everybody(name: string, label: string): Span {
  const [range] = name.split('^');
  if (range === 'here' || range === 'channel' || range === 'everyone') return { type: 'broadcast', range };
  return textSpan(label || `@${range}`);
}

function date(target: string, fallback: string): Span {
  const [, seconds = '', format = '', url] = target.split('^');
  const timestamp = /^-?\d+$/.test(seconds) ? Number(seconds) : Number.NaN;
  return {
    type: 'date',
    timestamp,
    format: unescaped(format),
    fallback: fallback || target,
    ...(url ? { url: unescaped(url) } : {}),
  };
}

function textSpan(text: string, style?: Style): Span {
  return styled({ type: 'text', text }, style);
}

function styled(span: Span, style: Style | undefined): Span {
  return style ? { ...span, style } : span;
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
