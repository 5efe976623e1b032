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
    await ana.press({ blockId: 'text-0' } as unknown as string);
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
    expect(await db.surveyEvent.findMany({ where: { waveId: wave.id, kind: 'theme_added' } })).toMatchObject([
      { actorId: people.ana.id, detail: { question: 'word', themes: 1 } },
    ]);
  });
});
