import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '#prisma/db.ts';
import { weekFigures } from '#reports/metrics.ts';
import { nextWeek, type Week, weekNamed } from '#reports/period.ts';
import { ticketsBehind } from '#reports/tickets-behind.ts';
import { answeredMedian } from '#reports/waits.ts';
import { WeekFigures } from '#reports/week-figures.ts';
import { DEFAULT_WORKING_HOURS } from '#reports/working-hours.ts';
import { openTestDatabase, type TestDatabase } from '#test/support/database.ts';
import { ticketHistory } from './ticket-history.ts';

const MONDAY = '2026-11-16T';
const WEEK = weekNamed('2026-W47', 'UTC');
const AS_OF = new Date('2026-11-23T09:00Z');
const HOUR = 3600;

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await openTestDatabase();
  db = database.db;
});
afterAll(() => database.drop());
beforeEach(async () => {
  await db.ticketEvent.deleteMany();
  await db.ticket.deleteMany();
});

function count(options: { week?: Week; asOf?: Date; openAtStart?: number } = {}) {
  return weekFigures(db, { workspaceId: 'T1', week: WEEK, asOf: AS_OF, schedule: DEFAULT_WORKING_HOURS, ...options });
}

describe('the sum of the queue', () => {
  it('is all zeros, and holds, before anybody has asked anything', async () => {
    const figures = await count();

    expect(figures.queue).toMatchObject({ openAtStart: 0, opened: 0, reopened: 0, openAtEnd: 0, sumHolds: true });
    expect(figures.since).toBeNull();
  });

  it('tells every way in and every way out apart', async () => {
    const { tell, store } = ticketHistory();
    tell(1, 'opened', '2026-11-10T10:00Z');
    for (const id of [2, 3, 4, 5, 6, 7, 8]) tell(id, 'opened', `${MONDAY}10:0${id}Z`);
    tell(1, 'resolved', `${MONDAY}11:00Z`, { outcome: 'solved' });
    tell(2, 'resolved', `${MONDAY}11:01Z`, { outcome: 'answered by a member' });
    tell(3, 'resolved', `${MONDAY}11:02Z`, { outcome: 'no longer needed' });
    tell(4, 'resolved', `${MONDAY}11:03Z`, { outcome: 'stale' });
    tell(5, 'dismissed', `${MONDAY}11:04Z`);
    tell(6, 'merged', `${MONDAY}11:05Z`);
    tell(1, 'reopened', `${MONDAY}12:00Z`);
    await store(db);

    const { queue } = await count();

    expect(queue).toEqual({
      openAtStart: 1,
      opened: 7,
      reopened: 1,
      resolved: { solved: 1, answeredByMember: 1, noLongerNeeded: 1, stale: 1 },
      dismissed: 1,
      merged: 1,
      withdrawn: 0,
      openAtEnd: 3,
      sumHolds: true,
      openAtStartBefore: null,
    });
  });

  it('counts an undone resolve, dismissal or merge as reopened, and an undone claim as nothing', async () => {
    const { tell, store } = ticketHistory();
    for (const id of [1, 2, 3, 4]) tell(id, 'opened', `${MONDAY}10:00Z`);
    tell(1, 'resolved', `${MONDAY}11:00Z`, { outcome: 'solved' });
    tell(2, 'dismissed', `${MONDAY}11:00Z`);
    tell(3, 'merged', `${MONDAY}11:00Z`);
    tell(4, 'claimed', `${MONDAY}11:00Z`);
    for (const [id, undid] of [
      [1, 'resolved'],
      [2, 'dismissed'],
      [3, 'merged'],
      [4, 'claimed'],
    ] as const)
      tell(id, 'undone', `${MONDAY}12:00Z`, { undid });
    await store(db);

    const { queue } = await count();

    expect(queue).toMatchObject({ reopened: 3, openAtEnd: 4, sumHolds: true });
  });

  it('does not take closing a resolved request for a way out', async () => {
    const { tell, store } = ticketHistory();
    tell(1, 'opened', '2026-11-09T10:00Z');
    tell(1, 'resolved', '2026-11-10T10:00Z', { outcome: 'solved' });
    tell(1, 'closed', '2026-11-17T10:00Z');
    await store(db);

    const { queue } = await count();

    expect(queue).toMatchObject({ openAtStart: 0, openAtEnd: 0, sumHolds: true });
  });

  it('knows what was open then, whatever has happened since', async () => {
    const { tell, store } = ticketHistory();
    tell(1, 'opened', `${MONDAY}10:00Z`);
    tell(2, 'opened', '2026-11-24T10:00Z');
    tell(1, 'resolved', '2026-11-25T10:00Z', { outcome: 'solved' });
    tell(1, 'reopened', '2026-11-26T10:00Z');
    tell(1, 'dismissed', '2026-11-27T10:00Z');
    await store(db);

    const { queue } = await count();

    expect(queue).toMatchObject({ openAtStart: 0, openAtEnd: 1, sumHolds: true });
  });

  it('says so when the tickets do not agree with the events', async () => {
    const { tell, store } = ticketHistory();
    tell(1, 'opened', `${MONDAY}10:00Z`);
    await store(db);
    await db.ticket.updateMany({ data: { state: 'resolved' } });

    const { queue } = await count();

    expect(queue.sumHolds).toBe(false);
  });

  it('says so when a request is resolved with an outcome nobody knows', async () => {
    const { tell, store } = ticketHistory();
    tell(1, 'opened', `${MONDAY}10:00Z`);
    tell(1, 'resolved', `${MONDAY}11:00Z`, { outcome: 'given up' });
    await store(db);

    const { queue } = await count();

    expect(queue.sumHolds).toBe(false);
  });

  it('never counts another workspace', async () => {
    const other = ticketHistory('T2');
    other.tell(1, 'opened', `${MONDAY}10:00Z`);
    await other.store(db);

    const figures = await count();

    expect(figures).toMatchObject({ queue: { opened: 0, openAtEnd: 0 }, firstReply: { n: 0 }, unansweredNow: 0, since: null });
  });

  it('books the first instant of Monday to the new week and the one before it to the old', async () => {
    const week = weekNamed('2026-W44', 'Europe/Madrid');
    const { tell, store } = ticketHistory();
    tell(1, 'opened', '2026-10-25T22:59:59.999Z');
    tell(2, 'opened', '2026-10-25T23:00:00.000Z');
    await store(db);

    const [before, after] = [await count({ week: weekNamed('2026-W43', 'Europe/Madrid') }), await count({ week })];

    expect([before.queue.opened, after.queue.opened]).toEqual([1, 1]);
  });
});

