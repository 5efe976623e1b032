import { describe, expect, it } from 'vitest';
import { openInbox } from '#bot/slack/inbox.ts';
import { openDesk, WORKSPACE } from '#test/support/factories.ts';

async function openedInbox(largestBatch?: number) {
  const desk = await openDesk();
  const { pool } = desk.deps;
  const inbox = openInbox(pool, desk.deps.now, largestBatch);
  const store = (eventId: string, body: unknown = { event: { type: 'message' } }, workspaceId = WORKSPACE) =>
    inbox.store({ workspaceId, eventId, body });
  const stored = async () =>
    (await desk.db.inboxEvent.findMany({ orderBy: [{ workspaceId: 'asc' }, { eventId: 'asc' }] })).map(({ eventId }) => eventId);
  return { ...desk, pool, inbox, store, stored };
}

describe('the inbox', () => {
  it('keeps an event and its job together', async () => {
    const { store, db, jobs } = await openedInbox();

    await store('Ev1', { event: { type: 'message', text: 'hi' } });

    expect(await db.inboxEvent.findFirst()).toMatchObject({ eventId: 'Ev1', body: { event: { text: 'hi' } }, processedAt: null });
    expect((await jobs()).map(({ key }) => key)).toEqual([`event:${WORKSPACE}:Ev1`]);
  });

  it('keeps the words out of the job', async () => {
    const { store, pool } = await openedInbox();

    await store('Ev1', { event: { text: 'my secret' } });

    expect(JSON.stringify((await pool.query('select payload from graphile_worker._private_jobs')).rows)).not.toContain('secret');
  });

  it('5: keeps each event once, however often and however many at once they come', async () => {
    const { store, stored, jobs } = await openedInbox(7);
    const ids = Array.from({ length: 50 }, (_, index) => `Ev${String(index).padStart(2, '0')}`);

    await Promise.all([...ids, ...ids, ...ids, ...ids].map((id) => store(id)));

    expect(await stored()).toEqual(ids);
    expect(await jobs()).toHaveLength(50);
  });

  it('tells one workspace’s events from another’s', async () => {
    const { store, stored } = await openedInbox();

    await Promise.all([store('Ev1'), store('Ev1', {}, 'T0OTHER')]);

    expect(await stored()).toEqual(['Ev1', 'Ev1']);
  });

  it('adds no second job for an event that was worked through already', async () => {
    const { store, pool, jobs } = await openedInbox();
    await store('Ev1');
    await pool.query('delete from graphile_worker._private_jobs');

    await store('Ev1');

    expect(await jobs()).toEqual([]);
  });

  it.each([
    ['NUL', 'a\0b', 'ab'],
    ['half an emoji', 'a\ud83d', 'a\ufffd'],
    ['the escape of NUL, typed', 'a\\u0000b', 'a\\u0000b'],
  ])('takes a text with %s', async (_what, text, kept) => {
    const { store, db } = await openedInbox();

    await store('Ev1', { text });

    expect((await db.inboxEvent.findFirst())?.body).toEqual({ text: kept });
  });

  it('4: lets nothing pass as stored while the store refuses, and takes it when it is sent again', async () => {
    const { store, stored, pool } = await openedInbox();
    await pool.query('alter table inbox_event rename to gone');
    const refused = await Promise.allSettled([store('Ev1'), store('Ev2')]);
    await pool.query('alter table gone rename to inbox_event');

    await Promise.all([store('Ev1'), store('Ev2')]);

    expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await stored()).toEqual(['Ev1', 'Ev2']);
  });

  it('13: one event that the store cannot take does not refuse the others beside it', async () => {
    const { store, stored } = await openedInbox();
    const deep = JSON.parse(`${'['.repeat(7000)}${']'.repeat(7000)}`);

    const all = await Promise.allSettled([store('Ev0'), store('Ev1'), store('Ev2', deep), store('Ev3')]);

    expect(all.filter((_one, index) => index !== 2).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect(await stored()).toEqual(expect.arrayContaining(['Ev0', 'Ev1', 'Ev3']));
  });
});
