import { describe, expect, it } from 'vitest';
import { secretsWith } from '#bot/secrets.ts';
import { findSignUp } from '#bot/sign-ups/sign-up.ts';
import type { SlackDeps } from '#bot/slack/clients.ts';
import { toolTasks } from '#bot/tools/jobs.ts';
import { REFRESH_TOOL } from '#bot/tools/refreshing.ts';
import { changeTool } from '#bot/tools/tools.ts';
import { LEA, MONDAY_TEN, WORKSPACE } from '#test/support/factories.ts';
import { openTools, WAREHOUSE } from '#test/support/tools.ts';

const lea = { workspaceId: WORKSPACE, actorId: LEA };
const END = new Date('2026-06-30T23:59:59Z');
const LATER = new Date('2026-09-30T23:59:59Z');

/** A tool of which everything ends on 30 June. */
async function open(changes: Parameters<typeof openTools>[0] = {}) {
  const tools = await openTools({ term: 'fixed', termEndsOn: new Date('2026-06-30T00:00:00Z'), reminderDays: [30], ...changes });
  const deps = { ...tools.deps, secrets: secretsWith(Buffer.alloc(32, 7)) };
  const keysLike = async (start: string) =>
    (await tools.jobs())
      .map(({ key }) => key)
      .filter((key) => key.startsWith(start))
      .toSorted();
  return {
    ...tools,
    deps,
    keysLike,
    change: async (change: Parameters<typeof changeTool>[3]) => {
      expect(await changeTool(deps, lea, WAREHOUSE, change)).toHaveProperty('tool');
    },
    /** Runs what waits to be brought to the sign-ups, each once. */
    refresh: async () => {
      const { rows } = await tools.deps.pool.query<{ key: string; payload: unknown }>(
        `select jobs.key, private.payload from graphile_worker.jobs
         join graphile_worker._private_jobs private on private.id = jobs.id
         where jobs.task_identifier = $1 order by jobs.id`,
        [REFRESH_TOOL],
      );
      for (const { key, payload } of rows) {
        await tools.deps.pool.query('select graphile_worker.remove_job($1)', [key]);
        await toolTasks(deps as unknown as SlackDeps)[REFRESH_TOOL]?.run(payload);
      }
      return rows.length;
    },
    dueAt: async (task: string, id: number) =>
      (await tools.jobs()).find(({ key }) => key === `${task}:${WORKSPACE}:${id}`)?.run_at.toISOString() ?? null,
    row: (id: number) => findSignUp(tools.db, WORKSPACE, id),
    moves: (id: number) => tools.db.signUpEvent.findMany({ where: { signUpId: id, kind: 'end_moved' } }),
  };
}

