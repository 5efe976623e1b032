import { describe, expect, it } from 'vitest';
import { syncSoon } from '#bot/slack/outbox.ts';
import { SHOW_RESULTS } from '#bot/survey-results/action-ids.ts';
import { waveCardKey } from '#bot/waves/wave.ts';
import { CLOSED, withResults } from './some-results.ts';

const DAY = 86_400_000;

describe('the results of a closed anonymous wave', () => {
  it('are read by staff, with words beside every bar, and by group where a group is large enough', async () => {
    const { ana, people, openResults } = await withResults();

    await openResults(people.ana.id);
    const together = ana.sees();
    await ana.press('survey-results.band', 'By size of the organisation');

    expect(together).toContain('12 of 14 answered');
    expect(together).toContain('Net promoter score: +25');
    expect(together).toContain('`█████░░░░░` 9 or 10: 6 of 12');
    expect(together).toContain('Nothing is shown of fewer than 5 people');
    expect(together).not.toContain('Who said what');
    expect(ana.sees()).toContain('*1 to 10 people:* Net promoter score: +33');
    expect(ana.sees()).toMatch(/_Not shown, too few people or to protect others:_ 11 to 50 people, over 250 people/);
  });

  it('come as charts, each with its words, into the direct messages of whoever wants them', async () => {
    const { ana, people, openResults, filesTo, slack, quiet } = await withResults();
    slack.faults.next('files.completeUploadExternal', 'accept-then-drop', 1);

    await openResults(people.ana.id);
    await ana.press('Charts of this page');
    await quiet();

    expect(ana.sees()).toContain('on their way to your direct messages');
    expect(filesTo(people.ana.id).map(({ name }) => name)).toEqual([
      expect.stringMatching(/^survey-1-2026-03-02-\d+-question-1\.png$/),
      expect.stringMatching(/question-2\.png$/),
    ]);
    expect(slack.files()[0]?.altText).toBe(
      'Would you recommend us? (12 answers). 0: 0; 1: 0; 2: 1; 3: 1; 4: 0; 5: 0; 6: 1; 7: 1; 8: 2; 9: 3; 10: 3.',
    );
  });

  it('are the number of answers, and nothing else, while it is open', async () => {
    const { ana, people, openResults } = await withResults({ wave: { level: 'anonymous', state: 'open', bands: ['size'] } });

    await openResults(people.ana.id);

    expect(ana.sees()).toContain('12 of 14 answered');
    expect(ana.sees()).toContain('While it is open, only the number of answers is shown');
    expect(ana.sees()).not.toMatch(/promoter|Export|Charts|Share|Would you/);
  });

  it('open from the card of the wave, too', async () => {
    const { db, clock, workspaceId, wave, people, quiet, direct, slack, ana } = await withResults();
    await syncSoon(db, clock, workspaceId, [{ key: waveCardKey(wave.id), channelId: people.ana.id }]);
    await quiet();

    const [card] = direct(people.ana.id);
    await slack.press(people.ana.id, { channel: slack.directChannel(people.ana.id), ts: card?.ts ?? '' }, SHOW_RESULTS);

    expect(ana.sees()).toContain('12 of 14 answered');
  });

  it('are for staff only', async () => {
    const { slack, people, help } = await withResults();

    await slack.command(people.maya.id, help, '/survey', 'results');

    expect(slack.views(people.maya.id)).toEqual([]);
    expect(slack.ephemerals(people.maya.id).at(-1)?.text).not.toContain('How are we doing');
  });

  it('are found by name', async () => {
    const { slack, people, triage, ana } = await withResults();

    await slack.command(people.ana.id, triage, '/survey', 'results doing');
    const found = ana.sees();
    await slack.command(people.ana.id, triage, '/survey', 'results 100%');

    expect(found).toContain('*How are we doing?*, sent');
    expect(ana.sees()).toContain('No results of surveys called “100%”');
  });
});

describe('the trend', () => {
  it('shows a question from wave to wave, in words and as a line', async () => {
    const { ana, people, openResults, db, wave, workspaceId, filesTo, quiet } = await withResults({
      wave: { ...CLOSED, bands: [] },
    });
    const { id: _, ...row } = wave;
    const earlier = {
      ...row,
      openedAt: new Date(row.openedAt!.getTime() - 100 * DAY),
      closedAt: new Date(row.closedAt!.getTime() - 100 * DAY),
    };
    const before = await db.surveyWave.create({ data: { ...earlier, plan: earlier.plan as object, skipped: {} } });
    const shifted = Array.from({ length: 40 }, (_each, index) => ({ recommend: index % 11, happy: 1 + (index % 5) }));
    await db.surveyResponse.createMany({ data: shifted.map((answers) => ({ workspaceId, waveId: before.id, answers })) });

    await openResults(people.ana.id);
    await ana.press('Charts of this page');
    await quiet();

    expect(ana.sees()).toMatch(/21 Nov 2025: NPS −\d+ \(40 answers\) → 1 Mar 2026: NPS \+25 \(12 answers\)/);
    expect(filesTo(people.ana.id).map(({ name }) => name)).toContainEqual(expect.stringMatching(/question-1-waves\.png$/));
  });
});
