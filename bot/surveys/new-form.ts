import { context } from '#bot/slack/block-parts.ts';
import { cut, fromInput } from '#bot/slack/escape.ts';
import { choice, form, listField, textField } from '#bot/slack/form-parts.ts';
import { fieldOf } from '#bot/slack/payloads.ts';
import { LANGUAGES } from '#bot/words/words.ts';
import { MOST } from '#surveys/survey.ts';
import { CREATE_SURVEY, NEW_FROM_FILE } from './action-ids.ts';
import { languageName } from './question-words.ts';
import type { Sources } from './sources.ts';
import { field } from './text-fields.ts';

const SOURCE = field('source');
const NAME = field('name');
const LANGUAGE = field('language');

/** What a new survey begins with: nothing, a ready one, or a copy of one of ours. */
export function newForm({ empty, ready, ours }: Sources, chosen: string, language: string) {
  const options = [empty, ...ready, ...ours].map(({ source, name }) => choice(name, source));
  return form({
    callbackId: CREATE_SURVEY,
    title: 'New survey',
    submit: 'Make it',
    metadata: '',
    blocks: [
      listField(SOURCE, { label: 'What does it begin with?', options, chosen }),
      textField(NAME, {
        label: 'What do staff call it?',
        hint: 'Left empty, it is called like what it begins with.',
        longest: MOST.name,
        isOptional: true,
      }),
      listField(LANGUAGE, {
        label: 'In which language do you write it?',
        hint: 'Others can be added to every text. A copy keeps its own.',
        options: Object.keys(LANGUAGES).map((one) => choice(languageName(one), one)),
        chosen: language,
      }),
      context('Nobody is asked before you send it.'),
      {
        type: 'actions' as const,
        block_id: 'file',
        elements: [
          {
            type: 'button' as const,
            action_id: NEW_FROM_FILE,
            text: { type: 'plain_text' as const, text: 'From a JSON file instead…' },
            value: 'file',
          },
        ],
      },
    ],
  });
}

export type TypedNew = { source: string; name: string; language: string };

/** What was chosen in `newForm`. */
export function newIn(view: Parameters<typeof fieldOf>[0]): TypedNew {
  return {
    source: fieldOf(view, SOURCE).selected_option?.value ?? '',
    name: fromInput(fieldOf(view, NAME).value ?? '').trim(),
    language: fieldOf(view, LANGUAGE).selected_option?.value ?? '',
  };
}

export const newErrors = (problems: { path: string; sentence: string }[]) => ({
  [NAME.blockId]: cut(problems.map(({ sentence }) => sentence).join(' '), 600),
});
