import { describe, expect, it } from 'vitest';
import { morningMessage } from '#bot/mornings/blocks.ts';
import { morningListOf, nextMorning, planMornings, postMorningList, workingDayAt } from '#bot/mornings/mornings.ts';
import { claimTicket } from '#bot/tickets/tickets.ts';
import { DEFAULT_WORKING_HOURS, type WorkingHours } from '#reports/working-hours.ts';
import { aStaffLine } from '#test/bot/home/some-homes.ts';
import { ANA, by, DAY, MAYA, MONDAY_TEN, minutesAfter, openDesk, TOM, TRIAGE, WORKSPACE } from '#test/support/factories.ts';
import { objectionsTo } from '#test/support/valid-blocks.ts';

const at = (text: string) => new Date(text);
const MADRID: WorkingHours = { ...DEFAULT_WORKING_HOURS, timeZone: 'Europe/Madrid', ownHolidays: ['2026-04-06'] };
const NIGHTS: WorkingHours = { ...MADRID, week: { '7': [['02:00', '03:00']] } };
const TUESDAY_NINE = at('2026-03-03T09:00:00Z');

describe('when a morning begins', () => {
  it('is when the desk first opens that day, by its own clock, on both sides of a change of the clocks', () => {
    const friday = workingDayAt({ hours: MADRID, at: at('2026-03-27T12:00:00Z') });
    const monday = workingDayAt({ hours: MADRID, at: at('2026-03-30T12:00:00Z') });

    expect(friday).toEqual({ date: '2026-03-27', opens: at('2026-03-27T08:00:00Z'), closes: at('2026-03-27T16:00:00Z') });
    expect(monday).toEqual({ date: '2026-03-30', opens: at('2026-03-30T07:00:00Z'), closes: at('2026-03-30T15:00:00Z') });
  });

  it('is never on a closed day, nor in an hour that the clock skips', () => {
    const closed = ['2026-03-28T12:00:00Z', '2026-04-06T12:00:00Z'].map((time) => workingDayAt({ hours: MADRID, at: at(time) }));

    expect(closed).toEqual([null, null]);
    expect(workingDayAt({ hours: NIGHTS, at: at('2026-03-29T12:00:00Z') })).toBeNull();
  });

  it('is today while it is owed and the desk is open, and otherwise the next working day', () => {
    const next = (time: string, isDone = false) => nextMorning(MADRID, at(time), isDone)?.toISOString();

    expect(next('2026-03-27T05:00:00Z')).toBe('2026-03-27T08:00:00.000Z');
    expect(next('2026-03-27T11:00:00Z')).toBe('2026-03-27T11:00:00.000Z');
    expect(next('2026-03-27T11:00:00Z', true)).toBe('2026-03-30T07:00:00.000Z');
    expect(next('2026-03-27T16:00:00Z')).toBe('2026-03-30T07:00:00.000Z');
    expect(next('2026-04-03T17:00:00Z', true)).toBe('2026-04-07T07:00:00.000Z');
    expect(nextMorning({ ...MADRID, week: {} }, at('2026-03-27T05:00:00Z'), false)).toBeNull();
  });
});

/** Maya and Tom asked on Monday at ten; it is Tuesday, nine o'clock. */
async function tuesday() {
  const desk = await openDesk();
  await desk.db.workspace.updateMany({ data: { setUpAt: MONDAY_TEN } });
  await desk.say(MAYA, 'Where is my invoice?');
  await desk.say(TOM, 'How do I log in?', { at: minutesAfter(MONDAY_TEN, 20) });
  await claimTicket(desk.deps, by(ANA, 2));
  desk.time.now = TUESDAY_NINE;
  await desk.db.$executeRaw`delete from graphile_worker._private_jobs`;
  const post = () => postMorningList(desk.deps, { workspaceId: WORKSPACE, deskId: 'main' });
  const said = () => desk.db.saidMessage.findMany({ where: { key: { startsWith: 'morning' } }, orderBy: { id: 'asc' } });
  const planned = async () => {
    const jobs = await desk.jobs();
    return jobs.filter(({ key }) => key.startsWith('post-morning-list')).map(({ run_at }) => run_at.toISOString());
  };
  return { ...desk, post, said, planned };
}

