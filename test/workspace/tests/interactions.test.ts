import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../state.ts';
import type { Workspace } from '../workspace.ts';
import { call, startBot, startCooperative } from './listening-bot.ts';

let slack: Workspace;
let bot: Awaited<ReturnType<typeof startBot>>;
let time: number;
beforeEach(async () => {
  time = Date.parse('2026-03-02T09:00:00Z');
  slack = await startCooperative({ answerWithin: 700, now: () => time });
  bot = await startBot();
  slack.connect(bot.url);
});
afterEach(async () => {
  await slack.stop();
  await bot.stop();
});

const plain = (text: string): Json => ({ type: 'plain_text', text });
const modal = (more: Json = {}): Json => ({
  type: 'modal',
  title: plain('Reply'),
  submit: plain('Send'),
  blocks: [
    {
      type: 'input',
      block_id: 'reply',
      label: plain('Your reply'),
      element: { type: 'plain_text_input', action_id: 'text', max_length: 20 },
    },
    {
      type: 'input',
      block_id: 'topic',
      optional: true,
      label: plain('Topic'),
      element: { type: 'static_select', action_id: 'topic', options: [{ text: plain('Money'), value: 'money' }] },
    },
  ],
  ...more,
});
const last = (): Json => bot.heard.at(-1)?.payload ?? {};
const post = async (url: unknown, body: Json): Promise<number> =>
  (await fetch(String(url), { method: 'POST', body: JSON.stringify(body) })).status;

/** A card with a Claim button; its press gives a fresh trigger. */
async function card(): Promise<{ channel: string; ts: string }> {
  const blocks = [
    {
      type: 'actions',
      block_id: 'row',
      elements: [{ type: 'button', action_id: 'ticket.claim', value: '128', text: plain('Claim') }],
    },
  ];
  const { ts } = await call(slack, 'chat.postMessage', { channel: 'CHELP', text: 'card', blocks });
  return { channel: 'CHELP', ts: String(ts) };
}
async function trigger(): Promise<unknown> {
  await slack.press('UANA', await card(), 'ticket.claim');
  return last().trigger_id;
}
const openModal = async (view: Json = modal()): Promise<string> => {
  const answer = await call(slack, 'views.open', { trigger_id: await trigger(), view });
  return String((answer.view as Json).id);
};

describe('commands and buttons', () => {
  it('sends a command as Slack’s form and shows the answer to the person alone', async () => {
    bot.answer({ body: '{"text":"3 open"}', headers: { 'content-type': 'application/json' } });

    const answer = await slack.command('UANA', 'CHELP', '/triage', 'list');

    expect(last()).toMatchObject({
      command: '/triage',
      text: 'list',
      user_id: 'UANA',
      channel_id: 'CHELP',
      team_id: 'T0001',
      trigger_id: expect.any(String),
    });
    expect(answer.json).toEqual({ text: '3 open' });
    expect(slack.ephemerals('UANA').map((one) => one.text)).toEqual(['3 open']);
  });

  it('tells the person when the bot answers a command too late, and never sends it twice', async () => {
    bot.answer({ after: 1_000 });

    await slack.command('UANA', 'CHELP', '/triage', 'list');

    expect(slack.notices('UANA')[0]?.text).toContain('/triage failed');
    expect(bot.heard).toHaveLength(1);
  });

  it('presses a button by its action, with the message, its container and what is chosen in it', async () => {
    const place = await card();

    await slack.press('UANA', place, 'Claim');

    expect(last()).toMatchObject({
      type: 'block_actions',
      user: { id: 'UANA', team_id: 'T0001' },
      container: { type: 'message', message_ts: place.ts, channel_id: 'CHELP', is_ephemeral: false },
      channel: { id: 'CHELP', name: 'help' },
      message: { ts: place.ts, text: 'card' },
      state: { values: {} },
      actions: [{ action_id: 'ticket.claim', block_id: 'row', value: '128', type: 'button' }],
    });
  });

  it('refuses to press what is not there, naming what is', async () => {
    const place = await card();

    await expect(slack.press('UANA', place, 'ticket.close')).rejects.toThrow('ticket.claim (Claim)');
    await expect(slack.press('UZZZ', place, 'ticket.claim')).rejects.toThrow('nobody');
  });

  it('chooses from a select and carries the choice in the state', async () => {
    const select = { type: 'static_select', action_id: 'topic', options: [{ text: plain('Money'), value: 'money' }] };
    const { ts } = await call(slack, 'chat.postMessage', {
      channel: 'CHELP',
      text: 'x',
      blocks: [{ type: 'actions', block_id: 'b', elements: [select] }],
    });

    await slack.press('UANA', { channel: 'CHELP', ts: String(ts) }, 'topic', 'Money');

    expect(last()).toMatchObject({
      actions: [{ selected_option: { value: 'money' } }],
      state: { values: { b: { topic: { type: 'static_select', selected_option: { value: 'money' } } } } },
    });
  });

  it('sends message shortcuts with the message and global ones without', async () => {
    const { ts } = await slack.post('UBEN', 'CHELP', 'please look');

    await slack.shortcut('UANA', 'make_ticket', { channel: 'CHELP', ts });
    expect(last()).toMatchObject({
      type: 'message_action',
      callback_id: 'make_ticket',
      message: { text: 'please look' },
      response_url: expect.any(String),
    });
    await slack.shortcut('UANA', 'new_ticket');
    expect(last()).toMatchObject({ type: 'shortcut', callback_id: 'new_ticket' });
    expect(last()).not.toHaveProperty('response_url');
  });
});

