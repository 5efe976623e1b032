import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { freeIdFrom } from '#surveys/ids.ts';
import { type DefinitionProblem, hasOptions, MOST_FIELDS, readField } from './definition.ts';
import type { FormField } from './form-fields.ts';

/** One change of a form that is being made: of the field with this id, to where it is or what it says. */
export const FieldEdit = z.union([
  z.object({ move: z.enum(['up', 'down', 'remove']), id: z.string() }),
  z.object({ move: z.literal('put'), id: z.string().optional(), field: z.unknown() }),
]);
export type FieldEdit = z.infer<typeof FieldEdit>;

/** What a lead typed of one field. */
export type TypedField = { label: string; kind: string; hint: string; isOptional: boolean; options: string };

/** The fields after one change. Throws a sentence when the field is gone, or there is no room for another. */
export function editFields(fields: FormField[], edit: FieldEdit): FormField[] {
  if (edit.move === 'put') return put(fields, edit.id, edit.field);
  const at = indexOf(fields, edit.id);
  const [field] = fields.slice(at, at + 1);
  if (!field) return fields;
  const others = fields.filter((_, index) => index !== at);
  if (edit.move === 'remove') return others;
  return others.toSpliced(Math.max(0, edit.move === 'up' ? at - 1 : at + 1), 0, field);
}

function put(fields: FormField[], id: string | undefined, given: unknown): FormField[] {
  const read = readField({ ...asObject(given), id: id ?? newFieldId(fields, asObject(given).label) }, 'field');
  if ('problems' in read) throw new UserError('wrong_field', read.problems.map(({ sentence }) => sentence).join(' '));
  if (id !== undefined) return fields.with(indexOf(fields, id), read.field);
  if (fields.length >= MOST_FIELDS) throw new UserError('too_many_fields', `A form has ${MOST_FIELDS} fields at most.`);
  return [...fields, read.field];
}

function indexOf(fields: FormField[], id: string): number {
  const at = fields.findIndex((field) => field.id === id);
  if (at < 0) throw new UserError('no_field', 'That field is not there any more. Please look at the form again.');
  return at;
}

const asObject = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? { ...value } : {});

/** Made from the label, so that an export can be read; never that of another field of the form. */
function newFieldId(fields: FormField[], label: unknown): string {
  return freeIdFrom(typeof label === 'string' ? label : '', 'field', new Set(fields.map(({ id }) => id)));
}

/** What was typed as a field, or what is wrong with it, under the names of what was typed. */
export function readTyped(typed: TypedField, id: string | undefined): { field: FormField } | { problems: DefinitionProblem[] } {
  const isList = hasOptions(typed.kind as FormField['kind']);
  const options = typed.options
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const { label, kind, hint, isOptional } = typed;
  const read = readField(
    { id: id ?? 'new', label, kind, isOptional, options: isList ? options : [], ...(hint.trim() === '' ? {} : { hint }) },
    'field',
  );
  if ('field' in read && !isList && options.length > 0)
    return { problems: [{ path: 'field.options', sentence: 'Only “one of a list” and “several of a list” have choices.' }] };
  return read;
}
