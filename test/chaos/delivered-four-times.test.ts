import { expect, it } from 'vitest';
import { startCooperative } from '#test/support/cooperative.ts';
import { report } from './figures.ts';
import { calm } from './harness.ts';
import { aLoad } from './load.ts';
import { ALL_KEPT, examine } from './promises.ts';
import { DONE_WITHIN_MS, PATIENCE_MS, sizeOf } from './sizes.ts';

const { events } = sizeOf('deliveredFourTimes');
const AT_ONCE = 25;

it(
  '5: an event delivered four times at once to three instances is one ticket with one card',
  async () => {
    const { slack, db, database, people, help, triage, workspaceId } = await startCooperative({ instances: 3 });
    const load = aLoad({ slack, member: people.maya.id, help: [help] });

    for (let sent = 0; sent < events; sent += AT_ONCE) {
      const deliveries = Array.from({ length: Math.min(AT_ONCE, events - sent) }, () => {
        const writing = load.write();
        const delivery = slack.ledger.delivered.at(-1)!;
        return Promise.all([writing, ...[1, 2, 3].map((retry) => slack.redeliver(delivery, retry))]);
      });
      await Promise.all(deliveries);
    }
    await calm({ slack, pool: database.pool }, { within: DONE_WITHIN_MS });

    const { written, acknowledged, ...found } = await examine({ slack, db, workspaceId, help: [help], triage });
    const sent = slack.ledger.deliveries('message').filter(({ attempts }) => attempts.length > 1);
    const refused = sent.flatMap(({ attempts }) => attempts).filter(({ status }) => status !== 200);
    const tickets = await db.ticket.count();
    report('5', { events, deliveries: sent.length * 4, tickets, refused: refused.length });
    expect(sent.map(({ attempts }) => attempts.length)).toEqual(Array.from({ length: events }, () => 4));
    expect(refused).toEqual([]);
    expect(found).toEqual(ALL_KEPT);
    expect([written, acknowledged, tickets]).toEqual([events, events, events]);
    expect(slack.duplicates()).toEqual([]);
  },
  PATIENCE_MS,
);