describe('first reply', () => {
  it('is booked to the week a request came in, though it was answered later', async () => {
    const { tell, store } = ticketHistory();
    tell(1, 'opened', '2026-11-20T16:00Z');
    tell(1, 'replied', '2026-11-23T10:00Z', { via: 'thread' });
    await store(db);
    const asOf = new Date('2026-11-30T09:00Z');

    const [opened, answered] = [await count({ asOf }), await count({ week: nextWeek(WEEK), asOf })];

    expect(opened.firstReply).toMatchObject({
      n: 1,
      answered: 1,
      business: { median: { seconds: 2 * HOUR, atLeast: false } },
      calendar: { median: { seconds: 66 * HOUR, atLeast: false } },
    });
    expect(answered.firstReply.n).toBe(0);
  });

  it('takes the first of several replies and leaves notes out', async () => {
    const { tell, store } = ticketHistory();
    tell(1, 'opened', `${MONDAY}10:00Z`);
    tell(1, 'noted', `${MONDAY}10:05Z`);
    tell(1, 'replied', `${MONDAY}11:00Z`);
    tell(1, 'replied', `${MONDAY}12:00Z`);
    await store(db);

    const { firstReply } = await count();

    expect(firstReply).toMatchObject({ n: 1, calendar: { median: { seconds: HOUR } } });
  });

  it('leaves out what was merged or no request, but not when that was undone', async () => {
    const { tell, store } = ticketHistory();
    for (const id of [1, 2, 3]) tell(id, 'opened', `${MONDAY}10:00Z`);
    tell(1, 'dismissed', `${MONDAY}11:00Z`);
    tell(2, 'merged', `${MONDAY}11:00Z`);
    tell(3, 'dismissed', `${MONDAY}11:00Z`);
    tell(3, 'undone', `${MONDAY}12:00Z`, { undid: 'dismissed' });
    await store(db);

    const { firstReply } = await count();

    expect(firstReply).toMatchObject({ n: 1, answered: 0, waiting: 1 });
  });

  it('says "more than" when the median falls among those who still wait', async () => {
    const { tell, store } = ticketHistory();
    for (const id of [1, 2, 3]) tell(id, 'opened', `${MONDAY}10:00Z`);
    tell(1, 'replied', `${MONDAY}10:30Z`);
    await store(db);

    const { firstReply } = await count();

    // Mon 10–17 and four more days of eight hours
    expect(firstReply.business).toEqual({
      median: { seconds: 39 * HOUR, atLeast: true },
      p90: { seconds: 39 * HOUR, atLeast: true },
    });
    expect(firstReply.calendar?.median).toEqual({ seconds: 167 * HOUR, atLeast: true });
  });

  it('counts what staff wrote down as answered on the spot apart, and holds the sum of the queue', async () => {
    const { tell, store } = ticketHistory();
    tell(1, 'opened', `${MONDAY}10:00Z`, { via: 'log' });
    tell(1, 'replied', `${MONDAY}10:00Z`, { via: 'log', onTheSpot: true });
    tell(1, 'resolved', `${MONDAY}10:00Z`, { outcome: 'solved', onTheSpot: true });
    tell(2, 'opened', `${MONDAY}10:00Z`, { via: 'log' });
    tell(2, 'replied', `${MONDAY}11:00Z`, { via: 'elsewhere' });
    await store(db);

    const { firstReply, queue } = await count();

    expect(firstReply).toMatchObject({ n: 1, answered: 1, onTheSpot: 1, business: { median: { seconds: HOUR } } });
    expect(queue).toMatchObject({ opened: 2, resolved: { solved: 1 }, openAtEnd: 1, sumHolds: true });
  });

  it('names requests that were resolved without a reply, and counts them as unanswered until then', async () => {
    const { tell, store } = ticketHistory();
    tell(1, 'opened', `${MONDAY}10:00Z`);
    tell(1, 'resolved', `${MONDAY}12:00Z`, { outcome: 'answered by a member' });
    await store(db);

    const { firstReply } = await count();

    expect(firstReply).toMatchObject({
      n: 1,
      answered: 0,
      waiting: 0,
      endedUnanswered: 1,
      business: { median: { seconds: 2 * HOUR, atLeast: true } },
    });
  });
});

