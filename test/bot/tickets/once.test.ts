import { describe, expect, it } from 'vitest';
import { CLAIM_TICKET, REPLY_TO_MEMBER } from '#bot/tickets/action-ids.ts';
import { type Cooperative, startCooperative } from '#test/support/cooperative.ts';
import { cooperativeWithRequest } from '#test/support/requests.ts';

/** Everything the bot keeps and shows, to be compared with itself later. */
async function everything({ slack, db, help, triage, people }: Cooperative) {
  return JSON.stringify({
    tickets: await db.ticket.findMany(),
    events: (await db.ticketEvent.findMany({ orderBy: { id: 'asc' } })).map(({ kind, actorId }) => [kind, actorId]),
    messages: await db.channelMessage.findMany({ orderBy: { ts: 'asc' } }),
    said: (await db.saidMessage.findMany()).map(({ key }) => key),
    shown: [help, triage].map((channel) => slack.botMessages(channel).map(({ text }) => text)),
    whispers: Object.values(people).map(({ id }) => slack.ephemerals(id).length),
    views: Object.values(people).map(({ id }) => slack.views(id).length),
  });
}

describe('a message that mentions the bot', () => {
  it('6: message and app_mention of the same text are one ticket', async () => {
    const { slack, people, help, quiet, db, triage } = await startCooperative();

    await slack.post(people.maya.id, help, `<@${slack.botUserId}> where is my invoice?`);
    await quiet();

    expect(slack.ledger.deliveries('app_mention')).toHaveLength(1);
    expect(await db.ticket.count()).toBe(1);
    expect(await db.ticketEvent.count()).toBe(1);
    expect(slack.botMessages(triage)).toHaveLength(1);
    expect(slack.botMessages(help)).toHaveLength(1);
  });

  it('6: message and app_mention of the same text are one ticket when each comes four times at once, to two instances', async () => {
    const { slack, people, help, quiet, db, triage } = await startCooperative({ instances: 2 });
    const posts = Array.from({ length: 5 }, (_, index) =>
      slack.post(people.maya.id, help, `<@${slack.botUserId}> question ${index}`, { ts: `17724${index}5600.000100` }),
    );
    await Promise.all(posts);
    const first = slack.ledger.deliveries().filter(({ kind }) => kind === 'event');

    await Promise.all(first.flatMap((event) => [1, 2, 3].map((retry) => slack.redeliver(event, retry))));
    await quiet();

    expect(await db.ticket.count()).toBe(5);
    expect(await db.ticketEvent.count({ where: { kind: 'opened' } })).toBe(5);
    expect(slack.botMessages(triage)).toHaveLength(5);
    expect(slack.duplicates()).toEqual([]);
  });

  it('6: a mention in a thread is one reply', async () => {
    const { slack, people, write, kinds } = await cooperativeWithRequest();

    await write(people.maya.id, `<@${slack.botUserId}> any news?`);

    expect(await kinds()).toEqual(['opened', 'member_wrote']);
  });
});

describe('28: the same request sent again within five minutes has no further effect, whichever instance it reaches:', () => {
  /** Sends the last delivery of a kind again, to each instance in turn, as it was signed. */
  async function replay(coop: Cooperative, type: string) {
    const entry = coop.slack.ledger.deliveries(type).at(-1);
    if (!entry) throw new Error(`nothing of type ${type} was delivered`);
    const before = await everything(coop);
    const calls = coop.slack.ledger.calls().length;
    const headers = { ...coop.slack.sign(entry.body, Math.floor(Date.now() / 1000) - 240), 'content-type': entry.contentType };
    const answers = await Promise.all(Array.from({ length: 4 }, () => coop.slack.deliverRaw({ body: entry.body, headers })));
    await coop.quiet();
    return {
      answers: answers.map(({ status, body }) => `${status} ${body}`),
      before,
      after: await everything(coop),
      calls: coop.slack.ledger.calls().length - calls,
    };
  }

  const nothing = (replayed: Awaited<ReturnType<typeof replay>>) => {
    expect(new Set(replayed.answers)).toEqual(new Set(['200 ']));
    expect(replayed.after).toBe(replayed.before);
    expect(replayed.calls).toBe(0);
  };

  it('an event', async () => {
    const coop = await cooperativeWithRequest({ instances: 2 });

    nothing(await replay(coop, 'message'));
  });

  it('an event with a new id, of a message that is known', async () => {
    const coop = await cooperativeWithRequest({ instances: 2 });
    const entry = coop.slack.ledger.deliveries('message').at(-1);
    const before = await everything(coop);
    const body = (entry?.body ?? '').replaceAll(String(entry?.eventId), 'Ev0ANOTHER');

    await coop.slack.deliverRaw({ body, headers: { ...coop.slack.sign(body), 'content-type': 'application/json' } });
    await coop.quiet();

    expect(await everything(coop)).toBe(before);
  });

  it('a command', async () => {
    const coop = await cooperativeWithRequest({ instances: 2 });
    await coop.slack.command(coop.people.ana.id, coop.triage, '/triage', 'claim 1');
    await coop.quiet();

    nothing(await replay(coop, '/triage'));
  });

  it('a button', async () => {
    const coop = await cooperativeWithRequest({ instances: 2 });
    await coop.press(coop.people.ana.id, CLAIM_TICKET);

    nothing(await replay(coop, 'block_actions'));
  });

  it('a button after somebody undid what it did', async () => {
    const coop = await cooperativeWithRequest({ instances: 2 });
    await coop.press(coop.people.ana.id, CLAIM_TICKET);
    const claimed = coop.slack.ledger.deliveries('block_actions').at(-1);
    await coop.press(coop.people.ana.id, 'ticket.undo');
    const before = await everything(coop);

    await coop.slack.redeliver(claimed ?? 0, 0);
    await coop.quiet();

    expect(await everything(coop)).toBe(before);
  });

  it('a form', async () => {
    const coop = await cooperativeWithRequest({ instances: 2 });
    await coop.fillIn(coop.people.ana.id, REPLY_TO_MEMBER, { 'Your answer': 'It is on its way' });

    nothing(await replay(coop, 'view_submission'));
  });
});
