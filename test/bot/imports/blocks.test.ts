import { describe, expect, it } from 'vitest';
import { importForm, importPreview, previewFacts, readingModal } from '#bot/imports/blocks.ts';
import type { Plan } from '#bot/imports/plan.ts';
import { HOSTILE_TEXTS } from '#test/support/hostile-texts.ts';
import { liveSequences, liveTexts, objectionsTo, objectionsToView } from '#test/support/valid-blocks.ts';

function aPlan(word = 'Maple', count = 1): Plan {
  const times = <T>(item: T) => Array.from({ length: count }, () => item);
  const nothing = { facts: {}, domains: [], contacts: [] };
  return {
    kind: 'organisations',
    organisations: times({ id: null, name: word, looksLike: word, changes: [], ...nothing }),
    members: times({ id: 'U1', name: word, changes: times({ what: word, from: word, to: word }) }),
    unchanged: 0,
    moves: times({ to: word, count: 2 }),
    notInSlack: times({ row: 2, email: word }),
    ownLanguages: times({ name: word, language: word }),
    problems: Array.from({ length: count }, (_, index) => ({ row: index + 2, column: word, sentence: word })),
    notes: times(word),
    fingerprint: 'abcdefghijklmnopqrstuv',
  };
}

describe('the preview of a file', () => {
  it('is taken by Slack and has nothing live in it, whatever the file says', () => {
    const wrong = HOSTILE_TEXTS.flatMap((word) => {
      const shown = importPreview(previewFacts('F1', aPlan(word)));
      return [...objectionsTo(shown), ...liveSequences([...liveTexts(shown.blocks), shown.text], /^$/)].map((one) => ({
        word,
        one,
      }));
    });

    expect(wrong).toEqual([]);
  });

  it('names the first ten rows it cannot take in, and counts the rest, however much else changes', () => {
    const { blocks } = importPreview(previewFacts('F1', aPlan('wordy & '.repeat(100), 30)));
    const shown = JSON.stringify(blocks);

    for (let row = 2; row <= 11; row += 1) expect(shown).toContain(`Row ${row}, `);
    expect(shown).not.toContain('Row 12, ');
    expect(shown).toContain('… and 20 more rows');
    expect(shown).toContain('Apply without those 30 rows');
  });

  it('is taken by Slack however much there is of it', () => {
    expect(objectionsTo(importPreview(previewFacts('F1', aPlan('wordy & '.repeat(100), 30))))).toEqual([]);
  });

  it('has no button when there is nothing to apply', () => {
    const empty = { ...aPlan(), organisations: [], members: [], moves: [] };

    expect(JSON.stringify(importPreview(previewFacts('F1', empty)))).not.toContain('"button"');
    expect(JSON.stringify(importPreview(previewFacts('F1', { ...aPlan(), kind: 'unknown' })))).not.toContain('"button"');
  });
});

it('the forms are taken by Slack', () => {
  expect(objectionsToView(importForm())).toEqual([]);
  expect(objectionsToView(readingModal())).toEqual([]);
});