describe('the median of answered requests', () => {
  it('leaves out those without a reply, and takes the mean of two middle ones', async () => {
    const { tell, store } = ticketHistory();
    for (const id of [1, 2, 3, 4, 5]) tell(id, 'opened', `${MONDAY}10:00Z`);
    tell(1, 'replied', `${MONDAY}10:10Z`);
    tell(2, 'replied', `${MONDAY}10:20Z`);
    tell(3, 'dismissed', `${MONDAY}10:20Z`);
    await store(db);

    expect(await answeredMedian(db, 'T1', WEEK, AS_OF)).toEqual({ n: 2, medianSeconds: 900 });
    expect(await answeredMedian(db, 'T1', nextWeek(WEEK), AS_OF)).toEqual({ n: 0, medianSeconds: null });
  });
});

describe('resolution', () => {
  it('takes solved requests only, and their last resolve', async () => {
    const { tell, store } = ticketHistory();
    for (const id of [1, 2, 3]) tell(id, 'opened', `${MONDAY}10:00Z`);
    tell(1, 'resolved', `${MONDAY}11:00Z`, { outcome: 'solved' });
    tell(1, 'reopened', `${MONDAY}12:00Z`);
    tell(1, 'resolved', `${MONDAY}14:00Z`, { outcome: 'solved' });
    tell(2, 'resolved', `${MONDAY}11:00Z`, { outcome: 'stale' });
    tell(3, 'resolved', `${MONDAY}11:00Z`, { outcome: 'solved' });
    tell(3, 'undone', `${MONDAY}11:01Z`, { undid: 'resolved' });
    await store(db);

    const { resolution } = await count();

    expect(resolution).toMatchObject({ n: 1, calendar: { median: { seconds: 4 * HOUR, atLeast: false } } });
  });
});

