// A small editor for the fields of a form, in modals: whoever keeps the form registers the buttons under names of their own
// (`editorIds`), carries each change out in a rule of their own (`editFields`), and shows the list again.
import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { button, context, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, fromInput } from '#bot/slack/escape.ts';
import { checkField, choice, form, listField, textField } from '#bot/slack/form-parts.ts';
import { fieldOf, jsonIn } from '#bot/slack/payloads.ts';
import { hasOptions, MOST_FIELDS } from './definition.ts';
import type { TypedField } from './editing.ts';
import { FIELD_KINDS, type FormField } from './form-fields.ts';

/** The ids of one keeper's editor; `room` is theirs, such as `tools`. */
export function editorIds(room: string) {
  return {
    list: `${room}.fields`,
    add: `${room}.field-add`,
    edit: `${room}.field-edit`,
    up: `${room}.field-up`,
    down: `${room}.field-down`,
    remove: `${room}.field-remove`,
    save: `${room}.field-form`,
  };
}
export type EditorIds = ReturnType<typeof editorIds>;

const WhichField = z.object({ of: z.string().min(1).max(200), id: z.string().max(60).optional() });
/** Which form (`of`), and which of its fields. */
export type WhichField = z.infer<typeof WhichField>;

/** In a button's value or a form's metadata, which anybody can have written. */
export function whichField(value: unknown): WhichField {
  const parsed = WhichField.safeParse(jsonIn(value));
  if (!parsed.success) throw new UserError('no_field', 'That field cannot be found. Please open the form again.');
  return parsed.data;
}

const KIND_WORDS: Record<FormField['kind'], string> = {
  text: 'a line of text',
  'long text': 'a longer text',
  number: 'a number',
  date: 'a day',
  choice: 'one of a list',
  many: 'several of a list',
  person: 'a person in Slack',
  file: 'files',
  'e-mail': 'an e-mail address',
};

type Editing = { ids: EditorIds; of: string; name: string; fields: FormField[]; done?: string };

/** The fields of a form in order, each with what can be done with it. */
export function fieldList({ ids, of, name, fields, done }: Editing) {
  const which = (id?: string) => JSON.stringify({ of, ...(id === undefined ? {} : { id }) });
  const lines = fields.flatMap((field, index) => [
    section(`*${index + 1}. ${escapeText(field.label)}*${field.isOptional ? ' (may be left empty)' : ''}\n${aboutOf(field)}`),
    {
      type: 'actions' as const,
      block_id: `field:${field.id}`,
      elements: [
        button(ids.edit, 'Edit', which(field.id)),
        ...(index > 0 ? [button(ids.up, 'Up', which(field.id))] : []),
        ...(index < fields.length - 1 ? [button(ids.down, 'Down', which(field.id))] : []),
        { ...button(ids.remove, 'Remove', which(field.id)), confirm: removing(field) },
      ],
    },
  ]);
  const isFull = fields.length >= MOST_FIELDS;
  return form({
    callbackId: ids.list,
    title: 'What is asked',
    close: 'Back',
    metadata: which(),
    blocks: [
      section(
        `${done ? `:white_check_mark: ${done}\n` : ''}What members fill in when they ask for *${cut(escapeText(name), 150)}*.`,
      ),
      ...(fields.length === 0 ? [section('Nothing yet: they press one button.')] : lines),
      isFull
        ? context(`A form has ${MOST_FIELDS} fields at most.`)
        : { type: 'actions' as const, block_id: 'add', elements: [button(ids.add, 'Add a field', which())] },
    ],
  });
}

function aboutOf({ kind, options, hint }: FormField): string {
  const choices = hasOptions(kind) ? `: ${escapeText(cut(options.join(', '), 150))}` : '';
  return `${KIND_WORDS[kind]}${choices}${hint ? `\n_${escapeText(cut(hint.replaceAll(/[\s_]+/g, ' '), 150))}_` : ''}`;
}

const removing = ({ label }: FormField) => ({
  title: plain('Remove this field?'),
  text: plain(cut(`“${label}” is not asked any more. What was answered already is kept, but not shown.`, 300)),
  confirm: plain('Remove'),
  deny: plain('Keep it'),
});

const LABEL = { blockId: 'label', actionId: 'value' };
const KIND = { blockId: 'kind', actionId: 'value' };
const HINT = { blockId: 'hint', actionId: 'value' };
const OPTIONS = { blockId: 'options', actionId: 'value' };
const NEED = { blockId: 'isOptional', actionId: 'value' };

/** The form for a new field, or for one that is there. */
export function fieldForm({ ids, of, field }: { ids: EditorIds; of: string; field?: FormField }) {
  const kinds = FIELD_KINDS.map((kind) => choice(KIND_WORDS[kind], kind));
  return form({
    callbackId: ids.save,
    title: field ? 'Edit a field' : 'Add a field',
    submit: 'Save',
    metadata: JSON.stringify({ of, ...(field ? { id: field.id } : {}) }),
    blocks: [
      textField(LABEL, { label: 'What do you ask?', longest: 150, isFirst: true, ...(field ? { text: field.label } : {}) }),
      listField(KIND, { label: 'What is the answer?', options: kinds, chosen: field?.kind ?? 'text' }),
      textField(OPTIONS, {
        label: 'What is there to choose?',
        hint: 'Only for lists: one choice a line.',
        longest: 3000,
        isLong: true,
        isOptional: true,
        ...(field && field.options.length > 0 ? { text: field.options.join('\n') } : {}),
      }),
      textField(HINT, {
        label: 'A hint below the field',
        longest: 300,
        isOptional: true,
        ...(field?.hint ? { text: field.hint } : {}),
      }),
      checkField(NEED, {
        label: 'Must it be filled in?',
        isOptional: true,
        areChosen: field?.isOptional ?? false,
        options: [choice('It may be left empty', 'optional')],
      }),
    ],
  });
}

/** What was typed in `fieldForm`. */
export function typedField(view: Parameters<typeof fieldOf>[0]): TypedField {
  const text = (name: typeof LABEL) => fromInput(fieldOf(view, name).value ?? '').trim();
  return {
    label: text(LABEL),
    kind: fieldOf(view, KIND).selected_option?.value ?? '',
    hint: text(HINT),
    options: text(OPTIONS),
    isOptional: (fieldOf(view, NEED).selected_options ?? []).length > 0,
  };
}

/** A field's problems under the inputs of `fieldForm`. */
export function fieldErrors(problems: { path: string; sentence: string }[]): Record<string, string> {
  const inputs = [LABEL, KIND, OPTIONS, HINT, NEED].map(({ blockId }) => blockId);
  return Object.fromEntries(
    problems.map(({ path, sentence }) => {
      const name = path.split('.').at(-1) ?? '';
      return [inputs.includes(name) ? name : LABEL.blockId, sentence];
    }),
  );
}
