import { describe, expect, it } from 'vitest';
import { isLanguage, LANGUAGES, spokenOf, wordsFor, wordsIn } from '#bot/words/words.ts';
import { MAYA, openDesk, WORKSPACE } from '#test/support/factories.ts';

type Leaf = string | ((...given: unknown[]) => unknown);

/** Every text of a language by the path to it, `requests.claimed`. */
function leaves(words: object, path = ''): [string, Leaf][] {
  return Object.entries(words).flatMap(([key, value]): [string, Leaf][] => {
    const at = path === '' ? key : `${path}.${key}`;
    return typeof value === 'object' && value !== null ? leaves(value, at) : [[at, value as Leaf]];
  });
}

/** Stand-ins by which an argument is known again in a text; a number where the text counts. */
const SAMPLES = ['⟨one⟩', '⟨two⟩', '⟨three⟩', '⟨four⟩'];
const COUNTED = 3;

/** What a text says, whatever kind of arguments it wants: texts, a number, a list. */
function said(leaf: Leaf): string[] {
  if (typeof leaf === 'string') return [leaf];
  const ways: unknown[][] = [
    SAMPLES,
    SAMPLES.map(() => COUNTED),
    [SAMPLES[0], [SAMPLES[1], SAMPLES[2]], SAMPLES[2], SAMPLES[3]],
    [[SAMPLES[0], SAMPLES[1]], ...SAMPLES.slice(1)],
    [SAMPLES[0], COUNTED, SAMPLES[2]],
    [COUNTED, ...SAMPLES.slice(1)],
  ];
  return ways.flatMap((given) => {
    try {
      const text = leaf(...given);
      return typeof text === 'string' ? [text] : [];
    } catch {
      // A list where a text is wanted, or the other way round.
      return [];
    }
  });
}

/** The sentences of a text, without the marks and emoji around them. */
function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?])\s+|\n/)
    .map((sentence) => sentence.replaceAll(/[*_`•]|:[a-z_]+:/g, '').trim())
    .filter((sentence) => sentence !== '');
}

const wordsOf = (sentence: string) => sentence.split(/\s+/).filter((word) => /[\p{L}\d⟨]/u.test(word));
const LONGEST_SENTENCE = 20;

const english = new Map(leaves(LANGUAGES.en));
const others = Object.entries(LANGUAGES).filter(([language]) => language !== 'en');
const all = Object.entries(LANGUAGES).flatMap(([language, words]) =>
  leaves(words).map(([key, leaf]) => ({ name: `${language}.${key}`, key, leaf, texts: said(leaf) })),
);

describe('what members read', () => {
  it.each(others)('has every text of English in "%s", and no other', (_language, words) => {
    expect(
      leaves(words)
        .map(([key]) => key)
        .toSorted(),
    ).toEqual([...english.keys()].toSorted());
  });

  it('says something under every name', () => {
    const silent = all.filter(({ texts }) => texts.length === 0 || texts.some((text) => text.trim() === ''));

    expect(all.length).toBeGreaterThan(100);
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it('has sentences of at most twenty words', () => {
    const long = all.flatMap(({ name, texts }) =>
      texts
        .flatMap(sentencesOf)
        .filter((sentence) => wordsOf(sentence).length > LONGEST_SENTENCE)
        .map((sentence) => `${name}: ${sentence}`),
    );

    expect([...new Set(long)]).toEqual([]);
  });

  it('speaks of requests, never of tickets', () => {
    const wrong = all.filter(({ texts }) =>
      // What one types is a command's name.
      texts.some((text) => /\b(tickets?|tíquets?|issues?|cases?|SLA)\b/i.test(text.replaceAll(/`\/ticket[^`]*`/g, ''))),
    );

    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('leaves nothing unfilled', () => {
    const holes = all.filter(({ texts }) => texts.some((text) => /\$\{|undefined|\[object|NaN/.test(text)));

    expect(holes.map(({ name }) => name)).toEqual([]);
  });

  it.each(others)('is not the same sentence in English and "%s"', (_language, words) => {
    const same = leaves(words).filter(([key, leaf]) => {
      const texts = said(leaf);
      const inEnglish = english.get(key);
      return inEnglish !== undefined && texts.some((text) => wordsOf(text).length > 2 && said(inEnglish).includes(text));
    });

    expect(same.map(([key]) => key)).toEqual([]);
  });

  it.each(others)('mentions the same people, numbers and places in "%s" as in English', (_language, words) => {
    const shown = (leaf: Leaf) => SAMPLES.filter((sample) => said(leaf).some((text) => text.includes(sample)));

    const different = leaves(words).filter(([key, leaf]) => {
      const inEnglish = english.get(key);
      return inEnglish === undefined || String(shown(leaf)) !== String(shown(inEnglish));
    });

    expect(different.map(([key]) => key)).toEqual([]);
  });
});

describe('the language of a person', () => {
  it('is theirs where we speak it, or else the workspace’s, or else English', () => {
    expect([
      spokenOf('es', 'en'),
      spokenOf('fr', 'es'),
      spokenOf(null, 'es'),
      spokenOf('fr', 'fr'),
      spokenOf(undefined, null),
    ]).toEqual(['es', 'es', 'es', 'en', 'en']);
  });

  it('is no name that objects have by themselves', () => {
    expect([isLanguage('constructor'), isLanguage('__proto__'), isLanguage('es')]).toEqual([false, false, true]);
    expect(wordsIn('toString')).toBe(LANGUAGES.en);
  });

  it('is read from the store, also for somebody we have not met', async () => {
    const { db } = await openDesk();
    await db.workspace.update({ where: { id: WORKSPACE }, data: { language: 'es' } });
    const spoken = async () => (await wordsFor(db, WORKSPACE, MAYA)).home.languageName;
    const before = await spoken();
    await db.member.create({ data: { workspaceId: WORKSPACE, id: MAYA, displayName: 'Maya', language: 'fr' } });
    const inFrench = await spoken();
    await db.member.updateMany({ data: { language: 'en' } });

    expect([before, inFrench, await spoken()]).toEqual(['Español', 'Español', 'English']);
  });
});
