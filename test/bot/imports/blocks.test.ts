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
    problems: times({ row: 3, column: word, sentence: word }),
    notes: times(word),
    fingerprint: 'abcdefghijklmnopqrstuv',
  };
}

describe('the preview of a file', () => {
  it.each(HOSTILE_TEXTS)('is taken by Slack and has nothing live in it: %j', (word) => {
    const shown = importPreview(previewFacts('F1', aPlan(word)));

    expect(objectionsTo(shown)).toEqual([]);
    expect(liveSequences([...liveTexts(shown.blocks), shown.text], /^$/)).toEqual([]);
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