describe('triggers', () => {
  it('opens one view for three seconds', async () => {
    const id = await trigger();
    expect(await call(slack, 'views.open', { trigger_id: id, view: modal() })).toMatchObject({ ok: true });
    expect(await call(slack, 'views.open', { trigger_id: id, view: modal() })).toMatchObject({ error: 'exchanged_trigger_id' });

    const late = await trigger();
    time += 3_001;
    expect(await call(slack, 'views.open', { trigger_id: late, view: modal() })).toMatchObject({ error: 'expired_trigger_id' });
    expect(await call(slack, 'views.open', { trigger_id: 'made.up', view: modal() })).toMatchObject({
      error: 'invalid_trigger_id',
    });
  });

  it('is not spent by a view that Slack refuses', async () => {
    const id = await trigger();

    const bad = await call(slack, 'views.open', { trigger_id: id, view: modal({ title: plain('x'.repeat(25)) }) });

    expect(bad).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'] },
    });
    expect(await call(slack, 'views.open', { trigger_id: id, view: modal() })).toMatchObject({ ok: true });
  });
});

describe('response_url', () => {
  it('works five times', async () => {
    await slack.command('UANA', 'CHELP', '/triage', 'list');
    const url = last().response_url;

    const statuses: number[] = [];
    for (let use = 1; use <= 6; use += 1) statuses.push(await post(url, { text: `answer ${use}` }));

    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
    expect(slack.ephemerals('UANA')).toHaveLength(5);
  });

  it('works for half an hour', async () => {
    await slack.command('UANA', 'CHELP', '/triage', 'list');
    const url = last().response_url;

    time += 30 * 60_000;
    expect(await post(url, { text: 'just in time' })).toBe(200);
    time += 1;
    expect(await post(url, { text: 'too late' })).toBe(404);
  });

  it('posts for all, replaces the message of the button, and deletes it', async () => {
    const place = await card();
    await slack.press('UANA', place, 'ticket.claim');
    const url = last().response_url;

    await post(url, { text: 'for all', response_type: 'in_channel' });
    expect(slack.messages('CHELP').map((message) => message.text)).toEqual(['card', 'for all']);
    await post(url, { text: 'claimed', replace_original: true });
    expect(slack.message('CHELP', place.ts)).toMatchObject({ text: 'claimed' });
    await post(url, { delete_original: true });
    expect(slack.message('CHELP', place.ts)).toBeUndefined();
  });

  it('replaces an ephemeral whose button was pressed', async () => {
    const blocks = [{ type: 'actions', elements: [{ type: 'button', action_id: 'next', text: plain('Next page') }] }];
    await call(slack, 'chat.postEphemeral', { channel: 'CHELP', user: 'UANA', text: 'page 1', blocks });
    const [one] = slack.ephemerals('UANA');

    await slack.press('UANA', { ephemeral: one?.id ?? '' }, 'next');
    await post(last().response_url, { text: 'page 2', replace_original: true });

    expect(last()).toMatchObject({ container: { is_ephemeral: true, message_ts: one?.id } });
    expect(slack.ephemerals('UANA').map((each) => each.text)).toEqual(['page 2']);
  });
});

