import { z } from 'zod';
import type { Words } from '#bot/words/words.ts';
import { readDay, readNumber } from '#surveys/typed-values.ts';
import type { Answers, FormField } from './form-fields.ts';
import { readAddress } from './values.ts';

/** Where a field's block is in what Slack sends; the same in every form, whatever else is in it. */
export const fieldBlockId = (fieldId: string): string => `field:${fieldId}`;
export const FIELD_ACTION = 'value';

export const LONGEST_ANSWER: Record<'text' | 'long text' | 'number', number> = { text: 300, 'long text': 3000, number: 40 };
export const MOST_FILES = 5;

type Formal = Words['formFields'];
type One = { answer: string | string[] } | { sentence: string } | undefined;

/**
 * What somebody filled in, from `view.state.values`; or for every field that cannot be taken a sentence, under its block.
 *
 * Nothing in the payload is believed: what was not on the form is left out, and what is chosen has to be among the choices.
 */
export function readAnswers(
  fields: FormField[],
  values: unknown,
  words: Formal,
): { answers: Answers } | { errors: Record<string, string> } {
  const answers: Answers = {};
  const errors: Record<string, string> = {};
  for (const field of fields) {
    const read = readField(field, entryOf(values, field.id), words);
    if (read === undefined) {
      if (!field.isOptional) errors[fieldBlockId(field.id)] = words.missing;
    } else if ('sentence' in read) errors[fieldBlockId(field.id)] = read.sentence;
    else answers[field.id] = read.answer;
  }
  return Object.keys(errors).length > 0 ? { errors } : { answers };
}

const Entry = z.object({
  value: z.string().nullish().catch(null),
  selected_date: z.string().nullish().catch(null),
  selected_user: z.string().nullish().catch(null),
  selected_option: z.object({ value: z.string() }).nullish().catch(null),
  selected_options: z
    .array(z.object({ value: z.string() }))
    .nullish()
    .catch(null),
  files: z
    .array(z.object({ id: z.string(), name: z.string().nullish() }))
    .nullish()
    .catch(null),
});
type Entry = z.infer<typeof Entry>;
const Values = z.record(z.string(), z.unknown());

function entryOf(values: unknown, fieldId: string): Entry {
  const block = own(values, fieldBlockId(fieldId));
  const parsed = Entry.safeParse(own(block, FIELD_ACTION));
  return parsed.success ? parsed.data : {};
}

function own(from: unknown, name: string): unknown {
  const parsed = Values.safeParse(from);
  return parsed.success && Object.hasOwn(parsed.data, name) ? parsed.data[name] : undefined;
}

/** Undefined for what was left empty. */
function readField(field: FormField, entry: Entry, words: Formal): One {
  const typed = clean(entry.value ?? '');
  switch (field.kind) {
    case 'text':
    case 'long text':
      return typed === '' ? undefined : within(typed, LONGEST_ANSWER[field.kind], words);
    case 'number':
      return typed === '' ? undefined : orSentence(readNumber(typed, words.decimalMark), words.notANumber(shown(typed)));
    case 'e-mail':
      return typed === '' ? undefined : orSentence(readAddress(typed), words.notAnAddress(shown(typed)));
    case 'date':
      return entry.selected_date ? orSentence(readDay(entry.selected_date), words.notADay) : undefined;
    case 'person':
      return entry.selected_user ? orSentence(personId(entry.selected_user), words.notAPerson) : undefined;
    case 'choice': {
      const chosen = entry.selected_option?.value;
      return chosen
        ? orSentence(
            field.options.find((option) => option === chosen),
            words.notAChoice,
          )
        : undefined;
    }
    case 'many': {
      const chosen = [...new Set((entry.selected_options ?? []).map(({ value }) => value))];
      if (chosen.length === 0) return undefined;
      return orSentence(chosen.every((one) => field.options.includes(one)) ? chosen : undefined, words.notAChoice);
    }
    case 'file':
      return readFiles(entry.files ?? [], words);
  }
}

function readFiles(files: NonNullable<Entry['files']>, words: Formal): One {
  if (files.length === 0) return undefined;
  if (files.length > MOST_FILES) return { sentence: words.tooManyFiles(MOST_FILES) };
  if (files.some(({ id }) => !/^F[A-Z0-9]{1,40}$/.test(id))) return { sentence: words.notAFile };
  return { answer: files.map(({ id, name }) => fileAnswer({ id, name: clean(name ?? '').slice(0, 200) })) };
}

/** A file as it is kept among answers: Slack's id of it, and its name. */
function fileAnswer({ id, name }: { id: string; name: string }): string {
  return `${id} ${name}`.trim();
}

export function fileIn(answer: string): { id: string; name: string } {
  const [id = '', ...name] = answer.split(' ');
  return { id, name: name.join(' ') };
}

const personId = (id: string) => (/^[UW][A-Z0-9]{1,99}$/.test(id) ? id : undefined);

function within(text: string, most: number, words: Formal): One {
  return [...text].length <= most ? { answer: text } : { sentence: words.tooLong(most) };
}

function orSentence(answer: string | string[] | undefined, sentence: string): One {
  return answer === undefined ? { sentence } : { answer };
}

/** PostgreSQL stores neither NUL nor half of a surrogate pair. */
function clean(text: string): string {
  return text.replaceAll('\0', '').toWellFormed().trim();
}

function shown(typed: string): string {
  const letters = [...typed.replaceAll(/\s+/g, ' ')];
  return letters.length > 40 ? `${letters.slice(0, 39).join('')}…` : letters.join('');
}
