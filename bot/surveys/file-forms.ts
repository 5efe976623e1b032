import { z } from 'zod';
import { button, context, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, inFewTexts } from '#bot/slack/escape.ts';
import { fileField, form } from '#bot/slack/form-parts.ts';
import type { SurveyProblem } from '#surveys/reading.ts';
import { APPLY_IMPORT, IMPORT_FORM, LEAVE_IMPORT, OPEN_SURVEY, type Which, written } from './action-ids.ts';
import type { SurveyPlan } from './file-import.ts';
import type { FileToPreview } from './file-requests.ts';

export const FILE_FIELD = { blockId: 'file', actionId: 'value' };

/** Asks for the file; `which` is the survey that it goes into, undefined for a new one. */
export function importForm(which: Which | undefined, name?: string) {
  return form({
    callbackId: IMPORT_FORM,
    title: 'Import a survey',
    submit: 'Read it',
    close: 'Back',
    metadata: which ? written(which) : '',
    blocks: [
      section(
        which
          ? `A JSON file that becomes the next version of *${escapeText(name ?? '')}*. An export shows how one looks.\n• What has the same \`id\` as before is the same question: its results go on from wave to wave.\n• What has been answered already stays as it is.`
          : 'A JSON file that becomes a new survey of yours. An export of any survey shows how one looks.',
      ),
      fileField(FILE_FIELD, {
        label: 'The file',
        hint: 'You see what is in it before anything changes.',
        most: 1,
        kinds: ['json', 'txt'],
      }),
    ],
  });
}

const Files = z.object({
  state: z.object({
    values: z.object({ file: z.object({ value: z.object({ files: z.array(z.object({ id: z.string() })) }) }) }),
  }),
});

/** Which file was given. */
export function fileIn(view: unknown): string | undefined {
  const parsed = Files.safeParse(view);
  return parsed.success ? parsed.data.state.values.file.value.files[0]?.id : undefined;
}

/** One sentence in place of a form. */
export function noteForm(title: string, words: string) {
  return form({ callbackId: 'surveys.note', title, close: 'Back', metadata: '', blocks: [section(words)] });
}

/** What is kept of a message about a file until it is said: scalars only. */
export const FileNews = z.object({
  title: z.string(),
  lines: z.string(),
  /** What the buttons carry; '' when there is nothing to decide */
  value: z.string(),
  close: z.string(),
});
export type FileNews = z.infer<typeof FileNews>;

/** Slack takes some eleven thousand letters in the blocks of a message. */
const LONGEST_LINES = 9500;

export function planNews({ fileId, into }: FileToPreview, plan: SurveyPlan, opening?: string): FileNews {
  const { title, sum, lines, isNothing, fingerprint } = plan;
  const told = [...(opening ? [opening] : []), ...(isNothing ? [] : [sum]), ...lines.map((line) => `• ${cut(line, 400)}`)];
  return {
    title,
    lines: cut(told.join('\n'), LONGEST_LINES),
    value: isNothing ? '' : `${fileId} ${into ?? 0} ${fingerprint}`,
    close: isNothing ? 'Your file says what is there already, so there is nothing to change.' : '',
  };
}

const MOST_PROBLEMS = 30;

/** What is wrong with a file, each with its place in it; where it is much, the beginning of it (see `allProblems`). */
export function problemNews(problems: SurveyProblem[]): FileNews {
  const shown = problems.slice(0, MOST_PROBLEMS).map(({ path, sentence }) => {
    const place = path === '' ? '' : `${cut(path, 100)}: `;
    return `• ${place}${cut(sentence, 200)}`;
  });
  const more = problems.length - shown.length;
  const found = problems.length === 1 ? 'there is a problem' : `there are ${problems.length} problems`;
  return {
    title: `I cannot take your file in: ${found}`,
    lines: cut(shown.join('\n'), LONGEST_LINES),
    value: '',
    close: `${more > 0 ? `… and ${more} more; all of them come as a file. ` : ''}Nothing was changed. When the file is mended, give it to me again with \`/survey\`.`,
  };
}

/** Everything that is wrong with a file, a line each, where a message does not hold it. */
export function allProblems(problems: SurveyProblem[]): string | undefined {
  if (problems.length <= MOST_PROBLEMS) return undefined;
  return problems.map(({ path, sentence }) => `${path === '' ? '' : `${path}: `}${sentence}\n`).join('');
}

/** What is said about a file, in a direct message. */
export function fileMessage({ title, lines, value, close }: FileNews) {
  const isNew = value.split(' ')[1] === '0';
  const told = cut(escapeText(lines), LONGEST_LINES).split('\n');
  const parts = inFewTexts(
    told.filter((line) => line !== ''),
    2900,
  );
  return {
    text: cut([title, lines, close].filter(Boolean).map(escapeText).join('\n'), 3900),
    blocks: [
      section(`*${cut(escapeText(title), 300)}*`),
      ...parts.map(section),
      ...(close === '' ? [] : [context(close)]),
      ...(value === ''
        ? []
        : [
            {
              type: 'actions' as const,
              block_id: 'import',
              elements: [
                button(APPLY_IMPORT, isNew ? 'Make this survey' : 'Take it in', value),
                button(LEAVE_IMPORT, 'Leave it', value),
              ],
            },
          ]),
    ],
  };
}

/** What is said when a file was taken in. */
export function importedMessage(surveyId: number, name: string, version: number, isNew: boolean) {
  const text = isNew
    ? `*${escapeText(name)}* is there. Nobody is asked before you send it.`
    : `*${escapeText(name)}* has version ${version} now, as your file says.`;
  return { text, blocks: [{ ...section(text), accessory: button(OPEN_SURVEY, 'Open', written({ id: surveyId })) }] };
}
