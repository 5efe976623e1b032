// Block Kit's objects as the page reads them, without trust: texts, options, and what an element holds.
import type { Json } from '#test/workspace/state.ts';

/** Something one can choose; `also` are further words it is found by. */
export type Choice = { value: string; text: string; description: string; group: string; also?: string; url?: string };

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The words of a text object, which the server has made plain already. */
export function wordsOf(text: unknown): string {
  return isObject(text) && typeof text.text === 'string' ? text.text : '';
}

export function choiceOf(option: Json, group = ''): Choice {
  const value = typeof option.value === 'string' ? option.value : '';
  const url = typeof option.url === 'string' ? { url: option.url } : {};
  return { value, text: wordsOf(option.text) || value, description: wordsOf(option.description), group, ...url };
}

/** Everything an element offers, whether grouped or not. */
export function choicesOf(element: Json): Choice[] {
  const grouped = objects(element.option_groups).flatMap((group) =>
    objects(group.options).map((option) => choiceOf(option, wordsOf(group.label))),
  );
  return [...objects(element.options).map((option) => choiceOf(option)), ...grouped];
}

/** The choices that have every typed word in them, whatever its capitals and accents. */
export function matching(choices: Choice[], typed: string): Choice[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return choices.filter((choice) => {
    const all = plain(`${choice.text} ${choice.description} ${choice.also ?? ''}`);
    return words.every((word) => all.includes(word));
  });
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** What an element holds at first, as `state.values` has it: what was filled in before, or what the app wrote into it. */
export function entryOf(element: Json, kept: unknown): Json {
  if (isObject(kept)) return kept;
  const entry: Json = {};
  for (const [name, value] of Object.entries(element)) {
    if (name === 'initial_value') entry[element.type === 'rich_text_input' ? 'rich_text_value' : 'value'] = value;
    else if (name.startsWith('initial_')) entry[name.replace('initial_', 'selected_')] = value;
  }
  return entry;
}

/** The values of what is chosen in an entry: options and ids, one or many. */
export function chosenIn(entry: Json): (Json | string)[] {
  return Object.entries(entry)
    .filter(([name]) => name.startsWith('selected_'))
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .filter((value): value is Json | string => isObject(value) || (typeof value === 'string' && value !== ''));
}

/** The text typed into an entry; of rich text its words, a paragraph a line. */
export function typedIn(entry: Json): string {
  if (typeof entry.value === 'string' || typeof entry.value === 'number') return String(entry.value);
  if (typeof entry.rich_text_value === 'string') return entry.rich_text_value;
  return isObject(entry.rich_text_value) ? richWords(entry.rich_text_value) : '';
}

function richWords(value: Json): string {
  if (typeof value.text === 'string') return value.text;
  const parts = objects(value.elements).map(richWords);
  return parts.join(value.type === 'rich_text' || value.type === 'rich_text_list' ? '\n' : '');
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}

const SHORT = 12;

/** How much room is left in a text, once that is worth saying; undefined while there is plenty. */
export function roomLeft(text: string, most: unknown): number | undefined {
  if (typeof most !== 'number') return undefined;
  const left = most - lengthOf(text);
  // In a field of a few characters a number beside them would look like one of them.
  const isNear = most < SHORT ? left < 0 : left <= Math.max(Math.min(10, most * 0.25), Math.min(100, most * 0.1));
  return isNear ? left : undefined;
}
