import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { planSweeps } from '#bot/desks/sweeps.ts';
import { startBot } from '#bot/start.ts';
import { type Cooperative, startCooperative, TEST_KEY } from '#test/support/cooperative.ts';
import { cooperativeWithRequest } from '#test/support/requests.ts';

const MINUTE = 60_000;

/** The bot goes away, and Slack gives up on every event meanwhile. */
async function goAway({ bots, slack }: Cooperative): Promise<void> {
  await Promise.all(bots.map((bot) => bot.stop()));
  bots.length = 0;
  slack.connect([]);
}

/** The bot comes back; answers once it has looked around. */
async function comeBack({ slack, database, clock, bots, quiet }: Cooperative) {
  const bot = await startBot({
    connection: database.connection,
    botToken: slack.botToken,
    encryptionKey: TEST_KEY,
    slack: { signingSecret: slack.signingSecret },
    slackApiUrl: slack.url,
    port: 0,
    log: pino({ level: 'silent' }),
    clock,
    pacing: false,
  });
  bots.push(bot);
  await quiet();
  return bot;
}

function later({ clock }: Cooperative, minutes: number): void {
  clock.set(new Date(clock.now().getTime() + minutes * MINUTE));
}

const requests = async ({ db }: Cooperative) =>
  (await db.ticket.findMany({ orderBy: { id: 'asc' } })).map(({ requesterId, ts }) => ({ requesterId, ts }));

describe('what was written while the bot was away', () => {
  it('becomes a request, joins one or answers one as if it had been heard, and once only', async () => {
    const coop = await cooperativeWithRequest();
    const { slack, people, help, ts, quiet, db } = coop;
    await goAway(coop);
    later(coop, 10);
    const badge = await slack.post(people.tom.id, help, 'How do I get a badge?');
    await slack.post(people.tom.id, help, 'It is for the warehouse');
    later(coop, 10);
    const door = await slack.post(people.maya.id, help, 'The door of the shop does not open');
    const answer = await slack.post(people.ana.id, help, 'It is on its way', { threadTs: ts });

    const bot = await comeBack(coop);
    const once = await db.channelMessage.findMany({ orderBy: { ts: 'asc' } });
    await planSweeps(bot.deps);
    await quiet();

    expect(await requests(coop)).toEqual([
      { requesterId: people.maya.id, ts },
      { requesterId: people.tom.id, ts: badge.ts },
      { requesterId: people.maya.id, ts: door.ts },
    ]);
    expect(once.map(({ standing }) => standing)).toEqual(['request', 'request', 'joined', 'request', 'reply']);
    expect(await db.ticket.findFirst({ where: { id: 1 } })).toMatchObject({ state: 'claimed', ownerId: people.ana.id });
    expect(await db.channelMessage.findFirst({ where: { ts: answer.ts } })).toMatchObject({ reason: 'staff', ticketId: 1 });
    expect(await db.channelMessage.findMany({ orderBy: { ts: 'asc' } })).toEqual(once);
    const cards = slack
      .messages(coop.triage)
      .filter(({ bot_id, thread_ts, text }) => bot_id && !thread_ts && !text?.includes('away'));
    expect(cards).toHaveLength(3);
  });

  it('is found page after page and taken in oldest first', async () => {
    const coop = await startCooperative();
    const { slack, people, help, db } = coop;
    await goAway(coop);
    const asked: string[] = [];
    for (let count = 0; count < 210; count += 1) {
      const isQuestion = count % 50 === 0;
      const { ts } = await slack.post(isQuestion ? people.maya.id : people.ana.id, help, `Where is invoice ${count}?`);
      if (isQuestion) asked.push(ts);
    }

    await comeBack(coop);

    expect((await db.ticket.findMany({ orderBy: { id: 'asc' } })).map(({ ts }) => ts)).toEqual(asked);
    expect(await db.channelMessage.count()).toBe(210);
  });

  it('waits for Slack when Slack says that this was too much', async () => {
    const coop = await startCooperative();
    const { slack, people, help } = coop;
    await goAway(coop);
    await slack.post(people.tom.id, help, 'How do I get a badge?');
    slack.faults.next('conversations.history', '429:1');

    await comeBack(coop);
    expect(await requests(coop)).toEqual([]);
    await expect.poll(() => requests(coop), { timeout: 10_000 }).toHaveLength(1);
  });

  it('is left alone when it is older than a week, or than the set-up of its channel', async () => {
    const coop = await startCooperative();
    const { slack, people, help, db, workspaceId, clock } = coop;
    await goAway(coop);
    await slack.post(people.tom.id, help, 'How do I get a badge?');
    later(coop, 8 * 24 * 60);
    await slack.post(people.tom.id, help, 'Written before this channel was one of ours');
    later(coop, 10);
    const detail = { helpChannelsAdded: ['C0OTHER', help] };
    const entry = { workspaceId, actorId: people.ada.id, action: 'settings.saved', detail };
    await db.auditEntry.create({ data: { ...entry, at: clock.now() } });
    later(coop, 10);
    const { ts } = await slack.post(people.maya.id, help, 'Where is my invoice?');

    await comeBack(coop);

    expect(await requests(coop)).toEqual([{ requesterId: people.maya.id, ts }]);
  });

  it('costs one look at each help channel, and at each thread under an open card, when nothing was missed', async () => {
    const coop = await cooperativeWithRequest();
    await coop.write(coop.people.ana.id, 'It is on its way');
    await goAway(coop);
    coop.slack.ledger.clear();

    await comeBack(coop);

    expect(coop.slack.ledger.countByMethod()).toEqual({
      'auth.test': 1,
      'conversations.history': 1,
      'conversations.members': 1,
      'conversations.replies': 1,
      'users.list': 1,
    });
  });

  it('is looked for in the other channels, too, when the bot cannot read one', async () => {
    const coop = await startCooperative();
    const { slack, people, help, db, workspaceId } = coop;
    await db.helpChannel.create({ data: { workspaceId, channelId: 'C0GONE', deskId: 'main' } });
    await goAway(coop);
    await slack.post(people.tom.id, help, 'How do I get a badge?');

    await comeBack(coop);

    expect(await requests(coop)).toHaveLength(1);
    expect((await db.parkedJob.findMany()).length).toBe(0);
  });
});