describe('modals', () => {
  it('sends the values people gave, addressed by label, block or action', async () => {
    const id = await openModal();

    const { outcome } = await slack.submit('UANA', id, { 'Your reply': 'On it', topic: 'Money' });

    expect(outcome).toBe('closed');
    expect(last()).toMatchObject({
      type: 'view_submission',
      view: {
        id,
        state: {
          values: {
            reply: { text: { type: 'plain_text_input', value: 'On it' } },
            topic: { topic: { type: 'static_select', selected_option: { value: 'money' } } },
          },
        },
      },
    });
    expect(slack.views('UANA')).toEqual([]);
  });

  it('does not send what Slack’s own client would refuse', async () => {
    const id = await openModal();
    const before = bot.heard.length;

    expect(await slack.submit('UANA', id, {})).toEqual({
      outcome: 'incomplete',
      errors: { reply: 'Please complete this required field.' },
    });
    expect((await slack.submit('UANA', id, { reply: 'x'.repeat(21) })).errors).toHaveProperty('reply');
    await expect(slack.submit('UANA', id, { Colour: 'red' })).rejects.toThrow(
      'There is no input "Colour"; there are: Your reply, Topic',
    );
    await expect(slack.submit('UANA', id, { topic: 'Love' })).rejects.toThrow('there are: Money');
    expect(bot.heard).toHaveLength(before);
  });

  it.each<[string, Json, string, number]>([
    ['shows field errors and stays open', { response_action: 'errors', errors: { reply: 'Say more' } }, 'errors', 1],
    ['changes into another view', { response_action: 'update', view: modal({ title: plain('Done') }) }, 'updated', 1],
    ['puts a second view on top', { response_action: 'push', view: modal() }, 'pushed', 2],
    ['clears the whole stack', { response_action: 'clear' }, 'cleared', 0],
    [
      'calls errors for a field that is not there a failure',
      { response_action: 'errors', errors: { nowhere: 'x' } },
      'failed',
      1,
    ],
    [
      'calls a bad view in the answer a failure',
      { response_action: 'update', view: modal({ title: plain('x'.repeat(25)) }) },
      'failed',
      1,
    ],
  ])('%s', async (_what, body, outcome, open) => {
    const id = await openModal();
    bot.answer({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

    expect((await slack.submit('UANA', id, { reply: 'hello' })).outcome).toBe(outcome);
    expect(slack.views('UANA')).toHaveLength(open);
  });

  it('keeps the modal open and says so when the answer is too late', async () => {
    const id = await openModal();
    bot.answer({ after: 1_000 });

    expect((await slack.submit('UANA', id, { reply: 'hello' })).outcome).toBe('failed');
    expect(slack.views('UANA')).toHaveLength(1);
    expect(slack.notices('UANA').at(-1)?.text).toContain('did not respond');
  });

  it('stacks three views and refuses a fourth', async () => {
    const button = { type: 'actions', elements: [{ type: 'button', action_id: 'deeper', text: plain('Deeper') }] };
    let id = await openModal(modal({ blocks: [button] }));
    const push = async (): Promise<Json> => {
      await slack.press('UANA', { view: id }, 'deeper');
      const answer = await call(slack, 'views.push', { trigger_id: last().trigger_id, view: modal({ blocks: [button] }) });
      id = answer.ok ? String((answer.view as Json).id) : id;
      return answer;
    };

    expect((await push()).view).toMatchObject({ previous_view_id: expect.any(String) });
    expect(await push()).toMatchObject({ ok: true });
    expect(await push()).toEqual({ ok: false, error: 'push_limit_reached' });
    expect(slack.views('UANA')).toHaveLength(3);
    await slack.closeView('UANA', id);
    expect(slack.views('UANA')).toHaveLength(2);
  });

  it('keeps what was typed over an update only under the same block and action', async () => {
    const id = await openModal();
    slack.type('UANA', id, { reply: 'half a sent', topic: 'Money' });
    const [first] = modal().blocks as Json[];
    const renamed = { ...((modal().blocks as Json[])[1] as Json), block_id: 'topic2' };

    await call(slack, 'views.update', { view_id: id, view: modal({ blocks: [first, renamed] }) });

    expect((slack.views('UANA')[0]!.state as Json).values).toMatchObject({
      reply: { text: { value: 'half a sent' } },
      topic2: { topic: { selected_option: null } },
    });
  });

  it('refuses a stale hash, an unknown view, a second external_id, and a modal with inputs but no submit', async () => {
    const id = await openModal(modal({ external_id: 'one' }));

    expect(await call(slack, 'views.update', { view_id: id, hash: 'old', view: modal() })).toMatchObject({
      error: 'hash_conflict',
    });
    expect(await call(slack, 'views.update', { view_id: 'VNONE', view: modal() })).toEqual({ ok: false, error: 'not_found' });
    expect(await call(slack, 'views.open', { trigger_id: await trigger(), view: modal({ external_id: 'one' }) })).toMatchObject({
      error: 'duplicate_external_id',
    });
    const { submit: _submit, ...noSubmit } = modal();
    expect(await call(slack, 'views.update', { view_id: id, view: noSubmit })).toMatchObject({
      response_metadata: { messages: ['[ERROR] submit is required when an input block is within blocks [json-pointer:/view]'] },
    });
  });

  it('tells the bot of a closed modal only if the view asked for it', async () => {
    const quiet = await openModal();
    await slack.closeView('UANA', quiet);
    expect(last().type).toBe('block_actions');

    const loud = await openModal(modal({ notify_on_close: true }));
    await slack.closeView('UANA', loud);
    expect(last()).toMatchObject({ type: 'view_closed', view: { id: loud } });
  });

  it('closes a whole stack with the ×, and says that it was all of it', async () => {
    const below = await openModal(modal({ notify_on_close: true }));
    bot.answer(() => ({ body: JSON.stringify({ response_action: 'push', view: modal() }) }));
    await slack.submit('UANA', below, { reply: 'hello' });
    bot.answer({});
    expect(slack.views('UANA')).toHaveLength(2);

    await slack.closeViews('UANA');

    expect(slack.views('UANA')).toEqual([]);
    expect(last()).toMatchObject({ type: 'view_closed', view: { id: below }, is_cleared: true });
  });

  it('keeps a form as it was when a part of what is filled in does not fit', async () => {
    const id = await openModal();

    await expect(slack.submit('UANA', id, { reply: 'hello', topic: 'Weather' })).rejects.toThrow('no option "Weather"');

    expect((slack.views('UANA')[0]!.state as Json).values).toMatchObject({ reply: { text: { value: null } } });
  });

  it('publishes a Home whose buttons work, unless the tab is off', async () => {
    const blocks = [{ type: 'actions', elements: [{ type: 'button', action_id: 'ask', text: plain('Ask') }] }];
    await call(slack, 'views.publish', { user_id: 'UANA', view: { type: 'home', blocks } });

    await slack.press('UANA', { view: String(slack.home('UANA')?.id) }, 'ask');
    expect(last()).toMatchObject({ type: 'block_actions', container: { type: 'view' }, view: { type: 'home' } });

    slack.setHomeTab(false);
    expect(await call(slack, 'views.publish', { user_id: 'UANA', view: { type: 'home', blocks } })).toEqual({
      ok: false,
      error: 'not_enabled',
    });
  });
});
