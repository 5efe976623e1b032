import { z } from 'zod';
import { FIELD_KINDS, FormField } from './form-fields.ts';

/** What is wrong with something that was defined, and where: `fields.2.options`. */
export type DefinitionProblem = { path: string; sentence: string };

/** With room for what else stands in the form. */
export const MOST_FIELDS = 40;
const LONGEST_LABEL = 150;
const HAS_OPTIONS: readonly FormField['kind'][] = ['choice', 'many'];
export const hasOptions = (kind: FormField['kind']): boolean => HAS_OPTIONS.includes(kind);

/** A form's fields from anything at all, or everything that is wrong with them; `at` is where they are. */
export function readFields(value: unknown, at = 'fields'): { fields: FormField[] } | { problems: DefinitionProblem[] } {
  if (!Array.isArray(value)) return { problems: [{ path: at, sentence: 'The fields of a form are a list.' }] };
  if (value.length > MOST_FIELDS)
    return { problems: [{ path: at, sentence: `A form has ${MOST_FIELDS} fields at most; these are ${value.length}.` }] };
  const problems: DefinitionProblem[] = [];
  const fields: FormField[] = [];
  const seen = new Map<string, number>();
  for (const [index, one] of value.entries()) {
    const read = readField(one, `${at}.${index}`);
    if ('problems' in read) {
      problems.push(...read.problems);
      continue;
    }
    const twin = seen.get(read.field.id);
    if (twin === undefined) seen.set(read.field.id, index);
    else
      problems.push({ path: `${at}.${index}.id`, sentence: `The id “${read.field.id}” is that of field ${twin + 1} already.` });
    fields.push(read.field);
  }
  return problems.length > 0 ? { problems } : { fields };
}

const Loose = z.object({
  id: z.unknown(),
  label: z.unknown(),
  kind: z.unknown(),
  hint: z.unknown().optional(),
  isOptional: z.unknown().optional(),
  options: z.unknown().optional(),
});

/** One field; whatever else it holds is left out. */
export function readField(value: unknown, at: string): { field: FormField } | { problems: DefinitionProblem[] } {
  const loose = Loose.safeParse(value);
  if (!loose.success) return { problems: [{ path: at, sentence: 'A field has an id, a label and a kind.' }] };
  const { id, label, kind, hint, isOptional = false, options = [] } = loose.data;
  const problems: DefinitionProblem[] = [];
  const demand = (isGood: boolean, name: string, sentence: string) => {
    if (!isGood) problems.push({ path: `${at}.${name}`, sentence });
  };
  const text = typeof label === 'string' ? label.trim() : '';
  demand(typeof id === 'string' && /^[a-z0-9-]{1,40}$/.test(id), 'id', 'An id is made of a–z, 0–9 and -, at most 40 of them.');
  demand(text !== '', 'label', 'Please say what is asked.');
  demand(text.length <= LONGEST_LABEL, 'label', `Please keep this to ${LONGEST_LABEL} characters.`);
  const known = FIELD_KINDS.find((one) => one === kind);
  demand(known !== undefined, 'kind', `A field is one of: ${FIELD_KINDS.join(', ')}.`);
  demand(hint == null || (typeof hint === 'string' && hint.length <= 300), 'hint', 'Please keep this to 300 characters.');
  demand(typeof isOptional === 'boolean', 'isOptional', 'This is true or false.');
  const choices = known && hasOptions(known) ? options : [];
  const wrong = optionsProblem(choices, known !== undefined && hasOptions(known));
  demand(wrong === undefined, 'options', wrong ?? '');
  if (problems.length > 0) return { problems };
  const trimmed = typeof hint === 'string' ? hint.trim() : '';
  const field = { id, label: text, kind, isOptional, options: choices, ...(trimmed === '' ? {} : { hint: trimmed }) };
  const parsed = FormField.safeParse(field);
  return parsed.success ? { field: parsed.data } : { problems: [{ path: at, sentence: 'This is not a field.' }] };
}

function optionsProblem(options: unknown, areNeeded: boolean): string | undefined {
  if (!areNeeded) return undefined;
  const parsed = z.array(z.string()).safeParse(options);
  if (!parsed.success) return 'The choices are a list of texts.';
  if (parsed.data.length === 0) return 'There has to be something to choose: please add a choice a line.';
  if (parsed.data.length > 100) return 'A list holds 100 choices at most.';
  if (parsed.data.join('\n').length > 3000) return 'These are too many letters for one list; please shorten some.';
  const empty = parsed.data.find((one) => one.trim() === '' || one !== one.trim() || /[\r\n]/.test(one));
  if (empty !== undefined) return 'A choice is one line that is not empty.';
  const long = parsed.data.find((one) => one.length > 75);
  if (long !== undefined) return `“${long.slice(0, 40)}…” is too long: Slack shows 75 characters of a choice.`;
  const twice = parsed.data.find((one, index) => parsed.data.indexOf(one) !== index);
  return twice === undefined ? undefined : `“${twice}” is there twice.`;
}
