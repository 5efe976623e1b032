import { setTimeout as wait } from 'node:timers/promises';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import type { Deps } from '#bot/deps.ts';
import { addNote } from '#bot/handling/notes.ts';
import { makePrivate } from '#bot/privacy/privacy.ts';
import { READ_TICKET, REPLY_TO_MEMBER } from '#bot/tickets/action-ids.ts';
import { type CooperativeWithRequest, cooperativeWithRequest } from '#test/support/requests.ts';

const CANARY = 'zebra-canary';

function depsOf({ db, database, clock }: CooperativeWithRequest): Deps {
  return { db, pool: database.pool, now: clock.now, dueAt: (at) => at, log: pino({ level: 'silent' }) };
}

async function nowPrivate(coop: CooperativeWithRequest, actorId = coop.people.maya.id) {
  await makePrivate(depsOf(coop), { workspaceId: coop.workspaceId, ticketId: 1, actorId });
}

const hurry = ({ database }: CooperativeWithRequest) =>
  database.pool.query(
    "update graphile_worker._private_jobs set run_at = now() where locked_at is null and run_at < now() + interval '1 day'",
  );

const sent = ({ slack }: CooperativeWithRequest, method = 'chat.postMessage') =>
  slack.ledger.calls(method).filter(({ args, answer }) => JSON.stringify(args).includes(CANARY) && answer?.ok === true);

describe('made private while an answer is on its way', () => {
  it('an answer that has not been said is said in the direct message alone, once', async () => {
    const coop = await cooperativeWithRequest();
    const { slack, people, help, fillIn, quiet } = coop;
    slack.faults.next('chat.postMessage', 'error:internal_error', 1, { channel: help });
    await fillIn(people.ana.id, REPLY_TO_MEMBER, { 'Your answer': CANARY });

    await nowPrivate(coop);
    await hurry(coop);
    await quiet();

    expect(sent(coop).map(({ channel }) => channel)).toEqual([slack.directChannel(people.maya.id)]);
  });

  it('an answer that is just being posted is deleted from the thread', async () => {
    const coop = await cooperativeWithRequest();
    const { slack, db, people, help, openForm, quiet } = coop;
    const form = await openForm(people.ana.id, REPLY_TO_MEMBER);
    slack.faults.next('chat.postMessage', 'slow:700', 1, { channel: help });
    await slack.submit(people.ana.id, form, { 'Your answer': CANARY });
    await expect.poll(() => db.saidMessage.count({ where: { ticketId: 1, attempts: 1 } })).toBe(1);
    await wait(200);

    await nowPrivate(coop);
    await quiet();

    expect(sent(coop).map(({ channel }) => channel)).toContain(help);
    expect(JSON.stringify(slack.botMessages(help))).not.toContain(CANARY);
    const talk = slack.messages(slack.directChannel(people.maya.id));
    const inDm = JSON.stringify([
      talk,
      ...talk.map(({ ts }) => slack.messages(slack.directChannel(people.maya.id), { threadTs: ts })),
    ]);
    expect(inDm).toContain(CANARY);
    expect(await db.channelMessage.findFirst({ where: { reason: 'staff' } })).toMatchObject({ text: CANARY });
  });

  it('what an instance left in the thread as it died is found and deleted', async () => {
    const coop = await cooperativeWithRequest();
    const { slack, people, help, fillIn, quiet } = coop;
    slack.faults.next('chat.postMessage', 'accept-then-drop', 1, { channel: help });
    await fillIn(people.ana.id, REPLY_TO_MEMBER, { 'Your answer': CANARY });
    const isInThread = JSON.stringify(slack.botMessages(help)).includes(CANARY);

    await nowPrivate(coop);
    await quiet();
    await hurry(coop);
    await quiet();

    expect(isInThread).toBe(true);
    expect(JSON.stringify(slack.botMessages(help))).not.toContain(CANARY);
    expect(sent(coop).at(-1)?.channel).toBe(slack.directChannel(people.maya.id));
  });
});

describe('made private', () => {
  it('the notes that the bot put under the card go, and readers still read them', async () => {
    const coop = await cooperativeWithRequest();
    const { slack, people, triage, cardTs, quiet, press } = coop;
    await addNote(
      depsOf(coop),
      { workspaceId: coop.workspaceId, ticketId: 1, actorId: people.ana.id },
      { text: CANARY, key: 'n1' },
    );
    await quiet();
    const before = JSON.stringify(slack.messages(triage, { threadTs: cardTs }));

    await nowPrivate(coop);
    await quiet();
    await press(people.ben.id, READ_TICKET);

    expect(before).toContain(CANARY);
    expect(JSON.stringify(slack.messages(triage, { threadTs: cardTs }))).not.toContain(CANARY);
    expect(JSON.stringify(slack.views(people.ben.id))).toContain(CANARY);
  });

  it('of somebody whose account is off, staff hear that the talk cannot go on', async () => {
    const coop = await cooperativeWithRequest();
    const { slack, people, triage, quiet, database } = coop;
    await slack.deactivate(people.maya.id);
    await quiet();

    await nowPrivate(coop, people.ana.id);
    await quiet();
    await database.pool.query(
      'update graphile_worker._private_jobs set attempts = max_attempts - 1, run_at = now() where attempts > 0',
    );
    await quiet();

    await expect
      .poll(() => JSON.stringify(slack.messages(triage)), { timeout: 3000 })
      .toContain("going on with request #1 in its member's direct message");
  });

  it('an answer under the message that helps to delete belongs to the request', async () => {
    const coop = await cooperativeWithRequest();
    const { slack, db, people, quiet } = coop;
    await nowPrivate(coop);
    await quiet();
    const dm = slack.directChannel(people.maya.id);
    const help = slack.messages(dm).find(({ metadata }) => JSON.stringify(metadata).includes(':delete-help:1'));

    await slack.post(people.maya.id, dm, 'How do I find it?', { threadTs: help?.ts });
    await quiet();

    expect(await db.channelMessage.findFirst({ where: { text: 'How do I find it?' } })).toMatchObject({
      ticketId: 1,
      reason: 'requester',
    });
    expect(await db.ticket.count()).toBe(1);
  });
});
