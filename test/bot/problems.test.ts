import { describe, expect, it } from 'vitest';
import { CLAIM_TICKET, REPLY_TO_MEMBER, SOLVE_TICKET } from '#bot/tickets/action-ids.ts';
import { type CooperativeWithRequest, cooperativeWithRequest } from '#test/support/requests.ts';

const SORRY = /^Sorry, something broke on our side \([0-9a-f]{8}\)\. Please try again in a moment\.$/;

/** Breaks the store for what staff do, and mends it again. */
function withBrokenStore({ database }: CooperativeWithRequest) {
  return {
    breakIt: () => database.pool.query('alter table ticket rename to ticket_gone'),
    mend: () => database.pool.query('alter table ticket_gone rename to ticket'),
  };
}

describe('when something breaks', () => {
  it('whoever pressed a button is told so where they are, and the button works afterwards', async () => {
    const coop = await cooperativeWithRequest();
    const store = withBrokenStore(coop);
    await store.breakIt();
    const answer = await coop.slack.press(coop.people.ana.id, { channel: coop.triage, ts: coop.cardTs }, CLAIM_TICKET);
    await coop.quiet();
    const said = coop.lastWhisper(coop.people.ana.id);
    await store.mend();

    await coop.press(coop.people.ana.id, CLAIM_TICKET);

    expect(answer.status).toBe(200);
    expect(said).toMatch(SORRY);
    expect(await coop.ticket()).toMatchObject({ ownerId: coop.people.ana.id });
  });

  it('whoever typed a command is told so', async () => {
    const coop = await cooperativeWithRequest();
    const store = withBrokenStore(coop);
    await store.breakIt();
    await coop.slack.command(coop.people.ana.id, coop.triage, '/triage', 'claim 1');
    await store.mend();

    expect(coop.lastWhisper(coop.people.ana.id)).toMatch(SORRY);
  });

  it('a form stays open with what was typed, and can be sent again', async () => {
    const coop = await cooperativeWithRequest();
    const store = withBrokenStore(coop);
    const { people, slack } = coop;
    const form = await coop.openForm(people.ana.id, REPLY_TO_MEMBER);
    await store.breakIt();
    const sent = await slack.submit(people.ana.id, form, { 'Your answer': 'On its way' });
    const shown = JSON.stringify(slack.views(people.ana.id).at(-1));
    await store.mend();
    await slack.closeView(people.ana.id, String(slack.views(people.ana.id).at(-1)?.id));

    const again = await slack.submit(people.ana.id, form, {});
    await coop.quiet();

    expect(sent.outcome).toBe('pushed');
    expect(shown).toContain('something broke on our side');
    expect(again.outcome).toBe('closed');
    expect(coop.thread().at(-1)).toBe('*ana (staff):* On its way');
  });
});

describe('what is refused', () => {
  it('is said in the sentence of the rule, to that person only', async () => {
    const coop = await cooperativeWithRequest();
    await coop.press(coop.people.ana.id, SOLVE_TICKET);

    await coop.slack.command(coop.people.ben.id, coop.triage, '/triage', 'claim 1');

    expect(coop.lastWhisper(coop.people.ben.id)).toBe('Request #1 is resolved already. You can reopen it for 7 days.');
    expect(coop.slack.ephemerals(coop.people.ana.id)).toEqual([]);
  });

  it('in a form is said on top of it, so that nothing typed is lost', async () => {
    const coop = await cooperativeWithRequest();
    const { people, slack, openForm } = coop;
    const form = await openForm(people.ana.id, 'ticket.resolve');
    await coop.press(people.ben.id, SOLVE_TICKET);

    const sent = await slack.submit(people.ana.id, form, { 'How did it end?': 'Solved', 'What was it about?': 'billing' });

    expect(sent.outcome).toBe('pushed');
    expect(JSON.stringify(slack.views(people.ana.id).at(-1))).toContain('is resolved already');
  });
});

it('a button that nobody answers is acknowledged without a wait', async () => {
  const { slack, people } = await cooperativeWithRequest();
  const body = new URLSearchParams({
    payload: JSON.stringify({
      type: 'block_actions',
      team: { id: slack.teamId },
      user: { id: people.ana.id },
      trigger_id: 'x.1',
      actions: [{ action_id: 'nobody', block_id: 'b', type: 'button', value: '1' }],
    }),
  }).toString();

  const started = performance.now();
  const answer = await slack.deliverRaw({
    body,
    headers: { ...slack.sign(body), 'content-type': 'application/x-www-form-urlencoded' },
  });

  expect(answer.status).toBe(200);
  expect(performance.now() - started).toBeLessThan(1500);
});
