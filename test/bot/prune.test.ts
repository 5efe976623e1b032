import pino from 'pino';
import { expect, it } from 'vitest';
import { prune } from '#bot/prune.ts';
import { freshDatabase } from '#test/support/database.ts';

const NOW = new Date('2026-03-31T12:00:00Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000);

async function pruned() {
  const { db, pool } = await freshDatabase();
  const run = () => prune({ db, pool, now: () => NOW, dueAt: (at) => at, log: pino({ level: 'silent' }) });
  return { db, run };
}

it('remembers the ids of events for a week and then forgets them', async () => {
  const { db, run } = await pruned();
  const event = (eventId: string, days: number) => ({
    workspaceId: 'T1',
    eventId,
    receivedAt: daysAgo(days),
    processedAt: daysAgo(days),
  });
  await db.inboxEvent.createMany({ data: [event('EvNew', 6), event('EvOld', 8)] });

  await run();

  expect((await db.inboxEvent.findMany()).map(({ eventId }) => eventId)).toEqual(['EvNew']);
});

it('keeps what was given up for thirty days, words and all, and then only that it was', async () => {
  const { db, run } = await pruned();
  const event = (eventId: string, days: number) => ({
    workspaceId: 'T1',
    eventId,
    receivedAt: daysAgo(days),
    body: { text: 'help' },
  });
  await db.inboxEvent.createMany({ data: [event('EvWaits', 29), event('EvGone', 31)] });

  await run();

  const rows = await db.inboxEvent.findMany({ orderBy: { eventId: 'asc' } });
  expect(rows.map(({ eventId, body }) => ({ eventId, body }))).toEqual([
    { eventId: 'EvGone', body: null },
    { eventId: 'EvWaits', body: { text: 'help' } },
  ]);
});

it('does not keep the words of replies and edits whose request never came', async () => {
  const { db, run } = await pruned();
  const message = (ts: string, standing: string, days: number) => ({
    workspaceId: 'T1',
    channelId: 'C1',
    ts,
    standing,
    text: 'words',
    seenAt: daysAgo(days),
  });
  await db.channelMessage.createMany({
    data: [
      message('1700000001.000001', 'early', 2),
      message('1700000002.000001', 'early', 0.5),
      message('1700000003.000001', 'request', 200),
    ],
  });

  await run();

  expect((await db.channelMessage.findMany({ orderBy: { ts: 'asc' } })).map(({ ts }) => ts)).toEqual([
    '1700000002.000001',
    '1700000003.000001',
  ]);
});

it('forgets after a day when somebody pressed something, and keeps what is taken once for a week', async () => {
  const { db, run } = await pruned();
  const taken = (key: string, days: number) => ({ workspaceId: 'T1', key, receivedAt: daysAgo(days) });
  await db.handledRequest.createMany({
    data: [taken('view_submission:1', 0.5), taken('view_submission:2', 2), taken('form:3', 2), taken('form:4', 8)],
  });

  await run();

  const left = await db.handledRequest.findMany({ orderBy: { key: 'asc' } });
  expect(left.map(({ key }) => key)).toEqual(['form:3', 'view_submission:1']);
});
