import fc from 'fast-check';
import { expect, it } from 'vitest';
import { workingMs } from '#test/support/working-time.ts';
import { drawText } from '../drawing/drawing.ts';
import { plainWords } from '../drawing/emoji.ts';
import { aViewer, outline, tags, tokens, words } from './drawing-reading.ts';

const shown = (text: string): string => outline(drawText(text, aViewer()));

it.each([
  ['bold, italic, struck and code', '*a* _b_ ~c~ `d`', '[b "a"] " " [i "b"] " " [s "c"] " " [code "d"]'],
  ['marks within marks', '*_~x~_* _*y* z_', '[b [i [s "x"]]] " " [b [i "y"]] [i " z"]'],
  ['stars and underscores inside words as they are', 'a*b*c snake_case_name 2*3*4', '"a*b*c snake_case_name 2*3*4"'],
  ['marks that close nothing as they are', '*a *b* c _d', '"*a " [b "b"] " c _d"'],
  [
    'Markdown as the plain words it is in Slack',
    '# a **b** __c__ ~~d~~ [e](f) ![g](h)',
    '"# a **b** __c__ ~~d~~ [e](f) ![g](h)"',
  ],
  ['rules, tables and formulas as they are', '---\n|a|b|\n$c$', '"---\\n|a|b|\\n$c$"'],
  ['spaces where they were', '  two  spaces', '"  two  spaces"'],
  ['only the three entities Slack knows', '&copy; &amp;copy; &lt;b&gt; &amp;amp; &#39;', '"&copy; &copy; <b> &amp; &#39;"'],
  [
    'people, channels and groups by name',
    '<@UANA> <#CHELP> <!subteam^SSTAFF>',
    '[mention "@Ana Silva"] " " [mention "#help"] " " [mention "@staff"]',
  ],
  ['the reader marked', '<@UBEN>', '[mention-me "@Ben <b>Hall</b>"]'],
  [
    'whom nobody knows by the name in the text',
    '<@U9|joe> <#C9|old> <!subteam^S9|@ops>',
    '[mention "@joe"] " " [mention "#old"] " " [mention "@ops"]',
  ],
  ['whom nobody knows by id when there is no name', '<@U9>', '[mention "@U9"]'],
  [
    'everybody',
    '<!here> <!channel> <!everyone>',
    '[mention-everybody "@here"] " " [mention-everybody "@channel"] " " [mention-everybody "@everyone"]',
  ],
  ['an escaped mention as words', '&lt;@UANA&gt; &lt;!here&gt;', '"<@UANA> <!here>"'],
  ['a quote of two lines', '&gt; one\n&gt; two\nafter', '[quote "one\\ntwo"] "after"'],
  ['everything quoted after three signs', 'a\n&gt;&gt;&gt; one\ntwo', '"a" [quote "one\\ntwo"]'],
  ['an empty line between two quotes', '&gt; a\n\n&gt; b', '[quote "a"] "\\n" [quote "b"]'],
  ['code in several lines', 'a\n```\n*b*  &lt;c&gt;\n d```\ne', '"a" [pre "*b*  <c>\\n d"] "e"'],
  ['six backticks as they are', '``````', '"``````"'],
  ['marks around and not inside code', '*a `b*c` d*', '[b "a "] [b [code "b*c"]] [b " d"]'],
  ['a link in code', '`<http://x.y|x.y>`', '[a http://x.y [code "x.y"]]'],
  [
    'a link with its name',
    '<https://example.org/?a=1&amp;b=2|here &amp; there>',
    '[a https://example.org/?a=1&b=2 "here & there"]',
  ],
  [
    'a link without a name',
    '<https://e.org/a_b_c> <mailto:a@b.c>',
    '[a https://e.org/a_b_c "https://e.org/a_b_c"] " " [a mailto:a@b.c "a@b.c"]',
  ],
  [
    'a bare address as a link, without the full stop',
    'see https://e.org/a_b. x',
    '"see " [a https://e.org/a_b "https://e.org/a_b"] ". x"',
  ],
  [
    'a dangerous link as its words only',
    '<javascript:alert(1)|click> <data:text/html,x> <JAVASCRIPT:x|y>',
    '"click data:text/html,x y"',
  ],
  ['what is no reference as it is', '<script> <> < a', '"<script> <> < a"'],
  ['emoji it knows, and others by name', ':eyes: :party_parrot: :wave::skin-tone-3:', '"👀" " :party_parrot: " "👋🏼"'],
  ['times of day as times', '12:30:45 at 9:100:x', '"12:30:45 at 9:100:x"'],
  ['a broken date by its fallback', '<!date^soon^{date}|next week>', '"next week"'],
])('shows %s', (_what, text, expected) => {
  expect(shown(text)).toBe(expected);
});

