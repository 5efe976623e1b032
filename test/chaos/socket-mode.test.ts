import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startCooperative } from '#test/support/cooperative.ts';
import type { Workspace } from '#test/workspace/workspace.ts';
import { longest, report } from './figures.ts';
import { calm, startScene } from './harness.ts';
import { aLoad, dice } from './load.ts';
import { ALL_KEPT, examine } from './promises.ts';
import { DONE_WITHIN_MS, PATIENCE_MS, sizeOf } from './sizes.ts';

const { events, kills } = sizeOf('killBotOnSocket');
const delivered = sizeOf('deliveredFourTimesOnSocket');
const AT_ONCE = 25;

it(
  '1: over Socket Mode, too, every acknowledged event has exactly one ticket, however often the bot is killed',
  async () => {
    const scene = await startScene({ instances: 2, socketMode: true, slack: { answerWithin: 1000 } });
    const { slack } = scene;
    const load = aLoad(scene);
    const random = dice(kills);
    const starts: number[] = [];
    await connected(slack, 2);

    for (let kill = 0; kill < kills; kill += 1) {
      const victim = scene.instances[Math.floor(random() * scene.instances.length)]!;
      const from = load.written();
      const posting = load.writeMany(Math.round(events / kills));
      const after = random() * (events / kills) * 0.8;
      while (load.written() - from < after) await wait(2);
      await victim.kill();
      starts.push(await victim.start());
      await posting;
      await connected(slack, 2);
      slack.retryNow();
    }
    await calm(scene, { within: DONE_WITHIN_MS });

    const { written, acknowledged, ...found } = await examine(scene);
    const sent = slack.ledger.deliveries('message').filter(({ body }) => !body.includes('"bot_id"'));
    const again = sent.filter(({ attempts }) => attempts.length > 1).length;
    report('1, Socket Mode', { kills, written, acknowledged, 'sent again': again, 'longest start ms': longest(starts) });
    expect(found).toEqual(ALL_KEPT);
    expect([written, acknowledged]).toEqual([sent.length, sent.length]);
    expect(sent.flatMap(({ attempts }) => attempts).every(({ envelopeId }) => envelopeId !== undefined)).toBe(true);
    expect(slack.duplicates()).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  '5: an envelope delivered four times at once over three connections is one ticket with one card',
  async () => {
    const { slack, db, database, people, help, triage, workspaceId } = await startCooperative({ instances: 3, socketMode: true });
    const load = aLoad({ slack, member: people.maya.id, help: [help] });
    expect(slack.sockets()).toBe(3);

    for (let sent = 0; sent < delivered.events; sent += AT_ONCE) {
      const deliveries = Array.from({ length: Math.min(AT_ONCE, delivered.events - sent) }, () => {
        const writing = load.write();
        const delivery = slack.ledger.delivered.at(-1)!;
        // Twice the same envelope, and twice the same event in another.
        return Promise.all([writing, ...[0, 1, 2].map((retry) => slack.redeliver(delivery, retry))]);
      });
      await Promise.all(deliveries);
    }
    await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });

    const { written, acknowledged, ...found } = await examine({ slack, db, workspaceId, help: [help], triage });
    const sent = slack.ledger.deliveries('message').filter(({ attempts }) => attempts.length > 1);
    const refused = sent.flatMap(({ attempts }) => attempts).filter(({ status }) => status !== 200);
    const tickets = await db.ticket.count();
    report('5, Socket Mode', { events: delivered.events, envelopes: sent.length * 4, tickets, refused: refused.length });
    expect(sent.map(({ attempts }) => attempts.length)).toEqual(Array.from({ length: delivered.events }, () => 4));
    expect(refused).toEqual([]);
    expect(found).toEqual(ALL_KEPT);
    expect([written, acknowledged, tickets]).toEqual([delivered.events, delivered.events, delivered.events]);
    expect(slack.duplicates()).toEqual([]);
  },
  PATIENCE_MS,
);

it('is back at once when Slack lets it go, as it does every few hours', async () => {
  const { slack, people, triage } = await startCooperative({ socketMode: true });
  await wait(1100);

  slack.disconnectSockets('refresh_requested');
  const gone = performance.now();
  await wait(20);
  await connected(slack, 1);

  expect(performance.now() - gone).toBeLessThan(2000);
  expect((await slack.command(people.ana.id, triage, '/triage', 'help')).status).toBe(200);
});

it('connects again after Slack let it go, even where Slack refused it for a moment', async () => {
  const { slack, db, people, help, quiet } = await startCooperative({ socketMode: true, slack: { retryDelays: [600_000] } });
  slack.faults.next('apps.connections.open', 'error:account_inactive');
  await wait(1100);

  slack.disconnectSockets('refresh_requested');
  await wait(50);
  const writing = slack.post(people.maya.id, help, 'Is anybody there?');
  await connected(slack, 1);
  await writing;
  slack.retryNow();
  await quiet();

  expect(slack.ledger.calls('apps.connections.open').map(({ answer }) => answer?.ok)).toEqual([true, false, true]);
  expect(await db.ticket.count()).toBe(1);
});

it('answers a command and keeps a press over Socket Mode as over HTTP', async () => {
  const { slack, db, people, help, triage, quiet } = await startCooperative({ socketMode: true });
  await slack.post(people.maya.id, help, 'Where is my invoice?');
  await quiet();
  const card = slack.botMessages(triage)[0]!;

  const list = await slack.command(people.ana.id, triage, '/triage', 'list');
  await slack.press(people.ana.id, { channel: triage, ts: card.ts }, 'Claim');
  await quiet();

  expect(list.status).toBe(200);
  expect(slack.ephemerals(people.ana.id).length).toBeGreaterThan(0);
  expect(await db.ticket.findMany()).toMatchObject([{ ownerId: people.ana.id }]);
  expect(slack.notices(people.ana.id)).toEqual([]);
});

it('does not start with an app token that Slack does not take, and says which setting to look at', async () => {
  const starting = startCooperative({ socketMode: true, bot: { slack: { appToken: 'xapp-wrong' } } });

  await expect(starting).rejects.toThrow('Slack does not take SLACK_APP_TOKEN');
});

/** Waits until so many connections are open. */
async function connected(slack: Workspace, count: number): Promise<void> {
  const patience = AbortSignal.timeout(20_000);
  while (slack.sockets() !== count) {
    patience.throwIfAborted();
    await wait(5);
  }
}
