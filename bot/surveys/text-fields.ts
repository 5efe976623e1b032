// What the forms in which a survey is written have in common.
import { cut } from '#bot/slack/escape.ts';
import type { FieldName } from '#bot/slack/form-parts.ts';
import type { Survey, Translated } from '#surveys/survey.ts';
import { textIn } from '#surveys/wording.ts';

export const field = (blockId: string): FieldName => ({ blockId, actionId: 'value' });

/** What stands in a field already; Slack takes no empty text. */
export const shown = (text: string): { text?: string } => (text === '' ? {} : { text });

/** What stands for an empty field: the text that is read instead. */
export function instead(survey: Survey, text: Translated | undefined): { placeholder?: string } {
  const words = text ? cut(textIn(text, survey.language, survey).replaceAll(/\s+/g, ' '), 140) : '';
  return words === '' ? {} : { placeholder: words };
}
