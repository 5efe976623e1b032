// The ids of what can be pressed while a survey is built, and what presses and forms carry.
import { z } from 'zod';
import { UserError } from '#bot/errors.ts';
import { jsonIn, RowId } from '#bot/slack/payloads.ts';
import { QUESTION_KINDS } from '#surveys/survey.ts';

/** With `.back`, `.on`, `.away` or `.in-use` after it; the value is where the list is then. */
export const SHOW_LIST = 'surveys.list';
export const OPEN_SURVEY = 'surveys.open';
export const NEW_SURVEY = 'surveys.new';
export const COPY_SURVEY = 'surveys.copy';
export const CREATE_SURVEY = 'surveys.create';
export const NEW_FROM_FILE = 'surveys.new-from-file';
export const TURN_PAGE = 'surveys.page';
export const TURN_BACK = 'surveys.page-back';
export const CHOOSE_LANGUAGE = 'surveys.language';
export const ADD_QUESTION = 'surveys.question-add';
export const CHOOSE_KIND = 'surveys.question-kind';
export const EDIT_QUESTION = 'surveys.question-edit';
export const SAVE_QUESTION = 'surveys.question-save';
export const MOVE_UP = 'surveys.question-up';
export const MOVE_DOWN = 'surveys.question-down';
export const REMOVE_QUESTION = 'surveys.question-remove';
export const EDIT_CONDITIONS = 'surveys.conditions';
export const SAVE_CONDITIONS = 'surveys.conditions-save';
export const SAVE_CONDITION = 'surveys.condition-save';
export const EDIT_TEXTS = 'surveys.texts';
export const SAVE_TEXTS = 'surveys.texts-save';
export const EDIT_OWNERS = 'surveys.owners';
export const SAVE_OWNERS = 'surveys.owners-save';
export const SEND_TEST = 'surveys.test';
export const ARCHIVE_SURVEY = 'surveys.archive';
export const RESTORE_SURVEY = 'surveys.restore';
export const EXPORT_SURVEY = 'surveys.export';
export const IMPORT_SURVEY = 'surveys.import';
export const IMPORT_FORM = 'surveys.import-form';
export const APPLY_IMPORT = 'surveys.import-apply';
export const LEAVE_IMPORT = 'surveys.import-leave';

const Which = z.object({
  id: RowId,
  /** Of its questions, from 0 */
  page: z.int().min(0).max(100).catch(0).optional(),
  /** In which its texts are shown and edited */
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .optional(),
  question: z.string().max(60).optional(),
  kind: z.enum(QUESTION_KINDS).optional(),
  /** Where it was shown, from 0 */
  at: z.int().min(0).max(1000).optional(),
  /** What was shown, in a few letters (`fingerprintOf`) */
  seen: z.string().max(40).optional(),
  /** Which of its conditions stay */
  kept: z.array(z.int().min(0).max(100)).max(20).optional(),
  /** The question that a condition is about */
  about: z.string().max(60).optional(),
  /** Who owned it when the form was opened, and who kept it besides */
  owner: z.string().max(40).optional(),
  owners: z.array(z.string().max(40)).max(50).optional(),
});
export type Which = z.infer<typeof Which>;

/** Which survey, and what of it, in a button's value or a form's metadata, which anybody can have written. */
export function whichIn(value: unknown): Which {
  const parsed = Which.safeParse(jsonIn(value));
  if (!parsed.success) throw new UserError('no_survey', 'That survey cannot be found. Please type `/survey` again.');
  return parsed.data;
}

export const written = (which: Which): string => JSON.stringify(which);
