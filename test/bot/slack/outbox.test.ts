import { expect, it } from 'vitest';
import { saySoon, syncSoon } from '#bot/slack/outbox.ts';
import { HELP, openDesk, TRIAGE, WORKSPACE } from '#test/support/factories.ts';

const CARD = { key: 'card:1', channelId: TRIAGE };

it('many changes of one message are one job', async () => {
  const { db, deps, jobs } = await openDesk();

  for (let change = 0; change < 5; change += 1)
    await db.$transaction((tx) => syncSoon(tx, deps, WORKSPACE, [CARD, { key: 'acknowledgement:1', channelId: HELP }]));

  expect((await jobs()).map(({ key }) => key)).toEqual([`sync:${WORKSPACE}:card:1`, `sync:${WORKSPACE}:acknowledgement:1`]);
});

it('a change that is taken back leaves nothing to do', async () => {
  const { db, deps, jobs } = await openDesk();
  const saying = { key: 'a', channelId: HELP, content: { kind: 'text', text: 'hi' } };

  const changing = db.$transaction(async (tx) => {
    await syncSoon(tx, deps, WORKSPACE, [CARD]);
    await saySoon(tx, deps, WORKSPACE, saying);
    throw new Error('taken back');
  });

  await expect(changing).rejects.toThrow('taken back');
  expect(await jobs()).toEqual([]);
  expect(await db.saidMessage.count()).toBe(0);
});

it('a job that waits out a limit keeps its time when something changes again', async () => {
  const { db, deps, jobs } = await openDesk();
  const until = new Date(Date.now() + 3_600_000);
  await deps.pool.query(`select graphile_worker.add_job('sync-message', '{}', run_at := $1, job_key := $2)`, [
    until,
    `sync:${WORKSPACE}:card:1`,
  ]);

  await db.$transaction((tx) => syncSoon(tx, deps, WORKSPACE, [CARD]));

  expect((await jobs()).map(({ run_at }) => run_at)).toEqual([until]);
});

it('a second saying under the same key is not said, and the first words stand', async () => {
  const { db, deps, jobs } = await openDesk();
  const say = (text: string) =>
    db.$transaction((tx) => saySoon(tx, deps, WORKSPACE, { key: 'a', channelId: HELP, content: { kind: 'text', text } }));

  await Promise.all([say('one'), say('two'), say('three')]);

  expect(await db.saidMessage.count()).toBe(1);
  expect((await jobs()).map(({ key }) => key)).toEqual([`say:${WORKSPACE}:${HELP}`]);
});
