import pino from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { type Clock, createClock } from '#bot/clock.ts';
import { waitForMember, waitForOthers } from '#bot/handling/waiting-moves.ts';
import { planDigests } from '#bot/reports/digests.ts';
import { type BotOptions, startBot } from '#bot/start.ts';
import { claimTicket, replyToMember, resolveAsUsual } from '#bot/tickets/tickets.ts';
import { MONDAY_MORNING, startCooperative, TEST_KEY } from '#test/support/cooperative.ts';
import { advanceTo } from '#test/workspace/time-travel.ts';
import { report } from './figures.ts';
import { calm } from './harness.ts';
import { byKey } from './promises.ts';
import { DONE_WITHIN_MS, PATIENCE_MS, sizeOf } from './sizes.ts';

const { jumps } = sizeOf('clocks');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const YEAR = 365 * DAY;
/** How far a machine's clock is off while something comes due; which of the two machines it is, or both. */
const JUMPS = [
  { by: HOUR, who: 'one' },
  { by: -YEAR, who: 'both' },
  { by: -5 * MINUTE, who: 'one' },
  { by: 5 * MINUTE, who: 'both' },
  { by: -HOUR, who: 'both' },
] as const;
/** How much later it is on the second machine, always. */
const APART_MS = 90_000;

it(
  '16: clocks that jump, or differ, lose and double neither a digest nor anything else that was to happen at its time',
  async () => {
    const { coop, jump, passTo, tick } = await twoMachines();
    const { slack, db, bots, people, help, news, workspaceId } = coop;
    const [{ deps }] = bots as [(typeof bots)[0]];
    const waits: { closes: number; comesBack: number; isReminded: number }[] = [];

    for (let fortnight = 0; fortnight < jumps; fortnight += 1) {
      const { by, who } = JUMPS[fortnight % JUMPS.length]!;
      const start = MONDAY_MORNING.getTime() + fortnight * 2 * WEEK + 10 * MINUTE;
      await passTo(start);
      const asked = await askThree();
      const actions = asked.map((ticketId) => ({ workspaceId, ticketId, actorId: people.ana.id }));
      const [closes, comesBack, isReminded] = actions as [(typeof actions)[0], (typeof actions)[0], (typeof actions)[0]];
      await resolveAsUsual(deps, closes);
      await claimTicket(deps, comesBack);
      await waitForOthers(deps, comesBack, { whom: 'the bank', until: new Date(start + 3 * DAY) });
      await claimTicket(deps, isReminded);
      await replyToMember(deps, isReminded, { text: 'Which invoice is it?', key: `asked:${isReminded.ticketId}` });
      await waitForMember(deps, isReminded);
      waits.push({ closes: closes.ticketId, comesBack: comesBack.ticketId, isReminded: isReminded.ticketId });
      // The reminder, the day one comes back, the digest, the closing, and the day one goes stale.
      for (const due of [start + 2 * DAY, start + 3 * DAY, start + WEEK - HOUR - 10 * MINUTE, start + WEEK, start + 9 * DAY]) {
        await passTo(due - 10 * MINUTE);
        await jump(by, who);
        await tick();
        await passTo(due + 20 * MINUTE);
        await tick();
        await jump(-by, who);
        await tick();
        await passTo(due + 50 * MINUTE);
        await tick();
      }
    }
    await passTo(MONDAY_MORNING.getTime() + jumps * 2 * WEEK);
    await tick();

    async function askThree(): Promise<number[]> {
      const from = await db.ticket.count();
      for (const who of [people.maya, people.tom, people.ada])
        await slack.post(who.id, help, `Where is my invoice number ${from}?`);
      await coop.quiet();
      return [from + 1, from + 2, from + 3];
    }

    const digests = [...byKey(slack.botMessages(news))].filter(([key]) => key.startsWith(`${workspaceId}:digest:`));
    const counts = await db.ticketEvent.groupBy({ by: ['ticketId', 'kind'], _count: true, where: { actorId: null } });
    const timesOf = (ticketId: number, kind: string) =>
      counts.find((one) => one.ticketId === ticketId && one.kind === kind)?._count ?? 0;
    const wrong = waits.flatMap(({ closes, comesBack, isReminded }) => {
      const happened = {
        closed: timesOf(closes, 'closed'),
        resumed: timesOf(comesBack, 'resumed'),
        nudged: timesOf(isReminded, 'nudged'),
        stale: timesOf(isReminded, 'resolved'),
      };
      return Object.values(happened).every((times) => times === 1) ? [] : [{ closes, ...happened }];
    });
    const said = await db.saidMessage.findMany({ where: { sentAt: { not: null } }, select: { content: true } });
    const kinds = Map.groupBy(said, ({ content }) => (content as { kind: string }).kind);
    report('16', { weeks: 2 * jumps, digests: digests.length, timers: waits.length * 4, wrong: wrong.length });
    expect(wrong).toEqual([]);
    expect(digests.map(([, count]) => count)).toEqual(Array.from({ length: 2 * jumps }, () => 1));
    expect(await db.digestWeek.count()).toBe(2 * jumps);
    expect([kinds.get('nudge')?.length, kinds.get('put-aside')?.length]).toEqual([jumps, jumps]);
    expect(slack.duplicates()).toEqual([]);
  },
  PATIENCE_MS,
);

