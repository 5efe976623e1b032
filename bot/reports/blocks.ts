import type { KnownBlock } from '@slack/types';
import { cut, escapeText, mrkdwn } from '#bot/slack/escape.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import { DEFINITIONS, SIGN_UP_DEFINITIONS } from '#reports/definitions.ts';
import { type Digest, digestAsText } from '#reports/digest.ts';

/** A digest as a message: its key sentence first, then a line for each figure. */
export function digestMessage(digest: Digest): Rendering & { blocks: KnownBlock[] } {
  const { title, headline, lines, notes } = digest;
  const body = lines.map(({ label, text }) => `*${escapeText(label)}*  ${escapeText(text)}`).join('\n');
  return {
    text: cut(escapeText(digestAsText(digest)), 3900),
    blocks: [
      { type: 'section', text: mrkdwn(cut(`*${escapeText(title)}*\n${escapeText(headline)}`, 2900)) },
      // Slack takes no empty text, and before the first request there may be nothing to say.
      ...(body === '' ? [] : [{ type: 'section' as const, text: mrkdwn(cut(body, 2900)) }]),
      ...(notes.length > 0
        ? [{ type: 'context' as const, elements: [mrkdwn(cut(notes.map(escapeText).join('\n'), 1900))] }]
        : []),
    ],
  };
}

/** What each figure means, a block for every few, since Slack takes 3,000 characters each. */
export function figuresExplained(): Rendering & { blocks: KnownBlock[] } {
  const said = [...Object.values(DEFINITIONS), ...Object.values(SIGN_UP_DEFINITIONS)].map(
    ({ label, definition }) => `*${label}*  ${escapeText(definition)}`,
  );
  const parts = Array.from({ length: Math.ceil(said.length / 5) }, (_, index) => said.slice(5 * index, 5 * index + 5).join('\n'));
  return { text: said.join('\n'), blocks: parts.map((part) => ({ type: 'section', text: mrkdwn(cut(part, 2900)) })) };
}

/** What `/digest` can do. */
export function digestHelp(): string {
  return [
    '*What you can type*',
    '• `/digest preview` shows you this week so far, with what only staff see',
    '• `/digest explain` says what each figure means',
    '• `/digest post` posts last week now instead of at its hour (leads)',
    'By itself the digest comes on the first working day of the week at 09:00.',
  ].join('\n');
}
