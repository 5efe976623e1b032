// The controls of a block as the page gets them: Block Kit's own, with every text in them as words.
import type { Json } from '#test/workspace/state.ts';
import { plainWords } from './emoji.ts';
import { readMrkdwn } from './mrkdwn.ts';
import { partWords } from './saying.ts';
import type { Ask } from './viewer.ts';

/** The bare words of a text object: emoji as characters, names in place of ids, no marks. */
export function wordsOf(text: unknown, ask: Ask): string {
  const { type, text: words, emoji } = (text ?? {}) as Json;
  if (typeof words !== 'string') return '';
  if (type === 'mrkdwn') return partWords(readMrkdwn(words, true), ask);
  return emoji === false ? words : plainWords(words);
}

/** A control whose texts (labels, options, placeholders, confirmations) are all plain words; its values stay what they are. */
export function wordedControl(control: unknown, ask: Ask): Json {
  return worded(control, ask) as Json;
}

function worded(value: unknown, ask: Ask): unknown {
  if (Array.isArray(value)) return value.map((one) => worded(one, ask));
  if (typeof value !== 'object' || value === null) return value;
  const { type, text } = value as Json;
  if ((type === 'plain_text' || type === 'mrkdwn') && typeof text === 'string') {
    return { ...value, type: 'plain_text', text: wordsOf(value, ask) };
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, worded(one, ask)]));
}
