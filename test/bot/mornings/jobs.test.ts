import { expect, it } from 'vitest';
import { startCooperative } from '#test/support/cooperative.ts';

it('staff read one morning list in their channel, however often the clock ticks, with no word of a request that may become private', async () => {
  const coop = await startCooperative({ at: new Date('2026-03-03T10:00:00Z') });
  const { slack, db, database, people, help, triage, quiet } = coop;
  await db.workspace.updateMany({ data: { setUpAt: new Date('2026-03-02T08:00:00Z') } });
  await slack.post(people.maya.id, help, 'Where is my invoice?');
  await quiet();
  const tick = async () => {
    await database.pool.query(`select graphile_worker.add_job('plan-mornings', '{}', job_key := 'plan-mornings')`);
    await quiet();
  };

  await tick();
  await tick();

  const lists = slack.messages(triage).filter(({ text }) => text.includes('Good morning!'));
  expect(lists).toHaveLength(1);
  expect(lists[0]?.text).toMatch(/\*#1\* <@U\w+>\n.*unanswered since .*\/archives\/C/);
  expect(JSON.stringify(lists)).not.toContain('invoice');
});
