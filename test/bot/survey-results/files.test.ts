import { describe, expect, it } from 'vitest';
import { aSurvey } from '#test/support/surveys.ts';
import { seedAuthor, withResults } from './some-results.ts';

describe('the files', () => {
  it('say no more than the screen, as CSV and as JSON, and that they were asked for is written down', async () => {
    const definition = aSurvey({ name: { en: '=How?' } });
    const { ana, people, openResults, slack, db, wave, quiet } = await withResults({ definition });

    await openResults(people.ana.id);
    await ana.press('Export');
    await quiet();

    const contentOf = (ending: string) =>
      slack
        .files()
        .find(({ name }) => name.endsWith(ending))
        ?.content?.toString() ?? '';
    const rows = contentOf('.csv').trim().split('\r\n');
    const json = JSON.parse(contentOf('.json'));
    expect(rows[0]).toContain('"question","text","kind","band","group","value","label","count","n","hidden"');
    expect(rows).toContain('"recommend","Would you recommend us?","nps","","","10","","3","12",""');
    expect(rows.some((row) => row.includes('"11-50"') || row.includes('word 3'))).toBe(false);
    expect(json).toMatchObject({ survey: { en: '=How?' }, wave: wave.id, level: 'anonymous', responses: 12, reached: 14 });
    expect(json.rows).toHaveLength(rows.length - 1);
    expect(await db.surveyEvent.findMany({ where: { kind: 'results_exported' } })).toMatchObject([{ detail: { named: false } }]);
  });

  it('say who said what to confidants of a confidential wave, live, and to nobody else', async () => {
    const confidential = { level: 'confidential', state: 'open', bands: [] };
    const { people, openResults, others, wave, db, slack, ben, lea, quiet } = await withResults({
      wave: confidential,
      answers: [],
    });
    await db.surveyWave.updateMany({ where: { id: wave.id }, data: { openedAt: null } });
    await db.surveyWave.updateMany({ where: { id: wave.id }, data: { readerIds: [people.ben.id] } });
    await db.surveyWave.updateMany({ where: { id: wave.id }, data: { openedAt: wave.openedAt } });
    await seedAuthor(db, wave, others[0]!, { recommend: 3, word: '=SUM(A1)' });

    await openResults(people.lea.id);
    await openResults(people.ben.id);
    await ben.press('Export with names');
    await quiet();

    const csv = slack
      .files()
      .find(({ name }) => name.endsWith('.csv'))
      ?.content?.toString();
    expect(lea.sees()).not.toContain('with names');
    expect(csv).toContain('"member0","","yes","3"');
    expect(csv).toContain(`"'=SUM(A1)"`);
    expect(slack.files()[0]?.name).toMatch(/^survey-1-2026-03-02-\d+-answers\.csv$/);
  });
});
