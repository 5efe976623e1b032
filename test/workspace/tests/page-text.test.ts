import { afterAll, beforeAll, expect, it } from 'vitest';

/** As much of a document as the page's text needs: elements that keep their children, and texts. */
class Piece {
  readonly tag: string;
  readonly attributes: Record<string, string> = {};
  readonly children: (Piece | string)[] = [];
  constructor(tag: string) {
    this.tag = tag;
  }
  append(...children: (Piece | string)[]): void {
    for (const child of children) {
      if (typeof child !== 'string' && child.tag === '') this.children.push(...child.children);
      else if (child !== '') this.children.push(child);
    }
  }
  setAttribute(name: string, value: string): void {
    this.attributes[name] = value;
  }
  /** The piece as one would write it, texts in quotes. */
  toString(): string {
    const inner = this.children.map((child) => (typeof child === 'string' ? JSON.stringify(child) : String(child))).join(' ');
    const href = this.attributes.href === undefined ? '' : ` ${this.attributes.href}`;
    return this.tag === '' ? inner : `[${this.tag}${href} ${inner}]`;
  }
}

let mrkdwn: (text: string, names: Map<string, string>) => Piece;
beforeAll(async () => {
  Object.assign(globalThis, {
    document: {
      createElement: (tag: string) => new Piece(tag),
      createTextNode: (text: string) => text,
      createDocumentFragment: () => new Piece(''),
    },
  });
  ({ mrkdwn } = (await import(new URL('../page-text.js', import.meta.url).href)) as { mrkdwn: typeof mrkdwn });
});
afterAll(() => {
  Reflect.deleteProperty(globalThis, 'document');
});

const names = new Map([
  ['UANA', 'Ana Silva'],
  ['CHELP', 'help'],
]);
const shown = (text: string): string => String(mrkdwn(text, names));

it.each([
  ['bold, italic and code', '*a* _b_ `c`', '[strong "a"] " " [em "b"] " " [code "c"]'],
  ['stars and underscores inside words as they are', 'a*b*c snake_case_name 2*3', '"a*b*c snake_case_name 2*3"'],
  ['people and channels by name', '<@UANA> in <#CHELP>', '[span "@Ana Silva"] " in " [span "#help"]'],
  ['a quote of two lines', '&gt; one\n&gt; two\nafter', '[blockquote "one" "\\n" "two"] "after"'],
  ['a safe link', '<https://example.org/?a=1&amp;b=2|here>', '[a https://example.org/?a=1&b=2 "here"]'],
  ['a dangerous link as its text only', '<javascript:alert(1)|click me>', '"click me"'],
  ['emoji it knows, and others by name', ':eyes: :party_parrot:', '"👀" " " ":party_parrot:"'],
  ['a broken date by its fallback', '<!date^soon^{date}|next week>', '"next week"'],
])('shows %s', (_what, text, expected) => {
  expect(shown(text)).toBe(expected);
});

it('never makes markup of what a person wrote', () => {
  expect(shown('&lt;img src=x onerror=alert(1)&gt; <script>alert(1)</script>')).not.toMatch(/\[(img|script)/);
  expect(shown('&lt;b&gt;&amp;amp;')).toBe('"<b>&amp;"');
});

it('writes a date in the words of its format', () => {
  expect(shown('<!date^1700000000^{date_num}|then>')).toBe('[time "2023-11-14"]');
});

it('stays quick on 40,000 hostile characters', () => {
  for (const text of [
    '*'.repeat(40_000),
    '<'.repeat(40_000),
    '_a '.repeat(13_000),
    '```'.repeat(13_000),
    ':'.repeat(40_000),
    '&gt;\n'.repeat(8_000),
  ]) {
    const started = performance.now();
    mrkdwn(text, names);
    expect(performance.now() - started).toBeLessThan(1_000);
  }
});
