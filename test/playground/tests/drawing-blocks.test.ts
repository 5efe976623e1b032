// What the library draws wrongly, and how it looks mended.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Json } from '#test/workspace/state.ts';
import { drawBlock } from '../drawing/drawing.ts';
import { aViewer, outline, tags, words } from './drawing-reading.ts';

const html = (block: Json, viewer = aViewer()): string => drawBlock(block, viewer).html;
const text = (words: string, style?: Json): Json => ({ type: 'text', text: words, ...(style ? { style } : {}) });
const richText = (...elements: Json[]): Json => ({ type: 'rich_text', elements });
const section = (...elements: Json[]): Json => richText({ type: 'rich_text_section', elements });
const mrkdwn = (words: string): Json => ({ type: 'mrkdwn', text: words });
const plain = (words: string): Json => ({ type: 'plain_text', text: words });
const uploaded = { type: 'image', slack_file: { id: 'F1' }, alt_text: 'A "chart" <1>' };
const foreign = { type: 'image', image_url: 'https://e.org/x.png', alt_text: 'A map' };

it('reads mrkdwn in a section, and plain text word for word', () => {
  const block = { type: 'section', text: mrkdwn('*a* # <@UANA>'), fields: [mrkdwn('_b_'), plain('*c* <@UANA> :wave:')] };

  expect(outline(html(block))).toBe('[b "a"] " # " [mention "@Ana Silva"] [i "b"] "*c* <@UANA> 👋"');
});

it('leaves bare addresses alone in a text that is verbatim', () => {
  expect(outline(html({ type: 'section', text: { ...mrkdwn('https://e.org'), verbatim: true } }))).toBe('"https://e.org"');
});

it('keeps shortcodes in a plain text that wants no emoji', () => {
  expect(words(html({ type: 'section', text: { ...plain(':wave:'), emoji: false } }))).toBe(':wave:');
});

it('draws a header as its words, which are no mrkdwn', () => {
  expect(outline(html({ type: 'header', text: plain('*Hi* :wave: # <b>') }))).toBe('[h3 "*Hi* 👋 # <b>"]');
});

it('draws a context with words and pictures in their order', () => {
  const drawn = html({ type: 'context', elements: [mrkdwn('*a*'), uploaded, plain('b'), foreign] });

  expect(outline(drawn)).toBe('[b "a"] [img] "b" "[picture: A map]"');
});

it('loads pictures of the workspace only, and names the others', () => {
  const pictures = [
    uploaded,
    foreign,
    { ...uploaded, slack_file: { id: 'F9' } },
    { type: 'section', text: mrkdwn('x'), accessory: uploaded },
    { type: 'section', text: mrkdwn('x'), accessory: foreign },
    { type: 'markdown', text: '![A map](https://e.org/x.png) ![y](SLOT)' },
  ].map((block) => html(block));

  const images = pictures.map((drawn) =>
    tags(drawn)
      .filter((tag) => tag.name === 'img')
      .map((tag) => tag.attributes.src),
  );
  expect(images).toEqual([['/page/files/F1'], [], [], ['/page/files/F1'], [], []]);
  expect(words(pictures[1]!)).toBe('[picture: A map]');
  expect(words(pictures[4]!)).toBe('x[picture: A map]');
  expect(words(pictures[5]!)).toBe('[picture: A map] [picture: y]');
});

it('describes a picture as its sender did, under its title, without the arrow that folds nothing', () => {
  const drawn = html({ ...uploaded, title: plain('Week 1 :wave: SLOT') });

  expect(words(drawn)).toBe('Week 1 👋 SLOT');
  expect(tags(drawn).find((tag) => tag.name === 'img')?.attributes.alt).toBe('A "chart" <1>');
  expect(drawn).not.toMatch(/<button|<svg|<link/);
});

it('draws lists with their depth, number and bar, and without style attributes', () => {
  const item = (words: string): Json => ({ type: 'rich_text_section', elements: [text(words)] });
  const drawn = html(
    richText(
      { type: 'rich_text_list', style: 'bullet', elements: [item('one')] },
      { type: 'rich_text_list', style: 'ordered', indent: 1, offset: 3, border: 1, elements: [item('two'), item('three')] },
    ),
  );

  expect(outline(drawn)).toBe('[ul [li "one"]] [ol [li "d." "two"] [li "e." "three"]]');
  expect(drawn).toContain('indent-1');
  expect(drawn).not.toContain('style=');
});

it('numbers lists by their offsets only, and shows the deepest of them indented', () => {
  const list = (indent: number, offset: number, ...items: string[]): Json => {
    const elements = items.map((words) => ({ type: 'rich_text_section', elements: [text(words)] }));
    return { type: 'rich_text_list', style: 'ordered', indent, offset, elements };
  };
  const drawn = html(
    richText(list(0, 0, 'x', 'x'), list(1, 0, 'x'), list(0, 2, 'x'), list(1, 0, 'x'), list(0, 0, 'x'), list(8, 0, 'x')),
  );

  expect(words(drawn).split('x')).toEqual(['1.', '2.', 'a.', '3.', 'a.', '1.', 'i.', '']);
  expect(drawn).toContain('indent-5');
});

it('draws code in several lines as one block, not as a block within a word', () => {
  const drawn = html(richText({ type: 'rich_text_preformatted', elements: [text('a\n  b')] }));

  expect(outline(drawn)).toBe('[pre "a\\n  b"]');
});

it('draws styles as elements that are heard and copied', () => {
  const styled = text('x', { bold: true, italic: true, strike: true, code: true, underline: true });

  expect(outline(html(section(styled)))).toBe('[b [i [s [code "x"]]]]');
});

