import { describe, expect, it } from 'vitest';
import { withResults } from './some-results.ts';

describe('what was written', () => {
  it('is read a few at a time, and gets themes that are counted once enough texts have them', async () => {
    const { ana, people, openResults, db, wave } = await withResults();

    await openResults(people.ana.id);
    await ana.press('More');
    await ana.press('Read what was written');
    const first = ana.sees();
    const [one] = /word \d+/.exec(first) ?? [''];
    await ana.press({ blockId: 'text-0' });
    await ana.send({ 'A new theme': '  Prices ' });
    const tagged = ana.sees();
    await ana.press('More');
    const second = ana.sees();

    expect(first).toContain('12 people wrote something. The order is by lot.');
    expect(first.match(/"word \d+"/g)).toHaveLength(5);
    expect(tagged).toContain(':label: Prices');
    expect(tagged).toContain('*Themes by texts:* 1 rarer theme');
    expect(tagged).toContain(one);
    expect(second.match(/"word \d+"/g)).toHaveLength(5);
    expect(second).not.toContain(`"${one}"`);
    expect(tagged).not.toContain('survey-results.theme"');
    expect(await db.surveyEvent.findMany({ where: { waveId: wave.id, kind: 'theme_added' } })).toMatchObject([
      { actorId: people.ana.id, detail: { question: 'word', themes: 1 } },
    ]);
  });

  it('is read by theme, also while themes are changed', async () => {
    const { ana, people, openResults, db, wave, workspaceId } = await withResults();
    const responses = await db.surveyResponse.findMany({ where: { waveId: wave.id } });
    const about = responses.slice(0, 6);
    await db.surveyTheme.createMany({
      data: about.map(({ id: responseId }) => ({
        ...{ workspaceId, waveId: wave.id, questionId: 'word', responseId },
        ...{ theme: 'Prices', taggedById: people.ana.id },
      })),
    });
    const words = about.map(({ answers }) => (answers as { word: string }).word);
    const read = () => [...ana.sees().matchAll(/"(word \d+)"/g)].map(([, word]) => word ?? '');

    await openResults(people.ana.id);
    await ana.press('More');
    await ana.press('Read what was written');
    await ana.press({ actionId: 'survey-results.theme' }, 'theme:Prices');
    const shown = ana.sees();
    const first = read();
    await ana.press('More');
    const second = read();
    await ana.press({ blockId: 'text-0' });
    await ana.send({ 'A new theme': 'Waiting' });
    const tagged = ana.sees();
    await ana.press({ actionId: 'survey-results.theme' }, 'all');

    expect(shown).toContain('Here are those about “Prices”.');
    expect([...first, ...second].toSorted()).toEqual(words.toSorted());
    expect(tagged).toContain(':label: Prices, Waiting');
    expect(tagged).toContain('Here are those about “Prices”.');
    expect(ana.sees()).not.toContain('Here are those');
  });
});
