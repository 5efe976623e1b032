import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workingMs } from '#test/support/working-time.ts';
import { checkMessageBlocks, textLength } from '../block-check.ts';
import { lengthOf } from '../shapes.ts';
import type { Json, Team } from '../state.ts';
import type { Workspace } from '../workspace.ts';
import { call, startCooperative } from './listening-bot.ts';

let slack: Workspace;
beforeEach(async () => {
  slack = await startCooperative();
});
afterEach(() => slack.stop());

const plain = (text: string): Json => ({ type: 'plain_text', text });
const mrkdwn = (text: string): Json => ({ type: 'mrkdwn', text });
const section = (text: string, more: Json = {}): Json => ({ type: 'section', text: mrkdwn(text), ...more });
const button = (actionId: string, more: Json = {}): Json => ({
  type: 'button',
  action_id: actionId,
  text: plain('Claim'),
  ...more,
});
const option = (value: string): Json => ({ text: plain(value), value });
const input = (element: Json, more: Json = {}): Json => ({ type: 'input', label: plain('Why'), element, ...more });

/** Slack's sentences for these blocks, or `ok`. */
async function verdict(blocks: Json[]): Promise<unknown> {
  const answer = await call(slack, 'chat.postMessage', { channel: 'CHELP', text: 'fallback', blocks });
  if (answer.ok) return 'ok';
  expect(answer.error).toBe('invalid_blocks');
  expect((answer.response_metadata as Json).messages).toEqual((answer.errors as string[]).map((error) => `[ERROR] ${error}`));
  return answer.errors;
}

async function viewVerdict(view: Json): Promise<unknown> {
  const answer = await call(slack, 'views.publish', { user_id: 'UANA', view: { type: 'home', blocks: [], ...view } });
  return answer.ok ? 'ok' : (answer.response_metadata as Json | undefined)?.messages;
}

