import { expect, it } from 'vitest';
import { startCooperative } from '#test/support/cooperative.ts';
import { report } from './figures.ts';
import { allRows } from './rows.ts';
import { everyKindOfRequest, oneOfEach } from './session.ts';
import { PATIENCE_MS } from './sizes.ts';

it(
  '28: a request that is sent again within five minutes, to any instance, does nothing more',
  async () => {
    const coop = await startCooperative({ instances: 3 });
    const { slack, bots, database, people, help, triage, news, quiet } = coop;
    const delivered = await everyKindOfRequest(coop);
    const seen = () => ({
      messages: [help, triage, news].map((channel) => [slack.messages(channel), slack.botMessages(channel)]),
      ephemerals: Object.values(people).map(({ id }) => slack.ephemerals(id)),
      views: Object.values(people).map(({ id }) => slack.views(id)),
    });
    const before = { rows: await allRows(database.pool), seen: structuredClone(seen()) };
    const calls = slack.ledger.received.length;
    const statuses = new Set<number | undefined>();

    for (const { body, contentType, attempts } of delivered) {
      const headers = { 'content-type': contentType, ...slack.sign(body, Math.floor(attempts[0]!.at / 1000)) };
      for (const bot of bots) {
        slack.connect(`http://127.0.0.1:${bot.port}/slack/events`);
        statuses.add((await slack.deliverRaw({ body, headers })).status);
      }
    }
    await quiet();

    const kinds = oneOfEach(delivered).size;
    report('28', { kinds, requests: delivered.length, replays: delivered.length * bots.length });
    expect(kinds).toBeGreaterThan(15);
    expect(await allRows(database.pool)).toEqual(before.rows);
    expect(seen()).toEqual(before.seen);
    expect(slack.ledger.received.slice(calls).map(({ method }) => method)).toEqual([]);
    expect([...statuses]).toEqual([200]);
  },
  PATIENCE_MS,
);