describe('a change of a tool', () => {
  it('is shown on the card, the note and the approvers’ cards of its open sign-ups, and in App Home', async () => {
    const { db, addSignUp, change, refresh, keysLike } = await open();
    const asked = await addSignUp({ state: 'asked' });
    const ended = await addSignUp({ state: 'ended', openKey: null, memberId: 'UJEROME', endedAt: MONDAY_TEN });
    await db.signUpApproval.create({
      data: {
        workspaceId: WORKSPACE,
        signUpId: asked.id,
        round: 1,
        stage: 0,
        approverId: 'UBOSS',
        role: 'owner',
        askedAt: MONDAY_TEN,
      },
    });
    await db.member.updateMany({ where: { id: 'UMAYA' }, data: { homeOpenedAt: MONDAY_TEN } });

    await change({ name: 'The lake' });
    await change({ channelId: 'C0LAKE' });
    const jobs = await refresh();

    expect(jobs).toBe(1);
    expect(await keysLike('sync:')).toEqual([
      `sync:${WORKSPACE}:approval:${asked.id}:UBOSS`,
      `sync:${WORKSPACE}:sign-up-note:${asked.id}:UMAYA`,
      `sync:${WORKSPACE}:sign-up:${asked.id}`,
    ]);
    expect((await keysLike('sync:')).join()).not.toContain(String(ended.id));
    expect(await keysLike('show-home:')).toEqual([`show-home:${WORKSPACE}:UMAYA`]);
  });

  it('that nobody has signed up for makes no work', async () => {
    const { change, keysLike } = await open();

    await change({ name: 'The lake' });

    expect(await keysLike(REFRESH_TOOL)).toEqual([]);
  });

  it('sets reminders, the question about use and the look for a stand-in anew, and takes back what is due no more', async () => {
    const { addSignUp, change, refresh, dueAt } = await open({ unusedDays: 10 });
    const ready = await addSignUp({ state: 'ready', readyAt: MONDAY_TEN, endsAt: END });
    const asked = await addSignUp({ state: 'asked', memberId: 'UJEROME' });

    await change({ reminderDays: [14] });
    await refresh();
    const first = await Promise.all(['remind-of-end', 'end-term', 'ask-if-needed'].map((task) => dueAt(task, ready.id)));
    await change({ reminderDays: [60], unusedDays: null });
    await refresh();
    const then = await Promise.all(['remind-of-end', 'end-term', 'ask-if-needed'].map((task) => dueAt(task, ready.id)));

    expect(first).toEqual(['2026-06-16T09:00:00.000Z', END.toISOString(), '2026-03-12T10:00:00.000Z']);
    expect(then).toEqual(['2026-05-01T09:00:00.000Z', END.toISOString(), null]);
    expect(await dueAt('ask-stand-in', asked.id)).toBe(MONDAY_TEN.toISOString());
  });

  it('moves the end of what runs until then, with an event each, and of nothing else; twice the same', async () => {
    const { addSignUp, change, refresh, row, moves, dueAt, keysLike } = await open();
    const ready = await addSignUp({ state: 'ready', readyAt: MONDAY_TEN, endsAt: END });
    const kept = await addSignUp({
      state: 'ready',
      memberId: 'UJEROME',
      readyAt: MONDAY_TEN,
      endsAt: new Date('2027-06-30T23:59:59Z'),
    });
    const suspended = await addSignUp({ state: 'suspended', memberId: 'UGREG', suspendedAt: MONDAY_TEN, endsAt: END });

    await change({ termEndsOn: '2026-09-30' });
    await refresh();
    await change({ name: 'The lake' });
    await refresh();

    expect((await row(ready.id)).endsAt).toEqual(LATER);
    expect((await row(kept.id)).endsAt).toEqual(new Date('2027-06-30T23:59:59Z'));
    expect((await row(suspended.id)).endsAt).toEqual(END);
    expect(await moves(ready.id)).toMatchObject([
      { actorId: LEA, detail: { endBefore: END.toISOString(), endsAt: LATER.toISOString() } },
    ]);
    expect([...(await moves(kept.id)), ...(await moves(suspended.id))]).toEqual([]);
    expect(await dueAt('end-term', ready.id)).toBe(LATER.toISOString());
    expect(await keysLike(`sync:${WORKSPACE}:sign-up-note:${ready.id}`)).toHaveLength(1);
  });

  it('that is changed again before the first was brought loses no end on the way', async () => {
    const { addSignUp, change, refresh, row } = await open();
    const ready = await addSignUp({ state: 'ready', readyAt: MONDAY_TEN, endsAt: END });

    await change({ termEndsOn: '2026-08-31' });
    await change({ termEndsOn: '2026-09-30', name: 'The lake' });
    await change({ summary: 'Everything, in a lake.' });
    await refresh();

    expect((await row(ready.id)).endsAt).toEqual(LATER);
  });

  it('reaches every one of more sign-ups than are taken at once', async () => {
    const { db, addSignUp, change, refresh } = await open();
    const { id: _id, ...one } = await addSignUp({ state: 'ready', readyAt: MONDAY_TEN, endsAt: END });
    const more = Array.from({ length: 450 }, (_, index) => {
      const memberId = `UX${index}`;
      return { ...one, id: 20_000 + index, memberId, subjectKey: `p:${memberId}`, openKey: `${WAREHOUSE} p:${memberId}` };
    });
    await db.signUp.createMany({ data: more as never });

    await change({ termEndsOn: '2026-09-30' });
    await refresh();

    expect(await db.signUp.count({ where: { endsAt: LATER } })).toBe(451);
    expect(await db.signUpEvent.count({ where: { kind: 'end_moved' } })).toBe(451);
  }, 60_000);
});
