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
    expect(slack.messages(coop.triage).filter((message) => message.bot_id && !message.thread_ts)).toHaveLength(3);
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

  it('costs one look at each channel when nothing was missed', async () => {
    const coop = await cooperativeWithRequest();
    await coop.write(coop.people.ana.id, 'It is on its way');
    await goAway(coop);
    coop.slack.ledger.clear();

    await comeBack(coop);

    expect(coop.slack.ledger.countByMethod()).toEqual({ 'auth.test': 1, 'conversations.history': 1, 'conversations.members': 1 });
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
