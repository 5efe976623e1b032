import { describe, expect, it } from 'vitest';
import { withResults } from '#test/bot/survey-results/some-results.ts';
import { MINUTE } from '#test/support/factories.ts';

describe('"you said, we did"', () => {
  it('is told to everybody who was asked, once, each in their language, but not to who wants no more', async () => {
    const { ana, people, openResults, others, wave, survey, db, workspaceId, quiet, direct, slack } = await withResults();
    const [spanish, out, left] = others;
    await db.member.updateMany({ where: { workspaceId, id: spanish! }, data: { language: 'es' } });
    await db.member.updateMany({ where: { workspaceId, id: left! }, data: { deactivatedAt: new Date('2026-02-20T10:00:00Z') } });
    await db.surveyOptOut.create({
      data: { workspaceId, memberId: out!, surveyId: survey.id, at: new Date('2026-02-20T10:00:00Z') },
    });

    await openResults(people.ana.id);
    await ana.press('You said, we did');
    await ana.press('Add');
    await ana.send({
      'You said': 'It is <slow>.',
      'We do': 'Two more servers.',
      'Who sees to it?': people.tom.id,
      'By when?': '2026-03-30',
    });
    const listed = ana.sees();
    const told = slack.views(people.ana.id).at(-1)?.id ?? '';
    await Promise.all(
      [1, 2].map(() => slack.press(people.ana.id, { view: String(told) }, 'Tell the 12 who were asked').catch(() => undefined)),
    );
    await quiet();

    expect(listed).toContain('This will notify 12 people.');
    expect(others.map((id) => direct(id).length)).toEqual([1, 0, 0, ...Array(11).fill(1)]);
    expect(direct(spanish!)[0]?.text).toBe(
      `Hace poco te preguntamos, a ti y a otras personas: *¿Qué tal lo hacemos?*. Esto es lo que sale de ello.\nLo que dijisteis: It is &lt;slow&gt;.\nLo que hacemos: Two more servers.\n<@${people.tom.id}> se encarga de ello, a más tardar el 30 de marzo de 2026.`,
    );
    expect(direct(others[3]!)[0]?.text).toContain('Not long ago we asked you and others: *How are we doing?*');
    expect(await db.surveyEvent.findMany({ where: { waveId: wave.id, kind: 'action_told' } })).toMatchObject([
      { detail: { people: 12 } },
    ]);
  });

  it('reminds whoever sees to it on the morning of its day, once, unless it is done', async () => {
    const { ana, people, openResults, clock, quiet, direct, database, db } = await withResults();
    const runDue = async () => {
      await database.pool.query(
        "update graphile_worker._private_jobs set run_at = now() where key like 'remind-of-survey-action%'",
      );
      await quiet();
    };
    const add = (name: string, who: string) =>
      ana.send({ 'You said': name, 'We do': `${name} it is.`, 'Who sees to it?': who, 'By when?': '2026-03-04' });
    await openResults(people.ana.id);
    await ana.press('You said, we did');
    await ana.press('Add');
    await add('Speed', people.tom.id);
    await ana.press('Add');
    await add('Quiet', people.maya.id);
    await db.surveyAction.updateMany({ where: { said: 'Quiet' }, data: { doneAt: clock.now(), doneById: people.ana.id } });

    await runDue();
    const early = direct(people.tom.id).length;
    clock.set(new Date('2026-03-04T09:00:30Z'));
    await runDue();
    clock.set(new Date(clock.now().getTime() + 10 * MINUTE));
    await runDue();

    expect(early).toBe(0);
    expect(direct(people.tom.id).map(({ text }) => text)).toEqual([
      `Today is the day for something you look after. It follows from the survey *How are we doing?*.\nSpeed it is.\nWhen it is done, please tell <@${people.ana.id}>, who runs the survey.`,
    ]);
    expect(direct(people.maya.id)).toEqual([]);
  });

  it('is done with a press, and only whoever keeps the survey writes it down', async () => {
    const { ana, ben, people, openResults, db } = await withResults();
    await openResults(people.ana.id);
    await ana.press('You said, we did');
    await ana.press('Add');
    const problems = await ana.send({
      'You said': 'Speed',
      'We do': 'Servers',
      'Who sees to it?': people.tom.id,
      'By when?': '2026-03-01',
    });
    await ana.send({ 'You said': 'Speed', 'We do': 'Servers', 'Who sees to it?': people.tom.id, 'By when?': '2026-03-05' });
    await ana.press('Done');

    await openResults(people.ben.id);
    await ben.press('You said, we did');

    expect(problems.errors).toEqual({ due: 'Please choose a day that is still to come.' });
    expect(await db.surveyAction.findMany()).toMatchObject([{ doneById: people.ana.id, said: 'Speed' }]);
    expect(ana.sees()).toContain(`:white_check_mark: done by <@${people.ana.id}>`);
    expect(ben.sees()).toContain('*We do:* Servers');
    expect(ben.sees()).not.toMatch(/"Add"|"Edit"|Tell the/);
    const events = await db.surveyEvent.findMany({ orderBy: { id: 'asc' } });
    expect(events.map(({ kind }) => kind)).toEqual(['action_added', 'action_done']);
  });
});
