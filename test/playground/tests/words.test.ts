import { describe, expect, it } from 'vitest';
import { initialValue } from '#test/workspace/values.ts';
import { type Choice, choicesOf, chosenIn, entryOf, matching, roomLeft, typedIn, wordsOf } from '../page/words.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const option = (text: string, value: string) => ({ text: plain(text), value });

describe('the words of a text', () => {
  it('are as the server gave them', () => {
    expect(wordsOf(plain('*5* & <b>'))).toBe('*5* & <b>');
  });

  it('are none when it is no text', () => {
    for (const wrong of [undefined, null, 'text', 7, {}, { type: 'mrkdwn', text: 5 }]) expect(wordsOf(wrong)).toBe('');
  });
});

describe('what a select offers', () => {
  it('is its options, or those of its groups under their labels', () => {
    const groups = [{ label: plain('Housing'), options: [option('Oak Hill', 'o')] }];

    expect(choicesOf({ options: [option('A', 'a')] }).map(({ text, value, group }) => [text, value, group])).toEqual([
      ['A', 'a', ''],
    ]);
    expect(choicesOf({ option_groups: groups }).map(({ text, group }) => [text, group])).toEqual([['Oak Hill', 'Housing']]);
  });

  it('is nothing when what the app sent is broken', () => {
    for (const options of [7, null, 'a', ['a', null]]) expect(choicesOf({ options, option_groups: options })).toEqual([]);
  });

  it('is found by any of its words, whatever their capitals, accents and order', () => {
    const choice = (text: string, also = ''): Choice => ({ value: text, text, description: '', group: '', also });
    const people = [choice('Élise Martin', 'elise'), choice('Ben Okafor', 'ben Maple Street'), choice('Martín Ruiz')];
    const found = (typed: string): string[] => matching(people, typed).map(({ text }) => text);

    expect(found('martin')).toEqual(['Élise Martin', 'Martín Ruiz']);
    expect(found('  mart ELI ')).toEqual(['Élise Martin']);
    expect(found('maple')).toEqual(['Ben Okafor']);
    expect(found('')).toHaveLength(3);
    expect(found('nobody')).toEqual([]);
  });
});

describe('what an element holds at first', () => {
  const elements = [
    { type: 'plain_text_input', initial_value: 'Hello' },
    { type: 'datepicker', initial_date: '2026-03-04' },
    { type: 'datetimepicker', initial_date_time: 1_772_622_000 },
    { type: 'static_select', initial_option: option('A', 'a') },
    { type: 'multi_users_select', initial_users: ['UANA', 'UBEN'] },
    { type: 'conversations_select', initial_conversation: 'C1' },
    { type: 'checkboxes', initial_options: [option('A', 'a')] },
    { type: 'rich_text_input', initial_value: { type: 'rich_text', elements: [] } },
  ];

  it.each(elements)('is for a $type in a message what it would be in a form', (element) => {
    const { type: _type, ...expected } = initialValue(element) ?? {};

    expect(entryOf(element, undefined)).toEqual(expected);
  });

  it('is what was filled in before, where there is that', () => {
    const kept = { type: 'plain_text_input', value: 'Typed' };

    expect(typedIn(entryOf({ type: 'plain_text_input', initial_value: 'Hello' }, kept))).toBe('Typed');
  });

  it('is chosen once or many times, by option or by id', () => {
    expect(chosenIn({ selected_option: option('A', 'a') })).toEqual([option('A', 'a')]);
    expect(chosenIn({ selected_users: ['UANA', 'UBEN'] })).toEqual(['UANA', 'UBEN']);
    expect(chosenIn({ selected_option: null, selected_user: '' })).toEqual([]);
  });

  it('is the words of rich text, a paragraph a line', () => {
    const section = (text: string) => ({ type: 'rich_text_section', elements: [{ type: 'text', text }] });

    expect(typedIn({ rich_text_value: { type: 'rich_text', elements: [section('One'), section('Two')] } })).toBe('One\nTwo');
  });
});

describe('the room left in a text', () => {
  it('is said only near the end, and beyond it', () => {
    expect(roomLeft('short', 3_000)).toBeUndefined();
    expect(roomLeft('x'.repeat(2_950), 3_000)).toBe(50);
    expect(roomLeft('x'.repeat(45), 40)).toBe(-5);
  });

  it('counts an emoji as one, and is never said where there is no limit', () => {
    expect(roomLeft('🎫'.repeat(11), 12)).toBe(1);
    expect(roomLeft('x'.repeat(5_000), undefined)).toBeUndefined();
  });
});