describe('blocks of a message', () => {
  it('says which text is too long, where, and by Slack’s own sentence', async () => {
    expect(await verdict([section('a'.repeat(3_000))])).toBe('ok');
    expect(await verdict([section('ok'), section('a'.repeat(3_001))])).toEqual([
      'must be less than 3001 characters [json-pointer:/blocks/1/text/text]',
    ]);
  });

  it('counts an emoji as one character', async () => {
    expect(lengthOf('👩‍🚀')).toBe(3);
    expect(await verdict([{ type: 'header', text: plain('😀'.repeat(150)) }])).toBe('ok');
    expect(await verdict([{ type: 'header', text: plain('😀'.repeat(151)) }])).toEqual([
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ]);
  });

  it.each<[string, Json, string]>([
    ['an unknown block', { type: 'sectoin' }, 'unsupported type: sectoin [json-pointer:/blocks/0/type]'],
    ['a block without a type', { text: 'x' }, 'missing required field: type [json-pointer:/blocks/0]'],
    ['an unknown property', section('a', { colour: 'red' }), 'invalid additional property: colour [json-pointer:/blocks/0]'],
    ['a missing property', { type: 'header' }, 'missing required field: text [json-pointer:/blocks/0]'],
    ['a text that is not an object', { type: 'header', text: 'x' }, 'must provide an object [json-pointer:/blocks/0/text]'],
    [
      'mrkdwn where only plain text may be',
      { type: 'header', text: mrkdwn('x') },
      'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
    ],
    ['an empty text', section(''), 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    ['an empty section', { type: 'section' }, 'missing required field: text or fields [json-pointer:/blocks/0]'],
    [
      'eleven fields',
      { type: 'section', fields: Array(11).fill(mrkdwn('f')) },
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    ['no elements', { type: 'actions', elements: [] }, 'must have at least 1 item [json-pointer:/blocks/0/elements]'],
    [
      'a long button',
      { type: 'actions', elements: [button('a', { text: plain('x'.repeat(76)) })] },
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'a long button value',
      { type: 'actions', elements: [button('a', { value: 'x'.repeat(2_001) })] },
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'a style that does not exist',
      { type: 'actions', elements: [button('a', { style: 'green' })] },
      'must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]',
    ],
    [
      'the same action twice',
      { type: 'actions', elements: [button('a'), button('a')] },
      'action_id already exists for this block: a [json-pointer:/blocks/0/elements/1/action_id]',
    ],
    ['an input', input({ type: 'plain_text_input' }), 'unsupported type: input [json-pointer:/blocks/0/type]'],
    [
      'an option that is not one of the options',
      section('a', { accessory: { type: 'static_select', options: [option('1')], initial_option: option('2') } }),
      'initial_option must match one of the options [json-pointer:/blocks/0/accessory/initial_option]',
    ],
    [
      'an image of nothing',
      { type: 'image', alt_text: 'x' },
      'must provide exactly one of image_url and slack_file [json-pointer:/blocks/0]',
    ],
    [
      'an unknown file',
      { type: 'image', alt_text: 'x', slack_file: { id: 'F1' } },
      'invalid slack file [json-pointer:/blocks/0/slack_file]',
    ],
  ])('refuses %s', async (_what, block, sentence) => {
    expect(await verdict([block])).toEqual([sentence]);
  });

  it('allows 50 blocks and no more, and each block_id once', async () => {
    expect(await verdict(Array.from({ length: 50 }, () => ({ type: 'divider' })))).toBe('ok');
    expect(await verdict(Array.from({ length: 51 }, () => ({ type: 'divider' })))).toEqual([
      'no more than 50 items allowed [json-pointer:/blocks]',
    ]);
    const twins = [
      { type: 'divider', block_id: 'b' },
      { type: 'divider', block_id: 'b' },
    ];
    expect(await verdict(twins)).toEqual(['`block_id` already exists for this block: b [json-pointer:/blocks/1/block_id]']);
  });

  it('refuses blocks that are fine each but too long together', async () => {
    const blocks = Array.from({ length: 5 }, () => section('a'.repeat(2_500)));

    expect(textLength(blocks)).toBe(12_500);
    expect(await call(slack, 'chat.postMessage', { channel: 'CHELP', blocks })).toEqual({
      ok: false,
      error: 'msg_blocks_too_long',
    });
  });

  it('takes a card with everything a card may have, and gives each block an id', async () => {
    const card = [
      section('*Ana* asks', { accessory: { type: 'overflow', action_id: 'more', options: [option('1')] } }),
      { type: 'context', elements: [mrkdwn('open'), { type: 'image', image_url: 'https://example.org/a.png', alt_text: 'a' }] },
      {
        type: 'actions',
        elements: [
          button('claim', { style: 'primary', value: '1' }),
          { type: 'users_select', action_id: 'give', placeholder: plain('Owner') },
        ],
      },
    ];

    expect(await verdict(card)).toBe('ok');
    expect(slack.messages('CHELP')[0]?.blocks?.every((block) => typeof block.block_id === 'string')).toBe(true);
  });

  it('checks a card in well under a fifth of a millisecond', () => {
    const card = [
      section('text '.repeat(100)),
      { type: 'actions', elements: [button('a', { value: '1' }), button('b'), button('c')] },
      { type: 'context', elements: [mrkdwn('x')] },
    ];
    const team = { files: new Map() } as unknown as Team;
    for (let warmUp = 0; warmUp < 2_000; warmUp += 1) checkMessageBlocks(team, card);

    const twoThousand = () => {
      for (let round = 0; round < 2_000; round += 1) checkMessageBlocks(team, card);
    };

    expect(workingMs(twoThousand, 400)).toBeLessThan(400);
  });
});

describe('views', () => {
  it('names what is wrong with a view by its place in it', async () => {
    expect(await viewVerdict({ blocks: [{ type: 'header', text: plain('x'.repeat(151)) }] })).toEqual([
      '[ERROR] must be less than 151 characters [json-pointer:/view/blocks/0/text/text]',
    ]);
    expect(await viewVerdict({ blocks: [section('a')], private_metadata: 'x'.repeat(3_001) })).toEqual([
      '[ERROR] must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ]);
    expect(await viewVerdict({ blocks: [section('a')], title: plain('Home') })).toEqual([
      '[ERROR] invalid additional property: title [json-pointer:/view]',
    ]);
    expect(await viewVerdict({ blocks: Array.from({ length: 100 }, () => section('a')) })).toBe('ok');
    expect(await viewVerdict({ blocks: Array.from({ length: 101 }, () => section('a')) })).toEqual([
      '[ERROR] no more than 100 items allowed [json-pointer:/view/blocks]',
    ]);
  });
});
