// Rich text as DOM nodes: what stands in it is plain text, so that nothing needs unescaping.
import { element, emojiNamed, link } from './page-text.js';

const PARTS = {
  rich_text_section: (part, names) => element('div', {}, spans(part, names)),
  rich_text_quote: (part, names) => element('blockquote', {}, spans(part, names)),
  rich_text_preformatted: (part, names) => element('pre', {}, spans(part, names)),
  rich_text_list: (part, names) =>
    element(
      part.style === 'ordered' ? 'ol' : 'ul',
      {},
      part.elements.map((item) => element('li', {}, spans(item, names))),
    ),
};

/** The nodes of a rich_text block or cell; other values as their bare words. */
export function richText(value, names) {
  if (value?.type !== 'rich_text') return [bare(value)];
  return value.elements.map((part) => (Object.hasOwn(PARTS, part.type) ? PARTS[part.type](part, names) : bare(part)));
}

function bare(value) {
  if (Array.isArray(value)) return value.map(bare).join('');
  if (typeof value?.text === 'string') return value.text;
  return value?.elements ? bare(value.elements) : '';
}

function spans(part, names) {
  return part.elements.map((span) => styled(spanNode(span, names), span.style ?? {}));
}

function spanNode(span, names) {
  if (span.type === 'link') return link(span.url, span.text);
  if (span.type === 'emoji') return emojiNamed(span.name);
  if (span.type === 'user') return element('span', { class: 'mention' }, `@${names.get(span.user_id) ?? span.user_id}`);
  if (span.type === 'channel') return element('span', { class: 'mention' }, `#${names.get(span.channel_id) ?? span.channel_id}`);
  if (span.type === 'broadcast') return element('span', { class: 'mention' }, `@${span.range}`);
  return span.text ?? '';
}

function styled(node, style) {
  const tags = { bold: 'strong', italic: 'em', strike: 's', code: 'code' };
  return Object.entries(tags).reduce((inner, [name, tag]) => (style[name] ? element(tag, {}, inner) : inner), node);
}
