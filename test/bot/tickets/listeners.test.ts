import { describe, expect, it } from 'vitest';
import {
  CLAIM_TICKET,
  DISMISS_TICKET,
  MORE_MOVES,
  REOPEN_TICKET,
  REPLY_TO_MEMBER,
  RESOLVE_TICKET,
  SOLVE_TICKET,
  UNDO_STEP,
} from '#bot/tickets/action-ids.ts';
import { type Cooperative, MONDAY_MORNING, startCooperative } from '#test/support/cooperative.ts';
import { cooperativeWithRequest } from '#test/support/requests.ts';
import { objectionsTo } from '#test/support/valid-blocks.ts';

const WEEK = 7 * 86_400_000;

function buttonsOn(message: { blocks?: object[] } | undefined): string[] {
  return [...JSON.stringify(message?.blocks ?? []).matchAll(/"action_id":"(ticket\.[a-z]+)"/g)].map(([, id]) => id ?? '');
}

async function advance({ clock, database, quiet }: Cooperative, milliseconds: number): Promise<void> {
  clock.set(new Date(clock.now().getTime() + milliseconds));
  await database.pool.query(
    `update graphile_worker._private_jobs set run_at = run_at - ${milliseconds} * interval '1 ms' where locked_at is null`,
  );
  await quiet();
}

describe('a request, from asked to closed', () => {
  it('is acknowledged, claimed, answered, resolved, reopened by the member, resolved again and closed', async () => {
    const coop = await cooperativeWithRequest({ at: MONDAY_MORNING });
    const { people, card, thread, underCard, press, fillIn, write, ticket } = coop;
    expect(thread()).toEqual(['Where is my invoice?', expect.stringContaining('Thank you, we have your request. It is *#1*.')]);
    expect(card()?.text).toContain('Where is my invoice?');

    await press(people.ana.id, CLAIM_TICKET);
    expect(thread()[1]).toContain(`<@${people.ana.id}> is looking after your request *#1*`);
    expect(buttonsOn(card())).toEqual([REPLY_TO_MEMBER, SOLVE_TICKET, RESOLVE_TICKET, DISMISS_TICKET, MORE_MOVES, UNDO_STEP]);

    const sent = await fillIn(people.ana.id, REPLY_TO_MEMBER, { 'Your answer': 'Which month & year?' });
    expect(sent.outcome).toBe('closed');
    expect(thread()[2]).toBe('*ana (staff):* Which month &amp; year?');

    await write(people.maya.id, 'May, please');
    expect(underCard()).toEqual([`<@${people.maya.id}>: May, please`]);

    await fillIn(people.ana.id, RESOLVE_TICKET, { 'How did it end?': 'Solved', 'What was it about?': 'billing' });
    expect(await ticket()).toMatchObject({ state: 'resolved', outcome: 'solved', topic: 'billing', ownerId: people.ana.id });
    expect(thread()[1]).toContain('Your request *#1* is done.');
    expect(buttonsOn(card())).toEqual([REPLY_TO_MEMBER, REOPEN_TICKET, UNDO_STEP]);

    await write(people.maya.id, 'That is the one of June');
    expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: people.ana.id });
    expect(buttonsOn(card())).toContain(SOLVE_TICKET);

    await press(people.ben.id, SOLVE_TICKET);
    expect(await ticket()).toMatchObject({ state: 'resolved', ownerId: people.ana.id, topic: 'billing' });

    await advance(coop, WEEK + 1000);
    expect(await ticket()).toMatchObject({ state: 'closed' });
    expect(thread()[1]).toContain('Your request *#1* is closed.');
    expect(buttonsOn(card())).toEqual([]);

    await write(people.maya.id, 'It is missing again');
    expect(await ticket(2)).toMatchObject({ state: 'open', linkedToId: 1 });
    expect(thread().at(-1)).toContain('It is *#2*.');
    expect([...coop.slack.ledger.unknownMethods]).toEqual([]);
    for (const message of [...coop.slack.botMessages(coop.help), ...coop.slack.botMessages(coop.triage)]) {
      expect(objectionsTo({ text: message.text, ...(message.blocks ? { blocks: message.blocks } : {}) })).toEqual([]);
    }
  });

  it('never shows a member what staff say among themselves', async () => {
    const { slack, people, triage, help, cardTs, quiet, db, thread } = await cooperativeWithRequest();

    await slack.post(people.ana.id, triage, 'She asked last year too', { threadTs: cardTs });
    await quiet();

    expect(thread()).toHaveLength(2);
    expect(slack.botMessages(help)).toHaveLength(1);
    expect((await db.ticketEvent.findMany({ orderBy: { id: 'asc' } })).map(({ kind }) => kind)).toEqual(['opened', 'noted']);
  });

  it('is claimed by the staff member who answers in the thread', async () => {
    const { people, write, ticket, card, underCard } = await cooperativeWithRequest();

    await write(people.ben.id, 'I am on it');

    expect(await ticket()).toMatchObject({ state: 'claimed', ownerId: people.ben.id, firstReplyBy: people.ben.id });
    expect(card()?.text).toContain(`<@${people.ben.id}> is looking after it`);
    expect(underCard()).toEqual([]);
  });

  it('shows another member’s words under the card as such', async () => {
    const { people, write, underCard } = await cooperativeWithRequest();

    await write(people.tom.id, 'Same here');

    expect(underCard()).toEqual([`<@${people.tom.id}> (another member): Same here`]);
  });

  it('with the acknowledgement set to silent shows the member nothing, ever', async () => {
    const { people, press, slack, help } = await cooperativeWithRequest({ acknowledgement: 'silent' });

    await press(people.ana.id, CLAIM_TICKET);
    await press(people.ana.id, SOLVE_TICKET);

    expect(slack.botMessages(help)).toEqual([]);
    expect(slack.ledger.calls('chat.postMessage')).toHaveLength(1);
  });

  it('that was no request loses its acknowledgement, and gets one again when that is undone', async () => {
    const { people, press, thread, card } = await cooperativeWithRequest();

    await press(people.ana.id, DISMISS_TICKET);
    const dismissed = { thread: thread(), buttons: buttonsOn(card()) };
    await press(people.ben.id, UNDO_STEP);

    expect(dismissed).toEqual({ thread: ['Where is my invoice?'], buttons: [UNDO_STEP] });
    expect(thread()).toEqual(['Where is my invoice?', expect.stringContaining('*#1*')]);
    expect(buttonsOn(card())).toContain(CLAIM_TICKET);
  });
});

