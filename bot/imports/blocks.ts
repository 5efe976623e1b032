import type { KnownBlock, ModalView } from '@slack/types';
import { button, context, plain, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText } from '#bot/slack/escape.ts';
import { isEmptyPlan, type Plan } from './plan.ts';
import { previewParts, rowsLeftOut } from './preview.ts';

export const IMPORT_FORM = 'members.import-form';
export const APPLY_IMPORT = 'members.apply-import';
export const LEAVE_IMPORT = 'members.leave-import';
export const FILE_FIELD = { blockId: 'file', actionId: 'value' };

const TITLE = 'Import people';

/** Asks for the file, and says what one looks like. */
export function importForm(): ModalView {
  return {
    type: 'modal',
    callback_id: IMPORT_FORM,
    title: plain(TITLE),
    submit: plain('Read it'),
    close: plain('Back'),
    blocks: [
      section(
        [
          'A CSV file of *organisations* or of *members*. Its first row names the columns:',
          '• organisations: `organisation, domain, size, region, time zone, plan, joined, contact: billing`',
          '• members: `email, organisation, language, role`',
          'Columns and cells may be missing: what is empty stays as it is. Nothing is ever deleted by a file.',
        ].join('\n'),
      ),
      {
        type: 'input',
        block_id: FILE_FIELD.blockId,
        label: plain('The file'),
        hint: plain('You see what it changes before anything does.'),
        element: { type: 'file_input', action_id: FILE_FIELD.actionId, filetypes: ['csv', 'tsv', 'txt'], max_files: 1 },
      },
    ],
  };
}

export function readingModal(): ModalView {
  const words = 'I am reading your file and will write to you in a moment what it would change.\nYou can close this.';
  return { type: 'modal', title: plain(TITLE), close: plain('Close'), blocks: [section(words)] };
}

/** What is kept of a preview until it is said: scalars only. `skips`: 1 when it can be applied without the rows with problems. */
export type PreviewFacts = {
  fileId: string;
  fingerprint: string;
  lines: string;
  problems: string;
  canApply: boolean;
  leftOut: number;
};

export function previewFacts(fileId: string, plan: Plan, opening?: string): PreviewFacts {
  const { sum, problems, changes } = previewParts(plan);
  const lines = [...(opening ? [opening] : []), sum, ...changes];
  const canApply = plan.kind !== 'unknown' && !isEmptyPlan(plan);
  return {
    fileId,
    fingerprint: plan.fingerprint,
    lines: cut(lines.join('\n'), 8000),
    problems: problems.map((line) => cut(line, 500)).join('\n'),
    canApply,
    leftOut: rowsLeftOut(plan),
  };
}

/** What a file would change, and the buttons that decide it. */
export function importPreview({ fileId, fingerprint, lines, problems, canApply, leftOut }: PreviewFacts): {
  text: string;
  blocks: KnownBlock[];
} {
  const [sum = '', ...details] = lines.split('\n').map(escapeText);
  const value = `${fileId} ${fingerprint} ${leftOut > 0 ? 1 : 0}`;
  const label = leftOut > 0 ? `Apply without ${leftOut === 1 ? 'that row' : `those ${leftOut} rows`}` : 'Apply';
  return {
    text: `What your file would change: ${cut(sum, 500)}`,
    blocks: [
      section(`*What your file would change*\n${cut(sum, 1000)}`),
      ...(problems === ''
        ? []
        : [section(`*Rows I cannot take in*\n${listOf(problems.split('\n').map(escapeText), LONGEST_PROBLEM)}`)]),
      ...(details.length > 0 ? [section(details.map((line) => `• ${line}`).join('\n'))] : []),
      ...(canApply
        ? [
            {
              type: 'actions' as const,
              block_id: 'import',
              elements: [button(APPLY_IMPORT, label, value), button(LEAVE_IMPORT, 'Leave it', value)],
            },
          ]
        : [context('Nothing was changed. When the file is mended, give it to me again with `/rochdale setup`.')]),
    ],
  };
}

/** So that ten of them, and how many more there are, go into one section. */
const LONGEST_PROBLEM = 270;

const listOf = (lines: string[], longest: number) => lines.map((line) => `• ${cut(line, longest)}`).join('\n');
