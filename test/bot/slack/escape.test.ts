import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, escapeText, fromInput, fromMessage, inFewTexts, mrkdwn, quoteBlock, unescapeText } from '#bot/slack/escape.ts';
import { asSlackSends, HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { workingMs } from '#test/support/working-time.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('&', '<', '>', 'a', 'm', 'p', 'l', 't', 'g', ';', '!', '@', '|', '…', '👍', '\u0301') }),
  fc.constantFrom(...HOSTILE_TEXTS),
);

it('has 500 different hostile texts', () => {
  expect(new Set(HOSTILE_TEXTS).size).toBe(500);
  expect(HOSTILE_TEXTS.every((text) => text.isWellFormed() && !text.includes('\0'))).toBe(true);
  expect(Math.max(...HOSTILE_TEXTS.map((text) => text.length))).toBe(40_000);
});

describe('escaped text', () => {
  it('gives the original back', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(unescapeText(escapeText(text))).toBe(text);
      }),
    );
    expect(HOSTILE_TEXTS.filter((text) => unescapeText(escapeText(text)) !== text)).toEqual([]);
  });

  it('holds nothing live: no < or >, and no & but in an entity', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(escapeText(text)).not.toMatch(/[<>]|&(?!(?:amp|lt|gt);)/);
      }),
    );
    expect(HOSTILE_TEXTS.filter((text) => /[<>]|&(?!(?:amp|lt|gt);)/.test(escapeText(text)))).toEqual([]);
  });
});

describe('a message from Slack', () => {
  it.each([
    ['<@U123|ana> hi', '@ana hi'],
    ['<@U123>', '@Ana Pérez'],
    ['<@U999>', '@somebody'],
    ['<#C1|general>', '#general'],
    ['<#C1>', '#help'],
    ['<#C9|>', '#C9'],
    ['<!here> <!channel> <!everyone>', '@here @channel @everyone'],
    ['<!here|@ana>', '@here'],
    ['<!subteam^S1|@staff>', '@staff'],
    ['<!subteam^S1>', '@S1'],
    ['<!date^1392734382^{date_num}|18 February>', '18 February'],
    ['<https://a.org>', 'https://a.org'],
    ['<https://a.org|our site>', 'our site (https://a.org)'],
    ['<https://evil.org|https://bank.org>', 'https://bank.org (https://evil.org)'],
    ['<http://a.org|a.org>', 'a.org'],
    ['<https://a.org/|a.org>', 'a.org'],
    ['<mailto:ana@a.org|ana@a.org>', 'ana@a.org'],
    ['<https://a.org/?x=1&amp;y=2|R&amp;D>', 'R&D (https://a.org/?x=1&y=2)'],
    ['a &lt; b &amp;&amp; b &gt; c', 'a < b && b > c'],
    ['&amp;lt;!channel&amp;gt;', '&lt;!channel&gt;'],
    ['&quot; &#39;', '&quot; &#39;'],
    ['a < b', 'a < b'],
    ['', ''],
  ])('%s reads %s', (text, plain) => {
    const names: Record<string, string> = { U123: 'Ana Pérez', C1: 'help' };

    expect(fromMessage(text, (id) => names[id])).toBe(plain);
  });

  it('reads as it was typed, whatever was typed', () => {
    expect(HOSTILE_TEXTS.filter((typed) => fromMessage(asSlackSends(typed)) !== typed)).toEqual([]);
  });

  it('may be live itself, and is not live any more when we show it', () => {
    const shown = HOSTILE_TEXTS.map((text) => escapeText(fromMessage(text, () => '<!channel>')));

    expect(shown.filter((text) => /[<>]/.test(text))).toEqual([]);
  });

  it('loses only what the database cannot hold', () => {
    expect(fromMessage('a\0b\ud800')).toBe('ab\ufffd');
    expect(fromInput('<a>\0&amp;\udc00')).toBe('<a>&amp;\ufffd');
  });
});

describe('a cut text', () => {
  it('stays as it is when it fits', () => {
    expect(cut('👍👍', 2)).toBe('👍👍');
    expect(cut('', 0)).toBe('');
  });

  it('ends with … and counts it', () => {
    expect(cut('hello world', 6)).toBe('hello…');
    expect(cut('hello', 1)).toBe('…');
    expect(cut('hello', 0)).toBe('');
  });

  it('keeps emoji, accents and entities whole', () => {
    expect(cut('👍👍👍', 2)).toBe('👍…');
    expect(cut('ok 👩‍👩‍👧‍👦 👩‍👩‍👧‍👦', 8)).toBe('ok …');
    expect(cut('abe\u0301x', 4)).toBe('ab…');
    expect(cut('a &lt;b&gt; c', 5)).toBe('a …');
    expect(cut('a &lt;b&gt; c', 7)).toBe('a &lt;…');
  });

  it('never grows past its limit, splits a pair or leaves half an entity', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          anyText.map((text) => text.toWellFormed()),
        ),
        fc.nat(40),
        (text, limit) => {
          const short = cut(escapeText(text), limit);

          expect([...short].length).toBeLessThanOrEqual(limit);
          expect(short.isWellFormed()).toBe(true);
          expect(short).not.toMatch(/&(?!(?:amp|lt|gt);)/);
          expect(escapeText(text).startsWith(short.replace(/…$/, ''))).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

it('puts lines into as few texts as hold them, and cuts only a line that fits in none', () => {
  expect(inFewTexts(['one', 'two', 'three', 'x'.repeat(12)], 10)).toEqual(['one\ntwo', 'three', `${'x'.repeat(9)}…`]);
  expect(inFewTexts([], 10)).toEqual([]);
});

it('quotes a text exactly, without markup', () => {
  expect(quoteBlock('*a* <!here>').elements).toEqual([
    { type: 'rich_text_quote', elements: [{ type: 'text', text: '*a* <!here>' }] },
  ]);
  expect(mrkdwn('*a*')).toEqual({ type: 'mrkdwn', text: '*a*', verbatim: true });
});

it('reads, escapes and cuts all hostile texts at once', () => {
  const took = HOSTILE_TEXTS.map((text) => workingMs(() => cut(escapeText(fromMessage(text)), 3000), 50));

  expect(Math.max(...took)).toBeLessThan(50);
});
