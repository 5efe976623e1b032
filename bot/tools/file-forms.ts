import { z } from 'zod';
import { button, context, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { fileField, form } from '#bot/slack/form-parts.ts';
import type { ToolPlan } from './file-plan.ts';
import { rowsLeftOut, toolPreview } from './file-preview.ts';

export const IMPORT_FORM = 'tools.import-form';
export const APPLY_IMPORT = 'tools.apply-import';
export const LEAVE_IMPORT = 'tools.leave-import';
export const FILE_FIELD = { blockId: 'file', actionId: 'value' };

/** Asks for the file, and says what one looks like. */
export function importForm() {
  return form({
    callbackId: IMPORT_FORM,
    title: 'Import tools',
    submit: 'Read it',
    close: 'Back',
    metadata: '',
    blocks: [
      section(
        [
          'A CSV file with a tool in each row, or a JSON file of the whole catalogue. An export shows how they look.',
          '• The first row of a CSV file names the columns; `name` and `summary` are enough for a new tool.',
          '• What is there already is found by its `id`, or else by its `name`.',
          '• What is empty or missing stays as it is; `-` empties it. Nothing is ever deleted: `archived` with `yes` puts a tool away.',
        ].join('\n'),
      ),
      fileField(FILE_FIELD, {
        label: 'The file',
        hint: 'You see what it changes before anything does.',
        most: 1,
        kinds: ['csv', 'tsv', 'txt', 'json'],
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
  return form({ callbackId: 'tools.note', title, close: 'Back', metadata: '', blocks: [section(words)] });
}

/** What is kept of a preview until it is said: scalars only. */
export type PreviewFacts = {
  fileId: string;
  fingerprint: string;
  sum: string;
  lines: string;
  problems: string;
  canApply: boolean;
  leftOut: number;
};

export function previewFacts(fileId: string, plan: ToolPlan, opening?: string): PreviewFacts {
  const { sum, problems, changes } = toolPreview(plan);
  return {
    fileId,
    fingerprint: plan.fingerprint,
    sum: opening ? `${opening} ${sum}` : sum,
    lines: cut(changes.map((line) => cut(line, 400)).join('\n'), 8000),
    problems: problems.map((line) => cut(line, 500)).join('\n'),
    canApply: plan.writes.length > 0,
    leftOut: rowsLeftOut(plan),
  };
}

/** What a file would change, and the buttons that decide it. */
export function importPreview({ fileId, fingerprint, sum, lines, problems, canApply, leftOut }: PreviewFacts) {
  const value = `${fileId} ${fingerprint} ${leftOut > 0 ? 1 : 0}`;
  const label = leftOut > 0 ? `Apply without ${leftOut === 1 ? 'that row' : `those ${leftOut} rows`}` : 'Apply';
  return {
    text: `What your file would change: ${cut(escapeText(sum), 500)}`,
    blocks: [
      section(`*What your file would change*\n${cut(escapeText(sum), 1000)}`),
      ...(problems === '' ? [] : [section(`*Rows I cannot take in*\n${listOf(problems, 270)}`)]),
      ...(lines === '' ? [] : [section(listOf(lines, 500))]),
      ...(canApply
        ? [
            {
              type: 'actions' as const,
              block_id: 'import',
              elements: [button(APPLY_IMPORT, label, value), button(LEAVE_IMPORT, 'Leave it', value)],
            },
          ]
        : [context('Nothing was changed. When the file is mended, give it to me again with `/tools admin`.')]),
    ],
  };
}

const listOf = (lines: string, longest: number) =>
  lines
    .split('\n')
    .map((line) => `• ${cut(escapeText(line), longest)}`)
    .join('\n');