describe('what stands open now', () => {
  it('is told by whose turn it is, with the oldest unanswered one', async () => {
    const { tell, store } = ticketHistory();
    for (const id of [1, 2, 3, 4]) tell(id, 'opened', `${MONDAY}10:0${id}Z`);
    tell(1, 'replied', `${MONDAY}10:30Z`);
    tell(1, 'waiting', `${MONDAY}10:30Z`, { on: 'member' });
    tell(2, 'claimed', `${MONDAY}10:30Z`);
    tell(3, 'waiting', `${MONDAY}10:30Z`, { on: 'other' });
    await store(db);

    const figures = await count();

    expect(figures).toMatchObject({
      openNow: { us: 2, member: 1, other: 1 },
      unansweredNow: 3,
      oldestUnanswered: {
        ticketId: 2,
        requesterId: 'U2',
        openedAt: '2026-11-16T10:02:00.000Z',
        businessSeconds: 39 * HOUR - 120,
      },
    });
  });
});

describe('what is kept of a week', () => {
  it('reads back from JSON as it was counted', async () => {
    const { tell, store } = ticketHistory();
    tell(1, 'opened', `${MONDAY}10:00Z`);
    await store(db);

    const figures = await count({ openAtStart: 3 });

    expect(WeekFigures.parse(JSON.parse(JSON.stringify(figures)))).toEqual(figures);
    expect(figures).toMatchObject({
      workingDays: 5,
      since: '2026-11-16T10:00:00.000Z',
      queue: { openAtStart: 0, openAtStartBefore: 3 },
    });
  });

  it('leads from each figure to the requests it counts', async () => {
    const { tell, store } = ticketHistory();
    for (const id of [1, 2, 3, 4]) tell(id, 'opened', `${MONDAY}10:00Z`);
    tell(1, 'resolved', `${MONDAY}11:00Z`, { outcome: 'solved' });
    tell(2, 'dismissed', `${MONDAY}11:00Z`);
    tell(2, 'undone', `${MONDAY}12:00Z`, { undid: 'dismissed' });
    tell(3, 'merged', `${MONDAY}13:00Z`);
    await store(db);
    const behind = (figure: Parameters<typeof ticketsBehind>[1]) =>
      ticketsBehind(db, figure, { workspaceId: 'T1', week: WEEK, asOf: AS_OF });

    expect(await behind('opened')).toEqual([1, 2, 3, 4]);
    expect(await behind('solved')).toEqual([1]);
    expect(await behind('stale')).toEqual([]);
    expect(await behind('reopened')).toEqual([2]);
    expect(await behind('openAtEnd')).toEqual([2, 4]);
    expect(await behind('firstReply')).toEqual([1, 2, 4]);
    expect(await behind('unanswered')).toEqual([2, 4]);
    expect(await behind('resolution')).toEqual([1]);
    expect(await behind('openNow')).toEqual([2, 4]);
    expect(await behind('oldestUnanswered')).toEqual([2]);
  });
});
