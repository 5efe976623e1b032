import {
  checkField,
  choice,
  dayField,
  emailField,
  fileField,
  listField,
  manyField,
  personField,
  textField,
} from '#bot/slack/form-parts.ts';
import type { Answers, FormField } from './form-fields.ts';
import { FIELD_ACTION, fieldBlockId, LONGEST_ANSWER, MOST_FILES } from './reading.ts';

type FieldBlock = ReturnType<typeof textField>;

/**
 * The fields of a form as blocks of a modal, filled in with what was answered before; `decimalMark` is the reader's own
 * (`words.formFields.decimalMark`), so that a number that is sent back as it stands is the same number.
 */
export function fieldBlocks(fields: FormField[], answers: Answers = {}, decimalMark = '.'): FieldBlock[] {
  return fields.map((field) => {
    const answer = Object.hasOwn(answers, field.id) ? answers[field.id] : undefined;
    const isNumber = field.kind === 'number' && typeof answer === 'string';
    return fieldBlock(field, isNumber ? answer.replace('.', decimalMark) : answer);
  });
}

/** Of as few, all are in sight. */
const MOST_BOXES = 8;

function fieldBlock(field: FormField, answer: string | string[] | undefined): FieldBlock {
  const name = { blockId: fieldBlockId(field.id), actionId: FIELD_ACTION };
  const { label, hint, isOptional } = field;
  const label_ = { label, ...(hint ? { hint } : {}), ...(isOptional ? { isOptional } : {}) };
  const text = typeof answer === 'string' ? { text: answer } : {};
  const chosen = typeof answer === 'string' ? { chosen: answer } : {};
  switch (field.kind) {
    case 'text':
    case 'long text':
      return textField(name, { ...label_, ...text, longest: LONGEST_ANSWER[field.kind], isLong: field.kind === 'long text' });
    case 'number':
      return textField(name, { ...label_, ...text, longest: LONGEST_ANSWER.number });
    case 'e-mail':
      return emailField(name, { ...label_, ...text });
    case 'date':
      return dayField(name, { ...label_, ...chosen });
    case 'person':
      return personField(name, { ...label_, ...chosen });
    case 'choice':
      return listField(name, { ...label_, ...chosen, options: optionsOf(field) });
    case 'many': {
      const several = Array.isArray(answer) ? answer : [];
      const isShort = field.options.length <= MOST_BOXES;
      return isShort && several.length === 0
        ? checkField(name, { ...label_, options: optionsOf(field) })
        : manyField(name, { ...label_, chosen: several, options: optionsOf(field) });
    }
    case 'file':
      return fileField(name, { ...label_, most: MOST_FILES });
  }
}

const optionsOf = ({ options }: FormField) => options.map((option) => choice(option, option));