it('never makes markup of what a person wrote', () => {
  const html = drawText(
    '&lt;img src=x onerror=alert(1)&gt; <script>alert(1)</script> <@U"|x="> <http://x.y/" onclick="z|w>',
    aViewer(),
  );

  const names = new Set(tags(html).map((tag) => tag.name));
  expect([...names].sort()).toEqual(['a', 'div', 'p', 'span']);
  expect(words(html)).toContain('<img src=x onerror=alert(1)> <script>alert(1)</script>');
});

it('opens links elsewhere, and tells them nothing', () => {
  const [link] = tags(drawText('<https://e.org|x>', aViewer())).filter((tag) => tag.name === 'a');

  expect(link?.attributes).toMatchObject({ href: 'https://e.org', target: '_blank', rel: 'noopener noreferrer' });
});

it('makes characters of the emoji in a plain text, and of nothing else', () => {
  expect(plainWords(':wave: *x* :nope: 12:30:wave: :large_green_circle:')).toBe('👋 *x* :nope: 12:30👋 🟢');
});

it('stays quick on 40,000 hostile characters', () => {
  for (const text of [
    '*'.repeat(40_000),
    '<'.repeat(40_000),
    '_a '.repeat(13_000),
    '*a* '.repeat(10_000),
    '```'.repeat(13_000),
    '``` '.repeat(10_000),
    ':'.repeat(40_000),
    ':a'.repeat(20_000),
    '`'.repeat(39_999),
    '&gt;\n'.repeat(8_000),
    '&gt;\n\n'.repeat(6_000),
    'http://'.repeat(5_700),
    'http://^'.repeat(5_000),
    `http://x${'.'.repeat(39_000)}<`,
    '<@U1'.repeat(10_000),
    `*${' '.repeat(39_000)}*`,
    '\0'.repeat(40_000),
    '<!date^1^{date}|x>'.repeat(2_000),
  ]) {
    expect(
      workingMs(() => drawText(text, aViewer()), 1_000),
      JSON.stringify(text.slice(0, 20)),
    ).toBeLessThan(1_000);
  }
});

const TAGS = ['a', 'blockquote', 'code', 'div', 'em', 'p', 'pre', 's', 'span', 'strong', 'time'];
const ATTRIBUTES = ['class', 'datetime', 'href', 'rel', 'target', 'title'];
const pieces = fc.constantFrom(
  ...[
    '*',
    '_',
    '~',
    '`',
    '```',
    '<',
    '>',
    '&',
    '&lt;',
    '&gt;',
    '&amp;',
    '&quot;',
    '|',
    '\n',
    ' ',
    ':',
    '@',
    '#',
    '!',
    '"',
    "'",
    '\0',
  ],
  ...[
    '<@UANA>',
    '<!here>',
    '<http://x.y|',
    'javascript:',
    'http://',
    '<!date^1^{date}|',
    '<img src=x onerror=y>',
    '</p>',
    '<b',
    'style="x"',
  ],
);
const anyText = fc
  .array(fc.oneof(pieces, fc.string({ unit: 'grapheme', maxLength: 6 })), { maxLength: 30 })
  .map((all) => all.join(''));

it('draws any text with nothing but a few harmless tags and attributes', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const { name, attributes } of tags(drawText(text, aViewer()))) {
        expect(TAGS).toContain(name);
        for (const attribute of Object.keys(attributes)) expect(ATTRIBUTES).toContain(attribute);
        if (attributes.href !== undefined) expect(attributes.href).toMatch(/^(https?|mailto):/i);
      }
    }),
    { numRuns: 1_000 },
  );
});

it('closes every tag that it opens', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const open: string[] = [];
      for (const token of tokens(drawText(text, aViewer()))) {
        if (typeof token === 'string') continue;
        if (token.isClosing) expect(open.pop()).toBe(token.name);
        else open.push(token.name);
      }
      expect(open).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it('loses no letter and no digit of any text without references', () => {
  const letters = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '');
  const plain = fc.array(
    fc.oneof(
      fc.constantFrom(
        '*',
        '_',
        '~',
        '`',
        '```',
        '\n',
        ' ',
        '# ',
        '- ',
        '| ',
        '$',
        '[',
        '](',
        '**',
        '1. ',
        '> ',
        'https://e.org/',
      ),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    ),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(plain, (all) => {
      // Without what opens a reference, an entity or an emoji, everything is to be read as it stands.
      const text = all.join('').replaceAll(/[<&]|:(?!\/\/)/g, '');
      expect(letters(words(drawText(text, aViewer())))).toBe(letters(text));
    }),
    { numRuns: 1_000 },
  );
});
