// What people type and choose: the value of each kind of element, as `state.values` and actions carry it.
import { optionsOf } from './block-check.ts';
import { isObject } from './shapes.ts';
import type { Json, Team } from './state.ts';

export type Filled = string | number | boolean | string[] | null;

/** Field of `state.values` and where its first value comes from, by element type. */
const FIELDS: Record<string, { field: string; initial: string; empty: unknown }> = {
  plain_text_input: { field: 'value', initial: 'initial_value', empty: null },
  email_text_input: { field: 'value', initial: 'initial_value', empty: null },
  url_text_input: { field: 'value', initial: 'initial_value', empty: null },
  number_input: { field: 'value', initial: 'initial_value', empty: null },
  rich_text_input: { field: 'rich_text_value', initial: 'initial_value', empty: null },
  datepicker: { field: 'selected_date', initial: 'initial_date', empty: null },
  timepicker: { field: 'selected_time', initial: 'initial_time', empty: null },
  datetimepicker: { field: 'selected_date_time', initial: 'initial_date_time', empty: null },
  static_select: { field: 'selected_option', initial: 'initial_option', empty: null },
  external_select: { field: 'selected_option', initial: 'initial_option', empty: null },
  radio_buttons: { field: 'selected_option', initial: 'initial_option', empty: null },
  users_select: { field: 'selected_user', initial: 'initial_user', empty: null },
  channels_select: { field: 'selected_channel', initial: 'initial_channel', empty: null },
  conversations_select: { field: 'selected_conversation', initial: 'initial_conversation', empty: null },
  checkboxes: { field: 'selected_options', initial: 'initial_options', empty: [] },
  multi_static_select: { field: 'selected_options', initial: 'initial_options', empty: [] },
  multi_external_select: { field: 'selected_options', initial: 'initial_options', empty: [] },
  multi_users_select: { field: 'selected_users', initial: 'initial_users', empty: [] },
  multi_channels_select: { field: 'selected_channels', initial: 'initial_channels', empty: [] },
  multi_conversations_select: { field: 'selected_conversations', initial: 'initial_conversations', empty: [] },
  file_input: { field: 'files', initial: '', empty: [] },
};

/** The entry of `state.values` an element starts with; undefined for what holds no value (buttons, images). */
export function initialValue(element: Json): Json | undefined {
  const known = fieldOf(element);
  return known && { type: element.type, [known.field]: element[known.initial] ?? known.empty };
}

function fieldOf(element: Json) {
  return typeof element.type === 'string' && Object.hasOwn(FIELDS, element.type) ? FIELDS[element.type] : undefined;
}

/** What is in an entry of `state.values`: text, ids, dates, or the options chosen. */
export function isEmpty(entry: Json): boolean {
  const known = fieldOf(entry);
  const value = known && entry[known.field];
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

/** The entry of `state.values` after a person filled the element; choices are named by value or by their text. */
export function filledValue(element: Json, given: Filled): Json {
  const known = fieldOf(element);
  if (!known) throw new Error(`Nothing can be filled into a ${element.type}`);
  const entry = (value: unknown): Json => ({ type: element.type, [known.field]: value });
  if (given === null || given === '') return entry(known.empty);
  if (known.field === 'selected_option') return entry(optionNamed(element, String(given)));
  if (known.field === 'selected_options') return entry(many(given).map((one) => optionNamed(element, one)));
  if (Array.isArray(known.empty)) return entry(many(given));
  if (element.type === 'datetimepicker') return entry(Number(given));
  return entry(Array.isArray(given) ? given.join(', ') : String(given));
}

function many(given: NonNullable<Filled>): string[] {
  return Array.isArray(given) ? given : [String(given)];
}

/** An element whose choices come from the app, with those it has offered this person; any other element as it is. */
export function withOffered({ offered }: Team, userId: string, element: Json): Json {
  const isExternal = element.type === 'external_select' || element.type === 'multi_external_select';
  const options = isExternal ? offered.get(offerKey(userId, element)) : undefined;
  return options ? { ...element, options } : element;
}

/** Keeps what the app offered, the newest first. */
export function keepOffered({ offered }: Team, userId: string, element: Json, options: Json[]): void {
  const key = offerKey(userId, element);
  const values = new Set(options.map(({ value }) => value));
  const older = (offered.get(key) ?? []).filter(({ value }) => !values.has(value));
  offered.set(key, [...options, ...older].slice(0, MOST_OFFERED));
}

const MOST_OFFERED = 300;

function offerKey(userId: string, element: Json): string {
  return `${userId} ${String(element.action_id)}`;
}

/** The option with this value or this visible text. */
export function optionNamed(element: Json, name: string): Json {
  const options = optionsOf(element);
  const found = options.find((option) => option.value === name) ?? options.find((option) => textOf(option.text) === name);
  if (found) return found;
  if (String(element.type).includes('external')) return { text: { type: 'plain_text', text: name, emoji: true }, value: name };
  throw new Error(`There is no option "${name}"; there are: ${options.map((option) => textOf(option.text)).join(', ')}`);
}

export function textOf(value: unknown): string {
  return isObject(value) && typeof value.text === 'string' ? value.text : '';
}
