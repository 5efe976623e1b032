// The library's markup, tidied: only the tags and attributes listed here leave the room, and what it draws wrongly is put right.
//
// Whatever a person wrote has come through React, so a `<` in it is `&lt;` and every tag found here is the library's own.

/** Stands in a frame where something is filled in: a text, a picture's address or its description. */
export const SLOT = 'SLOT';

const TAG = /<(\/?)([a-zA-Z0-9]+)((?:\s[^<>]*)?)>/g;
const ATTRIBUTE = /([a-zA-Z-]+)="([^"]*)"/g;
const TAGS = new Set(
  `a blockquote br code del div em h1 h2 h3 h4 h5 h6 hr img li ol p path pre circle rect s span strong sup svg
  table tbody td th thead time tr ul`.split(/\s+/),
);
const EMPTY_TAGS = new Set(['br', 'hr', 'img', 'input', 'link']);
/** Dead controls and foreign pages: gone with all that is in them. */
const LEFT_OUT = /<(button|iframe)\b[^<>]*>[\s\S]*?<\/\1>/g;
const ATTRIBUTES = new Set(
  `alt aria-label class cx cy d data-level datetime fill height href r rel role src stroke stroke-linecap stroke-linejoin
  stroke-width target title viewBox width`.split(/\s+/),
);
/** As HTML has it what React has otherwise. */
const NAMES: Record<string, string> = { dateTime: 'datetime' };
const TEXT = 'slack_blocks_to_jsx__rich_text_section_element_text';
/** The library styles words by classes only; these are their elements, for those who hear or copy them. */
const MEANINGS = [
  ['font-semibold', 'strong'],
  ['italic', 'em'],
  ['line-through', 's'],
  ['slack_inline_code', 'code'],
] as const;

/** The markup as the page may have it. Pictures are only those of a frame, where their addresses are filled in. */
export function tidied(html: string, isFrame = false): string {
  let tidy = '';
  let from = 0;
  const kept = html.replace(LEFT_OUT, '');
  const closings: string[] = [];
  for (const match of kept.matchAll(TAG)) {
    const [all, slash = '', tag = '', rest = ''] = match;
    tidy += kept.slice(from, match.index);
    from = match.index + all.length;
    if (slash) {
      tidy += closings.pop() ?? '';
      continue;
    }
    const attributes = new Map(Array.from(rest.matchAll(ATTRIBUTE), ([, name = '', value = '']) => [NAMES[name] ?? name, value]));
    if (isFrame) attributes.set('is-frame', '');
    const { open, close } = MENDS[tag]?.(attributes) ?? mended(tag, attributes);
    tidy += open;
    if (!EMPTY_TAGS.has(tag)) closings.push(close);
  }
  return tidy + kept.slice(from);
}

type Element = { open: string; close: string };
type Attributes = Map<string, string>;
const NOTHING: Element = { open: '', close: '' };

/** What is wrong with some of a tag's uses; the others are written as they are. */
const MENDS: Record<string, (attributes: Attributes) => Element | undefined> = {
  a: (attributes) => {
    if (!isSafe(unentitled(attributes.get('href') ?? ''))) return { open: '<span>', close: '</span>' };
    attributes.set('rel', 'noopener noreferrer');
    const classes = attributes.get('class') ?? '';
    if (!classes.includes('slack_inline_code')) return undefined;
    attributes.set('class', classes.replace('slack_inline_code', ''));
    const { open, close } = written('a', attributes);
    return { open: `${open}<code class="slack_inline_code">`, close: `</code>${close}` };
  },
  // A block within a word-like element, which browsers and screen readers read as two.
  code: (attributes) => (attributes.get('class')?.includes('preformatted') ? written('div', attributes) : undefined),
  img: (attributes) => (attributes.has('is-frame') ? undefined : { open: namedPicture(attributes.get('alt') ?? ''), close: '' }),
  // A box that cannot be ticked.
  input: (attributes) => ({ open: attributes.has('checked') ? '☑ ' : '☐ ', close: '' }),
  section: () => ({ open: '<div>', close: '</div>' }),
  span: (attributes) => {
    const classes = attributes.get('class') ?? '';
    const style = attributes.get('style') ?? '';
    if (classes.startsWith(TEXT)) return words(classes.slice(TEXT.length));
    return style.startsWith('background-color:') ? swatch(style.slice('background-color:'.length)) : undefined;
  },
  svg: (attributes) => written('svg', attributes, ' aria-hidden="true"'),
};

function mended(tag: string, attributes: Attributes): Element {
  const indent = /^margin-left:(\d+)px$/.exec(attributes.get('style') ?? '')?.[1];
  if (indent)
    attributes.set('class', `${attributes.get('class') ?? ''} ${indent === '6' ? 'item' : `indent-${Number(indent) / 28}`}`);
  // Announced at once is what happens, not what stands in a message.
  if (attributes.get('role') === 'status') attributes.set('role', 'note');
  return written(tag, attributes);
}

function written(tag: string, attributes: Attributes, more = ''): Element {
  if (!TAGS.has(tag)) return NOTHING;
  const kept = [...attributes].filter(([name]) => ATTRIBUTES.has(name)).map(([name, value]) => ` ${name}="${value.trim()}"`);
  return { open: `<${tag}${kept.join('')}${more}>`, close: EMPTY_TAGS.has(tag) ? '' : `</${tag}>` };
}

function words(classes: string): Element {
  const tags: string[] = MEANINGS.filter(([name]) => classes.includes(name)).map(([, tag]) => tag);
  const open = tags.map((tag) => (tag === 'code' ? '<code class="slack_inline_code">' : `<${tag}>`)).join('');
  const close = tags
    .reverse()
    .map((tag) => `</${tag}>`)
    .join('');
  if (!classes.includes('underline')) return { open, close };
  return { open: `<span class="underline">${open}`, close: `${close}</span>` };
}

/** The page's policy has no style attributes, so that a colour is drawn. */
function swatch(colour: string): Element {
  const fill = /^#[0-9a-f]{3,8}$/i.test(colour) ? colour : 'none';
  return {
    ...NOTHING,
    open: `<svg class="swatch" viewBox="0 0 1 1" aria-hidden="true"><rect width="1" height="1" fill="${fill}"></rect></svg>`,
  };
}

/** For addresses in markup and out of it: the schemes are the same. */
export function isSafe(address: string): boolean {
  return /^(?:https?|mailto):/i.test(address) && URL.canParse(address);
}

/** The characters of an attribute's value. */
function unentitled(value: string): string {
  return value.replaceAll('&amp;', '&');
}

/** A picture that the page does not load. `alt` is markup already. */
export function namedPicture(alt: string): string {
  return `<span class="quiet">[picture${alt ? `: ${alt}` : ''}]</span>`;
}

/** A text as markup. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#x27;')
    .replaceAll('\0', '');
}