describe('the morning list', () => {
  it('comes once a day, however many jobs there are, and the next is planned', async () => {
    const { post, said, planned } = await tuesday();

    await Promise.all([post(), post(), post()]);
    await post();

    expect(await said()).toMatchObject([{ key: 'morning:main:2026-03-03', channelId: TRIAGE, withdrawnAt: null }]);
    expect(await planned()).toEqual(['2026-03-04T09:00:00.000Z']);
  });

  it('is planned for when the desk opens, and made up for later the same day but not after the desk has closed', async () => {
    const { deps, time, planned } = await tuesday();
    const plannedAt = async (now: string) => {
      time.now = at(now);
      await planMornings(deps);
      return (await planned())[0];
    };

    expect(await plannedAt('2026-03-03T06:00:00Z')).toBe('2026-03-03T09:00:00.000Z');
    expect(await plannedAt('2026-03-03T15:30:00Z')).toBe('2026-03-03T15:30:00.000Z');
    expect(await plannedAt('2026-03-03T17:00:00Z')).toBe('2026-03-04T09:00:00.000Z');
  });

  it('run too early or too late, posts nothing', async () => {
    const { post, said, time } = await tuesday();
    for (const now of ['2026-03-03T08:59:59Z', '2026-03-03T17:00:00Z', '2026-03-07T10:00:00Z']) {
      time.now = at(now);
      await post();
    }

    expect(await said()).toEqual([]);
  });

  it('is nothing when nothing waits, and stays that for the day', async () => {
    const { post, said, db, say, time, planned } = await tuesday();
    await db.ticket.updateMany({ data: { firstReplyAt: MONDAY_TEN } });
    await post();
    time.now = at('2026-03-03T11:00:00Z');
    await say(MAYA, 'One more thing: where is the key?');
    await post();

    expect(await said()).toMatchObject([{ key: 'morning:main:2026-03-03', withdrawnAt: TUESDAY_NINE }]);
    expect(await planned()).toEqual(['2026-03-04T09:00:00.000Z']);
  });

  it('does not come on the day on which the desk was set up after it had opened', async () => {
    const { post, said, db } = await tuesday();
    await db.workspace.updateMany({ data: { setUpAt: at('2026-03-03T09:00:01Z') } });

    await post();

    expect(await said()).toEqual([]);
  });

  it('has five: the unanswered, oldest first, then what was to be asked about by today', async () => {
    const { db, say, time } = await tuesday();
    for (let index = 3; index <= 7; index += 1)
      await say(index % 2 ? MAYA : TOM, `Question ${index}?`, { at: minutesAfter(MONDAY_TEN, index * 10) });
    const waiting = { state: 'waiting', waitingOn: 'other', waitingFor: 'the bank', ownerId: ANA, firstReplyAt: MONDAY_TEN };
    const due = (id: number, followUpAt: Date) => db.ticket.updateMany({ where: { id }, data: { ...waiting, followUpAt } });
    await due(5, at('2026-03-03T23:00:00Z'));
    await due(6, at('2026-03-04T09:00:00Z'));
    await due(7, at('2026-03-02T12:00:00Z'));
    const desk = await db.desk.findFirstOrThrow();

    const { lines, more } = await morningListOf(db, desk, time.now);

    expect([lines.map(({ id }) => id), more]).toEqual([[1, 2, 3, 4, 7], 1]);
  });
});

describe('what staff read in the morning', () => {
  const list = { lines: [aStaffLine()], more: 0, workspaceUrl: 'https://coop.slack.com/' };

  it('says what waits, for how long, whose it is and where its card is, and nothing of what is on the card', () => {
    const lines = [
      aStaffLine({ card: { channelId: TRIAGE, ts: '1772445600.000100' } }),
      aStaffLine({ id: 13, ownerId: ANA, firstReplyAt: MONDAY_TEN, waitingFor: 'the bank', followUpAt: MONDAY_TEN }),
      aStaffLine({ id: 14, isPrivate: true, text: 'I am ill' }),
    ];

    const { text } = morningMessage({ ...list, lines, more: 3 });

    expect(text).toContain('unanswered since <!date^');
    expect(text).toContain('nobody yet · <https://coop.slack.com/archives/C0TRIAGE/p1772445600000100|Card>');
    expect(text).toContain('ask again, as planned for <!date^');
    expect(text).toContain('and 3 more');
    expect(text).not.toMatch(/I am ill|the bank/);
  });

  it('is taken by Slack, whatever members wrote', () => {
    const hostile = '<!channel> <https://bank.example|here> '.repeat(200);
    const lines = Array.from({ length: 5 }, (_, index) =>
      aStaffLine({ id: index, text: hostile, organisation: hostile, waitingFor: hostile, firstReplyAt: MONDAY_TEN }),
    );

    const message = morningMessage({ ...list, lines });

    expect(objectionsTo(message)).toEqual([]);
    expect(JSON.stringify(message)).not.toMatch(/<!channel|<https:\/\/bank/);
  });

  it('is a kind word when somebody was faster', () => {
    expect(morningMessage({ ...list, lines: [] }).text).toContain('Nothing waits any more');
  });
});

it('lists five of three hundred in one message', async () => {
  const { db } = await openDesk().then(async (desk) => {
    await desk.say(MAYA, 'Where is my invoice?');
    return desk;
  });
  const first = await db.ticket.findFirstOrThrow();
  const rows = Array.from({ length: 300 }, (_, index) => ({ ...first, id: 100 + index, ts: `${1_772_500_000 + index}.000000` }));
  await db.ticket.createMany({ data: rows });

  const list = await morningListOf(db, await db.desk.findFirstOrThrow(), new Date(MONDAY_TEN.getTime() + DAY));

  expect([list.lines.length, list.more]).toEqual([5, 296]);
});