it('16: a request signed six minutes ago, or six minutes ahead, is refused, whatever the bot takes the time to be', async () => {
  const coop = await startCooperative({ at: new Date(Date.now() - YEAR) });
  const { slack, people, help, db, quiet } = coop;
  await slack.post(people.maya.id, help, 'Where is my invoice?');
  await quiet();
  const sent = slack.ledger.deliveries('message')[0]!;
  const rows = await db.inboxEvent.count();
  const now = Math.floor(Date.now() / 1000);
  const statuses: (number | undefined)[] = [];

  for (const seconds of [-360, -301, 302, 360, -365 * 86_400]) {
    const body = sent.body.replace(/"event_id":"[^"]+"/, `"event_id":"EvLATE${seconds}"`);
    const headers = { 'content-type': sent.contentType, ...slack.sign(body, now + seconds) };
    statuses.push((await slack.deliverRaw({ body, headers })).status);
  }
  const inTime = await slack.deliverRaw({
    body: sent.body,
    headers: { 'content-type': sent.contentType, ...slack.sign(sent.body, now - 240) },
  });

  expect(statuses).toEqual([401, 401, 401, 401, 401]);
  expect(inTime.status).toBe(200);
  expect(await db.inboxEvent.count()).toBe(rows);
});

/** Two instances on machines whose clocks can be wrong; the database's time, and Slack's, are right. */
async function twoMachines() {
  const clocks = [createClock(), createClock()] as [Clock, Clock];
  const wrongBy = [0, APART_MS] as [number, number];
  const coop = await startCooperative({ at: MONDAY_MORNING, bot: { clock: clocks[0] } });
  const { slack, database, clock: right, bots } = coop;
  const setAll = (at: Date) => {
    right.set(at);
    for (const [index, clock] of clocks.entries()) clock.set(new Date(at.getTime() + wrongBy[index]!));
  };
  setAll(MONDAY_MORNING);
  const options: BotOptions = {
    connection: database.connection,
    botToken: slack.botToken,
    encryptionKey: TEST_KEY,
    slack: { signingSecret: slack.signingSecret },
    slackApiUrl: slack.url,
    port: 0,
    log: pino({ level: 'silent' }),
    clock: clocks[1],
    pacing: false,
  };
  const second = await startBot(options);
  onTestFinished(() => second.stop());
  slack.connect([...bots, second].map((bot) => `http://127.0.0.1:${bot.port}/slack/events`));
  const idle = () => calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS, soonSeconds: 0 });
  const travel = { now: right.now, dueAt: right.dueAt, set: setAll };
  return {
    coop,
    /** The clocks are wrong by so much more from now on. */
    jump: async (by: number, who: 'one' | 'both') => {
      await idle();
      wrongBy[0] += by;
      if (who === 'both') wrongBy[1] += by;
      setAll(right.now());
    },
    passTo: (at: number) => advanceTo(database.pool, travel, new Date(at), idle),
    /** What both machines do every ten minutes. */
    tick: async () => {
      await Promise.all([...bots, second].map(({ deps }) => planDigests(deps)));
      await idle();
    },
  };
}
