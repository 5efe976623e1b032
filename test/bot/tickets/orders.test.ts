import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hearDeletion, hearEdit } from '#bot/tickets/corrections.ts';
import { hearMessage } from '#bot/tickets/hearing.ts';
import { ANA, HELP, MAYA, openDesk, WORKSPACE } from '#test/support/factories.ts';

const ROOT = '1772445600.000100';
const REPLY = '1772445660.000100';
const STAFF_REPLY = '1772445700.000100';
const place = { workspaceId: WORKSPACE, channelId: HELP };
const file = (name: string) => ({ name, url: `https://coop.slack.com/files/${name}` });

type Desk = Awaited<ReturnType<typeof openDesk>>;
type Act = (desk: Desk) => Promise<void>;

function acts(text: string): Record<string, Act> {
  const message = { ...place, ts: ROOT, threadTs: null, authorId: MAYA };
  const inThread = { ...place, threadTs: ROOT, isHuman: true, files: [] };
  return {
    message: ({ deps }) => hearMessage(deps, { ...message, isHuman: true, text, files: [file('first.png')] }),
    edit: ({ deps }) =>
      hearEdit(deps, {
        ...message,
        text: 'Where is my invoice of May?',
        files: [file('second.png')],
        editedTs: '1772445630.000000',
      }),
    'second edit': ({ deps }) =>
      hearEdit(deps, { ...message, text: 'Where is my invoice of June?', files: [], editedTs: '1772445640.000000' }),
    reply: ({ deps }) => hearMessage(deps, { ...inThread, ts: REPLY, authorId: MAYA, text: 'It is number 4711' }),
    'staff reply': ({ deps }) => hearMessage(deps, { ...inThread, ts: STAFF_REPLY, authorId: ANA, text: 'I look' }),
    // With a reply the message becomes a tombstone, whose event names neither author nor thread.
    deletion: ({ deps }) =>
      hearDeletion(deps, { ...place, ts: ROOT, threadTs: null, authorId: null, at: new Date('2026-03-02T10:02:00Z') }),
  };
}

/** One desk serves all orders: a database each would cost a minute. */
const CLEAN = `
  delete from ticket_event; delete from ticket; delete from channel_message; delete from owned_message;
  delete from graphile_worker._private_jobs; update workspace set next_ticket_id = 1`;

/** Everything that is left when the given acts have been heard in this order; event kinds as a set, since each may be told in one or two steps. */
async function outcomeOf(desk: Desk, order: string[], text: string) {
  await desk.deps.pool.query(CLEAN);
  const all = acts(text);
  for (const name of order) await all[name]?.(desk);
  const tickets = await desk.db.ticket.findMany();
  const messages = await desk.db.channelMessage.findMany({ orderBy: { ts: 'asc' }, omit: { seenAt: true } });
  const events = await desk.db.ticketEvent.findMany();
  const jobs = (await desk.jobs()).map(({ key }) => key).toSorted();
  return { tickets, messages, kinds: [...new Set(events.map(({ kind }) => kind))].toSorted(), jobs };
}

function ordersOf(names: string[]): string[][] {
  if (names.length === 0) return [[]];
  return names.flatMap((first) => ordersOf(names.filter((name) => name !== first)).map((rest) => [first, ...rest]));
}

const FOUR = ['message', 'edit', 'reply', 'deletion'];

describe.each([
  ['a question', 'Where is my invoice?'],
  ['a greeting that the edit makes a question', 'Hello everyone'],
])('%s', (_what, text) => {
  it('9: all 24 orders of message, edit, reply and deletion end the same', async () => {
    const desk = await openDesk();
    const orders = ordersOf(FOUR);
    const expected = await outcomeOf(desk, FOUR, text);

    const others: string[] = [];
    for (const order of orders) {
      const outcome = await outcomeOf(desk, order, text);
      if (JSON.stringify(outcome) !== JSON.stringify(expected)) others.push(order.join(', '));
    }

    expect(orders).toHaveLength(24);
    expect(others).toEqual([]);
  });
});

it.each([
  'message, edit, reply, deletion',
  'edit, message, reply, deletion',
  'deletion, edit, reply, message',
  'reply, deletion, message, edit',
])('9: heard as %s, one ticket is left, without the words', async (order) => {
  const { messages, tickets } = await outcomeOf(await openDesk(), order.split(', '), 'Where is my invoice?');

  expect(tickets).toMatchObject([{ id: 1, state: 'open', requesterId: MAYA, ts: ROOT }]);
  expect(messages).toMatchObject([
    { ts: ROOT, standing: 'request', text: null, files: [], ticketId: 1 },
    { ts: REPLY, standing: 'reply', reason: 'requester', text: 'It is number 4711', ticketId: 1 },
  ]);
});

it('9: any order with a second edit and a staff reply ends the same, whatever is left out but the message', async () => {
  const desk = await openDesk();
  const expected = new Map<string, string>();
  const some = fc.subarray(['edit', 'second edit', 'reply', 'staff reply', 'deletion'], { minLength: 2 });
  const orders = some.chain((names) => fc.shuffledSubarray(['message', ...names], { minLength: names.length + 1 }));
  const normal = ['message', 'edit', 'second edit', 'reply', 'staff reply', 'deletion'];

  await fc.assert(
    fc.asyncProperty(orders, async (order) => {
      const usual = normal.filter((name) => order.includes(name));
      const key = usual.join();
      if (!expected.has(key)) expected.set(key, JSON.stringify(await outcomeOf(desk, usual, 'Where is my invoice?')));

      expect(JSON.stringify(await outcomeOf(desk, order, 'Where is my invoice?'))).toBe(expected.get(key));
    }),
    { numRuns: 40 },
  );
});
