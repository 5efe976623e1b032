import { context } from '#bot/slack/block-parts.ts';
import { cut, fromInput } from '#bot/slack/escape.ts';
import {
  channelField,
  checkField,
  choice,
  dayField,
  form,
  listField,
  momentField,
  peopleField,
  personField,
  textField,
} from '#bot/slack/form-parts.ts';
import { fieldOf } from '#bot/slack/payloads.ts';
import type { ToolDraft } from './draft.ts';
import { settingAt, type Typed } from './section-reading.ts';
import { FORMS, type Input, type Section } from './sections.ts';

export const SAVE_SECTION = 'tools.section-form';

/** What a form can name: desks and organisations, by id and name. */
export type FormNames = { desks: Named[]; organisations: Named[] };
type Named = { id: string; name: string };

const nameOf = (input: Input) => ({ blockId: input.path, actionId: 'value' });

/** One part of a tool, filled in; `metadata` says which tool, and what it was when this was opened. */
export function sectionForm({
  section,
  draft,
  names,
  metadata,
  title,
  isNew = false,
}: {
  section: Section;
  draft: ToolDraft;
  names: FormNames;
  metadata: string;
  title?: string;
  isNew?: boolean;
}) {
  const { inputs, title: usual } = FORMS[section];
  return form({
    callbackId: SAVE_SECTION,
    title: title ?? usual,
    submit: isNew ? 'Add it' : 'Save',
    close: 'Back',
    metadata,
    blocks: [
      ...inputs.map((input) => inputBlock(input, settingAt(draft, input.path), names)),
      ...(isNew ? [context('Seats, terms, approval and everything else follow when this is saved.')] : []),
    ],
  });
}

function inputBlock(input: Input, value: unknown, names: FormNames) {
  const name = nameOf(input);
  const { label, hint, isOptional } = input;
  const label_ = { label, ...(hint ? { hint } : {}), ...(isOptional ? { isOptional } : {}) };
  const text = textOf(input, value, names);
  const typed = text === '' ? {} : { text };
  const chosen = typeof value === 'string' ? { chosen: value } : {};
  switch (input.kind) {
    case 'line':
    case 'long':
      return textField(name, { ...label_, ...typed, longest: input.longest, isLong: input.kind === 'long' });
    case 'number':
    case 'numbers':
      return textField(name, { ...label_, ...typed, longest: 60 });
    case 'lines':
    case 'links':
    case 'organisations':
      return textField(name, { ...label_, ...typed, longest: 3000, isLong: true });
    case 'person':
      return personField(name, { ...label_, ...chosen });
    case 'people':
      return peopleField(name, { ...label_, most: 20, chosen: Array.isArray(value) ? value.map(String) : [] });
    case 'channel':
      return channelField(name, { ...label_, ...chosen });
    case 'day':
      return dayField(name, { ...label_, ...chosen });
    case 'moment':
      return momentField(name, { ...label_, ...(typeof value === 'string' ? { at: new Date(value) } : {}) });
    case 'desk':
      return listField(name, {
        ...label_,
        ...chosen,
        options: names.desks.slice(0, 100).map((desk) => choice(desk.name, desk.id)),
      });
    case 'one of': {
      const options = Object.entries(input.options).map(([id, words]) => choice(words, id));
      const first = typeof value === 'string' ? value : input.otherwise;
      return listField(name, { ...label_, options, ...(first ? { chosen: first } : {}) });
    }
    case 'yes':
      return checkField(name, { ...label_, areChosen: value === true, options: [choice(input.option, 'yes')] });
  }
}

/** A setting as it is typed. */
function textOf(input: Input, value: unknown, { organisations }: FormNames): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (!Array.isArray(value)) return '';
  if (input.kind === 'numbers') return value.join(', ');
  const nameById = new Map(organisations.map(({ id, name }) => [id, name]));
  const lines = value.map((one: unknown) => {
    if (input.kind === 'links') return `${settingAt(one, 'label')} ${settingAt(one, 'url')}`;
    return input.kind === 'organisations' ? (nameById.get(String(one)) ?? String(one)) : String(one);
  });
  return cut(lines.join('\n'), 3000);
}

/** What is in one input of a form that was sent. */
export function typedIn(view: Parameters<typeof fieldOf>[0]): (path: string) => Typed {
  return (path) => {
    const field = fieldOf(view, { blockId: path, actionId: 'value' });
    const options = field.selected_options?.map(({ value }) => value) ?? [];
    const at = field.selected_date_time;
    const chosen =
      field.selected_option?.value ?? field.selected_user ?? field.selected_conversation ?? field.selected_date ?? '';
    return {
      text: fromInput(field.value ?? '').trim(),
      chosen,
      several: field.selected_users ?? options,
      at: typeof at === 'number' && at > 0 && at < 9_999_999_999 ? new Date(at * 1000) : null,
    };
  };
}
