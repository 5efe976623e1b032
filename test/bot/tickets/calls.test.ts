import { expect, it } from 'vitest';
import { CLAIM_TICKET, REPLY_TO_MEMBER, SOLVE_TICKET } from '#bot/tickets/action-ids.ts';
import { cooperativeWithRequest } from '#test/support/requests.ts';

const OUTSIDE = [
  'users.info',
  'users.list',
  'conversations.info',
  'conversations.history',
  'conversations.replies',
  'conversations.open',
  'conversations.members',
];

it('P7: a ticket from message to closed with one staff reply costs two calls to open and one for each change of what is shown', async () => {
  const coop = await cooperativeWithRequest();
  const { slack, people, fillIn, write, quiet, help, database, clock } = coop;
  const { ledger } = slack;
  // Warm-up: the name of whoever answers is asked for once.
  await fillIn(people.ana.id, REPLY_TO_MEMBER, { 'Your answer': 'Which month?' });
  await quiet();
  clock.set(new Date(clock.now().getTime() + 10 * 60_000));
  ledger.clear();
  const spent = async (step: Promise<unknown>) => {
    await step;
    await quiet();
    const calls = ledger.countByMethod();
    ledger.clear();
    return calls;
  };

  const asked = await spent(slack.post(people.tom.id, help, 'How do I get a badge?'));
  const cardTs = slack.messages(coop.triage).at(-1)?.ts ?? '';
  const on = (button: string) => slack.press(people.ana.id, { channel: coop.triage, ts: cardTs }, button);
  const claimed = await spent(on(CLAIM_TICKET));
  const opened = await spent(on(REPLY_TO_MEMBER));
  const answered = await spent(
    slack.submit(people.ana.id, String(slack.views(people.ana.id).at(-1)?.id), { 'Your answer': 'At the desk' }),
  );
  const solved = await spent(on(SOLVE_TICKET));
  clock.set(new Date(clock.now().getTime() + 7 * 86_400_000 + 1000));
  await database.pool.query(`update graphile_worker._private_jobs set run_at = now() where locked_at is null`);
  const closed = await spent(Promise.resolve());
  const wrote = await spent(write(people.maya.id, 'The one of May'));

  expect(asked).toEqual({ 'chat.postMessage': 2 });
  expect(claimed).toEqual({ 'chat.update': 2 });
  expect(opened).toEqual({ 'views.open': 1 });
  expect(answered).toEqual({ 'chat.postMessage': 1 });
  expect(solved).toEqual({ 'chat.update': 2 });
  expect(closed).toEqual({ 'chat.update': 2 });
  expect(wrote).toEqual({ 'chat.postMessage': 1 });
  expect(
    Object.keys({ ...asked, ...claimed, ...answered, ...solved, ...closed, ...wrote }).filter((method) =>
      OUTSIDE.includes(method),
    ),
  ).toEqual([]);
});

it('P7: a mention costs one question for each person who was never mentioned before', async () => {
  const { slack, people, write, underCard, db } = await cooperativeWithRequest();
  slack.ledger.clear();

  await write(people.maya.id, `<@${people.tom.id}> told me, and so did <@${people.tom.id}>`);
  const first = slack.ledger.countByMethod();
  slack.ledger.clear();
  await write(people.maya.id, `Ask <@${people.tom.id}>`);

  expect(first).toEqual({ 'users.info': 1, 'chat.postMessage': 1 });
  expect(slack.ledger.countByMethod()).toEqual({ 'chat.postMessage': 1 });
  expect(underCard()).toEqual([`<@${people.maya.id}>: @tom told me, and so did @tom`, `<@${people.maya.id}>: Ask @tom`]);
  expect(await db.member.count()).toBe(1);
});

it('P7: an edit that changes nothing of what is shown costs no call', async () => {
  const { slack, people, help, ts, quiet } = await cooperativeWithRequest();
  slack.ledger.clear();

  await slack.edit(people.maya.id, help, ts, 'Where is my invoice?');
  await quiet();

  expect(slack.ledger.countByMethod()).toEqual({});
});
