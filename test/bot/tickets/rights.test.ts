import { describe, expect, it } from 'vitest';
import { CLAIM_TICKET, DISMISS_TICKET, REPLY_TO_MEMBER, RESOLVE_TICKET, SOLVE_TICKET } from '#bot/tickets/action-ids.ts';
import { type CooperativeWithRequest, cooperativeWithRequest } from '#test/support/requests.ts';

const BUTTONS = [CLAIM_TICKET, REPLY_TO_MEMBER, SOLVE_TICKET, RESOLVE_TICKET, DISMISS_TICKET];

/** What Slack sent last of a kind, to be sent again with other values in it. */
function lastPayload({ slack }: CooperativeWithRequest, type: string) {
  const fields = new URLSearchParams(slack.ledger.deliveries(type).at(-1)?.body);
  return JSON.parse(fields.get('payload') ?? '{}');
}

let trigger = 0;

/** Sends a payload as Slack would, as a request of its own. */
async function send(coop: CooperativeWithRequest, payload: object) {
  trigger += 1;
  const body = new URLSearchParams({ payload: JSON.stringify({ ...payload, trigger_id: `forged.${trigger}` }) }).toString();
  const headers = { ...coop.slack.sign(body), 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await coop.slack.deliverRaw({ body, headers });
  await coop.quiet();
  return answer;
}

describe('buttons', () => {
  it('tell the second staff member who was faster', async () => {
    const coop = await cooperativeWithRequest();
    const { people, press, lastWhisper, ticket } = coop;
    await press(people.ana.id, CLAIM_TICKET);
    const pressed = lastPayload(coop, 'block_actions');

    await send(coop, { ...pressed, user: { ...pressed.user, id: people.ben.id } });

    expect(await ticket()).toMatchObject({ ownerId: people.ana.id });
    expect(lastWhisper(people.ben.id) ?? lastWhisper(people.ana.id)).toBe(
      `<@${people.ana.id}> is already looking after request #1.`,
    );
  });

  it('do nothing for people who are in the channel but not on staff, and say so', async () => {
    const { db, slack, people, triage, press, kinds, lastWhisper } = await cooperativeWithRequest();
    await slack.join(people.tom.id, triage);

    for (const button of BUTTONS) {
      await press(people.tom.id, button);
      expect(lastWhisper(people.tom.id), button).toMatch(/the staff of/);
    }

    expect(slack.ephemerals(people.tom.id)).toHaveLength(BUTTONS.length);
    expect(slack.views(people.tom.id)).toEqual([]);
    expect(await kinds()).toEqual(['opened']);
    expect(await db.saidMessage.count()).toBe(0);
  });

  it('stop working for staff the moment they leave the triage channel, and work again when they are back', async () => {
    const coop = await cooperativeWithRequest();
    const { slack, people, triage, quiet, openForm, press, kinds, ticket } = coop;
    const form = await openForm(people.ana.id, REPLY_TO_MEMBER);
    await press(people.ben.id, CLAIM_TICKET);
    const pressed = lastPayload(coop, 'block_actions');
    await slack.leave(people.ana.id, triage);
    await quiet();

    const reply = await slack.submit(people.ana.id, form, { 'Your answer': 'Hello' });
    await send(coop, {
      ...pressed,
      user: { ...pressed.user, id: people.ana.id },
      actions: [{ ...pressed.actions[0], action_id: SOLVE_TICKET }],
    });

    expect(reply.outcome).toBe('pushed');
    expect(await kinds()).toEqual(['opened', 'claimed']);
    await slack.join(people.ana.id, triage);
    await quiet();
    await press(people.ana.id, SOLVE_TICKET);
    expect(await ticket()).toMatchObject({ state: 'resolved' });
  });

  it('pressed twice do their work once', async () => {
    const { slack, people, triage, cardTs, quiet, kinds, db } = await cooperativeWithRequest();
    const twice = async (button: string) => {
      const where = { channel: triage, ts: cardTs };
      await Promise.all([slack.press(people.ana.id, where, button), slack.press(people.ana.id, where, button)]);
      await quiet();
    };

    await twice(CLAIM_TICKET);
    await twice(SOLVE_TICKET);
    await twice('ticket.undo');
    await twice(DISMISS_TICKET);
    await twice('ticket.undo');

    expect(await kinds()).toEqual(['opened', 'claimed', 'resolved', 'undone', 'dismissed', 'undone']);
    expect(await db.ticket.findFirst()).toMatchObject({ state: 'claimed', ownerId: people.ana.id });
    expect(slack.notices(people.ana.id)).toEqual([]);
    expect(slack.duplicates()).toEqual([]);
  });

  it('with anything but the number of a request in them change nothing and are answered', async () => {
    const coop = await cooperativeWithRequest();
    const forged = [
      '2',
      '99999999999',
      '0',
      '-1',
      '1.5',
      '',
      '1 or 1=1',
      '__proto__',
      'NaN',
      ' ',
      undefined,
      null,
      1,
      ['1'],
      { gt: 0 },
    ];
    await coop.press(coop.people.ana.id, REPLY_TO_MEMBER);
    const pressed = lastPayload(coop, 'block_actions');

    for (const value of forged) {
      for (const action_id of [...BUTTONS, 'ticket.undo']) {
        const answer = await send(coop, { ...pressed, actions: [{ ...pressed.actions[0], action_id, value }] });
        expect(answer.status, `${action_id} ${value}`).toBe(200);
      }
    }

    const said = coop.slack.ephemerals(coop.people.ana.id).map(({ text }) => text);
    expect(await coop.kinds()).toEqual(['opened']);
    expect(said).not.toEqual([]);
    expect(said.filter((text) => !/cannot be found|There is no request/.test(text))).toEqual([]);
  });
});

describe('forms', () => {
  it('with anything but the number of a request in them are refused on top of what was typed', async () => {
    const coop = await cooperativeWithRequest();
    const { people, slack, openForm, kinds } = coop;
    const form = await openForm(people.ana.id, REPLY_TO_MEMBER);
    await slack.submit(people.ana.id, form, { 'Your answer': 'Hello' });
    await coop.quiet();
    const sent = lastPayload(coop, 'view_submission');

    for (const metadata of ['', ' ', '2', '__proto__', '1;2', '{"id":1}', '99999999999999999999', undefined, 1, ['1']]) {
      const answer = await send(coop, { ...sent, view: { ...sent.view, id: 'VFORGED', private_metadata: metadata } });
      expect(answer.json, String(metadata)).toMatchObject({ response_action: 'push' });
    }

    expect((await kinds()).filter((kind) => kind === 'replied')).toHaveLength(1);
  });

  it.each([
    [
      'an outcome only the clock may say',
      { outcome: { choice: { type: 'radio_buttons', selected_option: { value: 'stale' } } } },
    ],
    ['an outcome nobody knows', { outcome: { choice: { type: 'radio_buttons', selected_option: { value: 'exploded' } } } }],
    ['a topic of another desk', { topic: { choice: { type: 'static_select', selected_option: { value: 'gossip' } } } }],
    ['a topic that is an object', { topic: { choice: { selected_option: { value: { contains: '' } } } } }],
    ['nothing chosen', { outcome: { choice: { selected_option: null } } }],
    ['no fields', { outcome: undefined, topic: undefined }],
  ])('with %s resolve nothing', async (_what, values) => {
    const coop = await cooperativeWithRequest();
    const { people, openForm, slack, ticket } = coop;
    const form = await openForm(people.ana.id, RESOLVE_TICKET);
    await slack.submit(people.ana.id, form, { 'How did it end?': 'Solved', 'What was it about?': 'billing' });
    await coop.quiet();
    const sent = lastPayload(coop, 'view_submission');
    await coop.press(people.ana.id, 'ticket.undo');

    const answer = await send(coop, {
      ...sent,
      view: { ...sent.view, state: { values: { ...sent.view.state.values, ...values } } },
    });

    expect(answer.status).toBe(200);
    expect(['errors', 'push']).toContain(answer.json?.response_action);
    expect(await ticket()).toMatchObject({ state: 'open', outcome: null });
  });

  it('an answer of spaces only is sent back with a word at its field', async () => {
    const { people, fillIn, kinds } = await cooperativeWithRequest();

    const sent = await fillIn(people.ana.id, REPLY_TO_MEMBER, { 'Your answer': '   ' });

    expect(sent).toMatchObject({ outcome: 'errors', errors: { reply: 'Please write your answer first.' } });
    expect(await kinds()).toEqual(['opened']);
  });
});