describe('what was written to the bot itself while it was away', () => {
  it('becomes a request or the answer we wait for, once; what was answered before is not answered again', async () => {
    const coop = await startCooperative();
    const { slack, people, db, quiet } = coop;
    const { maya, tom } = people;
    await slack.post(maya.id, slack.directChannel(maya.id), 'Where is my invoice?');
    await slack.post(tom.id, slack.directChannel(tom.id), 'help');
    await quiet();
    const [way] = slack.botMessages(slack.directChannel(tom.id));
    await goAway(coop);
    later(coop, 120);
    await slack.post(maya.id, slack.directChannel(maya.id), 'And how do I get a badge?');
    await slack.post(tom.id, slack.directChannel(tom.id), 'The door does not open');
    later(coop, 10);

    await comeBack(coop);
    const once = await requests(coop);
    await goAway(coop);
    await comeBack(coop);

    expect(once.map(({ requesterId }) => requesterId).toSorted()).toEqual([maya.id, maya.id, tom.id].toSorted());
    expect(await requests(coop)).toEqual(once);
    expect(slack.botMessages(slack.directChannel(tom.id)).filter(({ text }) => text === way?.text)).toHaveLength(1);
    expect(told(coop)).toEqual([expect.stringMatching(/^:zzz: 2 messages came while I was away/)]);
    expect((await db.parkedJob.findMany()).length).toBe(0);
  });

  it('is looked for at the start only, with one call for each of those who use the bot', async () => {
    const coop = await startCooperative({ at: new Date('2026-03-02T10:00:00Z') });
    const { slack, people, quiet } = coop;
    await slack.post(people.maya.id, slack.directChannel(people.maya.id), 'Where is my invoice?');
    await slack.post(people.tom.id, slack.directChannel(people.tom.id), 'help');
    await quiet();
    const looksAt = () => slack.ledger.calls('conversations.history').map(({ args }) => args.channel);
    const directs = [people.maya, people.tom].map(({ id }) => slack.directChannel(id)).toSorted();
    await goAway(coop);
    slack.ledger.clear();

    const bot = await comeBack(coop);
    const atStart = looksAt();
    slack.ledger.clear();
    await planSweeps(bot.deps);
    await quiet();
    const hourly = looksAt();
    await goAway(coop);
    later(coop, 31 * 24 * 60);
    slack.ledger.clear();
    await comeBack(coop);

    expect(atStart.filter((channel) => channel !== coop.help).toSorted()).toEqual(directs);
    expect(hourly).toEqual([coop.help]);
    expect(looksAt()).toEqual([coop.help]);
  });
});

