import { describe, expect, it } from 'vitest';
import { staffMove } from '#bot/tickets/tickets.ts';
import { goStale, nudgeMember } from '#bot/waiting/waiting.ts';
import { ANA, by, DAY, MAYA, MONDAY_TEN, minutesAfter, openDesk, WORKSPACE } from '#test/support/factories.ts';

const FIRST = { workspaceId: WORKSPACE, ticketId: 1 };
const day = (days: number, minutes = 0) => minutesAfter(new Date(MONDAY_TEN.getTime() + days * DAY), minutes);

/** A desk that asked Maya something back on Monday at ten; `due` is when a job of the ticket's is to run. */
async function deskThatWaits(schedule?: object) {
  const desk = await openDesk();
  if (schedule) {
    const { schedule: usual } = await desk.db.desk.findFirstOrThrow();
    await desk.db.desk.updateMany({ data: { schedule: { ...(usual as object), ...schedule } } });
  }
  const ts = await desk.say(MAYA, 'Where is my invoice?');
  await desk.say(ANA, 'Which month?', { threadTs: ts });
  await staffMove(desk.deps, by(ANA), 'wait on member');
  return {
    ...desk,
    ts,
    due: async (task: string) => (await desk.jobs()).find(({ key }) => key === `${task}:${WORKSPACE}:1`)?.run_at,
    said: async () => (await desk.db.saidMessage.findMany({ orderBy: { id: 'asc' } })).map(({ content }) => content),
    nudgeAt: async (at: Date) => {
      desk.time.now = at;
      await nudgeMember(desk.deps, FIRST);
    },
    staleAt: async (at: Date) => {
      desk.time.now = at;
      await goStale(desk.deps, FIRST);
    },
  };
}

describe('a member who has not answered us', () => {
  it('is reminded once, after two working days, where they talk about the request', async () => {
    const { due, nudgeAt, said, kinds, ticket, db, ts } = await deskThatWaits();
    const first = await due('nudge-member');

    await nudgeAt(day(2));
    await nudgeAt(day(2, 1));

    expect(first).toEqual(day(2));
    expect(await said()).toEqual([{ kind: 'nudge', ticketId: 1 }]);
    expect(await db.saidMessage.findFirst()).toMatchObject({ channelId: 'C0HELP', threadTs: ts });
    expect(await ticket()).toMatchObject({ state: 'waiting', nudgedAt: day(2) });
    expect(await kinds()).toEqual(['opened', 'replied', 'claimed', 'waiting', 'nudged']);
    expect(await due('go-stale')).toEqual(day(9));
  });

  it('is not reminded twice by two workers at once', async () => {
    const { deps, time, said, kinds } = await deskThatWaits();
    time.now = day(2);

    await Promise.all([nudgeMember(deps, FIRST), nudgeMember(deps, FIRST), nudgeMember(deps, FIRST)]);

    expect(await said()).toHaveLength(1);
    expect((await kinds()).filter((kind) => kind === 'nudged')).toHaveLength(1);
  });

  it.each([
    ['at night', day(2, 12 * 60), day(3, -60)],
    ['at the weekend', day(5), day(7, -60)],
  ])('is not reminded %s but when the desk opens again', async (_when, late, opening) => {
    const { nudgeAt, said, due } = await deskThatWaits();

    await nudgeAt(late);
    const next = await due('nudge-member');
    await nudgeAt(minutesAfter(opening, -1));
    const early = await said();
    await nudgeAt(opening);

    expect(next).toEqual(minutesAfter(late, 60));
    expect(early).toEqual([]);
    expect(await said()).toHaveLength(1);
  });

  it('is not reminded on a holiday, and no holiday counts among the five days', async () => {
    const { nudgeAt, said, due } = await deskThatWaits({ ownHolidays: ['2026-03-04', '2026-03-09'] });

    await nudgeAt(day(2));
    const early = await said();
    await nudgeAt(day(3));

    expect(early).toEqual([]);
    expect(await said()).toHaveLength(1);
    expect(await due('go-stale')).toEqual(day(11));
  });

  it('is reminded at the hour of the desk’s own clock when that has changed to summer time', async () => {
    const desk = await deskThatWaits({ timeZone: 'Europe/Madrid' });
    // Friday 27 March, ten in Madrid (09:00 UTC); the clocks go forward on Sunday.
    await desk.db.ticket.updateMany({ data: { waitingSince: new Date('2026-03-27T09:00:00Z') } });

    await desk.nudgeAt(new Date('2026-03-31T07:59:00Z'));
    const early = await desk.said();
    await desk.nudgeAt(new Date('2026-03-31T08:00:00Z'));

    expect(early).toEqual([]);
    expect(await desk.said()).toHaveLength(1);
  });

  it('is not reminded by a job that was left over from an earlier wait', async () => {
    const { deps, say, ts, nudgeAt, said, time } = await deskThatWaits();
    time.now = day(1);
    await say(MAYA, 'The one of May', { threadTs: ts });
    await staffMove(deps, by(ANA), 'wait on member');

    await nudgeAt(day(2));
    const early = await said();
    await nudgeAt(day(3));

    expect(early).toEqual([]);
    expect(await said()).toHaveLength(1);
  });
});

