// Holds the methods and limits against Slack's published ones, where those are at hand.
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIMITS } from '../limits.ts';
import { METHODS } from '../methods/table.ts';
import type { Workspace } from '../workspace.ts';
import { call, startCooperative } from './listening-bot.ts';
import { IS_PUBLISHED_HERE, isExplained, PUBLISHED, publishedMethod, UNDOCUMENTED } from './published-errors.ts';

const suffix = IS_PUBLISHED_HERE ? '' : ' (skipped: ../shared/data is not here)';
const check = IS_PUBLISHED_HERE ? it : it.skip;

/** The methods a file builds and the errors it can send. */
function sentBy(file: URL): { methods: string[]; errors: string[] } {
  const source = readFileSync(file, 'utf8');
  const methods = [...source.matchAll(/'((?:[a-zA-Z]+\.)+[a-zA-Z]+)': \{/g)].map(([, method]) => method ?? '');
  const errors = new Set([...source.matchAll(/ApiError\(\s*'([a-z_]+)'/g)].map(([, error]) => error ?? ''));
  return { methods, errors: [...errors] };
}

describe('the published Web API', () => {
  check.each(Object.keys(METHODS))(`knows the arguments of %s, the required ones, and a scope of it${suffix}`, (method) => {
    const published = publishedMethod(method);
    const names = Object.keys(published.args ?? {}).sort();
    const required = names.filter((name) => published.args?.[name]?.required);

    const ours = METHODS[method]?.args ?? {};
    expect(Object.keys(ours).sort()).toEqual(names);
    expect(
      Object.keys(ours)
        .filter((name) => ours[name]?.endsWith('!'))
        .sort(),
    ).toEqual(required);

    const { scope } = METHODS[method] ?? {};
    const scopes = (published.scopes.bot ?? []).map(({ name }) => name);
    if (typeof scope === 'string') expect(scopes).toContain(scope);
    if (scope === undefined) expect(scopes).toEqual([]);
  });

  const folder = new URL('../methods/', import.meta.url);
  const families = readdirSync(folder).filter((file) => file !== 'table.ts');
  check.each(families)(`sends only documented errors from %s, or says why not${suffix}`, (file) => {
    const { methods, errors } = sentBy(new URL(file, folder));
    expect(methods.length).toBeGreaterThan(0);
    expect(errors.filter((error) => !methods.some((method) => isExplained(method, error)))).toEqual([]);
  });
});

describe('errors that Slack does not document', () => {
  let slack: Workspace;
  beforeAll(async () => {
    slack = await startCooperative();
    slack.addChannel({ id: 'COTHER', name: 'other', members: ['UANA'] });
  });
  afterAll(() => slack.stop());

  const home = { type: 'home', blocks: [{ type: 'divider' }] };
  const sent: Record<string, Record<string, unknown>> = {
    'chat.postMessage msg_too_long': { channel: 'CHELP', text: 'a'.repeat(40_001) },
    'chat.postMessage invalid_attachments': { channel: 'CHELP', attachments: [1] },
    'chat.postMessage thread_not_found': { channel: 'CHELP', text: 'x', thread_ts: '1.000001' },
    'chat.postEphemeral thread_not_found': { channel: 'CHELP', user: 'UANA', text: 'x', thread_ts: '1.000001' },
    'conversations.replies not_in_channel': { channel: 'COTHER', ts: '1.000001' },
    'conversations.open cannot_dm_bot': { users: 'UBOT' },
    'views.publish user_not_found': { user_id: 'UNONE', view: home },
  };

  check.each(Object.keys(UNDOCUMENTED))(`are really sent, or the table has grown stale: %s${suffix}`, async (pair) => {
    const [method = '', error] = pair.split(' ');

    expect(Object.hasOwn(publishedMethod(method).errors, error ?? '')).toBe(false);
    expect((await call(slack, method, sent[pair])).error).toBe(error);
  });
});

describe('the published limits', () => {
  check(`agrees with every limit of a block, element or view that is checked here${suffix}`, () => {
    const published = JSON.parse(readFileSync(new URL('block-kit-limits.json', PUBLISHED), 'utf8')) as Record<
      string,
      Record<string, Record<string, number> & number>
    >;
    const longest = (thing: string, field: string): number | undefined => published[thing]?.[field]?.max_length;
    const most = (thing: string, field: string): number | undefined => published[thing]?.[field]?.max_items;

    const pairs: [string, number, number | undefined][] = [
      ['text', LIMITS.text, published.text?.max_length],
      ['action_id', LIMITS.action_id, published.action_id?.max_length],
      ['block_id', LIMITS.block_id, published.block_id?.max_length],
      ['button text', LIMITS.button.text, longest('button', 'text')],
      ['button url', LIMITS.button.url, longest('button', 'url')],
      ['button value', LIMITS.button.value, longest('button', 'value')],
      ['button label', LIMITS.button.accessibility_label, longest('button', 'accessibility_label')],
      ['confirm title', LIMITS.confirmation.title, longest('confirmation', 'title')],
      ['confirm text', LIMITS.confirmation.text, longest('confirmation', 'text')],
      ['confirm yes', LIMITS.confirmation.confirm, longest('confirmation', 'confirm')],
      ['confirm no', LIMITS.confirmation.deny, longest('confirmation', 'deny')],
      ['option text', LIMITS.option.text, longest('option', 'text')],
      ['option value', LIMITS.option.value, longest('option', 'value')],
      ['option description', LIMITS.option.description, longest('option', 'description')],
      ['option url', LIMITS.option.url, longest('option', 'url')],
      ['group label', LIMITS.option_group.label, longest('option_group', 'label')],
      ['group options', LIMITS.option_group.options, most('option_group', 'options')],
      ['placeholder', LIMITS.select.placeholder, longest('select', 'placeholder')],
      ['select options', LIMITS.select.options, most('select', 'options')],
      ['select groups', LIMITS.select.option_groups, most('select', 'option_groups')],
      ['overflow', LIMITS.overflow, most('overflow', 'options')],
      ['checkboxes', LIMITS.checkboxes, most('checkboxes', 'options')],
      ['radio', LIMITS.radio_buttons, most('radio_buttons', 'options')],
      ['files', LIMITS.file_input, published.file_input?.max_files?.max],
      ['input length', LIMITS.plain_text_input, published.plain_text_input?.max_length?.max],
      ['actions', LIMITS.actions, most('actions', 'elements')],
      ['alert', LIMITS.alert, longest('alert', 'text')],
      ['context', LIMITS.context, most('context', 'elements')],
      ['header', LIMITS.header, longest('header', 'text')],
      ['image url', LIMITS.image.image_url, longest('image', 'image_url')],
      ['image alt', LIMITS.image.alt_text, longest('image', 'alt_text')],
      ['input label', LIMITS.input.label, longest('input', 'label')],
      ['input hint', LIMITS.input.hint, longest('input', 'hint')],
      ['markdown', LIMITS.markdown, longest('markdown', 'text')],
      ['section text', LIMITS.section.text, longest('section', 'text')],
      ['section fields', LIMITS.section.fields, most('section', 'fields')],
      ['section field', LIMITS.section.field, published.section?.fields?.item_max_length],
      ['video alt', LIMITS.video.alt_text, longest('video', 'alt_text')],
      ['video title', LIMITS.video.title, longest('video', 'title')],
      ['view blocks', LIMITS.view.blocks, most('view', 'blocks')],
      ['private_metadata', LIMITS.view.private_metadata, longest('view', 'private_metadata')],
      ['callback_id', LIMITS.view.callback_id, longest('view', 'callback_id')],
      ['view title', LIMITS.view.title, longest('view', 'title')],
      ['view close', LIMITS.view.close, longest('view', 'close')],
      ['view submit', LIMITS.view.submit, longest('view', 'submit')],
    ];

    expect(pairs.filter(([, ours, theirs]) => ours !== theirs)).toEqual([]);
  });
});