it('draws what stands for people, places, days and colours', () => {
  const drawn = html(
    section(
      { type: 'user', user_id: 'UANA', style: { bold: true } },
      { type: 'channel', channel_id: 'CHELP' },
      { type: 'usergroup', usergroup_id: 'SSTAFF' },
      { type: 'broadcast', range: 'here' },
      { type: 'date', timestamp: 1_700_000_000, format: '{date_short_pretty} at {time}', url: 'https://e.org' },
      { type: 'color', value: '#ff0000' },
      { type: 'emoji', name: 'wave', skin_tone: 3 },
      { type: 'emoji', name: 'x', unicode: '1f44b-1f3fd' },
      { type: 'emoji', name: 'party_parrot' },
    ),
  );

  expect(outline(drawn)).toBe(
    '[mention-font-semibold "@Ana Silva"] [mention "#help"] [mention "@staff"] [mention-everybody "@here"] ' +
      '[a https://e.org [time "today at 10:13 PM"]] [svg [rect]] "#ff0000" "👋🏼" "👋🏽" ":party_parrot:"',
  );
  expect(tags(drawn).find((tag) => tag.name === 'rect')?.attributes.fill).toBe('#ff0000');
  expect(tags(drawn).find((tag) => tag.name === 'time')?.attributes.datetime).toBe('2023-11-14T22:13:20.000Z');
});

it('makes text of links with dangerous addresses, in rich text and in Markdown', () => {
  const link = (url: string): Json => ({ type: 'link', url, text: 'x' });

  expect(outline(html(section(link('javascript:alert(1)'), link('/page'), link('http://'))))).toBe('"xxx"');
  expect(outline(html({ type: 'markdown', text: '[a](javascript:x) [b](/page) [c](https://e.org/?x=1&y=2)' }))).toBe(
    '"a" " " "b" " " [a https://e.org/?x=1&y=2 "c"]',
  );
});

it('shows boxes of Markdown as characters, and leaves unknown emoji and times of day as they are', () => {
  expect(words(html({ type: 'markdown', text: '- [x] a :nope: 12:30:45 :wave:' })).trim()).toBe('☑  a :nope: 12:30:45 👋');
});

it('draws tables of texts, numbers and rich text, and their alignment', () => {
  const rows = [
    [{ type: 'raw_text', text: '*a* :wave:' }, section(text('b', { bold: true }))],
    [
      { type: 'raw_text', text: '' },
      { type: 'raw_number', value: 3 },
    ],
  ];
  const drawn = html({ type: 'table', column_settings: [null, { align: 'right' }], rows });

  expect(outline(drawn)).toBe('[table [tbody [tr [td "*a* 👋"] [td [b "b"]]] [tr [td] [td "3"]]]]');
  expect(tags(drawn).filter((tag) => tag.attributes.class?.includes('text-right'))).toHaveLength(2);
});

it('draws an alert as a note, which is not announced again with every drawing', () => {
  const [frame] = tags(html({ type: 'alert', level: 'warning', text: mrkdwn('*x*') }));

  expect(frame?.attributes).toMatchObject({ role: 'note', 'aria-label': 'Warning' });
});

it('gives no element an id, so that two messages never share one', () => {
  const blocks = [
    section(text('x')),
    { type: 'divider' },
    { type: 'header', text: plain('x') },
    { type: 'section', text: plain('x') },
  ];

  for (const block of blocks) expect(html({ ...block, block_id: 'b1' })).not.toContain(' id=');
});

it('keeps no room for a control that the page draws itself', () => {
  const accessory = { type: 'button', text: plain('Go') };

  expect(html({ type: 'section', text: plain('x'), accessory })).toBe(html({ type: 'section', text: plain('x') }));
  expect(html({ type: 'section', text: plain('x') })).not.toMatch(/<div[^<>]*><\/div>/);
});

it('names what it cannot draw', () => {
  for (const type of ['video', 'constructor', 'card']) expect(words(html({ type }))).toBe(`[${type}]`);
  expect(words(html({ type: '<b>' }))).toBe('[<b>]');
});

it('never throws, and never draws but harmless tags, whatever it is given', () => {
  const types = [
    'section',
    'header',
    'divider',
    'context',
    'image',
    'rich_text',
    'markdown',
    'table',
    'alert',
    'actions',
    'input',
  ];
  const keys = [
    'type',
    'text',
    'elements',
    'fields',
    'accessory',
    'rows',
    'url',
    'style',
    'alt_text',
    'title',
    'slack_file',
    'id',
  ];
  const values = [
    'mrkdwn',
    'plain_text',
    'rich_text_section',
    'rich_text_list',
    'image',
    'link',
    'date',
    '"><img src=x onerror=y>',
    'F1',
  ];
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ depthSize: 'medium' }, fc.constantFrom(...types, ...values, null, 0, true), tie('list'), tie('object')),
    list: fc.array(tie('tree'), { maxLength: 3 }),
    object: fc.dictionary(fc.constantFrom(...keys), tie('tree'), { maxKeys: 5 }),
  }));
  fc.assert(
    fc.property(fc.constantFrom(...types), fc.dictionary(fc.constantFrom(...keys), tree), (type, block) => {
      for (const { name, attributes } of tags(html({ ...block, type }))) {
        expect(name).not.toMatch(/^(script|style|iframe|object|embed|link|base|form|input|button|meta)$/);
        expect(Object.keys(attributes).filter((attribute) => /^(on.*|style|id|srcset|action)$/.test(attribute))).toEqual([]);
        expect(attributes.href ?? 'https:').toMatch(/^(https?|mailto):/i);
        expect(attributes.src ?? '/page/files/F1').toBe('/page/files/F1');
      }
    }),
    { numRuns: 1_000 },
  );
});
