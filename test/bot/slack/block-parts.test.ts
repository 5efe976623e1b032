import { expect, it } from 'vitest';
import { context, section } from '#bot/slack/block-parts.ts';
import { escapeText } from '#bot/slack/escape.ts';
import { objectionsTo } from '#test/support/valid-blocks.ts';

it.each(['&', '𝕏', '👩‍👩‍👧', 'x'])('a text that is too long for one block ends where Slack still takes it (%s)', (letter) => {
  const text = escapeText(letter.repeat(3001));

  const message = { text: 'Hello', blocks: [section(text), context(text)] };

  expect(objectionsTo(message)).toEqual([]);
  expect(section(text).text?.text.endsWith('…')).toBe(true);
  expect(section('x'.repeat(3000)).text?.text).toHaveLength(3000);
});
