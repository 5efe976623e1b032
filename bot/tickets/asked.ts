import { fromMessage } from '#bot/slack/escape.ts';
import type { TicketView } from './views.ts';

const FOR_STAFF = { deleted: '(deleted by the member)', noWords: '(no text)' };

/** Everything the member wrote to ask, in plain words and in the order of writing; deleted parts say so, unless they are kept for readers. */
export function askedIn(
  { request, names }: Pick<TicketView, 'request' | 'names'>,
  { deleted, noWords }: { deleted: string; noWords: string } = FOR_STAFF,
): string {
  const parts = request.map(({ text, deletedAt }) =>
    deletedAt && text === null ? deleted : fromMessage(text ?? '', (id) => names.get(id)),
  );
  return parts.filter((part) => part !== '').join('\n') || noWords;
}

/** What is shown of a long message before the reader is sent to the message itself. */
export const LONGEST_QUOTE = 1500;
