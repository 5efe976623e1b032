// slack-blocks-to-jsx at work: it draws rich text, and the frames around it.
import './production.ts';
import { createElement, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { type Block, Message, type MessageProps } from 'slack-blocks-to-jsx';
import { dateSaid, emojiWords, nameOf } from './saying.ts';
import type { Part, Span } from './spans.ts';
import { isSafe, SLOT, tidied } from './tidy.ts';
import type { Ask } from './viewer.ts';

type Hooks = NonNullable<MessageProps['hooks']>;

/** Each text drawn, all in one go: what the library does around a message costs more than a text. */
export function drawnTexts(texts: Part[][], ask: Ask): string[] {
  const blocks = texts.filter((parts) => parts.length > 0).map((parts) => ({ type: 'rich_text', elements: handed(parts) }));
  const drawn = blocks.length > 0 ? drawnBlocks(blocks, hooksFor(ask)).map((html) => tidied(html)) : [];
  let next = 0;
  return texts.map((parts) => (parts.length > 0 ? (drawn[next++] ?? '') : ''));
}

/** Within a heading there is no room for a paragraph: the words of one alone. */
export function withoutParagraph(html: string): string {
  return /^<div class="[^"]*"><p class="[^"]*">((?:(?!<p )[\s\S])*)<\/p><\/div>$/.exec(html)?.[1] ?? html;
}

const frames = new Map<string, string[]>();
/** What the library makes of a plain word, which a frame's slots are. */
const SLOT_TEXT = new RegExp(`<div(?: class="[^"]*")?><div><p><span><span>${SLOT}</span></span></p></div></div>`, 'g');
const EMPTY_WRAPPER = /<div class="(?![^"]*__divider)[^"]*"><\/div>/g;

/**
 * A block whose every text, address and description is filled in afterwards.
 *
 * The library sees only the word SLOT, so nothing anybody wrote is read by it as Markdown, and a frame is drawn but once.
 */
export function framed(frame: Record<string, unknown>, fillings: string[]): string {
  const key = JSON.stringify(frame);
  let pieces = frames.get(key);
  if (!pieces) {
    const [html = ''] = drawnBlocks([frame], {});
    pieces = tidied(html.replace(SLOT_TEXT, SLOT), true).replace(EMPTY_WRAPPER, '').split(SLOT);
    if (frames.size >= 500) frames.clear();
    frames.set(key, pieces);
  }
  if (pieces.length !== fillings.length + 1)
    throw new Error(`${pieces.length - 1} slots for ${fillings.length} fillings: ${key}`);
  return pieces.map((piece, index) => piece + (fillings[index] ?? '')).join('');
}

/** A `markdown` block is Markdown indeed, which the library reads. */
export function drawnMarkdown(text: string): string {
  const emoji: Hooks['emoji'] = ({ name }) => emojiWords({ name });
  return drawnBlocks([{ type: 'markdown', text }], { emoji })
    .map((html) => tidied(html))
    .join('');
}

function drawnBlocks(blocks: Record<string, unknown>[], hooks: Hooks): string[] {
  const message = { blocks: blocks as unknown as Block[], hooks, withoutWrapper: true, logo: '', name: '' };
  const html = renderToStaticMarkup(createElement(Message, message));
  const [, ...drawn] = html.split(/<div class="[^"]*slack_blocks_to_jsx--block_wrapper[^"]*">/);
  if (drawn.length !== blocks.length) throw new Error(`${drawn.length} of ${blocks.length} blocks were drawn`);
  // The wrapper of each ends with it; three more are around all of them.
  return drawn.map((block, index) => block.slice(0, -'</div>'.length * (index === drawn.length - 1 ? 4 : 1)));
}

/** The library counts on from one list to the next and adds the offset, which in Slack is all there is to the count. */
function handed(parts: Part[]): Part[] {
  const counted = new Array<number>(9).fill(0);
  return parts.map((part) => {
    if (part.type !== 'rich_text_list') {
      counted.fill(0);
      return { ...part, elements: part.elements.map(handedSpan) };
    }
    const before = counted[part.indent] ?? 0;
    counted[part.indent] = before + part.elements.length;
    counted.fill(0, part.indent + 1);
    return { ...part, offset: part.offset - before, elements: handed(part.elements) };
  });
}

/** The library's date hook is told neither an address nor the words instead: they go with the format. */
function handedSpan(span: Span): Span {
  return span.type === 'date' ? { ...span, format: JSON.stringify([span.format, span.url, span.fallback]) } : span;
}

function hooksFor(ask: Ask): Hooks {
  const everybody = (range: string) => () => mention(`@${range}`, 'mention everybody');
  return {
    user: ({ id, style }) => {
      const isMe = ask((viewer) => viewer.me !== undefined && viewer.me === id.split('|', 1)[0]);
      return mention(`@${nameOf('person', id, ask)}`, isMe ? 'mention me' : 'mention', style);
    },
    channel: ({ id, style }) => mention(`#${nameOf('channel', id, ask)}`, 'mention', style),
    usergroup: ({ id, style }) => mention(`@${nameOf('group', id, ask)}`, 'mention', style),
    atHere: everybody('here'),
    atChannel: everybody('channel'),
    atEveryone: everybody('everyone'),
    emoji: ({ name, unicode, skin_tone }) =>
      emojiWords({ name, ...(unicode ? { unicode } : {}), ...(skin_tone ? { skin_tone } : {}) }),
    date: ({ timestamp, format }) => time(Number(timestamp), format, ask),
    link: ({ href, children, className }) => link(href, children, className),
  };
}

function mention(
  words: string,
  className: string,
  style: { bold?: boolean; italic?: boolean; strike?: boolean } = {},
): ReactNode {
  const marks = [style.bold && 'font-semibold', style.italic && 'italic', style.strike && 'line-through'];
  return createElement('span', { className: [className, ...marks].filter(Boolean).join(' ') }, words);
}

function link(href: string, children: ReactNode, className = ''): ReactNode {
  const words = children === href ? href.replace(/^mailto:/i, '') : children;
  if (!isSafe(href)) return words;
  return createElement('a', { href, target: '_blank', rel: 'noopener noreferrer', className }, words);
}

function time(timestamp: number, handedFormat: string, ask: Ask): ReactNode {
  const [format, url, fallback] = JSON.parse(handedFormat) as (string | null)[];
  const said = dateSaid(timestamp, format ?? '', ask);
  if (!said) return fallback;
  const words = createElement('time', { dateTime: said.iso, title: said.whole }, said.words);
  return url && isSafe(url) ? link(url, words) : words;
}
