import { describe, expect, it } from 'vitest';
import { addJobs } from '#bot/queue.ts';
import { findSignUp } from '#bot/sign-ups/sign-up.ts';
import { CLEAR_SEAT, REMIND_OF_END, timersOf } from '#bot/sign-ups/timers.ts';
import { END_STAY, KEEP_SEAT, REVIEW_REMOVE_REST, START_REVIEW } from '#bot/terms/action-ids.ts';
import { MARK_CLEARED } from '#bot/terms/clearing.ts';
import { tellReviewsDue } from '#bot/terms/reviews.ts';
import { findTool } from '#bot/tools/tool.ts';
import { DEFAULT_WORKING_HOURS } from '#reports/working-hours.ts';
import { MONDAY_MORNING, startCooperative } from '#test/support/cooperative.ts';
import { aTool } from '#test/support/tools.ts';

/** Maya has the data warehouse, which Tom looks after, until 9 March; today is Monday, 2 March. */
async function using(more: object = {}) {
  const coop = await startCooperative({ at: MONDAY_MORNING });
  const { db, clock, workspaceId, people, slack, quiet } = coop;
  for (const { id, name } of Object.values(people))
    await db.member.upsert({
      where: { workspaceId_id: { workspaceId, id } },
      create: { workspaceId, id, displayName: name, language: 'en' },
      update: { language: 'en' },
    });
  const createdAt = new Date('2024-03-02T10:00:00Z');
  await db.tool.create({
    data: { ...aTool({ ownerId: people.tom.id, standInId: null, term: 'rolling', termMonths: 1 }), workspaceId, createdAt },
  });
  const memberId = people.maya.id;
  const readyAt = new Date('2026-02-09T10:00:00Z');
  await db.signUp.create({
    data: {
      workspaceId,
      id: 12,
      toolId: 'warehouse',
      subjectKey: `p:${memberId}`,
      openKey: `warehouse p:${memberId}`,
      memberId,
      state: 'ready',
      askedAt: readyAt,
      queuedAt: readyAt,
      readyAt,
      endsAt: new Date('2026-03-09T23:59:59Z'),
      ...more,
    },
  });
  const direct = (userId: string) => slack.botMessages(slack.directChannel(userId));
  return {
    ...coop,
    direct,
    /** Has one of the sign-up's jobs run now. */
    due: async (task: string) => {
      await addJobs(db, clock, [{ task, payload: { workspaceId, signUpId: 12 }, key: `${task}:${workspaceId}:12` }]);
      await quiet();
    },
    press: async (userId: string, actionId: string) => {
      const channel = slack.directChannel(userId);
      const message = direct(userId).findLast(({ blocks }) => JSON.stringify(blocks ?? []).includes(`"${actionId}"`));
      await slack.press(userId, { channel, ts: message?.ts ?? '' }, actionId);
      await quiet();
    },
    row: () => findSignUp(db, workspaceId, 12),
  };
}

describe('the end of a term', () => {
  it('is told to the holder, who keeps the tool by one press in the message', async () => {
    const { people, due, press, direct, row, db, clock, workspaceId } = await using();
    const tool = await findTool(db, workspaceId, 'warehouse');
    const planned = timersOf(tool, await row(), DEFAULT_WORKING_HOURS, clock.now()).map(({ task }) => task);

    await due(REMIND_OF_END);
    const [reminder] = direct(people.maya.id);
    await press(people.maya.id, KEEP_SEAT);

    expect(planned).toContain(REMIND_OF_END);
    expect(reminder?.text).toContain('A tool of yours ends soon. Do you want to keep it?');
    expect((await row()).endsAt).toEqual(new Date('2026-04-09T23:59:59Z'));
    expect(direct(people.maya.id).find(({ ts }) => ts === reminder?.ts)?.text).toContain(
      'You keep *Data warehouse* (S12), until',
    );
  });

  it('leaves a task for staff in their channel, done by one press', async () => {
    const { people, due, slack, triage, quiet, row } = await using({ state: 'ended', openKey: null, endReason: 'no answer' });

    await due(CLEAR_SEAT);
    const task = slack.botMessages(triage).find(({ text }) => text?.includes(':broom:'));
    await slack.press(people.ana.id, { channel: triage, ts: task?.ts ?? '' }, MARK_CLEARED);
    await quiet();

    expect(task?.text).toContain(`*Data warehouse* (*S12*) of <@${people.maya.id}> has ended (no answer).`);
    expect((await row()).clearedAt).not.toBeNull();
    expect(slack.message(triage, task?.ts ?? '')?.text).toContain(`was taken away by <@${people.ana.id}>`);
  });
});

describe('the owner of a tool', () => {
  it('hears of a holder who left, and ends their seat by one press', async () => {
    const { people, slack, quiet, direct, press, row } = await using();

    await slack.deactivate(people.maya.id);
    await quiet();
    const [message] = direct(people.tom.id);
    await press(people.tom.id, END_STAY);

    expect(message?.text).toContain(`<@${people.maya.id}> has left. A sign-up of theirs is for you to decide about.`);
    expect(await row()).toMatchObject({ state: 'ended', endReason: 'left' });
    expect(JSON.stringify(direct(people.tom.id)[0]?.blocks)).toContain('is ended');
  });

  it('is asked for the yearly review, begins it there, and removes what is not needed', async () => {
    const coop = await using();
    const { people, press, row, direct, quiet, db, clock } = coop;
    await tellReviewsDue({ db, pool: coop.database.pool, now: clock.now, dueAt: clock.dueAt, log: silent() });
    await quiet();

    await press(people.tom.id, START_REVIEW);
    const list = direct(people.tom.id).at(-1)?.text;
    await press(people.tom.id, REVIEW_REMOVE_REST);

    expect(list).toContain('Yearly review of *Data warehouse*: 1 to decide');
    expect(await row()).toMatchObject({ state: 'ended', endReason: 'removed' });
    expect(direct(people.tom.id).at(-1)?.text).toContain('done. 0 kept, 1 removed.');
    expect(direct(people.maya.id).map(({ text }) => text)).toContainEqual(
      expect.stringContaining(`<@${people.tom.id}> looked through the seats of *Data warehouse* and removed yours (S12).`),
    );
  });
});

const silent = () => ({}) as Parameters<typeof tellReviewsDue>[0]['log'];
