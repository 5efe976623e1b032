import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../state.ts';
import type { Workspace } from '../workspace.ts';
import { call, startBot, startCooperative } from './listening-bot.ts';

let slack: Workspace;
let bot: Awaited<ReturnType<typeof startBot>>;
beforeEach(async () => {
  slack = await startCooperative({ answerWithin: 700 });
  bot = await startBot();
  slack.connect(bot.url);
});
afterEach(async () => {
  await slack.stop();
  await bot.stop();
});

const plain = (text: string): Json => ({ type: 'plain_text', text });
const option = (value: string): Json => ({ text: plain(value.toUpperCase()), value });
const options = [option('a'), option('b')];
const last = (): Json => bot.heard.at(-1)?.payload ?? {};
const lastAction = (): Json => ((last().actions ?? []) as Json[])[0] ?? {};
const json = (body: Json) => ({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

/** One of each element with which something can be chosen, and what choosing in it gives. */
const ELEMENTS: [string, Json, string | string[], Json][] = [
  ['a button', { type: 'button', text: plain('Go'), value: '1' }, '', { value: '1' }],
  ['a select', { type: 'static_select', options }, 'B', { selected_option: option('b') }],
  ['an overflow menu', { type: 'overflow', options }, 'A', { selected_option: option('a') }],
  ['checkboxes', { type: 'checkboxes', options }, ['A', 'b'], { selected_options: options }],
  ['radio buttons', { type: 'radio_buttons', options }, 'b', { selected_option: option('b') }],
  ['a date picker', { type: 'datepicker' }, '2026-03-02', { selected_date: '2026-03-02' }],
  ['a people select', { type: 'users_select' }, 'UBEN', { selected_user: 'UBEN' }],
  ['a select of several people', { type: 'multi_users_select' }, ['UANA', 'UBEN'], { selected_users: ['UANA', 'UBEN'] }],
];
/** Slack takes these only beside a text. */
const withElement = (element: Json): Json[] => [
  { type: 'section', block_id: 'row', text: plain('Choose'), accessory: { action_id: 'it', ...element } },
];
const view = (blocks: Json[], more: Json = {}): Json => ({
  type: 'modal',
  title: plain('Form'),
  submit: plain('Send'),
  blocks,
  ...more,
});

async function openModal(blocks: Json[], more: Json = {}): Promise<string> {
  await slack.shortcut('UANA', 'start');
  const answer = await call(slack, 'views.open', { trigger_id: last().trigger_id, view: view(blocks, more) });
  return String((answer.view as Json).id);
}

describe('choosing', () => {
  it.each(ELEMENTS)('in %s works in a message, in Home and in a modal', async (_what, element, value, chosen) => {
    const blocks = withElement(element);
    const { ts } = await call(slack, 'chat.postMessage', { channel: 'CHELP', text: 'x', blocks });
    await call(slack, 'views.publish', { user_id: 'UANA', view: { type: 'home', blocks } });
    const modal = await openModal(blocks);

    await slack.press('UANA', { channel: 'CHELP', ts: String(ts) }, 'it', value);
    expect([lastAction(), last().container]).toMatchObject([
      { action_id: 'it', block_id: 'row', ...chosen },
      { type: 'message' },
    ]);
    await slack.press('UANA', { view: String(slack.home('UANA')?.id) }, 'it', value);
    expect([lastAction(), last().view]).toMatchObject([chosen, { type: 'home' }]);
    await slack.press('UANA', { view: modal }, 'it', value);
    expect([lastAction(), last().container]).toMatchObject([chosen, { type: 'view', view_id: modal }]);
  });

  it('stays in a message for the one who chose, until a button is pressed beside it', async () => {
    const elements = [
      { type: 'static_select', action_id: 'topic', options },
      { type: 'button', action_id: 'save', text: plain('Save') },
    ];
    const blocks = [{ type: 'actions', block_id: 'row', elements }];
    const { ts } = await call(slack, 'chat.postMessage', { channel: 'CHELP', text: 'x', blocks });
    const place = { channel: 'CHELP', ts: String(ts) };

    await slack.press('UANA', place, 'topic', 'B');
    await slack.press('UANA', place, 'save');
    const anas = last().state;
    await slack.press('UBEN', place, 'save');

    expect(anas).toEqual({ values: { row: { topic: { type: 'static_select', selected_option: option('b') } } } });
    expect(last().state).toMatchObject({ values: { row: { topic: { selected_option: null } } } });
  });

  it('says nothing to the bot from an input of a form, unless that asks for it', async () => {
    const input = (more: Json): Json => ({
      type: 'input',
      label: plain('Topic'),
      element: { type: 'static_select', action_id: 'topic', options },
      ...more,
    });

    await expect(slack.press('UANA', { view: await openModal([input({})]) }, 'topic', 'A')).rejects.toThrow('before the form');
    await slack.press('UANA', { view: await openModal([input({ dispatch_action: true })]) }, 'topic', 'A');

    expect(lastAction()).toMatchObject({ selected_option: option('a') });
  });

  it('asks the bot for the options of an external select, and tells the person when there are none to be had', async () => {
    const modal = await openModal(withElement({ type: 'external_select', min_query_length: 2 }));
    bot.answer(json({ options }));

    expect(await slack.suggest('UANA', { view: modal }, 'it', 'x')).toEqual([]);
    expect(await slack.suggest('UANA', { view: modal }, 'it', 'xy')).toEqual(options);
    expect(last()).toMatchObject({
      type: 'block_suggestion',
      action_id: 'it',
      block_id: 'row',
      value: 'xy',
      view: { id: modal },
    });
    bot.answer(json({ option_groups: [{ label: plain('All'), options }] }));
    expect(await slack.suggest('UANA', { view: modal }, 'it', 'xy')).toEqual(options);
    bot.answer({ status: 500 });
    expect(await slack.suggest('UANA', { view: modal }, 'it', 'xy')).toEqual([]);
    expect(slack.notices('UANA').at(-1)?.text).toContain('problem loading');
  });

  it('sends back what was chosen of the bot’s own options as the bot offered it', async () => {
    const modal = await openModal(withElement({ type: 'external_select', min_query_length: 2 }));
    bot.answer(json({ options }));
    await slack.suggest('UANA', { view: modal }, 'it', 'xy');
    bot.answer({});

    await slack.press('UANA', { view: modal }, 'it', 'a');

    expect(lastAction()).toMatchObject({ selected_option: option('a') });
  });

  it('does not take what the bot offered elsewhere for the options of a select that has its own', async () => {
    const asking = await openModal(withElement({ type: 'external_select', min_query_length: 2 }));
    bot.answer(json({ options }));
    await slack.suggest('UANA', { view: asking }, 'it', 'xy');
    bot.answer({});
    const fixed = await openModal(withElement({ type: 'static_select', options: [option('other')] }));

    await slack.press('UANA', { view: fixed }, 'it', 'other');

    expect(lastAction()).toMatchObject({ selected_option: option('other') });
  });
});

describe('shortcuts', () => {
  it('are there for a message in a channel people see, and nowhere else', async () => {
    slack.addPerson({ id: 'UGUS', name: 'gus', isGuest: true });
    slack.addChannel({ id: 'COPEN', name: 'open', members: ['UBEN'] });
    slack.addChannel({ id: 'CSECRET', name: 'secret', isPrivate: true, members: ['UBEN'] });
    const open = { channel: 'COPEN', ts: (await slack.post('UBEN', 'COPEN', 'look')).ts };
    const secret = { channel: 'CSECRET', ts: (await slack.post('UBEN', 'CSECRET', 'look')).ts };

    await slack.shortcut('UANA', 'make_ticket', open);
    expect(last()).toMatchObject({ type: 'message_action', channel: { id: 'COPEN', name: 'open' }, message_ts: open.ts });
    await slack.shortcut('UBEN', 'make_ticket', secret);
    expect(last()).toMatchObject({ channel: { id: 'CSECRET', name: 'privategroup' }, response_url: expect.any(String) });
    await expect(slack.shortcut('UANA', 'make_ticket', secret)).rejects.toThrow('not in CSECRET');
    await expect(slack.shortcut('UGUS', 'make_ticket', open)).rejects.toThrow('not in COPEN');
  });
});

describe('files in a form', () => {
  const blocks = [
    {
      type: 'input',
      block_id: 'files',
      label: plain('Files'),
      element: { type: 'file_input', action_id: 'files', max_files: 2, filetypes: ['pdf', 'png'] },
    },
  ];

  it('arrive as files the bot can look up and download', async () => {
    const modal = await openModal(blocks);
    const bill = slack.uploadFile('UANA', 'bill.pdf', 'PDF');

    await slack.submit('UANA', modal, { Files: [bill] });

    const { values } = (last().view as Json).state as { values: Record<string, Record<string, Json>> };
    expect(values.files?.files).toMatchObject({ type: 'file_input', files: [{ id: bill, name: 'bill.pdf', filetype: 'pdf' }] });
    const { file } = await call(slack, 'files.info', { file: bill });
    const url = String((file as Json).url_private_download);
    const bytes = await fetch(url, { headers: { authorization: `Bearer ${slack.botToken}` } });
    expect(await bytes.text()).toBe('PDF');
    expect((await fetch(url)).status).toBe(404);
  });

  it('are the person’s own, of the kinds and the number the input takes', async () => {
    const modal = await openModal(blocks);
    const [one, two, three] = ['1.pdf', '2.png', '3.pdf'].map((name) => slack.uploadFile('UANA', name, 'x'));

    expect(await slack.submit('UANA', modal)).toMatchObject({ outcome: 'incomplete' });
    await expect(slack.submit('UANA', modal, { Files: [one!, two!, three!] })).rejects.toThrow('No more than 2');
    await expect(slack.submit('UANA', modal, { Files: [slack.uploadFile('UANA', 'a.exe', 'x')] })).rejects.toThrow('pdf, png');
    await expect(slack.submit('UANA', modal, { Files: [slack.uploadFile('UBEN', 'b.pdf', 'x')] })).rejects.toThrow('no file');
    expect((await slack.submit('UANA', modal, { Files: [one!, two!] })).outcome).toBe('closed');
  });
});

describe('files in a message', () => {
  it('can be uploaded first and shared by whoever uploaded them', async () => {
    const bill = slack.uploadFile('UANA', 'bill.pdf', 'PDF');

    const { files, subtype } = await slack.post('UANA', 'CHELP', 'our bill', { fileIds: [bill] });

    expect(subtype).toBe('file_share');
    expect(files).toMatchObject([{ id: bill, name: 'bill.pdf' }]);
    await expect(slack.post('UBEN', 'CHELP', 'mine', { fileIds: [bill] })).rejects.toThrow('UBEN has uploaded no file');
  });
});

describe('forms and Home', () => {
  it('stack three deep by the answer to a form, and the fourth is refused', async () => {
    await openModal([{ type: 'divider' }]);
    bot.answer(({ payload }) =>
      payload.type === 'view_submission' ? json({ response_action: 'push', view: view([{ type: 'divider' }]) }) : {},
    );
    const submit = async () => (await slack.submit('UANA', String(slack.views('UANA').at(-1)!.id))).outcome;

    expect([await submit(), await submit(), await submit()]).toEqual(['pushed', 'pushed', 'failed']);
    expect(slack.notices('UANA').at(-1)?.text).toContain('push_limit_reached');
    const [first, second, third] = slack.views('UANA');
    expect([third?.root_view_id, third?.previous_view_id]).toEqual([first?.id, second?.id]);
  });

  it('are changed under the hash they have, once', async () => {
    const id = await openModal([{ type: 'divider' }]);
    const hash = slack.views('UANA')[0]!.hash;
    const next = view([{ type: 'divider' }, { type: 'divider' }]);

    expect(await call(slack, 'views.update', { view_id: id, hash, view: next })).toMatchObject({ ok: true });
    expect(await call(slack, 'views.update', { view_id: id, hash, view: next })).toMatchObject({ error: 'hash_conflict' });
  });

  it('opens Home with what was published, and its form comes back from a button there', async () => {
    const home = { type: 'home', blocks: withElement({ type: 'button', text: plain('Ask') }) };
    await slack.openHome('UANA');
    await call(slack, 'views.publish', { user_id: 'UANA', view: home });
    const old = slack.home('UANA')?.hash;
    await call(slack, 'views.publish', { user_id: 'UANA', view: home, hash: old });
    const conflict = await call(slack, 'views.publish', { user_id: 'UANA', view: home, hash: old });
    await slack.openHome('UANA');
    await slack.openHome('UANA', 'messages');

    expect(conflict.error).toBe('hash_conflict');
    const opened = bot.events('app_home_opened');
    expect(opened.map(({ tab, view: shown }) => [tab, (shown as Json | undefined)?.type])).toEqual([
      ['home', undefined],
      ['home', 'home'],
      ['messages', undefined],
    ]);
    await slack.press('UANA', { view: String(slack.home('UANA')?.id) }, 'Ask');
    await call(slack, 'views.open', { trigger_id: last().trigger_id, view: view([{ type: 'divider' }]) });
    expect((await slack.submit('UANA', String(slack.views('UANA')[0]!.id))).outcome).toBe('closed');
    expect(slack.home('UANA')).toBeDefined();
    slack.setHomeTab(false);
    await expect(slack.openHome('UANA')).rejects.toThrow('no Home tab');
  });
});

describe('reactions and own messages', () => {
  it('tells of a reaction and its end, and whose message it is on', async () => {
    const { ts } = await slack.post('UBEN', 'CHELP', 'hello');

    await slack.react('UANA', 'CHELP', ts, 'ticket');
    const { message } = await call(slack, 'reactions.get', { channel: 'CHELP', timestamp: ts });
    await slack.unreact('UANA', 'CHELP', ts, 'ticket');

    const item = { type: 'message', channel: 'CHELP', ts };
    const expected = {
      user: 'UANA',
      reaction: 'ticket',
      item,
      item_user: 'UBEN',
      event_ts: expect.stringMatching(/^\d+\.\d{6}$/),
    };
    expect(bot.events('reaction_added')).toMatchObject([expected]);
    expect(bot.events('reaction_removed')).toMatchObject([expected]);
    expect((message as Json).reactions).toEqual([{ name: 'ticket', users: ['UANA'], count: 1 }]);
  });

  it('lets people change and delete what is theirs, and the bot what is its own', async () => {
    const { ts } = await slack.post('UBEN', 'CHELP', 'hello');

    await expect(slack.edit('UANA', 'CHELP', ts, 'hi')).rejects.toThrow('not by UANA');
    await expect(slack.remove('UANA', 'CHELP', ts)).rejects.toThrow('not by UANA');
    expect(await call(slack, 'chat.delete', { channel: 'CHELP', ts })).toEqual({ ok: false, error: 'cant_delete_message' });
    const { permalink } = await call(slack, 'chat.getPermalink', { channel: 'CHELP', message_ts: ts });
    await slack.edit('UBEN', 'CHELP', ts, 'hi');
    await slack.remove('UBEN', 'CHELP', ts);

    expect(permalink).toBe(`https://cooperative.slack.com/archives/CHELP/p${ts.replace('.', '')}`);
    expect(slack.message('CHELP', ts)).toBeUndefined();
    expect(bot.events('message').map(({ subtype }) => subtype)).toEqual([undefined, 'message_changed', 'message_deleted']);
  });
});
