import { context, section } from '#bot/slack/block-parts.ts';
import { cut, escapeText, quoteBlock } from '#bot/slack/escape.ts';
import type { Rendering } from '#bot/slack/own-messages.ts';
import { STALE_AFTER_DAYS } from '#bot/tickets/timers.ts';
import type { Words } from '#bot/words/words.ts';

type Reminder = {
  ticketId: number;
  ownerId: string | null;
  /** What staff last said, as plain words; null when they said nothing that we know of. */
  question: string | null;
};

/** The reminder that we wait for an answer, with the question that is open. */
export function nudge({ ticketId, ownerId, question }: Reminder, { requests, waiting }: Words): Rendering {
  const asked = waiting.stillNeeded(ownerId ? `<@${ownerId}>` : requests.somebody, `*#${ticketId}*`);
  const next = `${waiting.writeHere} ${waiting.otherwise(STALE_AFTER_DAYS)}`;
  if (question === null) return { text: `${asked} ${next}`, blocks: [section(asked), section(next)] };
  const words = cut(question, 1500);
  return {
    text: `${asked}\n${waiting.theQuestion} ${escapeText(cut(question, 300))}\n${next}`,
    blocks: [section(asked), context(waiting.theQuestion), quoteBlock(words), section(next)],
  };
}

/** Says that a request is put aside and that writing brings it back. */
export function putAside(ticketId: number, { waiting }: Words): Rendering {
  return { text: waiting.putAside(`*#${ticketId}*`) };
}
