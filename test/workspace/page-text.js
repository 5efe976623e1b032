// Slack's mrkdwn as DOM nodes. Every text becomes a text node; nothing a person wrote is ever parsed as HTML.

const EMOJI = {
  wave: '👋',
  tada: '🎉',
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  x: '❌',
  eyes: '👀',
  warning: '⚠️',
  raised_hands: '🙌',
  thumbsup: '👍',
  '+1': '👍',
  '-1': '👎',
  pray: '🙏',
  heart: '❤️',
  smile: '😄',
  slightly_smiling_face: '🙂',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  bell: '🔔',
  ticket: '🎫',
  lock: '🔒',
  bar_chart: '📊',
  point_right: '👉',
  bulb: '💡',
  large_green_circle: '🟢',
  large_blue_circle: '🔵',
  no_entry_sign: '🚫',
  paperclip: '📎',
  twisted_rightwards_arrows: '🔀',
  clap: '👏',
  joy: '😂',
  sob: '😭',
  fire: '🔥',
  rocket: '🚀',
  question: '❓',
  sos: '🆘',
  large_yellow_circle: '🟡',
  red_circle: '🔴',
  rotating_light: '🚨',
  speech_balloon: '💬',
  memo: '📝',
  inbox_tray: '📥',
  calendar: '📅',
  alarm_clock: '⏰',
  chart_with_upwards_trend: '📈',
  chart_with_downwards_trend: '📉',
};
const SPAN =
  /<([^<>\n]+)>|`([^`\n]+)`|(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?!\w)|(?<![\w_])_(\S(?:[^_\n]*\S)?)_(?!\w)|(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?!\w)|:([a-z0-9_+-]+):/g;

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false || value === null) continue;
    if (name === 'onclick' || name === 'onchange' || name === 'onsubmit') node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

export function unescaped(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

export function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function emoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (all, name) => (Object.hasOwn(EMOJI, name) ? EMOJI[name] : all));
}

/** The emoji of a shortcode's name, or the shortcode when we have no picture of it. */
export function emojiNamed(name) {
  return emoji(`:${name}:`);
}

/** A text object or string: plain text as it is, mrkdwn as nodes. `names` has people and channels by id. */
export function textNodes(text, names) {
  if (typeof text === 'string') return mrkdwn(text, names);
  if (!text || typeof text.text !== 'string') return document.createDocumentFragment();
  if (text.type === 'plain_text') return document.createTextNode(emoji(text.text));
  return mrkdwn(text.text, names);
}

export function mrkdwn(text, names) {
  const out = document.createDocumentFragment();
  const parts = text.split(/```([\s\S]*?)```/g);
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 1) out.append(element('pre', {}, unescaped(part.replace(/^\n/, ''))));
    else out.append(lines(part, names));
  }
  return out;
}

function lines(text, names) {
  const out = document.createDocumentFragment();
  let quote;
  for (const [index, line] of text.split('\n').entries()) {
    const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quoted) {
      if (quote) {
        quote.append('\n');
      } else {
        quote = element('blockquote');
        out.append(quote);
      }
      quote.append(spans(quoted[1], names));
      continue;
    }
    if (index > 0 && !quote) out.append('\n');
    quote = undefined;
    out.append(spans(line, names));
  }
  return out;
}

function spans(text, names) {
  const out = document.createDocumentFragment();
  let from = 0;
  for (const match of text.matchAll(SPAN)) {
    const [all, angle, code, bold, italic, strike, name] = match;
    out.append(unescaped(text.slice(from, match.index)));
    from = match.index + all.length;
    if (angle !== undefined) out.append(reference(angle, names));
    else if (code !== undefined) out.append(element('code', {}, unescaped(code)));
    else if (bold !== undefined) out.append(element('strong', {}, spans(bold, names)));
    else if (italic !== undefined) out.append(element('em', {}, spans(italic, names)));
    else if (strike !== undefined) out.append(element('s', {}, spans(strike, names)));
    else out.append(Object.hasOwn(EMOJI, name) ? EMOJI[name] : all);
  }
  out.append(unescaped(text.slice(from)));
  return out;
}

/** What stands between angle brackets: a person, a channel, a date, everybody, or a link. */
function reference(inner, names) {
  const bar = inner.indexOf('|');
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? undefined : unescaped(inner.slice(bar + 1));
  if (target.startsWith('@'))
    return element('span', { class: 'mention' }, `@${label ?? names.get(target.slice(1)) ?? target.slice(1)}`);
  if (target.startsWith('#'))
    return element('span', { class: 'mention' }, `#${label || (names.get(target.slice(1)) ?? target.slice(1))}`);
  if (target.startsWith('!date^')) return date(target, label);
  if (target.startsWith('!')) return element('span', { class: 'mention' }, label ?? `@${target.slice(1).split('^')[0]}`);
  return link(unescaped(target), label);
}

export function link(href, label) {
  const isSafe = /^(https?|mailto):/i.test(href) && URL.canParse(href);
  if (!isSafe) return document.createTextNode(label ?? href);
  return element('a', { href, target: '_blank', rel: 'noopener noreferrer' }, label ?? href.replace(/^mailto:/, ''));
}

function date(target, fallback) {
  const [, seconds, format = '{date_short_pretty} {time}', url] = target.split('^');
  const when = new Date(Number(seconds) * 1000);
  if (Number.isNaN(when.getTime())) return document.createTextNode(fallback ?? target);
  const text = format.replace(/\{(\w+)\}/g, (all, token) => datePart(when, token) ?? all);
  const node = element('time', { datetime: when.toISOString(), title: when.toLocaleString() }, text);
  return url ? element('span', {}, link(url, text)) : node;
}

function datePart(when, token) {
  const pretty = token.endsWith('_pretty') ? nearDay(when) : undefined;
  if (pretty) return pretty;
  const name = token.replace('_pretty', '');
  if (name === 'date_num') return when.toISOString().slice(0, 10);
  if (name === 'date') return when.toLocaleDateString('en', { month: 'long', day: 'numeric', year: 'numeric' });
  if (name === 'date_short') return when.toLocaleDateString('en', { month: 'short', day: 'numeric', year: 'numeric' });
  if (name === 'date_long')
    return when.toLocaleDateString('en', { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' });
  if (name === 'time') return when.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (name === 'time_secs') return when.toLocaleTimeString('en-GB');
  if (name === 'ago') return ago(when);
  return undefined;
}

function nearDay(when) {
  const days = Math.round((new Date(when.toDateString()) - new Date(new Date().toDateString())) / 86_400_000);
  return { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' }[days];
}

function ago(when) {
  const seconds = Math.round((when.getTime() - Date.now()) / 1000);
  const steps = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
    ['second', 1],
  ];
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}