const told = ({ slack, triage }: Cooperative) =>
  slack
    .botMessages(triage)
    .map(({ text }) => text ?? '')
    .filter((text) => text.includes('while I was away'));

describe('after the bot was away', () => {
  it('staff get one line that says how much came and since when, on the desk’s own clock', async () => {
    const coop = await cooperativeWithRequest({ at: new Date('2026-03-02T23:00:00Z') });
    const { slack, people, help, triage, ts, cardTs, clock, db, quiet } = coop;
    const { schedule } = await db.desk.findFirstOrThrow();
    await db.desk.updateMany({ data: { schedule: { ...(schedule as object), timeZone: 'Europe/Madrid' } } });
    await goAway(coop);
    clock.set(new Date('2026-03-03T02:10:00Z'));
    await slack.post(people.tom.id, help, 'How do I get a badge?');
    later(coop, 10);
    await slack.post(people.maya.id, help, 'It is the invoice of May', { threadTs: ts });
    await slack.post(people.ana.id, triage, 'Ask Ben about this one', { threadTs: cardTs });
    later(coop, 60);

    const bot = await comeBack(coop);
    await planSweeps(bot.deps);
    await quiet();

    expect(told(coop)).toEqual([':zzz: 3 messages came while I was away, the oldest at 03:10. I have taken them in now.']);
    expect(await db.channelMessage.findFirst({ where: { standing: 'note' } })).toMatchObject({
      text: 'Ask Ben about this one',
      ticketId: 1,
    });
  });

  it('staff hear of a single message, and of none nothing', async () => {
    const coop = await cooperativeWithRequest({ at: new Date('2026-03-02T10:00:00Z') });
    const { slack, people, help, bots } = coop;
    await goAway(coop);
    later(coop, 10);
    await comeBack(coop);
    const none = told(coop);
    await goAway(coop);
    later(coop, 10);
    await slack.post(people.tom.id, help, 'How do I get a badge?');
    later(coop, 2 * 24 * 60);

    await comeBack(coop);

    expect(bots).toHaveLength(1);
    expect(none).toEqual([]);
    expect(told(coop)).toEqual([expect.stringMatching(/^:zzz: 1 message came while I was away, at 10:20 on Monday\. /)]);
  });

  it('what a request’s thread elsewhere says is found, too', async () => {
    const coop = await cooperativeWithRequest();
    const { slack, people, db, workspaceId } = coop;
    const elsewhere = slack.addChannel({ name: 'garden', members: [people.maya.id, people.ana.id, slack.botUserId] }).id;
    const { ts } = await slack.post(people.maya.id, elsewhere, 'The tap leaks');
    await db.ticket.updateMany({ where: { workspaceId, id: 1 }, data: { channelId: elsewhere, ts, threadTs: ts } });
    await goAway(coop);
    later(coop, 10);
    await slack.post(people.maya.id, elsewhere, 'Nothing to do with it');
    const answer = await slack.post(people.ana.id, elsewhere, 'Ben comes at noon', { threadTs: ts });

    await comeBack(coop);

    expect(await db.channelMessage.findFirst({ where: { ts: answer.ts } })).toMatchObject({ reason: 'staff', ticketId: 1 });
    expect(await db.channelMessage.count({ where: { channelId: elsewhere } })).toBe(1);
  });

  it('a message that was edited or deleted meanwhile reads as it does in Slack', async () => {
    const coop = await cooperativeWithRequest();
    const { slack, people, help, ts, db, quiet } = coop;
    later(coop, 10);
    const badge = await slack.post(people.tom.id, help, 'How do I get a badge?');
    await quiet();
    await goAway(coop);
    later(coop, 10);
    await slack.edit(people.maya.id, help, ts, 'Where is my invoice of May?');
    await slack.remove(people.tom.id, help, badge.ts);
    later(coop, 10);

    const bot = await comeBack(coop);
    const once = await db.ticketEvent.count();
    await planSweeps(bot.deps);
    await quiet();

    const row = (messageTs: string) => db.channelMessage.findFirst({ where: { ts: messageTs } });
    expect(await row(ts)).toMatchObject({ text: 'Where is my invoice of May?', deletedAt: null });
    expect(await row(badge.ts)).toMatchObject({ text: null, deletedAt: expect.any(Date) });
    expect(await db.ticketEvent.count()).toBe(once);
    expect(told(coop)).toEqual([]);
  });

  it('a channel that Slack shows almost empty makes nobody’s words go', async () => {
    const coop = await cooperativeWithRequest();
    const { slack, people, help, db, workspaceId, clock } = coop;
    await goAway(coop);
    const stray = {
      workspaceId,
      channelId: help,
      authorId: people.tom.id,
      standing: 'request',
      text: 'My words',
      seenAt: clock.now(),
    };
    const seconds = Math.floor(clock.now().getTime() / 1000);
    await db.channelMessage.createMany({
      data: Array.from({ length: 6 }, (_, index) => ({ ...stray, ts: `${seconds + index}.000100` })),
    });
    later(coop, 10);
    await slack.post(people.maya.id, help, 'The door does not open');

    await comeBack(coop);

    expect(await db.channelMessage.count({ where: { text: 'My words', deletedAt: null } })).toBe(6);
  });

  it('of many cards those with news are found by one look at the channel’s history', async () => {
    const coop = await cooperativeWithRequest();
    const { slack, people, help, triage, cardTs, db, quiet } = coop;
    for (let count = 0; count < 6; count += 1) {
      later(coop, 6);
      await slack.post(people.tom.id, help, `Where is invoice ${count}?`);
      await quiet();
    }
    await goAway(coop);
    later(coop, 10);
    await slack.post(people.ana.id, triage, 'Ask Ben about this one', { threadTs: cardTs });
    slack.ledger.clear();

    await comeBack(coop);

    expect(slack.ledger.countByMethod()).toMatchObject({ 'conversations.history': 2, 'conversations.replies': 1 });
    expect(await db.channelMessage.count({ where: { standing: 'note' } })).toBe(1);
  });

  it('a sweep that another takes the place of hands over what it found', async () => {
    const coop = await cooperativeWithRequest();
    const { bots, db, workspaceId, quiet } = coop;
    const oldest = '1772445600.000100';
    await db.sweep.create({
      data: { workspaceId, id: 'main@1', startedAt: new Date(1), channelsLeft: 2, missed: 4, oldestTs: oldest },
    });

    await planSweeps(bots[0]!.deps);
    await quiet();

    expect(told(coop)).toEqual([expect.stringContaining('4 messages came while I was away')]);
    expect(await db.sweep.count({ where: { toldAt: null } })).toBe(0);
  });
});
