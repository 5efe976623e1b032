import { describe, expect, it } from 'vitest';
import { UserError } from '#bot/errors.ts';
import { fieldOf, ticketNumber, workspaceOf } from '#bot/slack/payloads.ts';

describe('the number in a button', () => {
  it.each([
    ['1', 1],
    ['128', 128],
    ['2147483647', 2_147_483_647],
  ])('%s is read', (value, number) => {
    expect(ticketNumber(value)).toBe(number);
  });

  it.each([
    '',
    ' ',
    '0',
    '-1',
    '1.5',
    'one',
    '2147483648',
    '1;2',
    'Infinity',
    '__proto__',
    12,
    null,
    undefined,
    ['1'],
    { gt: 0 },
    true,
  ])('%o gets a sentence', (value) => {
    expect(() => ticketNumber(value)).toThrow(UserError);
    expect(() => ticketNumber(value)).toThrow('That request cannot be found.');
  });
});

describe('a field of a form', () => {
  const at = { blockId: 'reply', actionId: 'text' };
  const view = (values: unknown) => ({ state: { values } });

  it('is read with what was typed or chosen', () => {
    expect(fieldOf(view({ reply: { text: { type: 'plain_text_input', value: 'Hello' } } }), at)).toMatchObject({
      value: 'Hello',
    });
    expect(fieldOf(view({ reply: { text: { selected_option: { value: 'a', text: {} } } } }), at).selected_option?.value).toBe(
      'a',
    );
  });

  it.each([
    ['no state', {}],
    ['no values', { state: {} }],
    ['values that are a list', view([])],
    ['no such block', view({})],
    ['a block that is a text', view({ reply: 'text' })],
    ['a block that is null', view({ reply: null })],
    ['no such field', view({ reply: {} })],
    ['a field that is a number', view({ reply: { text: 5 } })],
    ['a value that is an object', view({ reply: { text: { value: { gt: '' } } } })],
    ['a choice that is a text', view({ reply: { text: { selected_option: 'a' } } })],
  ])('is empty with %s', (_what, given) => {
    expect(fieldOf(given, at)).toEqual({});
  });

  it('is not found among what every object has', () => {
    expect(fieldOf(view({}), { blockId: '__proto__', actionId: 'constructor' })).toEqual({});
    expect(fieldOf(view({ reply: {} }), { blockId: 'reply', actionId: 'toString' })).toEqual({});
  });
});

it('a request without a workspace is an error, never somebody else’s workspace', () => {
  expect(workspaceOf({ teamId: 'T1', isEnterpriseInstall: false })).toBe('T1');
  expect(() => workspaceOf({ isEnterpriseInstall: false })).toThrow('without a workspace');
});
