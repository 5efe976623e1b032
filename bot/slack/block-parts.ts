import type { Button, ContextBlock, SectionBlock } from '@slack/types';
import { cut, escapeText, mrkdwn } from './escape.ts';

export const plain = (text: string) => ({ type: 'plain_text' as const, text });

/** What Slack takes as one text of a message or a form: it refuses the whole of it for a letter more. */
const LONGEST_TEXT = 3000;
/** Whatever is too long for one ends with …, so that nobody is left without an answer for it. */
export const section = (text: string): SectionBlock => ({ type: 'section', text: mrkdwn(cut(text, LONGEST_TEXT)) });
export const context = (text: string): ContextBlock => ({ type: 'context', elements: [mrkdwn(cut(text, LONGEST_TEXT))] });

export const button = (actionId: string, label: string, value: string): Button => ({
  type: 'button',
  action_id: actionId,
  text: plain(label),
  value,
});

/** Of all texts of a message together Slack has taken 9,597 letters, and refused 11,341; where between it ends, it says nowhere. */
const MOST_LETTERS = 9500;

/** The blocks of the first size, from the largest to the smallest, in which one message holds them; of the smallest where none is small enough. */
export function asManyAsFit<Size, Block>(sizes: readonly [Size, ...Size[]], blocksOf: (size: Size) => Block[]): Block[] {
  const [largest, ...smaller] = sizes;
  return smaller.reduce((blocks, size) => (lettersIn(blocks) <= MOST_LETTERS ? blocks : blocksOf(size)), blocksOf(largest));
}

/** How many letters (code points) the texts of blocks have together. */
export function lettersIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + lettersIn(one), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [name, inner]) => sum + (typeof inner === 'string' ? (name === 'text' ? [...inner].length : 0) : lettersIn(inner)),
    0,
  );
}

/** A moment, in the reader's own time zone; `form` is for who reads another language than staff do. */
export function dateOf(at: Date, form = '{date_short_pretty} at {time}'): string {
  return `<!date^${Math.floor(at.getTime() / 1000)}^${form}|${at.toISOString().slice(0, 16).replace('T', ' ')} UTC>`;
}

export type File = { name: string; url: string };

const FILES_SHOWN = 8;

/** Files as links, in a line of their own; no line when there are none. */
export function fileContext(files: File[]): ContextBlock[] {
  if (files.length === 0) return [];
  const more = files.length > FILES_SHOWN ? ` and ${files.length - FILES_SHOWN} more` : '';
  return [context(`:paperclip: ${files.slice(0, FILES_SHOWN).map(fileLink).join(', ')}${more}`)];
}

function fileLink({ name, url }: File): string {
  const label = escapeText(cut(name, 80)).replaceAll('|', '¦');
  return /^https:\/\//.test(url) ? `<${url.replaceAll(/[<>|]/g, encodeURIComponent)}|${label}>` : label;
}
