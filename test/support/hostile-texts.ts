// What somebody could type to make the bot mention, link, restyle or break something. As typed: see `asSlackSends` for events.

const LIVE = [
  '<!channel>',
  '<!here>',
  '<!everyone>',
  '<!here|here>',
  '<@U0VICTIM>',
  '<@U0VICTIM|ana>',
  '<#C0SECRET>',
  '<#C0SECRET|general>',
  '<!subteam^S0ALL>',
  '<!subteam^S0ALL|@all>',
  '<!date^1600000000^{date}|now>',
  '<!unknown|x>',
  '@channel',
  '@here',
  '@everyone',
  '#general',
  '@ana',
];
const LINKS = [
  '<https://evil.example|https://bank.example>',
  '<https://evil.example|Reset your password>',
  '<https://evil.example>',
  '<mailto:a@evil.example|help@bank.example>',
  '<tel:123|call us>',
  '<javascript:alert(1)|click>',
  '<slack://open|open>',
  '<https://evil.example|<!channel>>',
  '[bank](https://evil.example)',
  'https://evil.example/?a=1&b=<2>',
  'evil.example',
];
const ENTITIES = [
  '&lt;!channel&gt;',
  '&amp;lt;!channel&amp;gt;',
  '&amp;amp;lt;!here&amp;amp;gt;',
  '&#60;!channel&#62;',
  '&#x3c;!here&#x3e;',
  '&',
  '&&',
  '&amp',
  '&amp;',
  '&lt',
  '&;',
  '&LT;!channel&GT;',
  '\\u003c!channel\\u003e',
  '%3C!channel%3E',
];
const MARKUP = [
  '*bold*',
  '_italic_',
  '~struck~',
  '`code`',
  '```',
  '```code',
  '> quote',
  '>>> quote all',
  '&gt; quote',
  '* item',
  '1. item',
  ':sos:',
  ':::',
  '***___~~~',
  '{"type":"section"}',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'; drop table ticket; --",
  '$\u007b7*7}',
  '{{7*7}}',
  '=1+1',
  '\\',
  '%s%n',
  '|',
  '<|>',
  '<>',
  '< >',
  '>',
  '<',
  '<<<<>>>>',
  '><',
];
const INVISIBLE = [
  '\u200b',
  '\u200d',
  '\u2060',
  '\ufeff',
  '\u00ad',
  '\u202e',
  '\u2066',
  '\u2069',
  '\u200f',
  '\u061c',
  '\u2028',
  '\u2029',
  '\u0085',
  '\t',
  '\r\n',
  '\u001b[31m',
  '\u{e0041}',
  '\ufe0f',
];
const LETTERS = [
  'مرحبا <!channel>',
  'שלום',
  'ﷺ',
  'e\u0301'.repeat(30),
  'Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d',
  '👩‍👩‍👧‍👦',
  '👍🏽',
  '🇪🇸',
  '＜!channel＞',
  '‹!channel›',
  '﹤!here﹥',
  'İı',
  '\u{1f468}\u200d',
  '你好',
  '𝒽𝑒𝓁𝓅',
  'ﬁ',
];
const SEEDS = [...LIVE, ...LINKS, ...ENTITIES, ...MARKUP, ...INVISIBLE, ...LETTERS];

const LONG = [
  'a',
  '<',
  '>',
  '&',
  '&amp;',
  '<!channel>',
  '*',
  '`',
  '\n',
  '> ',
  '👩‍👩‍👧‍👦',
  'e\u0301',
  '\u0301',
  '\u202e',
  ':',
  '<https://a.example|b>',
  ' ',
].map((part) =>
  part
    .repeat(40_000 / part.length)
    .slice(0, 40_000)
    .toWellFormed(),
);

/** Puts a seed where a careless renderer would let it live. */
const WRAPPERS: ((seed: string, other: string) => string)[] = [
  (seed) => seed,
  (seed, other) => `${seed}${other}`,
  (seed, other) => `Help, ${seed} please\n${other}`,
  (seed, other) => `*${seed}* \`${other}\``,
  (seed, other) => `<${seed}|${other}>`,
  (seed) => [...seed].join('\u200b'),
  (seed, other) => `\u202e${seed}\u202c ${other}`,
];

/** 500 texts, always the same ones; none holds NUL or half a surrogate pair, which no database would give back. */
export const HOSTILE_TEXTS: string[] = [
  ...new Set([
    ...LONG,
    ...WRAPPERS.flatMap((wrap, round) => SEEDS.map((seed, index) => wrap(seed, SEEDS[(index * 7 + round) % SEEDS.length] ?? ''))),
  ]),
].slice(0, 500);

/** A typed text as it arrives in an event. */
export function asSlackSends(typed: string): string {
  return typed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