describe('a request that waits for its member', () => {
  it('is put aside five working days after the reminder, as stale and with its usual topic', async () => {
    const { nudgeAt, staleAt, ticket, kinds, said } = await deskThatWaits();
    await nudgeAt(day(2));

    await staleAt(day(9));
    await staleAt(day(9, 1));

    expect(await ticket()).toMatchObject({
      state: 'resolved',
      outcome: 'stale',
      topic: 'other',
      ownerId: ANA,
      resolvedAt: day(9),
    });
    expect((await kinds()).slice(-2)).toEqual(['nudged', 'resolved']);
    expect((await said()).slice(1)).toEqual([{ kind: 'put-aside', ticketId: 1 }]);
  });

  it('is never put aside without a reminder, before its time or outside working hours', async () => {
    const { nudgeAt, staleAt, ticket } = await deskThatWaits();
    await staleAt(day(30));
    const unreminded = (await ticket()).state;
    await nudgeAt(day(30));

    await staleAt(day(31));
    const early = (await ticket()).state;
    await staleAt(day(40, 9 * 60));
    const atNight = (await ticket()).state;
    await staleAt(day(42, -60));

    expect([unreminded, early, atNight]).toEqual(['waiting', 'waiting', 'waiting']);
    expect((await ticket()).state).toBe('resolved');
  });

  it('is not put aside when the member wrote between the check and the move', async () => {
    const { deps, db, nudgeAt, say, ts, time, ticket } = await deskThatWaits();
    await nudgeAt(day(2));
    time.now = day(9);

    await Promise.all([goStale(deps, FIRST), say(MAYA, 'Sorry, the one of May', { threadTs: ts })]);

    expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: ANA });
    expect(await db.saidMessage.count({ where: { key: { startsWith: 'put-aside' } } })).toBeLessThanOrEqual(1);
  });

  it('is left alone while something the member wrote has not been worked through yet', async () => {
    const { db, nudgeAt, staleAt, ticket, due } = await deskThatWaits();
    await nudgeAt(day(2));
    const event = { type: 'message', channel: 'C0HELP', user: MAYA, ts: '1773050399.000100' };
    await db.inboxEvent.create({ data: { workspaceId: WORKSPACE, eventId: 'Ev1', body: { event }, receivedAt: day(9) } });

    await staleAt(day(9));

    expect(await ticket()).toMatchObject({ state: 'waiting' });
    expect(await due('go-stale')).toEqual(day(9, 60));
  });

  it('of two workers at once is put aside by one, and told once', async () => {
    const { deps, nudgeAt, time, kinds, said } = await deskThatWaits();
    await nudgeAt(day(2));
    time.now = day(9);

    await Promise.all([goStale(deps, FIRST), goStale(deps, FIRST)]);

    expect((await kinds()).filter((kind) => kind === 'resolved')).toHaveLength(1);
    expect(await said()).toHaveLength(2);
  });

  it('comes back to the same person when the member writes after all', async () => {
    const { nudgeAt, staleAt, say, ts, ticket, time } = await deskThatWaits();
    await nudgeAt(day(2));
    await staleAt(day(9));
    time.now = day(10);

    await say(MAYA, 'Here it is, sorry', { threadTs: ts });

    expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: ANA });
  });

  it('of somebody who is not in Slack is neither reminded nor put aside', async () => {
    const { db, nudgeAt, staleAt, said, ticket } = await deskThatWaits();
    await db.ticket.updateMany({ data: { requesterId: 'X1' } });

    await nudgeAt(day(2));
    await staleAt(day(30));

    expect(await said()).toEqual([]);
    expect(await ticket()).toMatchObject({ state: 'waiting', nudgedAt: null });
  });
});

it('a member to whom nobody of us has said a word is not reminded, and their request is not put aside', async () => {
  const { db, nudgeAt, staleAt, said, ticket, due } = await deskThatWaits();
  await db.ticket.updateMany({ data: { firstReplyAt: null } });

  await nudgeAt(day(2));
  await staleAt(day(30));

  expect(await said()).toEqual([]);
  expect(await ticket()).toMatchObject({ state: 'waiting', nudgedAt: null });
  expect(await due('nudge-member')).toEqual(day(2, 60));
});

it('what waits for us or for others never goes stale', async () => {
  const { deps, ticket, staleAt, nudgeAt } = await deskThatWaits();
  await staffMove(deps, by(ANA), 'wait on other');

  await nudgeAt(day(20));
  await staleAt(day(40));

  expect(await ticket()).toMatchObject({ state: 'waiting', waitingOn: 'other', nudgedAt: null });
});