describe('what a member changes', () => {
  it('reaches the card: an edit, a second message, a deletion', async () => {
    const { slack, people, help, ts, quiet, card, db } = await cooperativeWithRequest();

    await slack.edit(people.maya.id, help, ts, 'Where is my invoice of May?');
    await quiet();
    const edited = card()?.text;
    const more = await slack.post(people.maya.id, help, 'and that of June?');
    await quiet();
    const joined = card()?.text;
    await slack.remove(people.maya.id, help, more.ts);
    await quiet();

    expect(edited).toContain('Where is my invoice of May?');
    expect(joined).toContain('and that of June?');
    expect(card()?.text).not.toContain('June');
    expect(JSON.stringify(await db.channelMessage.findMany())).not.toContain('June');
    expect(JSON.stringify(await db.inboxEvent.findMany())).not.toContain('June');
    expect(await db.ticket.count()).toBe(1);
  });

  it('in the thread reaches the copy under the card', async () => {
    const { slack, people, help, write, quiet, underCard } = await cooperativeWithRequest();
    const { ts } = await write(people.maya.id, 'My password is 12345');

    await slack.edit(people.maya.id, help, ts, 'My password is secret');
    await quiet();
    const edited = underCard();
    await slack.remove(people.maya.id, help, ts);
    await quiet();

    expect(edited).toEqual([`<@${people.maya.id}>: My password is secret`]);
    expect(underCard()).toEqual([`<@${people.maya.id}>: (deleted)`]);
  });

  it('a deleted request stays a request, without its words', async () => {
    const { slack, people, help, ts, quiet, card, ticket } = await cooperativeWithRequest();

    await slack.remove(people.maya.id, help, ts);
    await quiet();

    expect(card()?.text).toContain('(deleted by the member)');
    expect(await ticket()).toMatchObject({ state: 'open' });
  });

  it('a file is shown as a link', async () => {
    const { slack, people, help, triage, quiet } = await startCooperative();

    await slack.post(people.maya.id, help, '', { files: [{ name: 'screen.png', content: 'png' }] });
    await quiet();

    expect(JSON.stringify(slack.messages(triage).at(-1)?.blocks)).toMatch(/<https:[^|"]*\|screen\.png>/);
  });
});
