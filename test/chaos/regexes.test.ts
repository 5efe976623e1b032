import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { readOpeningHours } from '#bot/desks/opening-hours.ts';
import { readDay, readDomain, readEmail, readLanguage, readSize, readTimeZone } from '#bot/imports/cells.ts';
import { readSheet } from '#bot/imports/sheet.ts';
import { readTyped } from '#bot/members/finding.ts';
import { PATTERNS, sensitiveIn } from '#bot/privacy/patterns.ts';
import { cut, fromMessage, mentionedIn } from '#bot/slack/escape.ts';
import { nearest } from '#bot/slack/nearest.ts';
import { isSmallTalk, isThanks } from '#bot/tickets/small-talk.ts';
import { readCommand } from '#bot/triage/commands.ts';
import { dayMeant } from '#bot/triage/dates.ts';
import { nearName, partsOf } from '#bot/triage/filters.ts';
import { workingMs } from '#test/support/working-time.ts';
import { longest, report } from './figures.ts';
import { hostileTo, regexesIn } from './regexes.ts';
import { IS_FULL, PATIENCE_MS } from './sizes.ts';

const LONGEST_MESSAGE = 40_000;
const LONGEST_MS = 50;
const TEXTS = hostileTo(LONGEST_MESSAGE, IS_FULL ? {} : { starts: ['', 'x'], ends: ['\0x'] });
/** Those that never meet a message's length, with the most they are given and by whom. */
const BOUNDED: Record<string, number> = {
  // What follows "my password is", which the pattern before it ends after 66 characters (bot/privacy/patterns.ts).
  'bot/privacy/number-checks.ts': 66,
};

it(
  '38: no regular expression of the product takes fifty milliseconds for forty thousand hostile characters',
  () => {
    const found = regexesIn('bot', 'reports', 'surveys', 'prisma');

    const measured = found.map(({ path, regex }) => {
      const length = BOUNDED[path];
      const texts = length === undefined ? TEXTS : TEXTS.map((text) => text.slice(-length));
      return { name: `${path} ${regex}`, ms: worstOf(texts, (text) => [...text.matchAll(regex)].length) };
    });

    const slow = measured.filter(({ ms }) => ms >= LONGEST_MS);
    report('38, patterns', { regexes: found.length, texts: TEXTS.length, 'slowest ms': longest(measured.map(({ ms }) => ms)) });
    expect(found.length).toBeGreaterThan(150);
    expect(slow).toEqual([]);
  },
  PATIENCE_MS,
);

it('38: the look-out finds every pattern that is written down, and sees one that is too slow', () => {
  const found = regexesIn('bot');

  const missing = PATTERNS.filter(({ regex }) => regex.source.length < 120).filter(
    ({ regex }) => !found.some((one) => one.regex.source === regex.source),
  );
  const slow = worstOf(['a'.repeat(LONGEST_MESSAGE / 2)], (text) => /(?:a+)b/.test(text));

  expect(missing).toEqual([]);
  expect(slow).toBeGreaterThan(LONGEST_MS);
});

describe('38: what is typed is read within fifty milliseconds, however hostile', () => {
  const today = Temporal.PlainDate.from('2026-03-02');
  const readers: Record<string, (text: string) => unknown> = {
    'a message for small talk': isSmallTalk,
    'a message for thanks': isThanks,
    'a message for what does not belong in a channel': sensitiveIn,
    'a message as people read it': (text) => fromMessage(text),
    'a message for the people in it': mentionedIn,
    'a message that is cut': (text) => cut(text, 1500),
    'a staff command': (text) => quietly(() => readCommand(text)),
    'a staff command that is almost right': (text) => quietly(() => readCommand(`wait 12 on ${text}`)),
    'a filter': partsOf,
    'a name': (text) => nearName(['billing', 'tool access'], text),
    'a word': (text) => nearest(text, ['list', 'show']),
    'a day': (text) => quietly(() => dayMeant(text, today)),
    'somebody meant': readTyped,
    'opening hours': readOpeningHours,
    'a cell with a day': readDay,
    'a cell with a domain': readDomain,
    'a cell with an address': readEmail,
    'a cell with a size': readSize,
    'a cell with a language': readLanguage,
    'a cell with a time zone': readTimeZone,
    'a file': (text) => readSheet(Buffer.from(text)),
  };

  it.each(Object.entries(readers))('%s', (_name, read) => {
    expect(worstOf(TEXTS, read)).toBeLessThan(LONGEST_MS);
  });
});

/** The longest that any of these texts takes, in milliseconds; stops at the first that is far too slow. */
function worstOf(texts: string[], read: (text: string) => unknown): number {
  let worst = 0;
  for (const text of texts) {
    worst = Math.max(
      worst,
      workingMs(() => read(text), LONGEST_MS),
    );
    if (worst > 4 * LONGEST_MS) return worst;
  }
  return worst;
}

/** A sentence of refusal is an answer like any other. */
function quietly(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}
