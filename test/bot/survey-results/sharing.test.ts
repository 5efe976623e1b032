import { describe, expect, it } from 'vitest';
import { publishable, shareResults } from '#bot/survey-results/sharing.ts';
import { ANA, BEN, openDesk, WORKSPACE } from '#test/support/factories.ts';
import { seedSurvey, seedWave } from '#test/support/surveys.ts';
import { CLOSED, SENT, seedAnswers, TWELVE, withResults } from './some-results.ts';

describe('a share of the results', () => {
  it('is previewed, posted once however often it is pressed, with charts in its thread, and written down', async () => {
    const { ana, people, openResults, slack, news, db, wave, quiet } = await withResults();

    await openResults(people.ana.id);
    await ana.press('Share in a channel…');
    await ana.send({ 'In which channel?': news });
    const preview = ana.sees();
    const form = slack.views(people.ana.id).at(-1)?.id ?? '';
    const sent = await Promise.all(
      [1, 2].map(() => slack.submit(people.ana.id, String(form)).catch(() => ({ outcome: 'gone' }))),
    );
    await quiet();

    const posts = slack.botMessages(news);
    const [post, ...others] = posts.filter(({ ts, thread_ts }) => thread_ts === undefined || thread_ts === ts);
    expect(preview).toContain(`This is what <#${news}> will read`);
    expect(preview).toContain('Net promoter score: +25');
    expect(sent.map(({ outcome }) => outcome)).toContain('updated');
    expect(others).toEqual([]);
    expect(post?.text).toContain('What you told us: How are we doing?\n12 of 14 answered. Thank you!');
    expect(post?.text).toContain('9 or 10: 6 of 12');
    expect(post?.text).not.toContain('█');
    expect(JSON.stringify(post?.blocks)).not.toContain('people* ');
    const charts = posts.filter(({ ts, thread_ts }) => thread_ts === post?.ts && ts !== post?.ts);
    expect(charts.flatMap(({ files = [] }) => files).map(({ name }) => name)).toContain('survey-1-question-1.png');
    expect(await db.surveyEvent.findMany({ where: { waveId: wave.id, kind: 'results_shared' } })).toHaveLength(1);

    await openResults(people.ana.id);
    await ana.press('Share in a channel…');
    await ana.send({ 'In which channel?': news });
    await ana.send();
    expect(ana.sees()).toContain(`were shared in <#${news}> already`);
    expect(slack.botMessages(news)).toHaveLength(posts.length);
  });

  it('is refused where the bot is not, and to who does not keep the survey', async () => {
    const { ana, ben, people, openResults, slack } = await withResults();
    const secret = slack.addChannel({ name: 'secret', isPrivate: true, members: [people.ana.id] }).id;

    await openResults(people.ben.id);
    const bens = ben.sees();
    await openResults(people.ana.id);
    await ana.press('Share in a channel…');
    const refused = await ana.send({ 'In which channel?': secret });

    expect(bens).not.toContain('Share in a channel');
    expect(refused).toMatchObject({
      outcome: 'errors',
      errors: { channel: expect.stringContaining('I am not in ') },
    });
  });
});

/** Ana's survey, answered by four. */
async function answeredByFour() {
  const { db, deps } = await openDesk();
  const asked = ['U0P0000', 'U0P0001', 'U0P0002', 'U0P0003'];
  const survey = await seedSurvey(db, { workspaceId: WORKSPACE, ownerId: ANA, at: SENT });
  const change = { ...CLOSED, level: 'named' as const, state: 'open' as const, closedAt: null };
  const wave = await seedWave(db, { workspaceId: WORKSPACE, surveyId: survey.id, at: SENT, asked }, change);
  await seedAnswers(db, wave, TWELVE.slice(0, 4));
  const close = () =>
    db.surveyWave.updateMany({ where: { id: wave.id }, data: { state: 'closed', closedAt: CLOSED.closedAt as Date } });
  const share = (actorId: string) => shareResults(deps, { workspaceId: WORKSPACE, actorId }, wave.id, 'C0NEWS');
  return { db, wave, close, share };
}

describe('what is shared', () => {
  it('hides what few people said, also of a wave with names, and is not there before it is closed', async () => {
    const { db, wave, close, share } = await answeredByFour();

    await expect(share(ANA)).rejects.toThrow('when the wave is closed');
    await close();
    const { results } = await publishable(db, WORKSPACE, wave.id);

    expect(results.isLive).toBe(false);
    expect(results.questions.filter(({ figures, texts }) => figures !== null || texts !== null)).toEqual([]);
  });

  it('is for whoever keeps the survey to share', async () => {
    const { db, close, share } = await answeredByFour();
    await close();

    await expect(share(BEN)).rejects.toThrow();
    expect(await db.surveyEvent.count({ where: { actorId: BEN } })).toBe(0);
  });
});
