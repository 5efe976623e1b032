// Fields one types into: text of every kind, and dates and times in the browser's own pickers.
import { shared } from './client.ts';
import { element } from './dom.ts';
import type { Control, Use } from './surface.ts';
import { localTime, momentOf } from './time-zones.ts';
import { roomLeft, typedIn, wordsOf } from './words.ts';

const KINDS: Record<string, Record<string, string>> = {
  email_text_input: { type: 'email', inputmode: 'email', autocomplete: 'email' },
  url_text_input: { type: 'url', inputmode: 'url' },
  number_input: { type: 'text', inputmode: 'decimal' },
};
/** A pause in typing that is long enough to tell the app what is there so far. */
const PAUSE_MS = 500;

export function textField(use: Use): Control {
  const { element: given, id, settle } = use;
  const isLong = given.multiline === true || given.type === 'rich_text_input';
  const shape = {
    id,
    placeholder: wordsOf(given.placeholder),
    'aria-label': use.isNamed ? undefined : wordsOf(given.placeholder) || 'Text',
    'aria-required': use.isNamed && !use.isOptional ? 'true' : undefined,
  };
  const field = isLong
    ? element('textarea', { ...shape, rows: '4' })
    : element('input', { autocomplete: 'off', ...(KINDS[String(given.type)] ?? { type: 'text' }), ...shape });
  field.value = typedIn(use.entry);
  const room = element('span', { class: 'room', role: 'status' });
  const count = (): void => {
    const left = roomLeft(field.value, given.max_length);
    room.textContent = left === undefined ? '' : String(left);
    room.classList.toggle('over', left !== undefined && left < 0);
    if (left !== undefined) room.ariaLabel = left < 0 ? `${-left} characters too many` : `${left} characters left`;
  };
  count();
  field.addEventListener('input', count);
  const node = element('div', { class: 'field' }, field, room);
  if (settle) tellWhenTyped(field, given.dispatch_action_config, settle);
  return { node, target: field, read: () => field.value, snapshot: () => backTo(field) };
}

function tellWhenTyped(field: HTMLInputElement | HTMLTextAreaElement, config: unknown, settle: () => void): void {
  const when = (config as { trigger_actions_on?: unknown } | undefined)?.trigger_actions_on;
  const moments = Array.isArray(when) ? when : ['on_enter_pressed'];
  field.addEventListener('keydown', (event) => {
    const { key, shiftKey, ctrlKey, metaKey, isComposing } = event as KeyboardEvent;
    if (key !== 'Enter' || shiftKey || ctrlKey || metaKey || isComposing || !moments.includes('on_enter_pressed')) return;
    event.preventDefault();
    settle();
  });
  let pause: ReturnType<typeof setTimeout> | undefined;
  if (moments.includes('on_character_entered'))
    field.addEventListener('input', () => {
      clearTimeout(pause);
      pause = setTimeout(settle, PAUSE_MS);
    });
}

const PICKERS: Record<string, { type: string; held: string; label: string }> = {
  datepicker: { type: 'date', held: 'selected_date', label: 'Date' },
  timepicker: { type: 'time', held: 'selected_time', label: 'Time' },
  datetimepicker: { type: 'datetime-local', held: 'selected_date_time', label: 'Date and time' },
};

/** A date, a time, or a moment in the person's own time zone, which the app gets in epoch seconds. */
export function dateField(use: Use): Control {
  const kind = PICKERS[String(use.element.type)] ?? { type: 'date', held: 'selected_date', label: 'Date' };
  const zone = shared.seen?.me.timeZone ?? 'UTC';
  const isMoment = kind.type === 'datetime-local';
  const given = use.entry[kind.held];
  const held = isMoment ? (typeof given === 'number' ? localTime(given, zone) : '') : typeof given === 'string' ? given : '';
  const field = element('input', {
    id: use.id,
    type: kind.type,
    'aria-label': use.isNamed ? undefined : wordsOf(use.element.placeholder) || kind.label,
    'aria-required': use.isNamed && !use.isOptional ? 'true' : undefined,
  });
  field.value = held;
  if (use.settle) tellWhenPicked(field, use.settle);
  const moment = (): string | null => {
    // What was not touched stays the moment it was, also in the hour that comes twice.
    const chosen = field.value === held && typeof given === 'number' ? given : momentOf(field.value, zone);
    return chosen === null ? null : String(chosen);
  };
  return {
    node: element(
      'div',
      { class: 'field picked' },
      field,
      isMoment && element('span', { class: 'quiet' }, zone.replaceAll('_', ' ')),
    ),
    target: field,
    read: () => (isMoment ? moment() : field.value || null),
    snapshot: () => backTo(field),
  };
}

/** While a date is typed every digit makes another one: only where the person stops, or leaves, is it told. */
function tellWhenPicked(field: HTMLInputElement, settle: () => void): void {
  let pause: ReturnType<typeof setTimeout> | undefined;
  let isChanged = false;
  const tell = (): void => {
    clearTimeout(pause);
    if (!isChanged || /^0\d{3}-/.test(field.value)) return;
    isChanged = false;
    settle();
  };
  field.addEventListener('change', () => {
    isChanged = true;
    clearTimeout(pause);
    pause = setTimeout(tell, 2 * PAUSE_MS);
  });
  field.addEventListener('blur', tell);
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    tell();
  });
}

function backTo(field: HTMLInputElement | HTMLTextAreaElement): () => void {
  const { value } = field;
  return () => {
    field.value = value;
  };
}
