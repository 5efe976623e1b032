import { expect, it } from 'vitest';
import { sourceFiles, withoutComments } from '#test/support/source-files.ts';

const READS_THE_CLOCK = /\bnew Date\(\s*\)|\bnew Date(?!\s*[(\w])|\bDate\.now\b|\bTemporal\.Now\b/;

it('only bot/clock.ts reads the machine’s clock; everybody else is told the time', () => {
  const files = sourceFiles('bot', 'reports', 'surveys').filter(({ path }) => path !== 'bot/clock.ts');

  const readers = files.filter(({ source }) => READS_THE_CLOCK.test(withoutComments(source))).map(({ path }) => path);

  expect(files.length).toBeGreaterThan(60);
  expect(readers).toEqual([]);
});

it.each(['const at = new Date();', 'new Date( )', 'Date.now()', 'Temporal.Now.instant()', 'const now = Date.now;'])(
  'notices "%s"',
  (code) => {
    expect(READS_THE_CLOCK.test(code)).toBe(true);
  },
);

it.each(['new Date(at.getTime() + 1)', 'const at: Date = deps.now()', '// new Date() is forbidden here', 'toDate(now)'])(
  'lets "%s" pass',
  (code) => {
    expect(READS_THE_CLOCK.test(withoutComments(code))).toBe(false);
  },
);
