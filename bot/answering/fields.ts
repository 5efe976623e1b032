import {
  checkField,
  choice,
  dayField,
  type FieldName,
  listField,
  manyField,
  radioField,
  textField,
} from '#bot/slack/form-parts.ts';
import { type Answer, type Answers, MOST, type Question, type Survey } from '#surveys/survey.ts';
import { textIn } from '#surveys/wording.ts';
import type { Reader } from './asked.ts';
import { chosenValues, numberText, optionsOf } from './question-words.ts';

/** Of as few, all are in sight: Slack has no more radio buttons or boxes. */
const MOST_IN_SIGHT = 10;
const LONGEST_NUMBER = 40;

const ACTION = 'value';
/** Where the answer to a question is in the form, and where what is written under "something else" is. */
export const fieldOfQuestion = ({ id }: Question): FieldName => ({ blockId: `q:${id}`, actionId: ACTION });
export const otherField = ({ id }: Question): FieldName => ({ blockId: `q:${id}:other`, actionId: ACTION });

type FieldBlock = ReturnType<typeof textField>;

/** The questions of one page as fields, filled in with what was answered before. */
export function questionFields(survey: Survey, questions: Question[], answers: Answers, reader: Reader): FieldBlock[] {
  return questions.flatMap((question) => {
    const answer = Object.hasOwn(answers, question.id) ? answers[question.id] : undefined;
    const label = {
      label: textIn(question.label, reader.language, survey),
      ...(question.help ? { hint: textIn(question.help, reader.language, survey) } : {}),
      ...(question.isRequired ? {} : { isOptional: true }),
    };
    const field = questionField(survey, question, label, answer, reader);
    return 'hasOther' in question && question.hasOther ? [field, otherWords(question, label.label, answer, reader)] : [field];
  });
}

type Labelled = { label: string; hint?: string; isOptional?: boolean };

function questionField(
  survey: Survey,
  question: Question,
  label: Labelled,
  answer: Answer | undefined,
  reader: Reader,
): FieldBlock {
  const name = fieldOfQuestion(question);
  const text = typeof answer === 'string' ? { text: answer } : {};
  switch (question.kind) {
    case 'text':
      return textField(name, { ...label, ...text, longest: MOST.shortText });
    case 'long-text':
      return textField(name, { ...label, ...text, longest: MOST.text, isLong: true });
    case 'number': {
      const typed = typeof answer === 'number' ? { text: numberText(answer, reader.words) } : {};
      return textField(name, { ...label, ...typed, longest: LONGEST_NUMBER });
    }
    case 'date':
      return dayField(name, { ...label, ...(typeof answer === 'string' ? { chosen: answer } : {}) });
    default: {
      const options = (optionsOf(survey, question, reader) ?? []).map(({ value, label: words }) => choice(words, value));
      const isInSight = options.length <= MOST_IN_SIGHT;
      const chosen = chosenValues(answer);
      if (question.kind === 'many') return (isInSight ? checkField : manyField)(name, { ...label, options, chosen });
      const one = chosen[0] === undefined ? {} : { chosen: chosen[0] };
      return (isInSight ? radioField : listField)(name, { ...label, options, ...one });
    }
  }
}

function otherWords(question: Question, label: string, answer: Answer | undefined, { words }: Reader): FieldBlock {
  const text = typeof answer === 'object' && answer.other !== undefined ? { text: answer.other } : {};
  return textField(otherField(question), {
    label: words.answering.otherLabel(label),
    longest: MOST.shortText,
    isOptional: true,
    ...text,
  });
}
