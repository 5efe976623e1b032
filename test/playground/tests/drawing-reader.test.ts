// What depends on who reads, how quickly it is drawn, and the stylesheet.
import { expect, it } from 'vitest';
import { dateWords } from '../drawing/dates.ts';
import { drawBlock, drawText } from '../drawing/drawing.ts';
import { drawnStyle } from '../drawing/style.ts';
import { rememberedDrawings, type Viewer } from '../drawing/viewer.ts';
import { aViewer, outline, tags, words } from './drawing-reading.ts';

it.each([
  ['{date_num}', '2023-11-14'],
  ['{date}', 'November 14th'],
  ['{date_short}', 'Nov 14'],
  ['{date_long}', 'Tuesday, November 14th'],
  ['{date_pretty} {date_short_pretty} {date_long_pretty}', 'today today today'],
  ['{time}', '10:13 PM'],
  ['{time_secs}', '10:13:20 PM'],
  ['{ago}', '1 minute ago'],
  ['{unknown} {', '{unknown} {'],
])('writes %s as "%s"', (format, expected) => {
  expect(dateWords(new Date('2023-11-14T22:13:20Z'), format, aViewer())).toBe(expected);
});

it.each([
  ['2023-11-13T09:00Z', 'yesterday'],
  ['2023-11-15T09:00Z', 'tomorrow'],
  ['2023-11-16T09:00Z', 'November 16th'],
  ['2023-11-01T09:00Z', 'November 1st'],
  ['2023-11-22T09:00Z', 'November 22nd'],
  ['2023-10-13T09:00Z', 'October 13th'],
  ['2021-03-03T09:00Z', 'March 3rd, 2021'],
])('calls %s "%s"', (when, expected) => {
  expect(dateWords(new Date(when), '{date_pretty}', aViewer())).toBe(expected);
});

it("tells the same moment by each reader's own clock", () => {
  const text = '<!date^1700000000^{date_short_pretty} at {time}|then>';
  const tokyo = aViewer({ timeZone: 'Asia/Tokyo', now: Date.parse('2023-11-15T00:00:00Z') });

  expect(words(drawText(text, aViewer()))).toBe('today at 10:13 PM');
  expect(words(drawText(text, tokyo))).toBe('today at 7:13 AM');
  expect(words(drawText(text, aViewer({ timeZone: 'No/Where' })))).toBe('today at 10:13 PM');
});

it('says whole, on a closer look, which moment it is', () => {
  const time = tags(drawText('<!date^1700000000^{ago}|then>', aViewer())).find((tag) => tag.name === 'time');

  expect(time?.attributes).toMatchObject({
    datetime: '2023-11-14T22:13:20.000Z',
    title: 'Tuesday, November 14th, 2023 at 10:13:20 PM',
  });
});

it('draws again when a name, the reader, the day or a picture is another one', () => {
  const people = new Map([['UANA', 'Ana']]);
  const names = { ...aViewer().names, person: (id: string) => people.get(id) };
  const mentioned = (changes: Partial<Viewer>): string => outline(drawText('<@UANA>', aViewer({ names, ...changes })));

  expect(mentioned({})).toBe('[mention "@Ana"]');
  expect(mentioned({ me: 'UANA' })).toBe('[mention-me "@Ana"]');
  people.set('UANA', 'Ana Silva');
  expect(mentioned({})).toBe('[mention "@Ana Silva"]');
  expect(words(drawText('<!date^1700000000^{date_pretty}|x>', aViewer({ now: aViewer().now + 86_400_000 })))).toBe('yesterday');
  const block = { type: 'image', slack_file: { id: 'F1' }, alt_text: 'x' };
  expect(drawBlock(block, aViewer()).html).toContain('/page/files/F1');
  expect(drawBlock(block, aViewer({ picture: () => undefined })).html).not.toContain('img');
});

it('forgets the oldest drawings rather than grow for ever', () => {
  const drawings = rememberedDrawings<string>(1_000, (html) => html.length);
  let drawn = 0;
  const draw = (key: string): string => drawings(key, aViewer(), () => `${key}${'x'.repeat(40)}${drawn++}`);

  for (let index = 0; index < 100; index += 1) draw(`key ${index}`);
  draw('key 99');
  expect(drawn).toBe(100);
  draw('key 0');
  expect(drawn).toBe(101);
});

it('draws a new message within a millisecond or so, and a known one at once', () => {
  const viewer = aViewer();
  const message = (index: number): string =>
    `*Request ${index}* from <@UANA> in <#CHELP>: could you look at <https://e.org/${index}|this page>? It says \`error ${index}\` :wave:\n&gt; since <!date^17000${index}^{date_short_pretty} at {time}|then>`;
  const card = (index: number): Record<string, unknown> => ({ type: 'section', text: { type: 'mrkdwn', text: message(index) } });
  const each = (count: number, work: (index: number) => unknown): number => {
    const started = performance.now();
    for (let index = 0; index < count; index += 1) work(index);
    return (performance.now() - started) / count;
  };
  each(300, (index) => drawText(message(10_000 + index), viewer));

  const fresh = each(300, (index) => drawText(message(20_000 + index), viewer));
  const block = each(300, (index) => drawBlock(card(20_000 + index), viewer));
  const known = each(300, (index) => drawText(message(20_000 + index), viewer));
  const plain = each(300, () => drawText('Thank you!', viewer));

  const figures = { 'a new text': fresh, 'a new section': block, 'a known text': known, 'a known plain text': plain };
  const printed = Object.entries(figures).map(([name, ms]) => `${name} ${ms.toFixed(3)} ms`);
  process.stdout.write(`drawing: ${printed.join(', ')}\n`);
  expect(fresh).toBeLessThan(10);
  expect(block).toBeLessThan(10);
  expect(known).toBeLessThan(1);
});

it('styles nothing outside of what was drawn', () => {
  const selectors = [
    ...drawnStyle()
      .replaceAll(/\/\*[\s\S]*?\*\//g, '')
      .matchAll(/([^{}]+)\{/g),
  ]
    .flatMap(([, found = '']) => found.split(/,(?![^(]*\))/))
    .map((selector) => selector.trim())
    .filter((selector) => !selector.startsWith('@media'));

  expect(selectors.length).toBeGreaterThan(100);
  expect(selectors.filter((selector) => !selector.startsWith('.drawn'))).toEqual([]);
});

it('is dark when that was chosen, and when the system is and nothing else was chosen', () => {
  const [always = '', system = ''] = drawnStyle().split('@media (prefers-color-scheme: dark)');

  expect(always).toContain('.drawn .dark\\:bg-dark-bg-secondary:where([data-theme=dark],[data-theme=dark] *)');
  expect(system).toContain('.drawn .dark\\:bg-dark-bg-secondary:where(:root:not([data-theme=light]) *)');
});

it('has nothing in its stylesheet that the page would have to fetch', () => {
  expect(drawnStyle()).not.toMatch(/url\(|@import/);
});
